"""Scan: what a code stands for, and one pickup by itself. Looking changes nothing."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.console.client import Json
from api.console.desk import Desk

WITHOUT_A_CARD = {"WrongPickupCode", "AlreadyCollected", "PickupNotFound"}


async def scan_page(desk: Desk) -> Response:
    """The field, ready for a code; with the pickup that was just handed over, if any."""
    handed = desk.request.query_params.get("handed")
    pickup = await _pickup(desk, handed) if handed else None
    return await desk.page("scan.html", code="", found=None, refusal=None, handed=pickup)


async def scan(desk: Desk) -> Response:
    """What is behind this code, and may it be handed over here and now?"""
    return await show(desk)


async def show(desk: Desk, refusal: Json | None = None) -> Response:
    """The card of the code in the form, with the reason why an act on it was refused.

    A code that was refused is not tried once more: each try counts.
    """
    code = desk.field("code")[:100]
    found = None
    if code and not (refusal and refusal["__typename"] in WITHOUT_A_CARD):
        found = (await desk.counter.ask("scan", storeId=desk.store_id, code=code))["scan"]
    if found and found["__typename"] not in {"Pickup", "Booking"}:
        found, refusal = None, refusal or found
    status = 409 if refusal else 200
    return await desk.page("scan.html", status, code=code, found=found, refusal=refusal, handed=None)


async def pickup_page(desk: Desk) -> Response:
    """One pickup: its goods, what is owed, and what happened so far."""
    return await show_pickup(desk)


async def show_pickup(desk: Desk, refusal: Json | None = None) -> Response:
    """The same, with the reason why an act on it was refused."""
    pickup = await _pickup(desk, desk.request.path_params["id"])
    return await desk.page("pickup.html", 409 if refusal else 200, pickup=pickup, refusal=refusal)


async def _pickup(desk: Desk, pickup_id: str) -> Json:
    """Raises: HTTPException: 404, no such pickup or not this person's to see."""
    found: Json | None = (await desk.counter.ask("pickup_page", id=pickup_id))["node"]
    if found is None or found["__typename"] != "Pickup":
        raise HTTPException(404)
    return found
