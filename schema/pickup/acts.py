"""What staff do with parcels: look, prepare, take money, hand over, refuse, undo."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from schema.context import Info
from schema.enums import RefuseReason, Tender
from schema.experiences import Booking
from schema.inputs import CollectedLineInput
from schema.locator import StoreNotFound
from schema.outbox import KeyReused, KeyTooLong
from schema.payments import NothingOwed
from schema.pickup.parcels import Pickup, pickup_now
from schema.pickup.problems import (
    AgeCheckNeeded,
    AlreadyCollected,
    CodeUnknown,
    CollectedElsewhere,
    NotInParcel,
    OnAnotherDevice,
    PassLocked,
    PassRevoked,
    PaymentOwed,
    PickupNotFound,
    PickupNotOpen,
    TooLateToUndo,
    WrongPickupCode,
)
from stores.ordering import queries as ordering
from stores.pickup import services as pickup

ScanResult: TypeAlias = Annotated[
    Pickup
    | Booking
    | CodeUnknown
    | CollectedElsewhere
    | PassRevoked
    | AlreadyCollected
    | WrongPickupCode
    | PickupNotOpen,
    strawberry.union("ScanResult", description="What is behind a code."),
]
StartPreparingResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | PickupNotOpen | KeyReused | KeyTooLong,
    strawberry.union("StartPreparingResult", description="What became of the wish to begin preparing."),
]
MarkReadyResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | PickupNotOpen | StoreNotFound | KeyReused | KeyTooLong,
    strawberry.union("MarkReadyResult", description="What became of the wish to call a parcel ready."),
]
RefuseLineResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | PickupNotOpen | NotInParcel | KeyReused | KeyTooLong,
    strawberry.union("RefuseLineResult", description="What became of units that cannot be given."),
]
TakePaymentResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | NothingOwed | KeyReused | KeyTooLong,
    strawberry.union("TakePaymentResult", description="What became of money that was taken."),
]
ConfirmCollectionResult: TypeAlias = Annotated[
    Pickup
    | PickupNotFound
    | AlreadyCollected
    | PickupNotOpen
    | WrongPickupCode
    | PassLocked
    | PaymentOwed
    | NotInParcel
    | AgeCheckNeeded
    | KeyReused
    | KeyTooLong,
    strawberry.union("ConfirmCollectionResult", description="What became of a handover."),
]
UndoCollectionResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | PickupNotOpen | OnAnotherDevice | TooLateToUndo | KeyReused | KeyTooLong,
    strawberry.union("UndoCollectionResult", description="What became of the wish to take a handover back."),
]


async def scan(info: Info, store_id: strawberry.ID, code: str) -> ScanResult:
    """Look before acting: what is behind a code, at this store. It changes nothing.

    store_id: The store whose counter it is.
    code: The code or the payload of a pass, as it was scanned or typed, with or without spaces, in either case.
    """
    row = await ordering.scan(info.context.actor, store_id, code)
    return Pickup.of(row)


async def start_preparing(info: Info, key: strawberry.ID, pickup_id: strawberry.ID) -> StartPreparingResult:
    """Begin to fetch the goods of a parcel from the shelves.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    """
    await pickup.start_preparing(info.context.actor, pickup_id, device=info.context.device_id)
    return await pickup_now(pickup_id)


async def mark_ready(info: Info, key: strawberry.ID, pickup_id: strawberry.ID) -> MarkReadyResult:
    """Say that a parcel waits at the counter; the customer is told.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    """
    await pickup.mark_ready(info.context.actor, pickup_id, device=info.context.device_id)
    return await pickup_now(pickup_id)


async def refuse_line(
    info: Info,
    key: strawberry.ID,
    pickup_id: strawberry.ID,
    line_id: strawberry.ID,
    quantity: int,
    reason: RefuseReason,
) -> RefuseLineResult:
    """Say that some units cannot be given: they are not owed for, or are paid back, and the customer is told.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    line_id: The line of the parcel.
    quantity: How many of its units.
    reason: Why; what is missing or damaged leaves the stock.
    """
    refused = pickup.Refused(line_id, quantity, reason, info.context.device_id)
    await pickup.refuse_line(info.context.actor, pickup_id, refused)
    return await pickup_now(pickup_id)


async def take_payment(info: Info, key: strawberry.ID, pickup_id: strawberry.ID, tender: Tender) -> TakePaymentResult:
    """Say that what was owed for a parcel has been paid at the counter.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    tender: What the customer paid with.
    """
    await pickup.take_payment(info.context.actor, pickup_id, tender)
    return await pickup_now(pickup_id)


async def confirm_collection(
    info: Info,
    key: strawberry.ID,
    pickup_id: strawberry.ID,
    code: str,
    lines: list[CollectedLineInput] | None = None,
    at: datetime | None = None,
    age_checked: bool | None = False,
) -> ConfirmCollectionResult:
    """Hand goods over the counter against their code. Of two devices one wins; the other is told who, when and where.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    code: The code of the pass or its payload, with or without spaces, in either case.
    lines: What is handed over; by default all that is still in the parcel.
    at: When it happened, for a handover that was recorded while the network was gone.
    age_checked: Has whoever acts seen that the customer is old enough? What the papers said is not kept.
    """
    units = tuple((line.line_id, line.quantity) for line in lines) if lines is not None else None
    handover = pickup.Handover(code, units, at, age_checked=bool(age_checked), device=info.context.device_id)
    await pickup.confirm_collection(info.context.actor, pickup_id, handover)
    return await pickup_now(pickup_id)


async def undo_collection(
    info: Info, key: strawberry.ID, pickup_id: strawberry.ID, reason: str
) -> UndoCollectionResult:
    """Take the last handover of a parcel back, within a quarter of an hour and on the device where it was made.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    reason: What went wrong.
    """
    await pickup.undo_collection(info.context.actor, pickup_id, pickup.Undo(reason, info.context.device_id))
    return await pickup_now(pickup_id)
