"""Slots: the times at which parcels can be collected, and why one cannot be chosen."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

import strawberry

from schema.context import Context
from schema.doors import opens
from schema.enums import SlotState, WhyNot
from schema.problems import Problem, explains
from schema.scalars import Node
from stores.kernel import clock
from stores.locator.queries import store_for
from stores.pickup import errors, models, queries
from stores.pickup.queries import SlotRow
from stores.pickup.rules import store_and_start

ALTERNATIVES = 3


@strawberry.type
class PickupSlot(Node):
    """A time at which parcels can be collected.

    starts_at: When it begins.
    ends_at: When it ends.
    local_start: When it begins, as the clock at the store shows it: "YYYY-MM-DDTHH:MM".
    time_zone: The IANA time zone of the store.
    remaining: How many parcels it still has room for.
    state: Whether it can still be chosen.
    why_not: Why it cannot.
    """

    starts_at: datetime
    ends_at: datetime
    local_start: str
    time_zone: str
    remaining: int
    state: SlotState
    why_not: WhyNot | None

    @classmethod
    def of(cls, row: SlotRow) -> Self:
        local = row.starts_at.astimezone(ZoneInfo(row.time_zone))
        return cls(
            id=strawberry.ID(row.id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            local_start=local.strftime("%Y-%m-%dT%H:%M"),
            time_zone=row.time_zone,
            remaining=row.remaining,
            state=row.state,
            why_not=row.why_not,
        )


@strawberry.type
class SlotPlan:
    """How a store cuts the opening hours of one weekday into slots.

    id: The plan.
    weekday: The weekday: Monday is 1, Sunday is 7.
    length_minutes: How long a slot is.
    capacity: How many parcels are collected in one.
    cut_off_minutes: How long before it begins a slot can be chosen for the last time, by the clock.
    lead_minutes: How many open minutes it takes to prepare a parcel.
    """

    id: strawberry.ID
    weekday: int
    length_minutes: int
    capacity: int
    cut_off_minutes: int
    lead_minutes: int

    @classmethod
    def of(cls, plan: models.SlotPlan) -> Self:
        return cls(
            id=strawberry.ID(plan.id),
            weekday=plan.weekday,
            length_minutes=plan.length_minutes,
            capacity=plan.capacity,
            cut_off_minutes=plan.cut_off_minutes,
            lead_minutes=plan.lead_minutes,
        )


@explains(errors.SlotNotFound)
class SlotNotFound(Problem):
    """slot_id: The slot that was asked for."""

    slot_id: strawberry.ID


async def _alternatives(store_id: str, slot_id: str) -> list[PickupSlot]:
    """The slots nearest to one that cannot be had, from its day on."""
    said = store_and_start(slot_id)
    moment = max(said[1], clock.now()) if said else clock.now()
    found = await queries.next_open_slots(await store_for(store_id), moment, first=ALTERNATIVES)
    return [PickupSlot.of(row) for row in found]


@explains(errors.SlotFull)
class SlotFull(Problem):
    """slot_id: The slot that was chosen.

    store_id: Its store.
    """

    slot_id: strawberry.ID
    store_id: strawberry.ID

    @strawberry.field
    async def alternatives(self) -> list[PickupSlot]:
        """Slots that are still open, from its day on."""
        return await _alternatives(self.store_id, self.slot_id)


@explains(errors.SlotClosed)
class SlotClosed(Problem):
    """slot_id: The slot that was chosen.

    store_id: Its store.
    why_not: Why it cannot be chosen.
    """

    slot_id: strawberry.ID
    store_id: strawberry.ID
    why_not: WhyNot

    @strawberry.field
    async def alternatives(self) -> list[PickupSlot]:
        """Slots that are still open, from its day on."""
        return await _alternatives(self.store_id, self.slot_id)


@explains(errors.SlotPlanNotPossible)
class SlotPlanNotPossible(Problem):
    """what: The number in question.

    least: The smallest that is possible.
    most: The largest that is possible.
    """

    what: str
    least: int
    most: int


@opens("PickupSlot", kind="slt")
async def slot_again(_: Context, id: str) -> PickupSlot | None:
    """The slot with an id."""
    row = (await queries.slots_by_id([id])).get(id)
    return PickupSlot.of(row) if row else None


@opens("SlotPlan")
async def slot_plan_again(_: Context, id: str) -> SlotPlan | None:
    """The plan with an id, for whoever has set it before."""
    plan = await queries.plan_by_id(id)
    return SlotPlan.of(plan) if plan else None
