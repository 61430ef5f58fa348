"""One request at the counter: who asks, for which store, in which words; and how a screen is answered."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import httpx
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.console import session
from api.console.client import Counter, Json, ShopRefused
from api.console.rendering import static_version, templates
from api.console.text import Text, text_for, texts


class NotOurForm(Exception):
    """A post without the proof that one of our own pages sent it."""


class StoreUnknown(Exception):
    """Nobody said yet which of their stores this person stands in."""


PASSED_ON = ("host", "forwarded", "x-real-ip", "x-forwarded-host", "via")  # by which route the person came


@dataclass(frozen=True)
class House:
    """What every request of the console stands on."""

    graphql: httpx.AsyncClient
    secret: str
    now: Callable[[], datetime]


class Desk:
    """What a screen needs to know about the request in front of it, and how it answers."""

    def __init__(self, request: Request, form: FormData) -> None:
        self.request = request
        self.form = form
        self.house: House = request.app.state.house
        self.token = session.read_cookie(request, session.SESSION)
        self.text: Text = text_for(
            session.read_cookie(request, session.LOCALE), request.headers.get("accept-language", "")
        )
        self._staff: Json | None = None

    @cached_property
    def binding(self) -> str:
        """The cookie value that forms are bound to: the session's, or a guest's own before sign-in."""
        return self.token or session.read_cookie(self.request, session.DOOR) or session.new_nonce()

    @cached_property
    def counter(self) -> Counter:
        """The line to the shop, in this person's name, language, device and place."""
        headers = {"Accept-Language": self.text.locale}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if device := session.read_cookie(self.request, session.DEVICE):
            headers["Device"] = device
        headers |= {name: value for name in PASSED_ON if (value := self.request.headers.get(name))}
        if self.request.client:
            headers["X-Forwarded-For"] = self.request.client.host
        return Counter(self.house.graphql, headers)

    @property
    def now(self) -> datetime:
        return self.house.now()

    @property
    def store_id(self) -> str:
        """Raises: StoreUnknown: no store was chosen on this browser."""
        if chosen := session.read_cookie(self.request, session.STORE):
            return chosen
        raise StoreUnknown

    async def staff(self) -> Json:
        """The member of staff who is signed in.

        Raises:
            ShopRefused: nobody is, or somebody who is not staff.
        """
        if self._staff is None:
            who = (await self.counter.ask("me"))["me"]
            if who is None or who["__typename"] != "StaffMember":
                raise ShopRefused("UNAUTHENTICATED")
            self._staff = who
        return self._staff

    async def store(self) -> Json:
        """The store this person stands in, if it is one of theirs.

        Raises:
            StoreUnknown: none chosen, or no longer theirs.
        """
        mine: list[Json] = (await self.staff())["stores"]
        for store in mine:
            if store["id"] == self.store_id:
                return store
        raise StoreUnknown

    def field(self, name: str) -> str:
        """One plain value of the posted form; nothing when it is missing or a file."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A signed whole number as people type it, with either kind of minus; 0 when it is none."""
        plain = self.field(name).replace("−", "-").replace("+", "")
        return int(plain) if re.fullmatch(r"-?\d{1,6}", plain) else 0

    @property
    def did(self) -> str | None:
        """What was just done, when we came here from an act; only what we have words for."""
        did = self.request.query_params.get("did", "")
        return did if self.text.has(f"did.{did}") else None

    def own_refusal(self, name: str) -> Json:
        """A refusal that needs no question to the shop, in the shape of the shop's own."""
        return {"__typename": name, "message": ""}

    async def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A screen for staff, with their name and store at its head."""
        store = await self.store()
        values = {"staff": await self.staff(), "store": store, "zone": ZoneInfo(store["timeZone"]), **values}
        return self.bare_page(template, status, **values)

    def bare_page(self, template: str, status: int = 200, **values: object) -> Response:
        """A screen without a store: before sign-in, or when something went wrong."""
        common = {
            "t": self.text,
            "csrf": session.csrf_token(self.house.secret, self.binding),
            "static": f"{self.root}/static/{static_version()}",
            "root": self.root,
            "here": self.request.url.path,
            "next": self._screen_path(),
            "locales": list(texts().values()),
            "now": self.now,
            "did": self.did,
            "staff": None,
            "store": None,
        }
        body = templates().get_template(template).render({**common, **values})
        response = HTMLResponse(body, status)
        if not self.token and not session.read_cookie(self.request, session.DOOR):
            session.keep_cookie(self.request, response, session.DOOR, self.binding)
        return response

    def _screen_path(self) -> str:
        """Where this screen can be opened with GET, even when a refused act brought it up."""
        return re.sub(r"(/pickups/[^/]+|/stock)/[^/]+$", r"\1", self.request.url.path)

    @property
    def root(self) -> str:
        """Where the console is mounted."""
        return str(self.request.scope.get("root_path", ""))

    def go(self, path: str, **query: str) -> RedirectResponse:
        """Send the browser on to a screen, with GET."""
        words = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return RedirectResponse(f"{self.root}{path}{'?' if words else ''}{words}", 303)

    def wanted_path(self, asked: str) -> str:
        """Where a person wanted to go, below our root; never somewhere else on the web."""
        parts = urlsplit(asked)
        inside = asked.startswith(f"{self.root}/") and not parts.netloc and "//" not in asked and "\\" not in asked
        return parts.path.removeprefix(self.root) if inside else "/today"


Screen: TypeAlias = Callable[[Desk], Awaitable[Response]]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def for_anyone(screen: Screen) -> Endpoint:
    """A screen that needs no sign-in. Every post still needs its proof."""

    async def endpoint(request: Request) -> Response:
        return await screen(await _seat(request))

    return endpoint


def for_staff(screen: Screen) -> Endpoint:
    """A screen for people who are signed in; what they may do is the shop's to say."""

    async def endpoint(request: Request) -> Response:
        desk = await _seat(request)
        if not desk.token:
            raise ShopRefused("UNAUTHENTICATED")
        return await screen(desk)

    return endpoint


async def _seat(request: Request) -> Desk:
    """Raises: NotOurForm: a post that none of our pages sent."""
    if request.method in {"GET", "HEAD"}:
        return Desk(request, FormData())
    desk = Desk(request, await request.form(max_files=0, max_fields=200))
    if not session.is_own_form(request, desk.field("csrf"), desk.house.secret, desk.binding):
        raise NotOurForm
    return desk
