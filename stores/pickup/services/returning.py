"""Goods of a parcel that come back after they were handed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from stores.database import atomic
from stores.kernel.money import Money
from stores.pickup.errors import NotReturnable
from stores.pickup.models import Pickup, PickupLine
from stores.pickup.rules import worth_of


@dataclass(frozen=True, slots=True)
class CameBack:
    """Units of an order's line that were handed over and came back, and what was paid for them."""

    order_line_id: str
    sku: str
    quantity: int
    worth: Money


@atomic
async def note_returned(order_id: str, wished: Sequence[tuple[str, int]]) -> list[CameBack]:
    """Count units of an order's lines as returned, in the order of the wish.

    Raises:
        NotReturnable: fewer units of one of them were handed over, or came back already; nothing was counted.
    """
    pickups = {some.id: some for some in await Pickup.select_for_update().filter(order_id=order_id).order_by("id")}
    lines = {line.order_line_id: line for line in await PickupLine.filter(pickup_id__in=list(pickups))}
    came_back = []
    for line_id, quantity in wished:
        line = lines.get(line_id)
        returnable = line.collected - line.returned if line else 0
        if line is None or not 0 < quantity <= returnable:
            raise NotReturnable(line_id, returnable)
        worth = worth_of(line.total_minor, line.quantity, before=line.refused + line.returned, units=quantity)
        line.returned += quantity
        await line.save(update_fields=["returned"])
        came_back.append(CameBack(line_id, line.sku, quantity, Money(worth, pickups[line.pickup_id].currency)))
    return came_back
