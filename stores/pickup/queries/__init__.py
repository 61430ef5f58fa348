"""Reading parcels, slots, and how promises were kept."""

from stores.pickup.queries.parcels import (
    BoardPage,
    DelegationRow,
    PickupLineRow,
    PickupRow,
    board,
    board_count,
    delegation_by_id,
    delegations_of,
    pickup_by_id,
    pickup_of_code,
    pickups_by_id,
    pickups_of,
)
from stores.pickup.queries.promises import DayKept, promise_kept
from stores.pickup.queries.slots import (
    SlotRow,
    next_open_slots,
    plan_by_id,
    plans_of,
    slot_by_id,
    slots_by_id,
    slots_on,
)

__all__ = [
    "BoardPage",
    "DayKept",
    "DelegationRow",
    "PickupLineRow",
    "PickupRow",
    "SlotRow",
    "board",
    "board_count",
    "delegation_by_id",
    "delegations_of",
    "next_open_slots",
    "pickup_by_id",
    "pickup_of_code",
    "pickups_by_id",
    "pickups_of",
    "plan_by_id",
    "plans_of",
    "promise_kept",
    "slot_by_id",
    "slots_by_id",
    "slots_on",
]
