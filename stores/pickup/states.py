"""The states of a pickup: the whole story of a parcel."""

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
        PARTLY_COLLECTED: {PARTLY_COLLECTED, COLLECTED, LAPSED},
        COLLECTED: set(),
        LAPSED: set(),
        CANCELLED: set(),
    }
)
