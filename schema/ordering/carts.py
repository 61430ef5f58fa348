"""Carts and quotes: what somebody means to buy, and what it costs until when."""

from datetime import datetime
from typing import Self

import strawberry

from schema.catalog import Variant
from schema.context import Context, Info
from schema.doors import opens
from schema.enums import PaymentMethod
from schema.inputs import AddressInput
from schema.locator import Store
from schema.ordering.orders import Item, Totals
from schema.problems import Problem, problem_of
from schema.scalars import Address, CurrencyCode, Money, Node
from schema.shipping import DeliveryOption
from schema.slots import PickupSlot
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
    unit_price: What one costs.
    total: What they cost together.
    """

    id: strawberry.ID
    quantity: int
    item: Item
    unit_price: Money
    total: Money

    @classmethod
    def of(cls, row: CartLineRow, locale: str) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            quantity=row.quantity,
            item=Variant.of(row.variant, row.unit_price, locale),
            unit_price=Money.of(row.unit_price),
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
class Cart(Node):
    """What somebody means to buy; nothing in it is promised yet.

    currency: The currency of all its amounts.
    market: The market whose prices it has, by its code.
    lines: What is in it.
    pickups: What would be collected, store by store.
    deliveries: What would be brought; nothing until delivery is offered.
    totals: What it adds up to.
    minimum_age: How old whoever takes all of it must be, in years; null when anybody may. It is checked at the counter.
    problems: What stands in the way of ordering it now.
    """

    currency: CurrencyCode
    market: str
    lines: list[CartLine]
    pickups: list[CartPickup]
    deliveries: list[CartDelivery]
    totals: Totals
    minimum_age: int | None
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
    totals: What it adds up to.
    """

    expires_at: datetime
    currency: CurrencyCode
    totals: Totals

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
            totals=Totals.of(rules.totals_of_quote(quote.lines, quote.currency)),
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
