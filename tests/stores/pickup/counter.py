"""A counter for stories: a shop with two things to sell, its staff, and parcels in every state."""

from collections.abc import Mapping
from datetime import UTC, datetime

from stores.identity.actors import Guest
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.locator.atlas import StoreCard
from stores.ordering import services as ordering
from stores.ordering.models import Order
from stores.ordering.services import Contact, OrderWish, PickupWish, Wanted
from stores.payments.states import PaymentMethod, Tender
from stores.pickup import queries as pickup_read
from stores.pickup import services as pickup
from stores.pickup.queries import PickupRow
from stores.pickup.services import Handover, PlanDraft
from tests.makers import a_market, a_staff_member, a_store, a_variant

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)  # of a Monday in Tokyo, and a holiday
GOODS = {"TEA": 2, "CUP": 1}
TILL, TABLET = "dev_till", "dev_tablet"


async def a_shop(**facts: object) -> tuple[StoreCard, StaffMember]:
    """A store with five of each on the shelf, and somebody who manages it."""
    await a_market()
    await a_variant("TEA")
    await a_variant("CUP")
    store = await a_store(holding={"TEA": 5, "CUP": 5}, **facts)
    return store, await a_staff_member(store, role=Role.MANAGER)


async def an_order(
    store: StoreCard, goods: Mapping[str, int] = GOODS, *, actor=None, slot_id: str | None = None
) -> tuple[Order, PickupRow]:
    """Goods that somebody ordered to collect, and their parcel."""
    wanted = tuple(Wanted(sku, quantity) for sku, quantity in goods.items())
    wish = OrderWish(wanted, PickupWish(store.id, slot_id), Contact("Hanako"), PaymentMethod.COUNTER)
    order = await ordering.order_now(actor or Guest(), wish)
    [parcel] = (await pickup_read.pickups_of([order.id]))[order.id]
    return order, parcel


async def seen(parcel: PickupRow) -> PickupRow:
    """The parcel as it stands now."""
    return await pickup_read.pickup_by_id(parcel.id)


async def a_ready_parcel(store: StoreCard, staff: StaffMember, **said: object) -> tuple[Order, PickupRow]:
    """A parcel that waits at the counter, not paid for."""
    order, parcel = await an_order(store, **said)
    await pickup.mark_ready(staff, parcel.id)
    return order, parcel


async def a_paid_parcel(store: StoreCard, staff: StaffMember, **said: object) -> tuple[Order, PickupRow]:
    """A parcel that waits at the counter and is paid for."""
    order, parcel = await a_ready_parcel(store, staff, **said)
    await pickup.take_payment(staff, parcel.id, Tender.CASH)
    return order, parcel


async def hand_over(staff: StaffMember, parcel: PickupRow, *units: tuple[str, int], device: str | None = TILL) -> None:
    """All that is left goes over the counter, or some units by line."""
    await pickup.confirm_collection(staff, parcel.id, Handover(parcel.code, units or None, device=device))


async def a_plan(store: StoreCard, manager: StaffMember, **facts: int) -> None:
    """Every day in slots of an hour for two parcels, prepared at once, unless the story says otherwise."""
    for weekday in range(1, 8):
        draft = {"weekday": weekday, "length_minutes": 60, "capacity": 2, "lead_minutes": 0, **facts}
        await pickup.set_slot_plan(manager, store.id, PlanDraft(**draft))
