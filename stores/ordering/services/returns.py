"""Goods of an order that come back to a counter."""

from collections.abc import Sequence
from dataclasses import dataclass

from stores.database import atomic
from stores.identity.actors import Actor, require_staff_at
from stores.inventory import services as inventory
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.kernel.money import total_of
from stores.locator.models import StoreService
from stores.locator.queries import store_for
from stores.ordering.errors import NoReturnsHere, OrderNotFound
from stores.ordering.events import GoodsReturned
from stores.ordering.models import Order, Return, ReturnLine
from stores.ordering.services.refunds import give_back
from stores.outbox import services as outbox
from stores.payments.models import RefundedPart
from stores.pickup import services as pickup
from stores.pickup.queries import pickups_of
from stores.pickup.services import CameBack
from stores.pickup.states import RefuseReason

BROUGHT_BACK = "It was brought back."


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """Units of one line of an order that come back, why, and whether they go on the shelf again."""

    line_id: str
    quantity: int
    reason: RefuseReason
    restock: bool


@dataclass(frozen=True, slots=True)
class ReturnWish:
    """What comes back to which store, and the device on which it is written down."""

    store_id: str
    order_id: str
    lines: tuple[ReturnedLine, ...]
    device: str | None = None


@atomic
async def return_lines(actor: Actor, wish: ReturnWish) -> Return:
    """Take goods of an order back: on the shelf or written off, and paid back by what they cost.

    They come back to the store that handed them over, or to one that takes returns.

    Raises:
        StoreNotFound, OrderNotFound: of the place and the order.
        NoReturnsHere: this store handed nothing of it over, and takes no returns.
        NotReturnable: fewer units of a line were handed over, or came back already; nothing was taken back.
    """
    staff = require_staff_at(actor, wish.store_id)
    order = await Order.select_for_update().get_or_none(id=wish.order_id)
    if order is None:
        raise OrderNotFound(wish.order_id)
    await _require_returns(wish)
    came_back = await pickup.note_returned(order.id, [(line.line_id, line.quantity) for line in wish.lines])
    refund = total_of([units.worth for units in came_back], order.currency)
    returned = await Return.create(
        id=new_id("ret"),
        order_id=order.id,
        store_id=wish.store_id,
        refund_minor=refund.minor,
        currency=refund.currency,
        staff_id=staff.id,
        device=wish.device,
        returned_at=clock.now(),
    )
    await _write_lines(returned, wish.lines, came_back)
    await _restock(returned, wish.lines, came_back)
    parts = [
        RefundedPart(line_id=units.order_line_id, quantity=units.quantity, minor=units.worth.minor)
        for units in came_back
    ]
    await give_back(order, parts, BROUGHT_BACK, returned.id)
    await outbox.record(GoodsReturned(order.id, returned.id, wish.store_id, refund.minor, refund.currency))
    return returned


async def _require_returns(wish: ReturnWish) -> None:
    parcels = (await pickups_of([wish.order_id]))[wish.order_id]
    if any(parcel.store_id == wish.store_id for parcel in parcels):
        return
    if StoreService.RETURNS not in (await store_for(wish.store_id)).services:
        raise NoReturnsHere(wish.store_id)


async def _write_lines(returned: Return, wished: Sequence[ReturnedLine], came_back: Sequence[CameBack]) -> None:
    await ReturnLine.bulk_create(
        ReturnLine(
            id=new_id("rtl"),
            return_id=returned.id,
            order_line_id=units.order_line_id,
            sku=units.sku,
            quantity=units.quantity,
            reason=line.reason,
            restocked=line.restock,
            refund_minor=units.worth.minor,
            place=place,
        )
        for place, (line, units) in enumerate(zip(wished, came_back, strict=True))
    )


async def _restock(returned: Return, wished: Sequence[ReturnedLine], came_back: Sequence[CameBack]) -> None:
    units: dict[str, int] = {}
    for line, some in zip(wished, came_back, strict=True):
        if line.restock:
            units[some.sku] = units.get(some.sku, 0) + some.quantity
    goods = [inventory.Goods(returned.store_id, sku, quantity) for sku, quantity in units.items()]
    await inventory.return_goods(goods, reference=returned.id)
