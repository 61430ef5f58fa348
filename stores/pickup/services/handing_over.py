"""Goods over the counter: handed over against a pass, refused, and taken back when it was a mistake."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stores.database import atomic
from stores.holds import services as holds
from stores.identity.actors import Actor
from stores.identity.models import StaffMember
from stores.inventory import services as inventory
from stores.inventory.services import Goods
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.outbox import services as outbox
from stores.payments import queries as payments_read
from stores.pickup.errors import (
    AgeCheckNeeded,
    AlreadyCollected,
    OnAnotherDevice,
    PassLocked,
    PaymentOwed,
    PickupNotOpen,
    TooLateToUndo,
    WrongPickupCode,
)
from stores.pickup.events import CollectionUndone, ParcelCollected
from stores.pickup.models import Collection, Delegation, Pickup, PickupLine
from stores.pickup.rules import CODE_TRIES, LOCKED_FOR, UNDO_FOR, code_in, handed_over, state_after
from stores.pickup.services.acting import locked_for, require_one_of
from stores.pickup.states import COLLECTED, WAITING


@dataclass(frozen=True, slots=True)
class Handover:
    """A wish to hand over: against which code, which units by line (None: all that is left), and when it happened.

    ``age_checked`` says that whoever acts has seen the customer's papers; what they said is nobody's business.
    """

    code: str
    lines: tuple[tuple[str, int], ...] | None = None
    at: datetime | None = None
    age_checked: bool = False
    device: str | None = None


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who showed the pass: the customer, or (``delegation_id``) somebody who collects for them."""

    name: str
    delegation_id: str | None = None


async def confirm_collection(actor: Actor, pickup_id: str, handover: Handover) -> Pickup:
    """Hand the goods of a parcel over the counter, all or some, against its code or a delegate's.

    The row of the pickup is locked: of two devices one hands over, and the other is told who, when and where.
    A wrong code counts as a try even though it is refused; too many lock the parcel for a while.

    Raises:
        PickupNotFound: no such pickup.
        AlreadyCollected: another device was first.
        PickupNotOpen: it is not ready, or was given up.
        WrongPickupCode: the code is another's.
        PassLocked: too many wrong codes were tried lately.
        PaymentOwed: the goods are not paid for.
        NotInParcel: more than is left was to be handed over.
        AgeCheckNeeded: there is an age limit on some of them, and nobody has looked.
    """
    outcome = await _collect(actor, pickup_id, handover)
    if isinstance(outcome, WrongPickupCode):
        raise outcome
    return outcome


@atomic
async def _collect(actor: Actor, pickup_id: str, handover: Handover) -> Pickup | WrongPickupCode:
    pickup, staff = await locked_for(actor, pickup_id)
    _require_waiting(pickup)
    holder = await _holder_of(pickup, handover.code)
    if holder is None:
        return await _count_try(pickup)
    owed = await payments_read.owed_for(pickup.id)
    if owed is not None:
        raise PaymentOwed(owed)
    await _hand_over(pickup, staff, holder, handover)
    return pickup


def _require_waiting(pickup: Pickup) -> None:
    if pickup.state is COLLECTED:
        assert pickup.collected_at is not None
        raise AlreadyCollected(pickup.collected_at, pickup.collected_by or "", pickup.store_id)
    require_one_of(pickup, WAITING)
    if pickup.is_locked_at(clock.now()):
        assert pickup.locked_until is not None
        raise PassLocked(int((pickup.locked_until - clock.now()).total_seconds()) + 1)


async def _holder_of(pickup: Pickup, typed: str) -> _Holder | None:
    code = code_in(typed)
    if secrets.compare_digest(code.encode(), pickup.code.encode()):
        return _Holder(pickup.customer_name)
    delegation = await Delegation.get_or_none(pickup_id=pickup.id, code=code, revoked_at=None)
    return _Holder(delegation.name, delegation.id) if delegation else None


async def _count_try(pickup: Pickup) -> WrongPickupCode:
    """After too many wrong codes even the right one is refused for a while, or until the pickup gets a new code."""
    pickup.code_tries += 1
    left = CODE_TRIES - pickup.code_tries
    if left <= 0:
        pickup.locked_until, pickup.code_tries = clock.now() + LOCKED_FOR, 0
    await pickup.save(update_fields=["code_tries", "locked_until"])
    return WrongPickupCode(attempts_left=left)


async def _hand_over(pickup: Pickup, staff: StaffMember, holder: _Holder, handover: Handover) -> None:
    lines = await PickupLine.filter(pickup_id=pickup.id).order_by("place")
    units = handed_over({line.id: line.outstanding for line in lines}, handover.lines)
    _require_age_check([line for line in lines if line.id in units], handover)
    await inventory.ship_out(pickup.order_id, _goods(pickup, lines, units), reference=pickup.id)
    for line in lines:
        line.collected += units.get(line.id, 0)
    now = clock.now()
    done = Collection(
        id=new_id("col"),
        pickup_id=pickup.id,
        units=units,
        collector_name=holder.name,
        delegation_id=holder.delegation_id,
        staff_id=staff.id,
        staff_name=staff.name,
        device=handover.device,
        age_checked_by=staff.id if handover.age_checked else None,
        collected_at=min(handover.at or now, now),
        recorded_at=now,
    )
    await done.save(force_create=True)
    pickup.code_tries = 0
    await _settle(pickup, lines, done)
    complete = pickup.state is COLLECTED
    if complete and pickup.slot_id:
        await holds.release(pickup.order_id, [pickup.slot_id])
    happened = ParcelCollected(pickup.order_id, pickup.id, pickup.store_id, complete, staff.id, handover.device)
    await outbox.record(happened)


def _require_age_check(lines: Sequence[PickupLine], handover: Handover) -> None:
    limit = max((line.minimum_age or 0 for line in lines), default=0)
    if limit and not handover.age_checked:
        raise AgeCheckNeeded(limit)


def _goods(pickup: Pickup, lines: Sequence[PickupLine], units: Mapping[str, int]) -> list[Goods]:
    return [Goods(pickup.store_id, line.sku, units[line.id]) for line in lines if line.id in units]


async def _settle(pickup: Pickup, lines: Sequence[PickupLine], last: Collection | None) -> None:
    """Write down what was collected so far, and by whom last."""
    await PickupLine.bulk_update(lines, ["collected"])
    pickup.move_to(state_after([(line.collected, line.outstanding) for line in lines], pickup.state))
    pickup.collected_at = last.collected_at if last else None
    pickup.collected_by = last.staff_name if last else None
    pickup.collector_name = last.collector_name if last else None
    await pickup.save()


@dataclass(frozen=True, slots=True)
class Undo:
    """A wish to take a handover back: why, and on which device."""

    reason: str
    device: str | None = None


@atomic
async def undo_collection(actor: Actor, pickup_id: str, undo: Undo) -> Pickup:
    """Take the last handover of a parcel back, where it was made and soon after; its goods are promised as before.

    A handover on a device that says which it is is undone on it, by anybody; another by whoever made it.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: nothing of it was handed over.
        OnAnotherDevice: it was handed over elsewhere.
        TooLateToUndo: that is more than a quarter of an hour ago, or some of it came back since.
    """
    pickup, staff = await locked_for(actor, pickup_id)
    made = await Collection.filter(pickup_id=pickup.id, undone_at=None).order_by("-recorded_at", "-id").limit(2)
    if not made:
        raise PickupNotOpen(pickup.state)
    lines = await PickupLine.filter(pickup_id=pickup.id).order_by("place")
    _require_undoable(made[0], lines, staff, undo)
    await inventory.unship(pickup.order_id, _goods(pickup, lines, made[0].units), reference=pickup.id)
    await _note_undone(made[0], staff, undo)
    for line in lines:
        line.collected -= made[0].units.get(line.id, 0)
    await _settle(pickup, lines, made[1] if made[1:] else None)
    happened = CollectionUndone(pickup.order_id, pickup.id, pickup.store_id, undo.reason, staff.id, undo.device)
    await outbox.record(happened)
    return pickup


def _require_undoable(made: Collection, lines: Sequence[PickupLine], staff: StaffMember, undo: Undo) -> None:
    is_same_place = made.device == undo.device if made.device else made.staff_id == staff.id
    if not is_same_place:
        raise OnAnotherDevice(made.staff_name)
    came_back = any(line.collected - made.units.get(line.id, 0) < line.returned for line in lines)
    if came_back or clock.now() > made.recorded_at + UNDO_FOR:
        raise TooLateToUndo(made.collected_at)


async def _note_undone(made: Collection, staff: StaffMember, undo: Undo) -> None:
    made.undone_at, made.undone_by, made.undo_reason = clock.now(), staff.id, undo.reason[:400]
    await made.save(update_fields=["undone_at", "undone_by", "undo_reason"])
