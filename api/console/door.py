"""Coming in and going out: sign-in, sign-out, the language, and the store one stands in."""

from starlette.responses import HTMLResponse, Response

from api.console import session
from api.console.client import Json, ShopRefused, ShopSilent
from api.console.desk import Desk
from api.console.rendering import templates
from api.console.text import texts


async def home(desk: Desk) -> Response:
    """The console's own address leads to the day's work."""
    return desk.go("/today")


async def sign_in_page(desk: Desk) -> Response:
    """The form at the door, or straight in for those who are signed in."""
    asked = desk.request.query_params.get("next", "")
    if desk.token and await _is_staff(desk):
        return desk.go(desk.wanted_path(asked))
    if desk.request.headers.get("sec-fetch-site") == "cross-site":
        return _doorstep(desk)
    left = desk.request.query_params.get("left")
    return desk.bare_page("sign_in.html", asked=asked, email="", refusal=None, left=left)


async def _is_staff(desk: Desk) -> bool:
    try:
        await desk.staff()
    except ShopRefused:
        return False
    return True


def _doorstep(desk: Desk) -> Response:
    """A link in a mail or chat arrives without our Strict cookies; loading once more from here brings them."""
    return HTMLResponse(templates().get_template("doorstep.html").render(t=desk.text))


async def sign_in(desk: Desk) -> Response:
    """Let a member of staff in, with a session that did not exist before."""
    email = desk.field("email")
    password = desk.form.get("password")
    try:
        answer = (await desk.counter.ask("sign_in_staff", email=email, password=password))["signInStaff"]
    except ShopRefused as refused:
        answer = {"__typename": refused.code, "message": desk.text("error.elsewhere")}
    if answer["__typename"] != "StaffSession":
        return desk.bare_page("sign_in.html", 422, asked=desk.field("next"), email=email, refusal=answer, left=None)
    if desk.token:
        await _end_session(desk)
    return _let_in(desk, answer)


def _let_in(desk: Desk, answer: Json) -> Response:
    response = desk.go(desk.wanted_path(desk.field("next")))
    session.keep_cookie(desk.request, response, session.SESSION, answer["token"])
    session.drop_cookie(desk.request, response, session.DOOR)
    if not session.read_cookie(desk.request, session.DEVICE):
        session.keep_cookie(desk.request, response, session.DEVICE, session.new_nonce(), session.A_YEAR)
    stores = [store["id"] for store in answer["staff"]["stores"]]
    if len(stores) == 1:
        session.keep_cookie(desk.request, response, session.STORE, stores[0], session.A_YEAR)
    return response


async def sign_out(desk: Desk) -> Response:
    """End the session in the shop and in this browser; the latter even when the shop does not answer."""
    response = desk.go("/sign-in", left="surely" if await _end_session(desk) else "perhaps")
    session.drop_cookie(desk.request, response, session.SESSION)
    return response


async def _end_session(desk: Desk) -> bool:
    """Is the session surely dead in the shop?"""
    try:
        await desk.counter.ask("sign_out")
    except ShopRefused as refused:
        return refused.code == "UNAUTHENTICATED"  # it was dead already
    except ShopSilent:
        return False
    return True


async def choose_language(desk: Desk) -> Response:
    """Remember the person's language on this browser."""
    response = desk.go(desk.wanted_path(desk.field("next")))
    if desk.field("locale") in texts():
        session.keep_cookie(desk.request, response, session.LOCALE, desk.field("locale"), session.A_YEAR)
    return response


async def stores_page(desk: Desk) -> Response:
    """The stores this person may stand in; a single one is chosen without asking."""
    staff = await desk.staff()
    asked = desk.request.query_params.get("next", "")
    if len(staff["stores"]) == 1:
        return _stand_in(desk, staff["stores"][0]["id"], asked)
    stores = sorted(staff["stores"], key=lambda store: str(store["name"]))
    return desk.bare_page("stores.html", staff=staff, stores=stores, asked=asked)


async def choose_store(desk: Desk) -> Response:
    """Remember the store on this browser; one that is not theirs is not taken."""
    mine = {store["id"] for store in (await desk.staff())["stores"]}
    if desk.field("store") not in mine:
        return desk.go("/stores")
    return _stand_in(desk, desk.field("store"), desk.field("next"))


def _stand_in(desk: Desk, store_id: str, asked: str) -> Response:
    response = desk.go(desk.wanted_path(asked))
    session.keep_cookie(desk.request, response, session.STORE, store_id, session.A_YEAR)
    return response
