"""Orders: what was bought, and how far it has come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from schema.catalog import Variant
from schema.context import Context, Info
from schema.doors import opens
from schema.enums import OrderState
from schema.experiences import Booking, Session
from schema.loaders import loader
from schema.payments import Payment
from schema.pickup import Pickup
from schema.scalars import CurrencyCode, Money, Node
from schema.shipping import Shipment
from stores.catalog import queries as catalog
from stores.catalog.queries import VariantRow
from stores.kernel import money
from stores.ordering import queries as ordering
from stores.ordering import rules
from stores.ordering.errors import OrderNotFound
from stores.ordering.queries import OrderLineRow, OrderRow
from stores.outbox import queries as outbox
from stores.payments import queries as payments
from stores.pickup import queries as pickups

if TYPE_CHECKING:
    from schema.ordering.returns import Return


@strawberry.type
class Totals:
    """What a cart, quote or order adds up to.

    goods: The goods, at prices as the market shows them, before anything is taken off.
    experiences: The visits.
    discount: What is taken off, of goods and of freight: negative, or zero.
    freight: What delivery costs.
    duty: What customs charge.
    tax: The sales tax: contained in the other amounts where tax_included says so, else on top of them.
    tax_included: Do the prices of the market include their tax?
    total: What is to be paid: the other amounts together, with the tax only where they do not contain it.
    """

    goods: Money
    experiences: Money
    discount: Money
    freight: Money
    duty: Money
    tax: Money
    tax_included: bool
    total: Money

    @classmethod
    def of(cls, totals: rules.Totals) -> Self:
        return cls(
            goods=Money.of(totals.goods),
            experiences=Money.of(totals.experiences),
            discount=Money.of(totals.discount),
            freight=Money.of(totals.freight),
            duty=Money.of(totals.duty),
            tax=Money.of(totals.tax),
            tax_included=totals.tax_included,
            total=Money.of(totals.total),
        )


@strawberry.type
class Discount:
    """What one promotion takes off, under the name that it has.

    title: What it is called.
    code: The voucher's code that let it in; null for a promotion that is for everybody.
    amount: What it takes off: negative.
    """

    title: str
    code: str | None
    amount: Money

    @classmethod
    def of(cls, discount: rules.Discount, currency: str) -> Self:
        return cls(title=discount.title, code=discount.code, amount=Money.of(money.Money(discount.minor, currency)))


Item: TypeAlias = Annotated[
    Variant | Session, strawberry.union("Item", description="What a line is about: goods, or seats for a visit.")
]


@strawberry.type
class OrderLine:
    """Units of one variant, or seats for one visit, that were bought.

    id: The line.
    quantity: How many units or seats.
    unit_price: What one cost, as the market shows prices.
    discount: Their share of what was taken off: negative, or zero.
    tax: Their sales tax, contained in the price or on top of it as the totals say.
    total: What was to be paid for them together, after the discount and with the tax.
    """

    id: strawberry.ID
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money
    row: strawberry.Private[OrderLineRow]

    @strawberry.field
    async def item(self, info: Info) -> Item:
        """What was bought, under the name that it had then, at the price that was agreed."""
        row = self.row
        known = await _variant(info.context, row.sku)
        variant = known or VariantRow(row.id, row.sku, "", row.title, (), None, None, None, None, None, False)
        shown = Variant.of(variant, row.unit_price, info.context.locale)
        shown.title = row.title
        return shown

    @classmethod
    def of(cls, row: OrderLineRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            quantity=row.quantity,
            unit_price=Money.of(row.unit_price),
            discount=Money.of(row.discount),
            tax=Money.of(row.tax),
            total=Money.of(row.total),
            row=row,
        )


async def _variant(context: Context, sku: str) -> VariantRow | None:
    async def fetch(skus: Sequence[str]) -> Mapping[str, VariantRow]:
        return await catalog.variants_by_sku(skus, context.locale)

    return await loader(context, "variant", fetch).load(sku)


@strawberry.type
class Happening:
    """Something that happened to an order.

    at: When.
    what: What, by the name of the event, such as "OrderPlaced".
    """

    at: datetime
    what: str


@strawberry.type
class Order(Node):
    """What was bought.

    number: The number that people read aloud.
    state: How far it has come.
    placed_at: When it was placed.
    currency: The currency of all its amounts.
    customer_name: Whom it is for.
    totals: What it adds up to.
    discounts: What was taken off, in the order in which it was.
    lines: What was bought.
    shipments: Its parcels that travel; none until delivery is offered.
    bookings: Its visits; none until experiences are offered.
    """

    number: str
    state: OrderState
    placed_at: datetime
    currency: CurrencyCode
    customer_name: str
    totals: Totals
    discounts: list[Discount]
    lines: list[OrderLine]
    shipments: list[Shipment]
    bookings: list[Booking]

    @strawberry.field
    async def pickups(self, info: Info) -> list[Pickup]:
        """Its parcels that are collected at stores."""
        rows = await loader(info.context, "pickups of order", pickups.pickups_of).load(self.id)
        return [Pickup.of(row) for row in rows or ()]

    @strawberry.field
    async def payments(self, info: Info) -> list[Payment]:
        """Its payments, oldest first."""
        rows = await loader(info.context, "payments of order", payments.payments_of).load(self.id)
        return [Payment.of(row) for row in rows or ()]

    @strawberry.field
    async def returns(self, info: Info) -> list[Annotated["Return", strawberry.lazy("schema.ordering.returns")]]:
        """What was brought back of it, oldest first."""
        from schema.ordering.returns import Return  # an order shows its returns, which name its problems

        rows = await loader(info.context, "returns of order", ordering.returns_of).load(self.id)
        return [Return.of(row) for row in rows or ()]

    @strawberry.field
    async def timeline(self, info: Info) -> list[Happening]:
        """What happened to it, oldest first."""
        happened = await loader(info.context, "timeline", _streams).load(self.id)
        return [Happening(at=event.at, what=event.name) for event in happened or ()]

    @classmethod
    def of(cls, row: OrderRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            number=row.number,
            state=row.state,
            placed_at=row.placed_at,
            currency=CurrencyCode(row.currency),
            customer_name=row.contact_name,
            totals=Totals.of(row.totals),
            discounts=[Discount.of(discount, row.currency) for discount in row.discounts],
            lines=[OrderLine.of(line) for line in row.lines],
            shipments=[],
            bookings=[],
        )


async def _streams(order_ids: Sequence[str]) -> Mapping[str, list[outbox.Happened]]:
    return await outbox.streams(list(order_ids))


async def order_by_id(context: Context, order_id: str) -> Order:
    """An order for whoever was let in to something of it already."""
    row = await loader(context, "order", ordering.orders_by_id).load(order_id)
    assert row is not None, "what belongs to an order is there as long as the order"
    return Order.of(row)


@opens("Order", kind="ord")
async def order_again(context: Context, id: str) -> Order | None:
    """The order with an id, for whoever may see it."""
    try:
        return Order.of(await ordering.order_for(context.actor, id))
    except OrderNotFound:
        return None


@opens("Payment", kind="pay")
async def payment_again(context: Context, id: str) -> Payment | None:
    """The payment with an id, for whoever may see its order."""
    row = await payments.payment_by_id(id)
    return Payment.of(row) if row and await order_again(context, row.order_id) else None


async def order(info: Info, id: strawberry.ID) -> Order | None:
    """An order by its id; null when there is none that the asker may see.

    id: The order's id.
    """
    return await order_again(info.context, id)
