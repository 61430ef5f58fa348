"""Goods on their way between stores."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import TransferState
from schema.errors import BAD_REQUEST, RequestError
from schema.inputs import GoodsInput
from schema.inventory.corrections import possible_units
from schema.inventory.shelves import NotStocked, OutOfStock
from schema.locator import StoreNotFound, store_of
from schema.outbox import KeyReused, KeyTooLong
from schema.paging import Connection, Page, connection, cursor_of, key_of
from schema.problems import Problem, explains
from schema.scalars import Node
from stores.inventory import errors
from stores.inventory import services as inventory
from stores.inventory.queries import transfers
from stores.inventory.queries.transfers import TransferLineRow, TransferRow

if TYPE_CHECKING:
    from schema.locator import Store

MOST_LINES = 200


@explains(errors.TransferNotFound)
class TransferNotFound(Problem):
    """transfer_id: The id that was asked for."""

    transfer_id: strawberry.ID


@explains(errors.TransferNotOpen)
class TransferNotOpen(Problem):
    """state: The state that the transfer is in."""

    state: TransferState


@explains(errors.NotInTransfer)
class NotInTransfer(Problem):
    """sku: The variant.

    outstanding: How many of its units are still under way.
    """

    sku: str
    outstanding: int


@strawberry.type
class TransferLine:
    """Units of one variant in a transfer.

    id: The line.
    sku: The variant.
    quantity: How many units are sent.
    received: How many have arrived.
    missing: How many never arrived; known when nothing more is waited for.
    outstanding: How many are still to arrive.
    """

    id: strawberry.ID
    sku: str
    quantity: int
    received: int
    missing: int
    outstanding: int

    @classmethod
    def of(cls, row: TransferLineRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            sku=row.sku,
            quantity=row.quantity,
            received=row.received,
            missing=row.missing,
            outstanding=row.outstanding,
        )


@strawberry.type
class Transfer(Node):
    """Goods on their way from one store or warehouse to another.

    state: How far they have come.
    expected_at: When they are expected to arrive.
    created_at: When the transfer was written down.
    sent_at: When the goods left.
    closed_at: When everything had arrived, or the transfer was given up.
    lines: What is in it.
    """

    state: TransferState
    expected_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    lines: list[TransferLine]
    row: strawberry.Private[TransferRow]

    @strawberry.field
    def from_store(self) -> Annotated["Store", strawberry.lazy("schema.locator")] | None:
        """Where the goods come from; null when the store is no more."""
        return store_of(self.row.from_store_id)

    @strawberry.field
    def to_store(self) -> Annotated["Store", strawberry.lazy("schema.locator")] | None:
        """Where the goods go to; null when the store is no more."""
        return store_of(self.row.to_store_id)

    @classmethod
    def of(cls, row: TransferRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            state=row.state,
            expected_at=row.expected_at,
            created_at=row.created_at,
            sent_at=row.sent_at,
            closed_at=row.closed_at,
            lines=[TransferLine.of(line) for line in row.lines],
            row=row,
        )


@opens("Transfer", kind="tfr")
async def transfer_again(context: Context, id: str) -> Transfer | None:
    """The transfer with an id, for staff at either end."""
    try:
        return await _transfer(context, id)
    except errors.TransferNotFound:
        return None


async def _transfer(context: Context, id: str) -> Transfer:
    return Transfer.of(await transfers.transfer_for(context.actor, id))


async def transfers_page(
    store_id: str, states: Sequence[TransferState] | None, first: int, after: str | None
) -> Connection[Transfer]:
    """One page of a store's transfers, for whoever was let in to it."""
    wanted = list(TransferState if states is None else states)
    key = key_of(after, str, str)
    place = (datetime.fromisoformat(str(key[0])), str(key[1])) if key else None
    found = await transfers.transfers_of(store_id, wanted, first=first + 1, after=place)
    shown = found[:first]
    cursors = [cursor_of(row.created_at.isoformat(), row.id) for row in shown]
    page = Page([Transfer.of(row) for row in shown], cursors, len(found) > first, after is None)
    return connection(Transfer, page, lambda: transfers.transfer_count(store_id, wanted))


CreateTransferResult: TypeAlias = Annotated[
    Transfer | StoreNotFound | NotStocked | KeyReused | KeyTooLong,
    strawberry.union("CreateTransferResult", description="What became of the wish to move goods."),
]
SendTransferResult: TypeAlias = Annotated[
    Transfer | TransferNotFound | TransferNotOpen | OutOfStock | KeyReused | KeyTooLong,
    strawberry.union("SendTransferResult", description="What became of goods that were to be sent."),
]
ReceiveTransferResult: TypeAlias = Annotated[
    Transfer | TransferNotFound | TransferNotOpen | NotInTransfer | KeyReused | KeyTooLong,
    strawberry.union("ReceiveTransferResult", description="What became of goods that arrived."),
]
CancelTransferResult: TypeAlias = Annotated[
    Transfer | TransferNotFound | TransferNotOpen | KeyReused | KeyTooLong,
    strawberry.union("CancelTransferResult", description="What became of the wish to give a transfer up."),
]


async def create_transfer(
    info: Info,
    key: strawberry.ID,
    from_store_id: strawberry.ID,
    to_store_id: strawberry.ID,
    goods: list[GoodsInput],
    expected_at: datetime | None = None,
) -> CreateTransferResult:
    """Write down goods that are to go from one store or warehouse to another; nothing moves before they are sent.

    key: A new one for each wish; the same again gets the same answer.
    from_store_id: Where they come from.
    to_store_id: Where they go to.
    goods: What is to go, 1 to 200 variants.
    expected_at: When they are expected to arrive.
    """
    if from_store_id == to_store_id:
        raise RequestError(BAD_REQUEST, "toStoreId is another store than fromStoreId.", argument="toStoreId")
    wish = inventory.TransferWish(from_store_id, to_store_id, _units_of(goods, least=1), expected_at)
    made = await inventory.create_transfer(info.context.actor, wish)
    return await _transfer(info.context, made.id)


async def send_transfer(
    info: Info, key: strawberry.ID, transfer_id: strawberry.ID, expected_at: datetime | None = None
) -> SendTransferResult:
    """Say that the goods of a transfer have left. They are off the sender's shelves from now on.

    key: A new one for each wish; the same again gets the same answer.
    transfer_id: The transfer.
    expected_at: When they are expected to arrive, if that has changed.
    """
    sent = await inventory.send_transfer(info.context.actor, transfer_id, expected_at=expected_at)
    return await _transfer(info.context, sent.id)


async def receive_transfer(
    info: Info,
    key: strawberry.ID,
    transfer_id: strawberry.ID,
    goods: list[GoodsInput] | None = None,
    is_last: bool = False,
) -> ReceiveTransferResult:
    """Say that goods of a transfer have arrived; they are on the receiver's shelves from now on.

    key: A new one for each wish; the same again gets the same answer.
    transfer_id: The transfer.
    goods: What has arrived; by default all that is under way.
    is_last: Is nothing more waited for? What has not arrived by then is recorded as missing.
    """
    arrived = None if goods is None else _units_of(goods, least=0)
    arrival = inventory.Arrival(arrived, is_last)
    received = await inventory.receive_transfer(info.context.actor, transfer_id, arrival)
    return await _transfer(info.context, received.id)


async def cancel_transfer(info: Info, key: strawberry.ID, transfer_id: strawberry.ID) -> CancelTransferResult:
    """Give up a transfer that was not sent yet.

    key: A new one for each wish; the same again gets the same answer.
    transfer_id: The transfer.
    """
    cancelled = await inventory.cancel_transfer(info.context.actor, transfer_id)
    return await _transfer(info.context, cancelled.id)


def _units_of(goods: Sequence[GoodsInput], *, least: int) -> dict[str, int]:
    """Units by SKU. Raises ``RequestError`` for none, too many variants, or numbers that no store has."""
    if not least <= len(goods) <= MOST_LINES:
        raise RequestError(BAD_REQUEST, f"goods are {least} to {MOST_LINES} variants.", argument="goods")
    by_sku: dict[str, int] = {}
    for some in goods:
        quantity = possible_units(some.quantity, "quantity", least=least)
        by_sku[some.sku] = possible_units(by_sku.get(some.sku, 0) + quantity, "quantity")
    return by_sku
