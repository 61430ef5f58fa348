"""Places the demo's orders and brings each to its state, on a clock that is set back to its day."""

from datetime import timedelta

from api.demo.records import Order, World
from stores.identity.actors import Guest
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.kernel import clock
from stores.locator.atlas import ATLAS
from stores.ordering import services as ordering
from stores.ordering.services import CancelReason, Contact, OrderWish, PickupWish, Wanted
from stores.payments.states import PaymentMethod, Tender
from stores.pickup import services as pickup
from stores.pickup.queries import PickupRow, pickups_of
from stores.pickup.services import Handover
from stores.pickup.states import CANCELLED, COLLECTED, PARTLY_COLLECTED, PREPARING, TO_PREPARE, PickupState

CLERK = StaffMember(id="stf_demo", name="Mara Quist", role=Role.MANAGER, every_store=True, store_ids=[])
PREPARED_IN = timedelta(minutes=40)


async def place_orders(world: World) -> None:
    """Every order of the world, each at its place on the clock."""
    store_ids = {card.code: card.id for card in ATLAS.cards}
    for number, order in enumerate(world.orders):
        placed_at = clock.now() - timedelta(days=order.days_ago, minutes=25 + 7 * number)
        with clock.frozen_at(placed_at):
            parcel = await _place(order, store_ids[order.store])
        with clock.frozen_at(min(placed_at + PREPARED_IN, clock.now())):
            await _bring_to(parcel, order)
    await pickup.lapse_overdue()


async def _place(order: Order, store_id: str) -> PickupRow:
    placed = await ordering.order_now(
        Guest(),
        OrderWish(
            lines=tuple(Wanted(line.sku, line.quantity) for line in order.lines),
            place=PickupWish(store_id),
            contact=Contact(order.name, order.email),
            pay_with=PaymentMethod.COUNTER,
            locale=order.locale,
        ),
    )
    [parcel] = (await pickups_of([placed.id]))[placed.id]
    return parcel


async def _bring_to(parcel: PickupRow, order: Order) -> None:
    """An order lapses by itself, later, when it has been kept long enough."""
    state = PickupState(order.state)
    if order.paid:
        await pickup.take_payment(CLERK, parcel.id, Tender.CARD_TERMINAL)
    if state is CANCELLED:
        await ordering.cancel_order(Guest(), parcel.order_id, CancelReason.CHANGED_MIND)
        return
    if state is not TO_PREPARE:
        await pickup.start_preparing(CLERK, parcel.id)
    if state not in (TO_PREPARE, PREPARING):
        await pickup.mark_ready(CLERK, parcel.id)
    if state in (COLLECTED, PARTLY_COLLECTED):
        await pickup.confirm_collection(
            CLERK, parcel.id, Handover(parcel.code, _collected(parcel, order), age_checked=True)
        )


def _collected(parcel: PickupRow, order: Order) -> tuple[tuple[str, int], ...] | None:
    if order.state == COLLECTED:
        return None
    units = {line.sku: line.collected for line in order.lines}
    return tuple((line.id, units[line.sku]) for line in parcel.lines if units[line.sku])
