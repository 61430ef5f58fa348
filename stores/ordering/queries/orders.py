"""What was ordered, by whom it may be seen, and what a code stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from asyncpg import Record

from stores.database import rows
from stores.identity.actors import Actor, customer_id_of, may_see, works_at
from stores.identity.models import StaffMember
from stores.kernel.money import Money
from stores.ordering.errors import OrderNotFound, QuoteNotFound
from stores.ordering.models import Quote, Return, ReturnLine
from stores.ordering.rules import Discount, Totals, totals_of
from stores.ordering.states import OrderState
from stores.pickup.errors import PickupNotFound
from stores.pickup.queries import PickupRow, pickup_by_id, pickup_of_code
from stores.pickup.states import RefuseReason


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """Units of one variant that were bought; the title is the one of that day, the total what is paid for them."""

    id: str
    sku: str
    title: str
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money
    store_id: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with its lines."""

    id: str
    number: str
    customer_id: str | None
    state: OrderState
    currency: str
    locale: str
    contact_name: str
    contact_email: str | None
    placed_at: datetime
    totals: Totals
    discounts: tuple[Discount, ...]
    lines: tuple[OrderLineRow, ...]


async def orders_by_id(order_ids: Sequence[str]) -> dict[str, OrderRow]:
    """Orders with their lines, for whoever was let in to them already; two queries for any number."""
    orders = await rows(
        "SELECT id, number, customer_id, state, currency, locale, contact_name, contact_email, placed_at,"
        ' goods_minor, discount_minor, tax_minor, prices_include_tax, discounts FROM "order" WHERE id = ANY($1)',
        list(order_ids),
    )
    found = await rows(
        "SELECT id, order_id, sku, title, quantity, unit_minor, discount_minor, tax_minor, total_minor, store_id"
        " FROM order_line WHERE order_id = ANY($1) ORDER BY order_id, place",
        list(order_ids),
    )
    currency = {row["id"]: row["currency"] for row in orders}
    lines: dict[str, list[OrderLineRow]] = {row["id"]: [] for row in orders}
    for row in found:
        lines[row["order_id"]].append(_line(row, currency[row["order_id"]]))
    return {row["id"]: _order(row, lines[row["id"]]) for row in orders}


def _line(row: Record, currency: str) -> OrderLineRow:
    parts = ("unit_minor", "discount_minor", "tax_minor", "total_minor")
    unit, discount, tax, total = (Money(row[part], currency) for part in parts)
    return OrderLineRow(
        row["id"], row["sku"], row["title"], row["quantity"], unit, discount, tax, total, row["store_id"]
    )


def _order(row: Record, lines: Sequence[OrderLineRow]) -> OrderRow:
    facts = ("id", "number", "customer_id", "currency", "locale", "contact_name", "contact_email", "placed_at")
    sums = (Money(row[part], row["currency"]) for part in ("goods_minor", "discount_minor", "tax_minor"))
    return OrderRow(
        **{fact: row[fact] for fact in facts},
        state=OrderState(row["state"]),
        totals=totals_of(*sums, tax_included=row["prices_include_tax"]),
        discounts=tuple(Discount(**discount) for discount in orjson.loads(row["discounts"])),
        lines=tuple(lines),
    )


async def order_for(actor: Actor, order_id: str) -> OrderRow:
    """The one door to an order. Raises ``OrderNotFound``: no such order, or not this actor's to see."""
    order = (await orders_by_id([order_id])).get(order_id)
    if order is None or not may_see(actor, order.customer_id):
        raise OrderNotFound(order_id)
    return order


async def is_seen_by(actor: Actor, order_id: str) -> bool:
    """May this actor see that order?"""
    found = await rows('SELECT customer_id FROM "order" WHERE id = $1', order_id)
    return bool(found) and may_see(actor, found[0]["customer_id"])


async def pickup_for(actor: Actor, pickup_id: str) -> PickupRow:
    """The one door to a pickup: for staff of its store, and for whoever may see its order.

    Raises:
        PickupNotFound: no such pickup, or not this actor's to see.
    """
    pickup = await pickup_by_id(pickup_id)
    if isinstance(actor, StaffMember):
        if not works_at(actor, pickup.store_id):
            raise PickupNotFound(pickup_id)
        return pickup
    try:
        await order_for(actor, pickup.order_id)
    except OrderNotFound as hidden:
        raise PickupNotFound(pickup_id) from hidden
    return pickup


@dataclass(frozen=True, slots=True)
class ReturnLineRow:
    """Units of one line that came back."""

    id: str
    order_line_id: str
    sku: str
    quantity: int
    reason: RefuseReason
    restocked: bool
    refund: Money


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """Goods of an order that came back to a store."""

    id: str
    order_id: str
    store_id: str
    returned_at: datetime
    refund: Money
    lines: tuple[ReturnLineRow, ...]


async def returns_of(order_ids: Sequence[str]) -> dict[str, list[ReturnRow]]:
    """What came back of each order, oldest first."""
    found = await Return.filter(order_id__in=list(order_ids)).order_by("returned_at", "id")
    by_order: dict[str, list[ReturnRow]] = {order_id: [] for order_id in order_ids}
    for row in await _returns(found):
        by_order[row.order_id].append(row)
    return by_order


async def return_by_id(return_id: str) -> ReturnRow | None:
    """One return, for whoever is let in to its order."""
    rows_of_it = await _returns(await Return.filter(id=return_id))
    return rows_of_it[0] if rows_of_it else None


async def _returns(found: Sequence[Return]) -> list[ReturnRow]:
    lines = await ReturnLine.filter(return_id__in=[each.id for each in found]).order_by("return_id", "place")
    return [
        ReturnRow(
            each.id,
            each.order_id,
            each.store_id,
            each.returned_at,
            each.refund,
            tuple(_return_line(line, each.currency) for line in lines if line.return_id == each.id),
        )
        for each in found
    ]


def _return_line(line: ReturnLine, currency: str) -> ReturnLineRow:
    return ReturnLineRow(
        line.id,
        line.order_line_id,
        line.sku,
        line.quantity,
        RefuseReason(line.reason),
        line.restocked,
        Money(line.refund_minor, currency),
    )


async def orders_of(actor: Actor, *, first: int, before: tuple[datetime, str] | None = None) -> list[OrderRow]:
    """The orders of a customer, newest first; a guest has none that could be listed."""
    customer_id = customer_id_of(actor)
    if customer_id is None:
        return []
    found = await rows(
        'SELECT id FROM "order" WHERE customer_id = $1 AND ($2::timestamptz IS NULL OR (placed_at, id) < ($2, $3))'
        " ORDER BY placed_at DESC, id DESC LIMIT $4",
        customer_id,
        before[0] if before else None,
        before[1] if before else None,
        first,
    )
    orders = await orders_by_id([row["id"] for row in found])
    return [orders[row["id"]] for row in found]


async def quote_for(actor: Actor, quote_id: str) -> Quote:
    """The one door to a quote. Raises ``QuoteNotFound``."""
    quote = await Quote.get_or_none(id=quote_id)
    if quote is None or not may_see(actor, quote.customer_id):
        raise QuoteNotFound(quote_id)
    return quote


async def scan(actor: Actor, store_id: str, code: str) -> PickupRow:
    """What a code stands for at a store's counter; it changes nothing.

    Raises:
        CodeUnknown, CollectedElsewhere, PassRevoked: nothing of this store is behind the code.
    """
    return await pickup_of_code(actor, store_id, code)
