"""Slots: planned by a manager, promised with the goods, exchanged for others, and closed with their store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stores.database import atomic, rows
from stores.holds import services as holds
from stores.holds.errors import NotEnough
from stores.identity.actors import Actor, require_staff_at
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.services import Goods
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.locator import services as locator
from stores.locator.queries import store_for
from stores.outbox import services as outbox
from stores.pickup.errors import SlotFull, SlotNotFound, SlotPlanNotPossible
from stores.pickup.events import PickupRescheduled, SlotWithdrawn
from stores.pickup.models import Pickup, Slot, SlotPlan
from stores.pickup.queries import SlotRow, slot_by_id
from stores.pickup.rules import kept_until, refusal_of
from stores.pickup.services.acting import locked, require_one_of
from stores.pickup.states import UNFINISHED

LONGEST_REASON = 200
POSSIBLE = {  # by what a plan says: the least and the most
    "weekday": (1, 7),
    "length_minutes": (5, 24 * 60),
    "capacity": (0, 1_000),
    "cut_off_minutes": (0, 14 * 24 * 60),
    "lead_minutes": (0, 14 * 24 * 60),
}


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """How a store is to cut one weekday into slots; without ``lead_minutes``, with the lead time of the store."""

    weekday: int
    length_minutes: int
    capacity: int
    cut_off_minutes: int = 0
    lead_minutes: int | None = None


@atomic
async def set_slot_plan(actor: Actor, store_id: str, draft: PlanDraft) -> SlotPlan:
    """A manager says how parcels are spread over one weekday; what was promised already stays promised.

    Raises:
        StoreNotFound: no such store.
        SlotPlanNotPossible: a number lies outside what is possible.
    """
    require_staff_at(actor, store_id, Role.MANAGER)
    store = await store_for(store_id)
    lead = store.lead_minutes if draft.lead_minutes is None else draft.lead_minutes
    numbers = {
        "length_minutes": draft.length_minutes,
        "capacity": draft.capacity,
        "cut_off_minutes": draft.cut_off_minutes,
        "lead_minutes": lead,
    }
    for what, number in {"weekday": draft.weekday, **numbers}.items():
        least, most = POSSIBLE[what]
        if not least <= number <= most:
            raise SlotPlanNotPossible(what, least, most)
    plan, _ = await SlotPlan.get_or_create({"id": new_id("slp"), **numbers}, store_id=store_id, weekday=draft.weekday)
    await plan.update_from_dict(numbers).save()
    await _follow(plan)
    return plan


async def _follow(plan: SlotPlan) -> None:
    """Slots that are written already take the new capacity, as far as it is not promised; unused ones are forgotten."""
    to_come = 'WHERE store_id = $1 AND starts_at > $2 AND extract(isodow FROM "on") = $3'
    values = (plan.store_id, clock.now(), plan.weekday)
    await rows(
        f"DELETE FROM slot {to_come} AND promised = 0"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM pickup WHERE slot_id = slot.id)",
        *values,
    )
    await rows(f"UPDATE slot SET total = greatest(promised, $4) {to_come}", *values, plan.capacity)  # noqa: S608


@atomic
async def drop_slot_plan(actor: Actor, store_id: str, weekday: int) -> None:
    """A manager says that on one weekday parcels are collected whenever they are ready; promised slots stay."""
    require_staff_at(actor, store_id, Role.MANAGER)
    await SlotPlan.filter(store_id=store_id, weekday=weekday).delete()


async def require_open(store_id: str, slot_id: str) -> SlotRow:
    """A slot of a store that can be chosen now.

    Raises:
        SlotNotFound: the store has no such slot.
        SlotFull, SlotClosed: it cannot be chosen, and why.
    """
    slot = await slot_by_id(slot_id)
    if slot.store_id != store_id:
        raise SlotNotFound(slot_id)
    if slot.why_not is not None:
        raise refusal_of(slot_id, store_id, slot.why_not)
    return slot


@atomic
async def hold_goods(owner: str, goods: Sequence[Goods], slots: Mapping[str, str], *, until: datetime | None) -> None:
    """Promise goods, and a place in the slot of each store that has one in ``slots``, to one owner: all or nothing.

    Raises:
        OutOfStock: at its store fewer units of one of them are free; nothing was promised.
        SlotNotFound, SlotFull, SlotClosed: of a slot; nothing was promised.
    """
    places = [await _place_in(await require_open(store_id, slot_id)) for store_id, slot_id in slots.items()]
    await _hold(owner, goods, slots, places, until)


@atomic
async def hold_goods_again(owner: str, goods: Sequence[Goods], slots: Mapping[str, str]) -> None:
    """The same until they are handed over, for an owner who chose the slots before and has paid since.

    Raises:
        OutOfStock, SlotFull: somebody else has them now; nothing was promised.
    """
    await _hold(owner, goods, slots, [holds.Want(Slot, slot_id, 1) for slot_id in slots.values()], None)


async def _hold(
    owner: str, goods: Sequence[Goods], slots: Mapping[str, str], places: Sequence[holds.Want], until: datetime | None
) -> None:
    try:
        await inventory.hold_goods(owner, goods, until=until, with_these=places)
    except NotEnough as short:
        full = next(store_id for store_id, slot_id in slots.items() if slot_id == short.countable_id)
        raise SlotFull(short.countable_id, full) from short


async def _place_in(slot: SlotRow) -> holds.Want:
    """A place in a slot, whose row is written; its plan is kept from changing meanwhile."""
    await rows(
        """
        INSERT INTO slot (id, store_id, "on", starts_at, ends_at, total, promised)
        SELECT $1, store_id, $3, $4, $5, capacity, 0 FROM slot_plan WHERE store_id = $2 AND weekday = $6 FOR SHARE
        ON CONFLICT (store_id, starts_at) DO NOTHING
        """,
        slot.id,
        slot.store_id,
        slot.on,
        slot.starts_at,
        slot.ends_at,
        slot.on.isoweekday(),
    )
    return holds.Want(Slot, slot.id, 1)


@atomic
async def reschedule(pickup_id: str, slot_id: str) -> Pickup:
    """Collect a parcel in another slot: the new place is taken before the old one is left.

    Whoever calls this has been let in to the parcel's order already.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it was collected or given up.
        SlotNotFound, SlotFull, SlotClosed: of the new slot; the old one is kept.
    """
    pickup = await locked(pickup_id)
    require_one_of(pickup, UNFINISHED)
    if pickup.slot_id == slot_id:
        return pickup
    slot = await require_open(pickup.store_id, slot_id)
    place = await _place_in(slot)
    await _lock_in_order(slot_id, pickup.slot_id)
    try:
        await holds.take(pickup.order_id, [place], until=None)
    except NotEnough as short:
        raise SlotFull(slot_id, pickup.store_id) from short
    if pickup.slot_id is not None:
        await holds.release(pickup.order_id, [pickup.slot_id])
    await _move_to(pickup, slot)
    await outbox.record(PickupRescheduled(pickup.order_id, pickup.id, pickup.store_id, slot_id))
    return pickup


async def _lock_in_order(*slot_ids: str | None) -> None:
    """Lock both slots by id, so that two who change places never wait for each other."""
    await Slot.select_for_update().filter(id__in=[slot_id for slot_id in slot_ids if slot_id]).order_by("id")


async def _move_to(pickup: Pickup, slot: SlotRow) -> None:
    pickup.slot_id = slot.id
    if pickup.ready_at is None:
        pickup.due_at = slot.starts_at
    else:
        store = await store_for(pickup.store_id)
        pickup.kept_until = kept_until(pickup.ready_at, slot.ends_at, store.kept_days)
    await pickup.save(update_fields=["slot_id", "due_at", "kept_until"])


@atomic
async def close_store_on(actor: Actor, store_id: str, on: date, reason: str) -> list[str]:
    """A manager closes a store for one local day; the parcels whose slots fall away with it are announced.

    Raises:
        StoreNotFound: no such store.
    """
    require_staff_at(actor, store_id, Role.MANAGER)
    await locator.announce_closure(store_id, on, reason.strip()[:LONGEST_REASON])
    left = await rows(
        "SELECT pickup.id, pickup.order_id, slot_id FROM pickup JOIN slot ON slot.id = slot_id"
        ' WHERE pickup.store_id = $1 AND slot."on" = $2 AND slot.ends_at > $3 AND state = ANY($4) ORDER BY pickup.id',
        store_id,
        on,
        clock.now(),
        list(UNFINISHED),
    )
    await outbox.record(*(SlotWithdrawn(row["order_id"], row["id"], store_id, row["slot_id"]) for row in left))
    return [row["id"] for row in left]
