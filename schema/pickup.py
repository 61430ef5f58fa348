"""Parcels that wait at counters: the board of a store, and the handover."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import PickupState, Tender
from schema.experiences import Booking
from schema.inputs import CollectedLineInput
from schema.locator import PickupSlot, Store, StoreNotFound, store_of
from schema.outbox import KeyReused, KeyTooLong
from schema.paging import Connection, Page, connection, cursor_of, key_of
from schema.passes import Pass
from schema.payments import NothingOwed
from schema.problems import Problem, explains
from schema.scalars import Money, Node
from stores.identity.actors import Actor, works_at
from stores.identity.models import StaffMember
from stores.kernel import clock
from stores.ordering import queries as ordering
from stores.ordering.errors import OrderNotFound
from stores.pickup import errors, queries
from stores.pickup import services as pickup
from stores.pickup.queries import PickupLineRow, PickupRow
from stores.pickup.states import PARTLY_COLLECTED, PREPARING, READY, TO_PREPARE

if TYPE_CHECKING:
    from schema.ordering import Order

UNFINISHED = (TO_PREPARE, PREPARING, READY, PARTLY_COLLECTED)
UNPREPARED = (TO_PREPARE, PREPARING)


@explains(errors.PickupNotFound)
class PickupNotFound(Problem):
    """pickup_id: The id that was asked for."""

    pickup_id: strawberry.ID


@explains(errors.CodeUnknown)
class CodeUnknown(Problem):
    """code: The code as it was understood."""

    code: str


@explains(errors.CollectedElsewhere)
class CollectedElsewhere(Problem):
    """store_id: The store where the parcel waits."""

    store_id: strawberry.ID

    @strawberry.field
    def store(self) -> Store | None:
        """The store where the parcel waits."""
        return store_of(self.store_id)


@explains(errors.WrongPickupCode)
class WrongPickupCode(Problem):
    """attempts_left: How many more codes may be tried."""

    attempts_left: int


@explains(errors.PaymentOwed)
class PaymentOwed(Problem):
    """owed: What is to be paid first."""

    owed: Money


@explains(errors.AlreadyCollected)
class AlreadyCollected(Problem):
    """collected_at: When it was handed over.

    by: Who handed it over.
    store_id: Where it was handed over.
    """

    collected_at: datetime | None
    by: str
    store_id: strawberry.ID

    @strawberry.field
    def store(self) -> Store | None:
        """Where it was handed over."""
        return store_of(self.store_id)


@explains(errors.PickupNotOpen)
class PickupNotOpen(Problem):
    """state: The state that the parcel is in."""

    state: PickupState


@explains(errors.NotInParcel)
class NotInParcel(Problem):
    """line_id: The line in question.

    outstanding: How many of its units are still in the parcel.
    """

    line_id: strawberry.ID
    outstanding: int


@strawberry.type
class PickupLine:
    """Units of one variant in a parcel.

    id: The line.
    sku: The variant.
    title: What it was called when it was ordered.
    quantity: How many units were ordered.
    collected: How many were handed over.
    refused: How many could not be given.
    location: The shelf or bin, where it is known.
    """

    id: strawberry.ID
    sku: str
    title: str
    quantity: int
    collected: int
    refused: int
    location: str | None

    @classmethod
    def of(cls, row: PickupLineRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            sku=row.sku,
            title=row.title,
            quantity=row.quantity,
            collected=row.collected,
            refused=row.refused,
            location=row.location,
        )


@strawberry.type
class Pickup(Node):
    """The goods of one order that are handed over at one store.

    state: How far the parcel has come.
    customer_name: Whom the order is for.
    collector_name: Who comes to collect it.
    due_at: When it was promised to be ready; null where the store's hours are not known.
    overdue: Is it late?
    ready_at: From when it waits at the counter, or (until then) is promised to.
    kept_until: Until when it is kept; null before it is ready.
    arrived_at: When the customer said to be there.
    spot: Where the customer waits.
    collected_at: When goods of it were last handed over.
    owed: What is still to be paid for it; zero when nothing is.
    lines: What is in it.
    slot: The slot that was chosen; null when it is collected whenever it is ready.
    """

    state: PickupState
    customer_name: str
    collector_name: str
    due_at: datetime | None
    overdue: bool
    ready_at: datetime | None
    kept_until: datetime | None
    arrived_at: datetime | None
    spot: str | None
    collected_at: datetime | None
    owed: Money
    lines: list[PickupLine]
    slot: PickupSlot | None
    row: strawberry.Private[PickupRow]

    @strawberry.field
    def store(self) -> Store | None:
        """Where it is handed over; null when the store is no more."""
        return store_of(self.row.store_id)

    @strawberry.field(name="pass")
    def pass_(self, info: Info) -> Pass | None:
        """What the customer shows at the counter; staff do not see it."""
        return None if isinstance(info.context.actor, StaffMember) else Pass.of(self.row.code)

    @strawberry.field
    async def order(self, info: Info) -> Annotated["Order", strawberry.lazy("schema.ordering")]:
        """The order that it belongs to."""
        from schema.ordering import order_by_id  # an order shows its pickups, and a pickup its order

        return await order_by_id(info.context, self.row.order_id)

    @classmethod
    def of(cls, row: PickupRow) -> Self:
        is_open = row.state in UNPREPARED
        return cls(
            id=strawberry.ID(row.id),
            state=row.state,
            customer_name=row.customer_name,
            collector_name=row.customer_name,
            due_at=row.due_at,
            overdue=is_open and row.due_at is not None and row.due_at < clock.now(),
            ready_at=row.ready_at or row.due_at,
            kept_until=row.kept_until,
            arrived_at=row.arrived_at,
            spot=row.spot,
            collected_at=row.collected_at,
            owed=Money.of(row.owed),
            lines=[PickupLine.of(line) for line in row.lines],
            slot=None,
            row=row,
        )


async def board(
    info: Info, store_id: str, states: Sequence[PickupState] | None, first: int, after: str | None
) -> Connection[Pickup]:
    """One page of a store's board, for whoever was let in to it."""
    wanted = list(UNFINISHED if states is None else states)
    key = key_of(after, str, str, str)
    place = (datetime.fromisoformat(str(key[0])), datetime.fromisoformat(str(key[1])), str(key[2])) if key else None
    found = await queries.board(store_id, wanted, first=first, after=place)
    cursors = [_place(row) for row in found.pickups]
    page = Page([Pickup.of(row) for row in found.pickups], cursors, found.has_more, after is None)
    return connection(Pickup, page, lambda: queries.board_count(store_id, wanted))


def _place(row: queries.PickupRow) -> str:
    return cursor_of((row.due_at or row.opened_at).isoformat(), row.opened_at.isoformat(), row.id)


@opens("Pickup", kind="pku")
async def pickup_again(context: Context, id: str) -> Pickup | None:
    """The pickup with an id, for staff of its store and for whoever may see its order."""
    try:
        row = await queries.pickup_by_id(id)
        await _require_sight(context.actor, row)
    except (errors.PickupNotFound, OrderNotFound):
        return None
    return Pickup.of(row)


async def _require_sight(actor: Actor, row: PickupRow) -> None:
    if not works_at(actor, row.store_id):
        await ordering.order_for(actor, row.order_id)


ScanResult: TypeAlias = Annotated[
    Pickup | Booking | CodeUnknown | CollectedElsewhere | AlreadyCollected | WrongPickupCode | PickupNotOpen,
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
    | PaymentOwed
    | NotInParcel
    | KeyReused
    | KeyTooLong,
    strawberry.union("ConfirmCollectionResult", description="What became of a handover."),
]


async def scan(info: Info, store_id: strawberry.ID, code: str) -> ScanResult:
    """Look before acting: what is behind a code, at this store. It changes nothing.

    store_id: The store whose counter it is.
    code: The code as it was scanned or typed, with or without spaces, in either case.
    """
    row = await ordering.scan(info.context.actor, store_id, code)
    return Pickup.of(row)


async def start_preparing(info: Info, key: strawberry.ID, pickup_id: strawberry.ID) -> StartPreparingResult:
    """Begin to fetch the goods of a parcel from the shelves.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    """
    moved = await pickup.start_preparing(info.context.actor, pickup_id)
    return Pickup.of(await queries.pickup_by_id(moved.id))


async def mark_ready(info: Info, key: strawberry.ID, pickup_id: strawberry.ID) -> MarkReadyResult:
    """Say that a parcel waits at the counter; the customer is told.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    """
    moved = await pickup.mark_ready(info.context.actor, pickup_id)
    return Pickup.of(await queries.pickup_by_id(moved.id))


async def take_payment(info: Info, key: strawberry.ID, pickup_id: strawberry.ID, tender: Tender) -> TakePaymentResult:
    """Say that what was owed for a parcel has been paid at the counter.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    tender: What the customer paid with.
    """
    paid = await pickup.take_payment(info.context.actor, pickup_id, tender)
    return Pickup.of(await queries.pickup_by_id(paid.id))


async def confirm_collection(
    info: Info,
    key: strawberry.ID,
    pickup_id: strawberry.ID,
    code: str,
    lines: list[CollectedLineInput] | None = None,
    at: datetime | None = None,
) -> ConfirmCollectionResult:
    """Hand goods over the counter against their code. Of two devices one wins; the other is told who, when and where.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    code: The code of the pass, with or without spaces, in either case.
    lines: What is handed over; by default all that is still in the parcel.
    at: When it happened, for a handover that was recorded while the network was gone.
    """
    units = tuple((line.line_id, line.quantity) for line in lines) if lines is not None else None
    collected = await pickup.confirm_collection(info.context.actor, pickup_id, pickup.Handover(code, units, at))
    return Pickup.of(await queries.pickup_by_id(collected.id))
