"""The console's address book: which path shows which screen, and what a person sees when one cannot be shown."""

from collections.abc import Callable
from datetime import datetime

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from api.console import acts, door, scan, session, stock, today
from api.console.client import ShopRefused, ShopSilent
from api.console.desk import Desk, House, NotOurForm, StoreUnknown, for_anyone, for_staff
from api.console.headers import SecurityHeaders
from api.console.rendering import STATIC, KeptFiles, static_version, wants_fragment

UNREPEATABLE = {"csrf", "password"}


def console_routes(graphql: httpx.AsyncClient, *, secret: str, now: Callable[[], datetime]) -> list[BaseRoute]:
    """The console under ``/console``.

    It asks the shop through ``graphql`` (POST ``/graphql`` on the client's base URL: in-process or over the network),
    with the person's bearer token, language, ``Device`` and address (``X-Forwarded-For``). ``secret`` signs its forms,
    and is the same in every process; ``now`` is the business clock.
    """
    console = Starlette(
        routes=_routes(),
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={
            ShopRefused: _shop_refused,
            ShopSilent: _shop_silent,
            NotOurForm: _not_our_form,
            StoreUnknown: _store_unknown,
            HTTPException: _not_found,
        },
    )
    console.state.house = House(graphql, secret, now)
    return [Mount("/console", app=console)]


def _routes() -> list[BaseRoute]:
    return [
        Route("/", for_anyone(door.home), methods=["GET"]),
        Route("/sign-in", for_anyone(door.sign_in_page), methods=["GET"]),
        Route("/sign-in", for_anyone(door.sign_in), methods=["POST"]),
        Route("/sign-out", for_staff(door.sign_out), methods=["POST"]),
        Route("/language", for_anyone(door.choose_language), methods=["POST"]),
        Route("/stores", for_staff(door.stores_page), methods=["GET"]),
        Route("/stores", for_staff(door.choose_store), methods=["POST"]),
        Route("/today", for_staff(today.today), methods=["GET"]),
        Route("/today/board", for_staff(today.board_fragment), methods=["GET"]),
        Route("/scan", for_staff(scan.scan_page), methods=["GET"]),
        Route("/scan", for_staff(scan.scan), methods=["POST"]),
        Route("/pickups/{id}", for_staff(scan.pickup_page), methods=["GET"]),
        Route("/pickups/{id}/prepare", for_staff(acts.start_preparing), methods=["POST"]),
        Route("/pickups/{id}/ready", for_staff(acts.mark_ready), methods=["POST"]),
        Route("/pickups/{id}/pay", for_staff(acts.take_payment), methods=["POST"]),
        Route("/pickups/{id}/hand-over", for_staff(acts.hand_over), methods=["POST"]),
        Route("/stock", for_staff(stock.stock_page), methods=["GET"]),
        Route("/stock/adjust", for_staff(stock.adjust_stock), methods=["POST"]),
        Mount(f"/static/{static_version()}", app=KeptFiles(directory=STATIC)),
    ]


async def _desk(request: Request) -> Desk:
    return Desk(request, await request.form())


async def _shop_refused(request: Request, refused: Exception) -> Response:
    """A session that is over leads to the door; what one may not do is said."""
    desk = await _desk(request)
    code = refused.code if isinstance(refused, ShopRefused) else ""
    if code == "UNAUTHENTICATED":
        return _to_the_door(desk)
    known = code if desk.text.has(f"error.{code}.title") else "INTERNAL"
    return desk.bare_page("problem.html", 403 if code == "FORBIDDEN" else 502, error=known, retry=None)


def _to_the_door(desk: Desk) -> Response:
    if wants_fragment(desk.request.headers):
        return PlainTextResponse("", 401)
    came_for = {"next": desk.request.url.path} if desk.request.method == "GET" else {}
    response = desk.go("/sign-in", **came_for)
    session.drop_cookie(desk.request, response, session.SESSION)
    return response


async def _shop_silent(request: Request, silent: Exception) -> Response:
    """Nobody knows what happened: the same form, with the same key, may be sent again."""
    desk = await _desk(request)
    again = [(name, value) for name, value in desk.form.multi_items() if name not in UNREPEATABLE]
    retry = again if request.method == "POST" and "password" not in desk.form else None
    return desk.bare_page("problem.html", 503, error="SILENT", retry=retry)


async def _not_our_form(request: Request, refused: Exception) -> Response:
    return (await _desk(request)).bare_page("problem.html", 403, error="OLD_FORM", retry=None)


async def _not_found(request: Request, refused: Exception) -> Response:
    status = refused.status_code if isinstance(refused, HTTPException) else 404
    return (await _desk(request)).bare_page("problem.html", status, error="NOT_FOUND", retry=None)


async def _store_unknown(request: Request, refused: Exception) -> Response:
    desk = await _desk(request)
    if wants_fragment(request.headers):
        return PlainTextResponse("", 401)
    came_for = request.url.path if request.method == "GET" else f"{desk.root}/today"
    return RedirectResponse(f"{desk.root}/stores?next={came_for}", 303)
