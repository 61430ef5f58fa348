"""The states of a transfer."""

from enum import StrEnum

from stores.kernel.states import Lifecycle


class TransferState(StrEnum):
    """How far goods have come on their way between two stores."""

    DRAFT = "DRAFT"
    SENT = "SENT"
    RECEIVED_IN_PART = "RECEIVED_IN_PART"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"


DRAFT, SENT, RECEIVED_IN_PART, RECEIVED, CANCELLED = TransferState
IN_TRANSIT = (SENT, RECEIVED_IN_PART)

LIFECYCLE: Lifecycle[TransferState] = Lifecycle(
    {
        DRAFT: {SENT, CANCELLED},
        SENT: {RECEIVED_IN_PART, RECEIVED},
        RECEIVED_IN_PART: {RECEIVED_IN_PART, RECEIVED},
        RECEIVED: set(),
        CANCELLED: set(),
    }
)
