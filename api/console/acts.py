"""What staff do with a pickup: prepare, mark ready, take payment, hand over. Each form carries its own key."""

from collections.abc import Awaitable, Callable

from starlette.responses import RedirectResponse, Response

from api.console import scan, today
from api.console.client import Json
from api.console.desk import Desk

SCREENS: dict[str, Callable[[Desk, Json | None], Awaitable[Response]]] = {
    "today": today.show,
    "scan": scan.show,
    "pickup": scan.show_pickup,
}
TENDERS = {"CASH", "CARD_TERMINAL"}


async def start_preparing(desk: Desk) -> Response:
    """Somebody has begun to gather the goods."""
    answer = await desk.counter.ask("start_preparing", key=desk.field("key"), pickupId=_pickup_id(desk))
    return await _finish(desk, answer["startPreparing"], "preparing")


async def mark_ready(desk: Desk) -> Response:
    """The goods are packed and wait at the counter."""
    answer = await desk.counter.ask("mark_ready", key=desk.field("key"), pickupId=_pickup_id(desk))
    return await _finish(desk, answer["markReady"], "ready")


async def take_payment(desk: Desk) -> Response:
    """The customer has paid what was owed."""
    tender = desk.field("tender")
    if tender not in TENDERS:
        return await _again(desk, desk.own_refusal("no_tender"))
    answer = await desk.counter.ask("take_payment", key=desk.field("key"), pickupId=_pickup_id(desk), tender=tender)
    return await _finish(desk, answer["takePayment"], "paid")


async def hand_over(desk: Desk) -> Response:
    """Give the goods to whoever showed the pass: everything that is left, or the quantities in the form."""
    lines = _chosen_lines(desk) if desk.field("part") else None
    if lines == []:
        return await _again(desk, desk.own_refusal("no_lines"))
    said = {"code": desk.field("code"), "lines": lines, "ageChecked": desk.field("age_checked") == "yes"}
    asked = await desk.counter.ask("confirm_collection", key=desk.field("key"), pickupId=_pickup_id(desk), **said)
    outcome: Json = asked["confirmCollection"]
    if outcome["__typename"] != "Pickup":
        return await _again(desk, outcome)
    return desk.go("/scan", handed=outcome["id"])


def _chosen_lines(desk: Desk) -> list[Json]:
    chosen = ((name.removeprefix("quantity."), desk.number(name)) for name in desk.form if name.startswith("quantity."))
    return [{"lineId": line_id, "quantity": quantity} for line_id, quantity in chosen if quantity > 0]


def _pickup_id(desk: Desk) -> str:
    return str(desk.request.path_params["id"])


async def _finish(desk: Desk, outcome: Json, did: str) -> Response:
    """Back to the screen the act came from, so that loading it again repeats nothing."""
    if outcome["__typename"] != "Pickup":
        return await _again(desk, outcome)
    if desk.field("back") == "scan":
        # 307 sends the same form on, and the code stays out of addresses and logs.
        return RedirectResponse(f"{desk.root}/scan?did={did}", 307)
    if desk.field("back") == "pickup":
        return desk.go(f"/pickups/{outcome['id']}", did=did)
    return desk.go("/today", did=did, pickup=outcome["id"])


async def _again(desk: Desk, refusal: Json) -> Response:
    return await SCREENS.get(desk.field("back"), today.show)(desk, refusal)
