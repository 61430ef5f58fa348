"""A member of staff in front of a browser without scripts: opens pages, fills in forms, follows redirects."""

from html.parser import HTMLParser

import httpx
from starlette.applications import Starlette

ORIGIN = "http://counter.test"


class Forms(HTMLParser):
    """Every form of a page: where it goes, and the values it carries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((about.get("action", ""), {}))
        if tag == "input" and self.found and "name" in about:
            self.found[-1][1][about["name"]] = about.get("value", "")


class Person:
    """One browser at the counter."""

    def __init__(self, console: Starlette, origin: str = ORIGIN, language: str = "en") -> None:
        self.origin = origin
        headers = {"Accept-Language": language}
        transport = httpx.ASGITransport(console, client=("10.0.0.7", 4711))
        self.http = httpx.AsyncClient(transport=transport, base_url=origin, headers=headers, follow_redirects=True)
        self.page = httpx.Response(200)

    async def open(self, path: str) -> httpx.Response:
        self.page = await self.http.get(f"/console{path}")
        return self.page

    def _form(self, action: str) -> tuple[str, dict[str, str]]:
        found = Forms(self.page.text).found
        return next((where, values) for where, values in reversed(found) if where.endswith(action))

    def form(self, action: str) -> dict[str, str]:
        """The values of the last form on this page that goes there."""
        return self._form(action)[1]

    async def send(self, action: str, **fields: str) -> httpx.Response:
        """Fill in the last form of this page that goes there, and press its button."""
        where, values = self._form(action)
        return await self.post(where.removeprefix("/console"), {**values, **fields})

    async def post(self, action: str, body: dict[str, str], **headers: str) -> httpx.Response:
        sent = {"Origin": self.origin, **headers}
        self.page = await self.http.post(f"/console{action}", data=body, headers=sent)
        return self.page

    async def sign_in(self, password: str = "correct horse") -> httpx.Response:
        await self.open("/sign-in")
        return await self.send("/sign-in", email="aiko@wharfside.test", password=password)

    async def scan(self, code: str) -> httpx.Response:
        await self.open("/scan")
        return await self.send("/scan", code=code)


async def someone_signed_in(console: Starlette) -> Person:
    person = Person(console)
    await person.sign_in()
    return person
