"""The stand-in's hosted page: pay, be declined, or walk away."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from api.demo.fake_stripe.books import Books, Mischief, Refused, Thing
from api.demo.fake_stripe.couriers import Courier
from schema.scalars import Money
from stores.kernel import money

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}

templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)


class Page:
    """Shows a session to its buyer, and does what the buyer clicks."""

    def __init__(self, books: Books, courier: Courier, mischief: Mischief) -> None:
        self.books = books
        self.courier = courier
        self.mischief = mischief

    @property
    def routes(self) -> list[BaseRoute]:
        """Its paths."""
        return [
            Route("/pay/{id}", self.show, methods=["GET"]),
            Route("/pay/{id}/{deed}", self.click, methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    async def show(self, request: Request) -> Response:
        """The page of a session, or what became of it."""
        session = self._session(request)
        if session is None:
            return PlainTextResponse("There is no such page.", 404)
        return HTMLResponse(templates.get_template("pay.html").render(_facts(session)), headers=HEADERS)

    async def click(self, request: Request) -> Response:
        """What the buyer has clicked; a page that is over only leads back."""
        session = self._session(request)
        if session is None:
            return PlainTextResponse("There is no such page.", 404)
        if session["status"] == "open":
            self._do(request.path_params["deed"], session)
            self.books.keep()
            await self.courier.deliver()
        paid = session["payment_status"] == "paid" or self.mischief.captures_later
        return RedirectResponse(session["success_url" if paid else "cancel_url"], 303)

    def _do(self, deed: str, session: Thing) -> None:
        if deed == "pay":
            self.books.pay(session, captures_later=self.mischief.captures_later)
        elif deed == "decline":
            self.books.decline(session)

    def _session(self, request: Request) -> Thing | None:
        try:
            return self.books.session(request.path_params["id"])
        except Refused:
            return None


def _facts(session: Thing) -> dict[str, Any]:
    asked = Money.of(money.Money(session["amount_total"], session["currency"].upper()))
    return {"amount": asked.written("en"), "session": session, "is_open": session["status"] == "open"}
