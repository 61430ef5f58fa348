"""Preparing parcels, handing them over, and everything that may happen to them in between."""

from stores.pickup.services.handing_over import Handover, Undo, confirm_collection, undo_collection
from stores.pickup.services.passes import announce_arrival, delegate, reissue_pass, revoke_delegation
from stores.pickup.services.preparing import (
    ForOrder,
    Parcel,
    ParcelLine,
    cancel_pickups,
    escalate_overdue,
    mark_ready,
    open_pickups,
    opened,
    start_preparing,
    take_payment,
)
from stores.pickup.services.refusing import Refused, refuse_line
from stores.pickup.services.returning import CameBack, note_returned
from stores.pickup.services.slots import (
    PlanDraft,
    close_store_on,
    drop_slot_plan,
    hold_goods,
    hold_goods_again,
    require_open,
    reschedule,
    set_slot_plan,
)
from stores.pickup.services.waiting import lapse_overdue, remind_waiting

__all__ = [
    "CameBack",
    "ForOrder",
    "Handover",
    "Parcel",
    "ParcelLine",
    "PlanDraft",
    "Refused",
    "Undo",
    "announce_arrival",
    "cancel_pickups",
    "close_store_on",
    "confirm_collection",
    "delegate",
    "drop_slot_plan",
    "escalate_overdue",
    "hold_goods",
    "hold_goods_again",
    "lapse_overdue",
    "mark_ready",
    "note_returned",
    "open_pickups",
    "opened",
    "refuse_line",
    "reissue_pass",
    "remind_waiting",
    "require_open",
    "reschedule",
    "revoke_delegation",
    "set_slot_plan",
    "start_preparing",
    "take_payment",
    "undo_collection",
]
