"""When the slots of a day begin, and why one cannot be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from stores.kernel.errors import Refusal
from stores.locator.rules import Hours, openings_on, ready_at, usual_openings_on
from stores.pickup.errors import SlotClosed, SlotFull
from stores.pickup.states import WhyNot


@dataclass(frozen=True, slots=True)
class Plan:
    """How one weekday is cut into slots; ``lead`` counts in open time, ``cut_off`` by the clock."""

    length: timedelta
    capacity: int
    cut_off: timedelta
    lead: timedelta


@dataclass(frozen=True, slots=True)
class SlotTime:
    """One slot of a day in UTC; ``blackout`` says why the store is closed then although it usually is open."""

    starts_at: datetime
    ends_at: datetime
    blackout: WhyNot | None = None


def slot_times(hours: Hours, day: date, length: timedelta) -> list[SlotTime]:
    """The slots of the openings that begin on a local day, in order.

    Counting happens in UTC, so a day with a clock change still has whole slots. Slots of the usual hours that fall
    away for a holiday or an exception are there too, with the reason.
    """
    kept = [SlotTime(*span) for span in _cut(openings_on(hours, day), length)]
    reason = WhyNot.CLOSED if any(each.on == day for each in hours.exceptions) else WhyNot.HOLIDAY
    lost = [
        SlotTime(starts, ends, reason)
        for starts, ends in _cut(usual_openings_on(hours, day), length)
        if not any(slot.starts_at < ends and starts < slot.ends_at for slot in kept)
    ]
    return sorted([*kept, *lost], key=lambda slot: slot.starts_at)


def _cut(openings: list[tuple[datetime, datetime]], length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    for opens, closes in openings:
        yield from ((opens + length * n, opens + length * (n + 1)) for n in range(max(0, (closes - opens) // length)))


def why_not(slot: SlotTime, plan: Plan, hours: Hours, *, now: datetime, remaining: int) -> WhyNot | None:
    """The most decisive reason why a slot cannot be chosen now; None when it can."""
    if slot.ends_at <= now:
        return WhyNot.PAST
    if slot.blackout is not None:
        return slot.blackout
    if now > slot.starts_at - plan.cut_off or not _can_be_ready(slot, plan, hours, now):
        return WhyNot.LEAD_TIME
    return WhyNot.FULL if remaining < 1 else None


def _can_be_ready(slot: SlotTime, plan: Plan, hours: Hours, now: datetime) -> bool:
    earliest = ready_at(hours, now, plan.lead)
    return earliest is not None and earliest <= slot.starts_at


def refusal_of(slot_id: str, store_id: str, reason: WhyNot) -> Refusal:
    """What somebody is told who chose a slot that cannot be chosen."""
    return SlotFull(slot_id, store_id) if reason is WhyNot.FULL else SlotClosed(slot_id, store_id, reason)


def slot_id_of(store_id: str, starts_at: datetime) -> str:
    """The id of a slot, the same before and after its row is written: its store, and the minute at which it begins."""
    return f"slt_{store_id.removeprefix('str_')}_{int(starts_at.timestamp()) // 60}"


def store_and_start(slot_id: str) -> tuple[str, datetime] | None:
    """What the id of a slot says; None when it is none."""
    store, _, minutes = slot_id.removeprefix("slt_").rpartition("_")
    if not store or not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 9):
        return None
    return f"str_{store}", datetime.fromtimestamp(int(minutes) * 60, UTC)
