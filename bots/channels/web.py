"""A chat page of our own: the page, what it sends, and what it reads by long polling."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bots.channels.desk import Desk
from bots.engine import text
from bots.engine.keeping import frozen_message
from bots.engine.rendering import Capabilities, Message
from bots.engine.turns import Heard, Spot

SHOWS = Capabilities(
    "web", 6000, page=10, buttons=12, button_label=60, rows=12, row_label=120, has_images=True, asks_location=True
)
COOKIE = "wharfside_chat"
COOKIE_FOR = 180 * 24 * 3600
PATIENCE = 15.0
LONGEST_TEXT = 1000
LONGEST_BODY = 8000
LONGEST_NAME = 64
PAGE = Path(__file__).parent / "page"


@dataclass(frozen=True)
class Web:
    """The chat page. ``images_from``: the origin of the shop's pictures, where it is not the page's own."""

    desk: Desk
    images_from: str = ""

    def routes(self) -> list[BaseRoute]:
        """The page and what it asks for; the addresses are relative, so it can be mounted anywhere."""
        return [
            Route("/", self.page),
            Route("/labels", self.labels),
            Route("/messages", self.messages),
            Route("/heard", self.heard, methods=["POST"]),
            Mount("/static", StaticFiles(directory=PAGE)),
        ]

    async def page(self, request: Request) -> Response:
        """The page, in the language that the browser prefers; it brings a name for the chat."""
        locale = _locale_of(request)
        labels = {name: escape(label) for name, label in _labels(locale).items()}
        template = Template((PAGE / "chat.html").read_text("utf-8"))
        answer = HTMLResponse(template.substitute(labels, locale=locale), headers=self._headers())
        if COOKIE not in request.cookies:
            is_https = request.url.scheme == "https"
            path = request.scope.get("root_path", "") or "/"
            answer.set_cookie(
                COOKIE, secrets.token_urlsafe(18), COOKIE_FOR, path=path, secure=is_https, httponly=True, samesite="lax"
            )
        return answer

    async def labels(self, request: Request) -> Response:
        """The words of the page itself in another language."""
        locale = text.locale_for(request.query_params.get("locale", "")) or text.FALLBACK
        return JSONResponse(_labels(locale))

    async def messages(self, request: Request) -> Response:
        """What was said after one message, or after a while nothing."""
        chat, after = _chat_of(request), request.query_params.get("after", "0")
        if not chat or not after.isdecimal() or len(after) > 18:
            return Response(status_code=400)
        patience = 0.0 if after == "0" else PATIENCE
        letters = await self.desk.letters_soon("web", chat, int(after), patience)
        shown = [{"id": letter.id, **frozen_message(self._pictured(letter.message))} for letter in letters]
        locale = await self.desk.locale_of("web", chat)
        return JSONResponse({"messages": shown, "locale": locale}, headers={"Cache-Control": "no-store"})

    async def heard(self, request: Request) -> Response:
        """Something typed, tapped or shared."""
        chat, body = _chat_of(request), await _body(request)
        if not chat or body is None or not _is_own(request):
            return Response(status_code=400)
        event = f"{chat}-{str(body.get('id', ''))[:64]}"
        heard = Heard("web", chat, event, locale=_locale_of(request), **_what(body))
        echo = "" if body.get("open") else str(body.get("label") or heard.text)[:LONGEST_TEXT]
        await self.desk.hear(heard, SHOWS, echo)
        return Response(status_code=204)

    def _pictured(self, message: Message) -> Message:
        """Pictures by their full address, where they are not the page's own."""
        if not self.images_from:
            return message
        rows = tuple(replace(row, image=self._address(row.image)) for row in message.rows)
        return replace(message, image=self._address(message.image), rows=rows)

    def _address(self, image: str) -> str:
        return f"{self.images_from}{image}" if image.startswith("/") else image

    def _headers(self) -> dict[str, str]:
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            f"img-src 'self' data: https: {self.images_from}"
        )
        return {
            "Content-Security-Policy": policy,
            "Permissions-Policy": "geolocation=(self)",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }


def _labels(locale: str) -> dict[str, str]:
    names = [name for name in text.sentences(text.FALLBACK) if name.startswith("page.")]
    return {name.removeprefix("page."): text.tell(locale, name) for name in names}


def _locale_of(request: Request) -> str:
    wanted = request.headers.get("accept-language", "").split(",")
    found = (text.locale_for(tag.split(";")[0].strip()) for tag in wanted)
    return next(filter(None, found), text.FALLBACK)


async def _body(request: Request) -> Mapping[str, Any] | None:
    """What the page sent, or nothing where it is not what the page sends. Too much is not even read."""
    if request.headers.get("content-type", "") != "application/json":
        return None
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            return None
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) and body.get("id") else None


def _chat_of(request: Request) -> str:
    """The name of the chat, or none where there is no name that we could have given."""
    chat = request.cookies.get(COOKIE, "")
    return chat if len(chat) <= LONGEST_NAME else ""


def _is_own(request: Request) -> bool:
    """Whether the request comes from the page itself and not from another site's."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _what(body: Mapping[str, Any]) -> dict[str, Any]:
    if body.get("open"):
        return {"text": "menu"}
    if body.get("token"):
        return {"token": str(body["token"])[:64]}
    place = body.get("spot")
    if isinstance(place, dict):
        try:
            return {"spot": Spot(float(place["latitude"]), float(place["longitude"]))}
        except (KeyError, TypeError, ValueError):
            return {"text": ""}
    return {"text": str(body.get("text", ""))[:LONGEST_TEXT]}
