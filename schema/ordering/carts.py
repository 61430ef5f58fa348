"""Carts and quotes: what somebody means to buy, and what it costs until when."""

from datetime import datetime
from decimal import Decimal
from typing import Self

import strawberry

from schema.catalog import Variant
from schema.context import Context, Info
from schema.doors import opens
from schema.enums import PaymentMethod
from schema.inputs import AddressInput
from schema.locator import Store
from schema.ordering.orders import Discount, Item, Totals
from schema.problems import Problem, problem_of
from schema.scalars import Address, CurrencyCode, Money, Node
from schema.shipping import DeliveryOption
from schema.slots import PickupSlot
from stores.kernel import money
from stores.ordering import queries as ordering
from stores.ordering import rules
from stores.ordering.errors import CartNotFound, QuoteNotFound
from stores.ordering.models import CartLink as CartLinkModel
from stores.ordering.models import Quote as QuoteModel
from stores.ordering.queries import CartLineRow, CartRow, PickupPlan


@strawberry.type
class CartLine:
    """Units of one variant, or seats for one visit, that somebody wants.

    id: The line.
    quantity: How many units or seats.
    item: What is wanted.
    unit_price: What one costs, as the market shows prices.
    discount: Their share of what would be taken off now: negative, or zero.
    tax: Their sales tax, contained in the price or on top of it as the totals say.
    total: What they cost together, after the discount and with the tax.
    """

    id: strawberry.ID
    quantity: int
    item: Item
    unit_price: Money
    discount: Money
    tax: Money
    total: Money

    @classmethod
    def of(cls, row: CartLineRow, locale: str) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            quantity=row.quantity,
            item=Variant.of(row.variant, row.unit_price, locale),
            unit_price=Money.of(row.unit_price),
            discount=Money.of(row.charge.discount),
            tax=Money.of(row.charge.tax),
            total=Money.of(row.total),
        )


@strawberry.type
class CartPickup:
    """Lines that would be collected together.

    store: Where.
    slot: The slot that was chosen; null when they are collected as soon as they are ready.
    ready_at: From when, if it were ordered now; null where the store's hours are not known.
    lines: The lines.
    """

    store: Store
    slot: PickupSlot | None
    ready_at: datetime | None
    lines: list[CartLine]

    @classmethod
    def of(cls, plan: PickupPlan, locale: str) -> Self:
        return cls(
            store=Store.of(plan.store),
            slot=PickupSlot.of(plan.slot) if plan.slot else None,
            ready_at=plan.ready_at,
            lines=[CartLine.of(line, locale) for line in plan.lines],
        )


@strawberry.type
class CartDelivery:
    """Lines that would be brought together.

    address: Where to.
    option: How.
    lines: The lines.
    """

    address: Address
    option: DeliveryOption
    lines: list[CartLine]


@strawberry.type
class CartVoucher:
    """A voucher's code in a cart.

    code: The code.
    discount: What it takes off now: negative; zero while it is not good, or another set takes off more.
    """

    code: str
    discount: Money

    @classmethod
    def of(cls, code: str, row: CartRow) -> Self:
        minor = sum(discount.minor for discount in row.discounts if discount.code == code)
        return cls(code=code, discount=Money.of(money.Money(minor, row.currency)))


@strawberry.type
class QuotedLine:
    """Units of one variant at the price that a quote holds.

    sku: The variant.
    title: What it is called.
    quantity: How many units.
    unit_price: What one costs, as the market shows prices.
    discount: Their share of what is taken off: negative, or zero.
    tax: Their sales tax, contained in the price or on top of it as the totals say.
    total: What they cost together, after the discount and with the tax.
    """

    sku: str
    title: str
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money

    @classmethod
    def of(cls, line: rules.PricedLine, currency: str) -> Self:
        parts = (line.unit_minor, line.discount_minor, line.tax_minor, line.total_minor)
        unit, discount, tax, total = (Money.of(money.Money(minor, currency)) for minor in parts)
        return cls(
            sku=line.sku,
            title=line.title,
            quantity=line.quantity,
            unit_price=unit,
            discount=discount,
            tax=tax,
            total=total,
        )


@strawberry.type
class Cart(Node):
    """What somebody means to buy; nothing in it is promised yet.

    currency: The currency of all its amounts.
    market: The market whose prices it has, by its code.
    lines: What is in it.
    pickups: What would be collected, store by store.
    deliveries: What would be brought; nothing until delivery is offered.
    totals: What it adds up to.
    minimum_age: How old whoever takes all of it must be, in years; null when anybody may. It is checked at the counter.
    discounts: What would be taken off now, in the order in which it is.
    vouchers: The codes that were put in.
    problems: What stands in the way of ordering it now.
    """

    currency: CurrencyCode
    market: str
    lines: list[CartLine]
    pickups: list[CartPickup]
    deliveries: list[CartDelivery]
    totals: Totals
    minimum_age: int | None
    discounts: list[Discount]
    vouchers: list[CartVoucher]
    problems: list[Problem]

    @strawberry.field
    def delivery_options(self, to: AddressInput) -> list[DeliveryOption]:
        """The ways to bring it to an address; none until delivery is offered.

        to: The address.
        """
        return []

    @classmethod
    def of(cls, row: CartRow, context: Context) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            currency=CurrencyCode(row.currency),
            market=row.market_code,
            lines=[CartLine.of(line, context.locale) for line in row.lines],
            pickups=[CartPickup.of(plan, context.locale) for plan in row.pickups],
            deliveries=[],
            totals=Totals.of(row.totals),
            minimum_age=row.minimum_age,
            discounts=[Discount.of(discount, row.currency) for discount in row.discounts],
            vouchers=[CartVoucher.of(code, row) for code in row.voucher_codes],
            problems=[problem_of(refusal, context) for refusal in row.problems],
        )


@strawberry.type
class CartLink(Node):
    """A way to take a cart over on another device or in a chat, once.

    token: What the other device sends.
    expires_at: Until when it is good.
    """

    token: str
    expires_at: datetime

    @classmethod
    def of(cls, link: CartLinkModel) -> Self:
        return cls(id=strawberry.ID(link.id), token=link.token, expires_at=link.expires_at)


@strawberry.type
class Quote(Node):
    """A cart frozen until one moment: its prices hold, and its goods are promised.

    expires_at: Until when.
    currency: The currency of all its amounts.
    lines: What it holds, at which prices.
    totals: What it adds up to.
    discounts: What is taken off, in the order in which it is.
    shown_total: The total in the foreign currency that was asked for, for the reader's convenience.
    exchange_rate: What a major unit is worth in that currency, frozen with the quote.
    """

    expires_at: datetime
    currency: CurrencyCode
    lines: list[QuotedLine]
    totals: Totals
    discounts: list[Discount]
    shown_total: Money | None
    exchange_rate: Decimal | None

    @strawberry.field
    def payment_methods(self, info: Info) -> list[PaymentMethod]:
        """The ways to pay for it."""
        return list(info.context.outside.ways_to_pay)

    @classmethod
    def of(cls, quote: QuoteModel) -> Self:
        return cls(
            id=strawberry.ID(quote.id),
            expires_at=quote.expires_at,
            currency=CurrencyCode(quote.currency),
            lines=[QuotedLine.of(line, quote.currency) for line in quote.priced.lines],
            totals=Totals.of(quote.priced.totals),
            discounts=[Discount.of(discount, quote.currency) for discount in quote.priced.discounts],
            shown_total=Money.of(shown) if (shown := quote.shown_total) is not None else None,
            exchange_rate=quote.shown_rate,
        )


async def cart_again_or_refused(context: Context, cart_id: str) -> Cart:
    """The cart with an id. Raises ``CartNotFound``."""
    return Cart.of(await ordering.cart_for(context.actor, cart_id, context.locale), context)


@opens("Cart", kind="crt")
async def cart_again(context: Context, id: str) -> Cart | None:
    """The cart with an id, for whoever may see it."""
    try:
        return await cart_again_or_refused(context, id)
    except CartNotFound:
        return None


@opens("Quote", kind="quo")
async def quote_again(context: Context, id: str) -> Quote | None:
    """The quote with an id, for whoever may see it."""
    try:
        return Quote.of(await ordering.quote_for(context.actor, id))
    except QuoteNotFound:
        return None


@opens("CartLink", kind="lnk")
async def cart_link_again(context: Context, id: str) -> CartLink | None:
    """The link with an id, for whoever may see its cart."""
    link = await ordering.cart_link(context.actor, id)
    return CartLink.of(link) if link else None


async def cart(info: Info, id: strawberry.ID) -> Cart | None:
    """A cart by its id; null when there is none that the asker may see.

    id: The cart's id.
    """
    return await cart_again(info.context, id)
