"""The slots of stores: what is left of each, and why one cannot be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from asyncpg import Record

from stores.database import rows
from stores.kernel import clock
from stores.locator.atlas import StoreCard
from stores.locator.errors import StoreNotFound
from stores.locator.models import StoreService
from stores.locator.queries import store_for
from stores.locator.rules.wallclock import local_day
from stores.pickup.errors import SlotNotFound
from stores.pickup.models import SlotPlan
from stores.pickup.rules import Plan, SlotTime, slot_id_of, slot_times, store_and_start, why_not
from stores.pickup.states import SlotState, WhyNot

DAY = timedelta(days=1)
LOOK_AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time at which parcels are collected, and how many more of them it has room for."""

    id: str
    store_id: str
    time_zone: str
    on: date
    starts_at: datetime
    ends_at: datetime
    remaining: int
    why_not: WhyNot | None

    @property
    def state(self) -> SlotState:
        if self.why_not is WhyNot.FULL:
            return SlotState.FULL
        return SlotState.OPEN if self.why_not is None else SlotState.CLOSED


async def plans_of(store_id: str) -> list[SlotPlan]:
    """The slot plans of a store, from Monday on."""
    return await SlotPlan.filter(store_id=store_id).order_by("weekday")


async def plan_by_id(plan_id: str) -> SlotPlan | None:
    """One slot plan by its id."""
    return await SlotPlan.get_or_none(id=plan_id)


def plan_of(plan: SlotPlan) -> Plan:
    """What a plan says, for the rules."""
    return Plan(
        timedelta(minutes=plan.length_minutes),
        plan.capacity,
        timedelta(minutes=plan.cut_off_minutes),
        timedelta(minutes=plan.lead_minutes),
    )


async def slots_on(store: StoreCard, day: date) -> list[SlotRow]:
    """Every slot of a store's local day; none where parcels are collected whenever they are ready."""
    plan = await SlotPlan.get_or_none(store_id=store.id, weekday=day.isoweekday())
    if plan is None or StoreService.PICKUP not in store.services:
        return []
    times = slot_times(store.hours, day, plan_of(plan).length)
    written = await _written([slot_id_of(store.id, time.starts_at) for time in times])
    return [_slot(store, day, plan_of(plan), time, written) for time in times]


async def next_open_slots(store: StoreCard, moment: datetime, *, first: int) -> list[SlotRow]:
    """The first slots that can be chosen, from the local day of a moment on, within two weeks."""
    day = local_day(store.time_zone, moment)
    found: list[SlotRow] = []
    for n in range(LOOK_AHEAD_DAYS):
        found += [slot for slot in await slots_on(store, day + DAY * n) if slot.why_not is None]
        if len(found) >= first:
            break
    return found[:first]


async def slot_by_id(slot_id: str) -> SlotRow:
    """One slot as it stands now. Raises ``SlotNotFound``."""
    slot = (await slots_by_id([slot_id])).get(slot_id)
    if slot is None:
        raise SlotNotFound(slot_id)
    return slot


async def slots_by_id(slot_ids: Sequence[str]) -> dict[str, SlotRow]:
    """Slots by their ids; one that was promised stays known when the plan of its store has changed."""
    named = {slot_id: said for slot_id in slot_ids if (said := store_and_start(slot_id))}
    if not named:
        return {}
    stores = {store_id: await _store(store_id) for store_id, _ in named.values()}
    plans = await SlotPlan.filter(store_id__in=list(stores))
    by_weekday = {(plan.store_id, plan.weekday): plan_of(plan) for plan in plans}
    written = await _written(list(named))
    found = {}
    for slot_id, (store_id, starts_at) in named.items():
        store = stores[store_id]
        if store is None:
            continue
        slot = _planned(store, starts_at, by_weekday, written) or _left_over(store, written.get(slot_id))
        if slot is not None:
            found[slot_id] = slot
    return found


async def _store(store_id: str) -> StoreCard | None:
    try:
        return await store_for(store_id)
    except StoreNotFound:
        return None


def _planned(
    store: StoreCard, starts_at: datetime, plans: Mapping[tuple[str, int], Plan], written: Mapping[str, Record]
) -> SlotRow | None:
    """The slot as today's plan has it; it belongs to its local day, or to an evening that went past midnight."""
    today = local_day(store.time_zone, starts_at)
    for day in (today, today - DAY):
        plan = plans.get((store.id, day.isoweekday()))
        for time in slot_times(store.hours, day, plan.length) if plan else ():
            if plan and time.starts_at == starts_at:
                return _slot(store, day, plan, time, written)
    return None


def _slot(store: StoreCard, day: date, plan: Plan, time: SlotTime, written: Mapping[str, Record]) -> SlotRow:
    slot_id = slot_id_of(store.id, time.starts_at)
    row = written.get(slot_id)
    remaining = row["free"] if row else plan.capacity
    reason = why_not(time, plan, store.hours, now=clock.now(), remaining=remaining)
    ends_at = row["ends_at"] if row else time.ends_at
    return SlotRow(slot_id, store.id, store.time_zone, day, time.starts_at, ends_at, remaining, reason)


def _left_over(store: StoreCard, row: Record | None) -> SlotRow | None:
    if row is None:
        return None
    reason = WhyNot.PAST if row["ends_at"] <= clock.now() else WhyNot.CLOSED
    return SlotRow(
        row["id"], store.id, store.time_zone, row["on"], row["starts_at"], row["ends_at"], row["free"], reason
    )


async def _written(slot_ids: Sequence[str]) -> dict[str, Record]:
    """The rows of slots of which something was promised; what has expired counts as free."""
    found = await rows(
        """
        SELECT slot.id, slot."on", slot.starts_at, slot.ends_at,
               slot.total - slot.promised + coalesce(overdue.places, 0)::int AS free
        FROM slot
        LEFT JOIN LATERAL (
            SELECT sum(quantity) AS places FROM hold
            WHERE countable_id = slot.id AND ended_at IS NULL AND until <= $2
        ) overdue ON true
        WHERE slot.id = ANY($1)
        """,
        list(slot_ids),
        clock.now(),
    )
    return {row["id"]: row for row in found}
