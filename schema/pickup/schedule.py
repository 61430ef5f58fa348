"""What managers say about the times of a store: how its days are cut into slots, and when it is closed."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from schema.context import Info
from schema.locator import Store, StoreNotFound
from schema.outbox import KeyReused, KeyTooLong
from schema.slots import SlotPlan, SlotPlanNotPossible
from stores.locator.queries import store_as_saved
from stores.pickup import services as pickup


@strawberry.input
class SlotPlanInput:
    """How one weekday is to be cut into slots.

    weekday: The weekday: Monday is 1, Sunday is 7.
    length_minutes: How long a slot is.
    capacity: How many parcels are collected in one.
    cut_off_minutes: How long before it begins a slot can be chosen for the last time, by the clock.
    lead_minutes: How many open minutes it takes to prepare a parcel; by default the store's own lead time.
    """

    weekday: int
    length_minutes: int
    capacity: int
    cut_off_minutes: int = 0
    lead_minutes: int | None = None


SetSlotPlanResult: TypeAlias = Annotated[
    SlotPlan | StoreNotFound | SlotPlanNotPossible | KeyReused | KeyTooLong,
    strawberry.union("SetSlotPlanResult", description="What became of a slot plan."),
]
DropSlotPlanResult: TypeAlias = Annotated[
    Store | StoreNotFound | KeyReused | KeyTooLong,
    strawberry.union("DropSlotPlanResult", description="What became of the wish for a weekday without slots."),
]
AnnounceClosureResult: TypeAlias = Annotated[
    Store | StoreNotFound | KeyReused | KeyTooLong,
    strawberry.union("AnnounceClosureResult", description="What became of a closure."),
]


async def set_slot_plan(
    info: Info, key: strawberry.ID, store_id: strawberry.ID, plan: SlotPlanInput
) -> SetSlotPlanResult:
    """Say how parcels are spread over one weekday, for managers; what was promised already stays promised.

    key: A new one for each wish; the same again gets the same answer.
    store_id: The store.
    plan: How the day is cut.
    """
    draft = pickup.PlanDraft(plan.weekday, plan.length_minutes, plan.capacity, plan.cut_off_minutes, plan.lead_minutes)
    return SlotPlan.of(await pickup.set_slot_plan(info.context.actor, store_id, draft))


async def drop_slot_plan(info: Info, key: strawberry.ID, store_id: strawberry.ID, weekday: int) -> DropSlotPlanResult:
    """Say that on one weekday parcels are collected whenever they are ready, for managers; promised slots stay.

    key: A new one for each wish; the same again gets the same answer.
    store_id: The store.
    weekday: The weekday: Monday is 1, Sunday is 7.
    """
    await pickup.drop_slot_plan(info.context.actor, store_id, weekday)
    return Store.of(await store_as_saved(store_id))


async def announce_closure(
    info: Info,
    key: strawberry.ID,
    store_id: strawberry.ID,
    on: date,
    reason: str,
) -> AnnounceClosureResult:
    """Close a store for one local day, for managers; whoever was to collect then is told to choose another time.

    key: A new one for each wish; the same again gets the same answer.
    store_id: The store.
    on: The local day.
    reason: Why, as people read it.
    """
    await pickup.close_store_on(info.context.actor, store_id, on, reason)
    return Store.of(await store_as_saved(store_id))
