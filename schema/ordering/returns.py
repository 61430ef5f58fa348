"""Goods of an order that come back to a counter."""

from datetime import datetime
from typing import Annotated, Self, TypeAlias

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import RefuseReason
from schema.inputs import ReturnedLineInput
from schema.locator import Store, StoreNotFound, store_of
from schema.ordering.problems import NoReturnsHere, OrderNotFound
from schema.outbox import KeyReused, KeyTooLong
from schema.pickup.problems import NotReturnable
from schema.scalars import Money, Node
from stores.ordering import queries
from stores.ordering import services as ordering
from stores.ordering.queries import ReturnLineRow, ReturnRow
from stores.ordering.services import ReturnedLine, ReturnWish


@strawberry.type
class ReturnLine:
    """Units of one line that came back.

    id: The line of the return.
    line_id: The line of the order.
    sku: The variant.
    quantity: How many units.
    reason: Why.
    restocked: Are they for sale again?
    refund: What is paid back for them.
    """

    id: strawberry.ID
    line_id: strawberry.ID
    sku: str
    quantity: int
    reason: RefuseReason
    restocked: bool
    refund: Money

    @classmethod
    def of(cls, row: ReturnLineRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            line_id=strawberry.ID(row.order_line_id),
            sku=row.sku,
            quantity=row.quantity,
            reason=row.reason,
            restocked=row.restocked,
            refund=Money.of(row.refund),
        )


@strawberry.type
class Return(Node):
    """Goods of an order that came back to a store.

    returned_at: When.
    refund: What is paid back for them, to where the money came from.
    lines: What came back.
    """

    returned_at: datetime
    refund: Money
    lines: list[ReturnLine]
    row: strawberry.Private[ReturnRow]

    @strawberry.field
    def store(self) -> Store | None:
        """Where; null when the store is no more."""
        return store_of(self.row.store_id)

    @classmethod
    def of(cls, row: ReturnRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            returned_at=row.returned_at,
            refund=Money.of(row.refund),
            lines=[ReturnLine.of(line) for line in row.lines],
            row=row,
        )


ReturnLinesResult: TypeAlias = Annotated[
    Return | OrderNotFound | StoreNotFound | NoReturnsHere | NotReturnable | KeyReused | KeyTooLong,
    strawberry.union("ReturnLinesResult", description="What became of goods that were brought back."),
]


@opens("Return", kind="ret")
async def return_again(context: Context, id: str) -> Return | None:
    """The return with an id, for whoever may see its order."""
    row = await queries.return_by_id(id)
    return Return.of(row) if row and await queries.is_seen_by(context.actor, row.order_id) else None


async def return_lines(
    info: Info,
    key: strawberry.ID,
    store_id: strawberry.ID,
    order_id: strawberry.ID,
    lines: list[ReturnedLineInput],
) -> ReturnLinesResult:
    """Take goods of an order back: on the shelf or written off, and paid back by what they cost.

    key: A new one for each wish; the same again gets the same answer.
    store_id: The store that takes them.
    order_id: The order.
    lines: What comes back, by the lines of the order.
    """
    wished = tuple(ReturnedLine(line.line_id, line.quantity, line.reason, line.restock) for line in lines)
    wish = ReturnWish(store_id, order_id, wished, info.context.device_id)
    made = await ordering.return_lines(info.context.actor, wish)
    row = await queries.return_by_id(made.id)
    assert row is not None
    return Return.of(row)
