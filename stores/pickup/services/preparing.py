"""From an order to a parcel that waits at the counter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stores.catalog.queries import minimum_ages
from stores.database import atomic
from stores.identity.actors import Actor
from stores.kernel import clock
from stores.kernel.ids import new_code, new_id
from stores.locator.queries import store_for
from stores.outbox import services as outbox
from stores.payments import services as payments
from stores.payments.states import Tender
from stores.pickup.errors import PickupNotOpen
from stores.pickup.events import ParcelOverdue, ParcelReady, PickupOpened, PreparationStarted
from stores.pickup.models import Pickup, PickupLine, Slot
from stores.pickup.rules import CODE_LENGTH, ESCALATED_AFTER, kept_until
from stores.pickup.services.acting import locked_for, move
from stores.pickup.states import CANCELLED, LIFECYCLE, PREPARING, READY, UNPREPARED

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """Units of one line of an order that go into a parcel, and what they cost together."""

    order_line_id: str
    sku: str
    title: str
    quantity: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one store is to hand over for an order, in which slot, and when it promised to be ready."""

    store_id: str
    due_at: datetime | None
    lines: tuple[ParcelLine, ...]
    slot_id: str | None = None


@dataclass(frozen=True, slots=True)
class ForOrder:
    """The order that pickups are opened for."""

    id: str
    number: str
    customer_name: str
    currency: str


@atomic
async def open_pickups(order: ForOrder, parcels: Sequence[Parcel]) -> list[Pickup]:
    """Ask stores to prepare parcels, each with a code of its own; goods and slots are held for the order already."""
    pickups = [_pickup(order, parcel) for parcel in parcels]
    ages = await minimum_ages([line.sku for parcel in parcels for line in parcel.lines])
    await Pickup.bulk_create(pickups)
    await PickupLine.bulk_create(
        PickupLine(
            id=new_id("pkl"),
            pickup_id=pickup.id,
            order_line_id=line.order_line_id,
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            total_minor=line.total_minor,
            minimum_age=ages.get(line.sku),
            place=place,
        )
        for pickup, parcel in zip(pickups, parcels, strict=True)
        for place, line in enumerate(parcel.lines)
    )
    return pickups


def _pickup(order: ForOrder, parcel: Parcel) -> Pickup:
    return Pickup(
        id=new_id("pku"),
        order_id=order.id,
        order_number=order.number,
        store_id=parcel.store_id,
        customer_name=order.customer_name,
        currency=order.currency,
        code=new_code(CODE_LENGTH),
        opened_at=clock.now(),
        slot_id=parcel.slot_id,
        due_at=parcel.due_at,
    )


def opened(pickup: Pickup) -> PickupOpened:
    """The announcement of a pickup, recorded by whoever opened it together with what else happened."""
    return PickupOpened(pickup.order_id, pickup.id, pickup.store_id)


@atomic
async def start_preparing(actor: Actor, pickup_id: str, *, device: str | None = None) -> Pickup:
    """Staff begin to fetch the goods.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it is prepared, collected or given up already.
    """
    pickup, staff = await locked_for(actor, pickup_id)
    move(pickup, PREPARING)
    await pickup.save(update_fields=["state"])
    await outbox.record(PreparationStarted(pickup.order_id, pickup.id, pickup.store_id, staff.id, device))
    return pickup


@atomic
async def mark_ready(actor: Actor, pickup_id: str, *, device: str | None = None) -> Pickup:
    """The parcel waits at the counter, for as many days as its store keeps parcels, from its slot on.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it is ready, collected or given up already.
    """
    pickup, staff = await locked_for(actor, pickup_id)
    store = await store_for(pickup.store_id)
    slot = await Slot.get_or_none(id=pickup.slot_id) if pickup.slot_id else None
    move(pickup, READY)
    pickup.ready_at = clock.now()
    pickup.kept_until = kept_until(pickup.ready_at, slot.ends_at if slot else None, store.kept_days)
    await pickup.save(update_fields=["state", "ready_at", "kept_until"])
    await outbox.record(ParcelReady(pickup.order_id, pickup.id, pickup.store_id, staff.id, device))
    return pickup


@atomic
async def take_payment(actor: Actor, pickup_id: str, tender: Tender) -> Pickup:
    """Take at the counter what is owed for a parcel.

    Raises:
        PickupNotFound: no such pickup.
        NothingOwed: it is paid, or was cancelled.
    """
    pickup, staff = await locked_for(actor, pickup_id)
    await payments.take_at_counter(staff, pickup.id, pickup.store_id, tender)
    return pickup


@atomic
async def cancel_pickups(order_id: str) -> list[str]:
    """Give up the parcels of an order that nobody has collected from; the ids of those given up.

    Raises:
        PickupNotOpen: of one of them goods were handed over already.
    """
    pickups = await Pickup.select_for_update().filter(order_id=order_id).order_by("id")
    live = [pickup for pickup in pickups if pickup.state is not CANCELLED]  # its lines may all have been refused
    for pickup in live:
        if not LIFECYCLE.may_move(pickup.state, CANCELLED):
            raise PickupNotOpen(pickup.state)
        pickup.move_to(CANCELLED)
        await pickup.save(update_fields=["state"])
    return [pickup.id for pickup in live]


@atomic
async def escalate_overdue() -> int:
    """Call for help with parcels that should have been ready a while ago, once each; how many."""
    now = clock.now()
    late = await (
        Pickup.select_for_update(skip_locked=True)
        .filter(state__in=UNPREPARED, due_at__lte=now - ESCALATED_AFTER, escalated_at=None)
        .order_by("id")
        .limit(AT_ONCE)
    )
    for pickup in late:
        pickup.escalated_at = now
        await pickup.save(update_fields=["escalated_at"])
        await outbox.record(ParcelOverdue(pickup.order_id, pickup.id, pickup.store_id))
    return len(late)
