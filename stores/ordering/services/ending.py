"""How orders end: complete, or given up."""

from enum import StrEnum

from stores.database import atomic
from stores.holds import services as holds
from stores.identity.actors import Actor, may_see
from stores.ordering.errors import OrderNotFound, TooLateToCancel
from stores.ordering.events import OrderCancelled, OrderCompleted, OrderReopened
from stores.ordering.models import Order, OrderLine
from stores.ordering.services.refunds import give_all_back, may_refund
from stores.ordering.states import LIFECYCLE, OrderState
from stores.outbox import services as outbox
from stores.payments import queries as payments_read
from stores.payments import services as payments
from stores.pickup import services as pickup
from stores.pickup.errors import PickupNotOpen
from stores.pickup.queries import pickups_of
from stores.pickup.states import CANCELLED, COLLECTED, LAPSED, UNFINISHED

GIVEN_UP = "The order was given up."


class CancelReason(StrEnum):
    """Why an order is given up."""

    CHANGED_MIND = "CHANGED_MIND"
    MISTAKE = "MISTAKE"
    TOO_LATE = "TOO_LATE"
    OTHER = "OTHER"


@atomic
async def complete_order(order_id: str) -> None:
    """An order is complete when everything of it that was not given up has been handed over."""
    order = await Order.select_for_update().get(id=order_id)
    parcels = (await pickups_of([order_id]))[order_id]
    over = bool(parcels) and all(parcel.state in (COLLECTED, LAPSED, CANCELLED) for parcel in parcels)
    if order.state is OrderState.PAID and over:
        order.move_to(OrderState.COMPLETED)
        await order.save(update_fields=["state"])
        await outbox.record(OrderCompleted(order_id))


@atomic
async def reopen_order(order_id: str) -> None:
    """An order that was complete is not, because a handover was undone; another stays as it is."""
    order = await Order.select_for_update().get(id=order_id)
    parcels = (await pickups_of([order_id]))[order_id]
    if order.state is OrderState.COMPLETED and any(parcel.state in UNFINISHED for parcel in parcels):
        order.move_to(OrderState.PAID)
        await order.save(update_fields=["state"])
        await outbox.record(OrderReopened(order_id))


@atomic
async def cancel_order(actor: Actor, order_id: str, reason: CancelReason) -> Order:
    """Give an order up: its goods go back on sale, what is owed is owed no more, and what was paid is given back.

    Raises:
        OrderNotFound: no such order, or not this actor's to see.
        TooLateToCancel: something of it was handed over, or its money has to be fetched at the counter.
    """
    order = await Order.select_for_update().get_or_none(id=order_id)
    if order is None or not may_see(actor, order.customer_id):
        raise OrderNotFound(order_id)
    if not LIFECYCLE.may_move(order.state, OrderState.CANCELLED) or not await _can_be_given_back(actor, order_id):
        raise TooLateToCancel(order.state)
    try:
        given_up = await pickup.cancel_pickups(order_id)
    except PickupNotOpen as handed_over:
        raise TooLateToCancel(handed_over.state) from handed_over
    await payments.cancel_owed([order_id, *given_up])
    await holds.release(order_id)
    await give_all_back(order, GIVEN_UP)
    return await cancelled(order, reason)


async def _can_be_given_back(actor: Actor, order_id: str) -> bool:
    """Money that was taken at a counter is handed back there, by somebody who may."""
    return await payments_read.can_be_sent_back(order_id) or may_refund(
        actor, await OrderLine.filter(order_id=order_id)
    )


@atomic
async def cancel_when_lapsed(order_id: str) -> None:
    """An order of which every parcel was given up, because nobody came or nothing could be given, is given up."""
    order = await Order.select_for_update().get(id=order_id)
    parcels = (await pickups_of([order_id]))[order_id]
    states = {parcel.state for parcel in parcels}
    if states and states <= {LAPSED, CANCELLED} and LIFECYCLE.may_move(order.state, OrderState.CANCELLED):
        await cancelled(order, CancelReason.TOO_LATE if LAPSED in states else CancelReason.OTHER)


async def cancelled(order: Order, reason: CancelReason) -> Order:
    """An order whose row is locked is given up; its goods and its money are the caller's to settle."""
    order.move_to(OrderState.CANCELLED)
    await order.save(update_fields=["state"])
    await outbox.record(OrderCancelled(order.id, reason))
    return order
