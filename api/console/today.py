"""Today: the pickups of one store in their lanes, as they stand this minute."""

from hashlib import sha256
from zoneinfo import ZoneInfo

from starlette.responses import Response

from api.console.board import lanes
from api.console.client import Json
from api.console.desk import Desk, StoreUnknown
from api.console.rendering import due_words


async def today(desk: Desk) -> Response:
    """The whole screen."""
    return await show(desk)


async def show(desk: Desk, refusal: Json | None = None) -> Response:
    """The whole screen, with what was just done or why it was not."""
    return await desk.page("today.html", 409 if refusal else 200, refusal=refusal, **await _board(desk))


async def board_fragment(desk: Desk) -> Response:
    """The lanes alone, for the script that keeps them fresh."""
    return desk.bare_page("board.html", **await _board(desk))


async def _board(desk: Desk) -> Json:
    after = desk.request.query_params.get("after")
    store = (await desk.counter.ask("pickup_board", storeId=desk.store_id, after=after))["store"]
    if store is None:
        raise StoreUnknown
    zone = ZoneInfo(store["timeZone"])
    laid_out = lanes(store["waiting"]["nodes"], store["collected"]["nodes"], desk.now, zone)
    return {"lanes": laid_out, "waiting": store["waiting"], "zone": zone, "version": _version(desk, laid_out)}


def _version(desk: Desk, laid_out: dict[str, list[Json]]) -> str:
    """Changes when what is shown does, so that a screen nobody needs to redraw is left in peace."""
    shown = [(pickup, due_words(desk.text, pickup["dueAt"], desk.now)) for lane in laid_out.values() for pickup in lane]
    return sha256(repr(shown).encode()).hexdigest()[:16]
