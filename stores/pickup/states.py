"""The states of a pickup, and the closed sets of the counter."""

from enum import StrEnum

from stores.kernel.states import Lifecycle


class PickupState(StrEnum):
    """How far a parcel has come on its way over the counter."""

    TO_PREPARE = "TO_PREPARE"
    PREPARING = "PREPARING"
    READY = "READY"
    PARTLY_COLLECTED = "PARTLY_COLLECTED"
    COLLECTED = "COLLECTED"
    LAPSED = "LAPSED"
    CANCELLED = "CANCELLED"


TO_PREPARE, PREPARING, READY, PARTLY_COLLECTED, COLLECTED, LAPSED, CANCELLED = PickupState

LIFECYCLE: Lifecycle[PickupState] = Lifecycle(
    {
        TO_PREPARE: {PREPARING, READY, CANCELLED},
        PREPARING: {READY, CANCELLED},
        READY: {PARTLY_COLLECTED, COLLECTED, LAPSED, CANCELLED},
        PARTLY_COLLECTED: {PARTLY_COLLECTED, COLLECTED, READY, LAPSED},
        COLLECTED: {READY, PARTLY_COLLECTED},  # undone at the counter within UNDO_FOR
        LAPSED: set(),
        CANCELLED: set(),
    }
)

UNPREPARED = (TO_PREPARE, PREPARING)
WAITING = (READY, PARTLY_COLLECTED)
UNFINISHED = (*UNPREPARED, *WAITING)


class SlotState(StrEnum):
    """Whether a time can still be chosen."""

    OPEN = "OPEN"
    FULL = "FULL"
    CLOSED = "CLOSED"


class RefuseReason(StrEnum):
    """Why units are not given, or come back."""

    MISSING = "MISSING"
    DAMAGED = "DAMAGED"
    AGE_CHECK_FAILED = "AGE_CHECK_FAILED"
    DECLINED = "DECLINED"


class WhyNot(StrEnum):
    """Why something cannot be had here and now; the most decisive reason."""

    OUT_OF_STOCK = "OUT_OF_STOCK"
    NOT_SOLD_HERE = "NOT_SOLD_HERE"
    CLOSED = "CLOSED"
    HOLIDAY = "HOLIDAY"
    NO_PICKUP = "NO_PICKUP"
    FULL = "FULL"
    LEAD_TIME = "LEAD_TIME"
    NO_HOST = "NO_HOST"
    NO_ROOM = "NO_ROOM"
    NO_KIT = "NO_KIT"
    BUFFER = "BUFFER"
    PAST = "PAST"
    TOO_FAR = "TOO_FAR"
    RESTRICTED = "RESTRICTED"
