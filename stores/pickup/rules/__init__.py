"""Pure rules of the counter: handovers, slots, and how long parcels wait."""

from stores.pickup.rules.handover import (
    CODE_LENGTH,
    CODE_TRIES,
    LOCKED_FOR,
    MOST_DELEGATES,
    UNDO_FOR,
    code_in,
    handed_over,
    state_after,
    worth_of,
)
from stores.pickup.rules.slots import Plan, SlotTime, refusal_of, slot_id_of, slot_times, store_and_start, why_not
from stores.pickup.rules.waiting import ESCALATED_AFTER, REMINDED_BEFORE, kept_until

__all__ = [
    "CODE_LENGTH",
    "CODE_TRIES",
    "ESCALATED_AFTER",
    "LOCKED_FOR",
    "MOST_DELEGATES",
    "REMINDED_BEFORE",
    "UNDO_FOR",
    "Plan",
    "SlotTime",
    "code_in",
    "handed_over",
    "kept_until",
    "refusal_of",
    "slot_id_of",
    "slot_times",
    "state_after",
    "store_and_start",
    "why_not",
    "worth_of",
]
