"""Preparing parcels and handing them over."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stores.database import atomic
from stores.identity.actors import Actor, require_staff_at
from stores.identity.models import StaffMember
from stores.inventory import services as inventory
from stores.kernel import clock
from stores.kernel.events import Event
from stores.kernel.ids import code_as_typed, new_code, new_id
from stores.locator.queries import store_for
from stores.outbox import services as outbox
from stores.payments import queries as payments_read
from stores.payments import services as payments
from stores.payments.states import Tender
from stores.pickup.errors import (
    AlreadyCollected,
    PaymentOwed,
    PickupNotFound,
    PickupNotOpen,
    WrongPickupCode,
)
from stores.pickup.events import ParcelCollected, ParcelLapsed, ParcelReady, PickupOpened, PreparationStarted
from stores.pickup.models import Pickup, PickupLine
from stores.pickup.rules import CODE_LENGTH, CODE_TRIES, handed_over
from stores.pickup.states import (
    CANCELLED,
    COLLECTED,
    LAPSED,
    LIFECYCLE,
    PARTLY_COLLECTED,
    PREPARING,
    READY,
    PickupState,
)


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """Units of one line of an order that go into a parcel."""

    order_line_id: str
    sku: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one store is to hand over for an order, and when it promised to be ready."""

    store_id: str
    due_at: datetime | None
    lines: tuple[ParcelLine, ...]


@dataclass(frozen=True, slots=True)
class ForOrder:
    """The order that pickups are opened for."""

    id: str
    number: str
    customer_name: str


@atomic
async def open_pickups(order: ForOrder, parcels: Sequence[Parcel]) -> list[Pickup]:
    """Ask stores to prepare parcels, each with a code of its own; the goods are held for the order already."""
    now = clock.now()
    pickups = [
        Pickup(
            id=new_id("pku"),
            order_id=order.id,
            order_number=order.number,
            store_id=parcel.store_id,
            customer_name=order.customer_name,
            code=new_code(CODE_LENGTH),
            opened_at=now,
            due_at=parcel.due_at,
        )
        for parcel in parcels
    ]
    await Pickup.bulk_create(pickups)
    await PickupLine.bulk_create(
        PickupLine(
            id=new_id("pkl"),
            pickup_id=pickup.id,
            order_line_id=line.order_line_id,
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            place=place,
        )
        for pickup, parcel in zip(pickups, parcels, strict=True)
        for place, line in enumerate(parcel.lines)
    )
    return pickups


def opened(pickup: Pickup) -> PickupOpened:
    """The announcement of a pickup, recorded by whoever opened it together with what else happened."""
    return PickupOpened(pickup.order_id, pickup.id, pickup.store_id)


async def _locked_for(actor: Actor, pickup_id: str) -> tuple[Pickup, StaffMember]:
    """The pickup, locked, and the staff member of its store who acts. Raises ``PickupNotFound`` and ``NotAllowed``."""
    pickup = await Pickup.select_for_update().get_or_none(id=pickup_id)
    if pickup is None:
        raise PickupNotFound(pickup_id)
    return pickup, require_staff_at(actor, pickup.store_id)


async def _move(pickup: Pickup, state: PickupState, event: type[Event]) -> Pickup:
    if not LIFECYCLE.may_move(pickup.state, state):
        raise PickupNotOpen(pickup.state)
    pickup.move_to(state)
    await pickup.save()
    await outbox.record(event(pickup.order_id, pickup.id, pickup.store_id))  # type: ignore[call-arg]  # events of pickups begin alike
    return pickup


@atomic
async def start_preparing(actor: Actor, pickup_id: str) -> Pickup:
    """Staff begin to fetch the goods.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it is prepared, collected or given up already.
    """
    pickup, _ = await _locked_for(actor, pickup_id)
    return await _move(pickup, PREPARING, PreparationStarted)


@atomic
async def mark_ready(actor: Actor, pickup_id: str) -> Pickup:
    """The parcel waits at the counter, for as many days as its store keeps parcels.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it is ready, collected or given up already.
    """
    pickup, _ = await _locked_for(actor, pickup_id)
    store = await store_for(pickup.store_id)
    pickup.ready_at = clock.now()
    pickup.kept_until = pickup.ready_at + timedelta(days=store.kept_days)
    return await _move(pickup, READY, ParcelReady)


@atomic
async def take_payment(actor: Actor, pickup_id: str, tender: Tender) -> Pickup:
    """Take at the counter what is owed for a parcel.

    Raises:
        PickupNotFound: no such pickup.
        NothingOwed: it is paid, or was cancelled.
    """
    pickup, staff = await _locked_for(actor, pickup_id)
    await payments.take_at_counter(staff, pickup.id, pickup.store_id, tender)
    return pickup


@dataclass(frozen=True, slots=True)
class Handover:
    """A wish to hand over: against which code, which units by line (None: all that is left), and when it happened."""

    code: str
    lines: tuple[tuple[str, int], ...] | None = None
    at: datetime | None = None


async def confirm_collection(actor: Actor, pickup_id: str, handover: Handover) -> Pickup:
    """Hand the goods of a parcel over the counter, all or some, against its code.

    The row of the pickup is locked: of two devices one hands over, and the other is told who, when and where.
    A wrong code counts as a try even though it is refused.

    Raises:
        PickupNotFound: no such pickup.
        AlreadyCollected: another device was first.
        PickupNotOpen: it is not ready, or was given up.
        WrongPickupCode: the code is another's, or too many were tried.
        PaymentOwed: the goods are not paid for.
        NotInParcel: more than is left was to be handed over.
    """
    outcome = await _collect(actor, pickup_id, handover)
    if isinstance(outcome, WrongPickupCode):
        raise outcome
    return outcome


@atomic
async def _collect(actor: Actor, pickup_id: str, handover: Handover) -> Pickup | WrongPickupCode:
    pickup, staff = await _locked_for(actor, pickup_id)
    _require_waiting(pickup)
    if not _is_code_of(pickup, handover.code):
        return await _count_try(pickup)
    owed = await payments_read.owed_for(pickup.id)
    if owed is not None:
        raise PaymentOwed(owed)
    await _hand_over(pickup, staff, handover)
    return pickup


def _require_waiting(pickup: Pickup) -> None:
    if pickup.state is COLLECTED:
        assert pickup.collected_at is not None
        raise AlreadyCollected(pickup.collected_at, pickup.collected_by or "", pickup.store_id)
    if pickup.state not in (READY, PARTLY_COLLECTED):
        raise PickupNotOpen(pickup.state)


def _is_code_of(pickup: Pickup, typed: str) -> bool:
    right = secrets.compare_digest(code_as_typed(typed).encode(), pickup.code.encode())
    return right and pickup.code_tries < CODE_TRIES


async def _count_try(pickup: Pickup) -> WrongPickupCode:
    """After too many wrong codes even the right one is refused, until the pickup gets a new code."""
    pickup.code_tries = min(pickup.code_tries + 1, CODE_TRIES)
    await pickup.save(update_fields=["code_tries"])
    return WrongPickupCode(attempts_left=CODE_TRIES - pickup.code_tries)


async def _hand_over(pickup: Pickup, staff: StaffMember, handover: Handover) -> None:
    lines = await PickupLine.filter(pickup_id=pickup.id).order_by("place")
    units = handed_over({line.id: line.outstanding for line in lines}, handover.lines)
    goods = [inventory.Goods(pickup.store_id, line.sku, units[line.id]) for line in lines if line.id in units]
    await inventory.ship_out(pickup.order_id, goods, reference=pickup.id)
    for line in lines:
        line.collected += units.get(line.id, 0)
    await PickupLine.bulk_update(lines, ["collected"])
    complete = not any(line.outstanding for line in lines)
    pickup.move_to(COLLECTED if complete else PARTLY_COLLECTED)
    pickup.code_tries = 0
    pickup.collected_at = min(handover.at or clock.now(), clock.now())
    pickup.collected_by = staff.name
    await pickup.save()
    await outbox.record(ParcelCollected(pickup.order_id, pickup.id, pickup.store_id, complete))


@atomic
async def cancel_pickups(order_id: str) -> list[str]:
    """Give up the parcels of an order that nobody has collected from; the ids of those given up.

    Raises:
        PickupNotOpen: of one of them goods were handed over already.
    """
    pickups = await Pickup.select_for_update().filter(order_id=order_id).order_by("id")
    for pickup in pickups:
        if not LIFECYCLE.may_move(pickup.state, CANCELLED):
            raise PickupNotOpen(pickup.state)
        pickup.move_to(CANCELLED)
        await pickup.save(update_fields=["state"])
    return [pickup.id for pickup in pickups]


@atomic
async def lapse_overdue() -> int:
    """Give up parcels that were kept long enough, and put their goods back on sale; how many there were.

    A parcel whose money was taken at a counter waits on: it has to be given back there. The worker calls this.
    """
    overdue = await (
        Pickup.select_for_update(skip_locked=True)
        .filter(state=READY, kept_until__lte=clock.now())
        .order_by("id")
        .limit(100)
    )
    lapsed = [pickup for pickup in overdue if await _may_lapse(pickup)]
    for pickup in lapsed:
        lines = await PickupLine.filter(pickup_id=pickup.id)
        goods = [inventory.Goods(pickup.store_id, line.sku, line.outstanding) for line in lines]
        await inventory.release_goods(pickup.order_id, goods)
        await payments.cancel_owed([pickup.id])
        await _move(pickup, LAPSED, ParcelLapsed)
    return len(lapsed)


async def _may_lapse(pickup: Pickup) -> bool:
    if await payments_read.owed_for(pickup.id) is not None:
        return True
    return await payments_read.can_be_sent_back(pickup.order_id)
