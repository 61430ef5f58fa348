"""Making orders, and what follows for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from stores.database import atomic
from stores.holds import services as holds
from stores.holds.errors import HoldExpired
from stores.identity.actors import Actor, customer_id_of, may_see
from stores.inventory import services as inventory
from stores.kernel import clock
from stores.kernel.ids import new_code, new_id
from stores.kernel.money import Money
from stores.locator.queries import store_for
from stores.locator.rules import ready_at
from stores.ordering.errors import (
    CartIsEmpty,
    ContactNeeded,
    OrderNotFound,
    QuoteExpired,
    QuoteNotFound,
    QuoteSpent,
    TooLateToCancel,
)
from stores.ordering.events import OrderCancelled, OrderCompleted, OrderPaid, OrderPlaced
from stores.ordering.models import Cart, Order, OrderLine, Quote
from stores.ordering.queries.prices import reckoned
from stores.ordering.rules import Chosen, Priced, PricedLine, by_store, priced, require_units
from stores.ordering.services.carts import Contact, PickupWish, Wanted, on_sale, pickup_store
from stores.ordering.states import LIFECYCLE, OrderState
from stores.outbox import services as outbox
from stores.payments import queries as payments_read
from stores.payments import services as payments
from stores.payments.states import PaymentMethod
from stores.pickup import services as pickup
from stores.pickup.errors import PickupNotOpen
from stores.pickup.queries import pickups_of
from stores.pickup.states import COLLECTED, LAPSED
from stores.pricing.queries import Terms, terms_for

ORDER_NUMBER_LENGTH = 8


class CancelReason(StrEnum):
    """Why an order is given up."""

    CHANGED_MIND = "CHANGED_MIND"
    MISTAKE = "MISTAKE"
    TOO_LATE = "TOO_LATE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that is about to be written: whose it is, in which market, and what it holds."""

    customer_id: str | None
    market_code: str
    locale: str
    contact: Contact
    priced: Priced


@atomic
async def place_order(actor: Actor, quote_id: str, pay_with: PaymentMethod) -> Order:
    """Turn a quote into an order, at the prices that were shown, with the goods that are held; it does so once.

    Raises:
        QuoteNotFound, QuoteExpired, QuoteSpent: of the quote.
        PaymentMethodNotOffered: there is no such way to pay here.
    """
    payments.require_offered(pay_with)
    cart, quote = await _locked_quote(actor, quote_id)
    if quote.order_id is not None:
        raise QuoteSpent(quote.order_id)
    if quote.expires_at <= clock.now():
        raise QuoteExpired(quote.expires_at)
    order = _from_quote(quote, cart)
    await _keep_goods(quote, order)
    await _write(order, quote.priced.lines, pay_with)
    cart.ordered_at = order.placed_at
    await cart.save(update_fields=["ordered_at"])
    return order


async def _locked_quote(actor: Actor, quote_id: str) -> tuple[Cart, Quote]:
    """The quote and its cart, locked in the order in which quoting a cart locks them."""
    quote = await Quote.get_or_none(id=quote_id)
    if quote is None or not may_see(actor, quote.customer_id):
        raise QuoteNotFound(quote_id)
    cart = await Cart.select_for_update().get(id=quote.cart_id)
    return cart, await Quote.select_for_update().get(id=quote_id)


def _from_quote(quote: Quote, cart: Cart) -> Order:
    contact = Contact(cart.contact_name or "", cart.contact_email, cart.contact_phone)
    return _order(Draft(quote.customer_id, cart.market_code, cart.locale, contact, quote.priced))


async def _keep_goods(quote: Quote, order: Order) -> None:
    try:
        await holds.keep(quote.id, as_owner=order.id)
    except HoldExpired as gone:
        raise QuoteExpired(quote.expires_at) from gone
    quote.order_id = order.id
    await quote.save(update_fields=["order_id"])


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What somebody who already knows it orders in one request: all of it collected at one store."""

    lines: tuple[Wanted, ...]
    place: PickupWish
    contact: Contact
    pay_with: PaymentMethod
    market_code: str | None = None
    locale: str = "en"


@atomic
async def order_now(actor: Actor, wish: OrderWish) -> Order:
    """Order goods without a cart and a quote, in one transaction, at the prices of now.

    Raises:
        CartIsEmpty, QuantityNotPossible, VariantNotFound, NotForSale: of the lines.
        StoreNotFound, NoPickupHere: of the place.
        ContactNeeded, PaymentMethodNotOffered, MarketNotFound: of the rest.
        OutOfStock: the store has fewer free units; nothing was ordered.
    """
    payments.require_offered(wish.pay_with)
    if not wish.contact.name.strip():
        raise ContactNeeded
    store = await pickup_store(wish.place.store_id)
    terms = await terms_for(wish.market_code, store.address.country_code)
    bill = await _priced_now(wish, terms)
    order = _order(Draft(customer_id_of(actor), terms.market.code, wish.locale, wish.contact, bill))
    goods = [inventory.Goods(line.store_id, line.sku, line.quantity) for line in bill.lines]
    await inventory.hold_goods(order.id, goods, until=None)
    await _write(order, bill.lines, wish.pay_with)
    return order


async def _priced_now(wish: OrderWish, terms: Terms) -> Priced:
    units: dict[str, int] = {}
    for line in wish.lines:
        require_units(line.quantity)
        units[line.sku] = units.get(line.sku, 0) + line.quantity
    if not units:
        raise CartIsEmpty("")
    goods = await on_sale(list(units), terms.market.code, wish.locale)
    chosen = [
        Chosen(sku, some.title, units[sku], some.price, some.product_id, some.category, wish.place.store_id)
        for sku, some in goods.items()
    ]
    return priced((await reckoned(terms, chosen)).bill, chosen, wish.locale)


def _order(draft: Draft) -> Order:
    totals = draft.priced.totals
    number = new_code(ORDER_NUMBER_LENGTH)
    return Order(
        id=new_id("ord"),
        number=f"{number[:4]}-{number[4:]}",
        customer_id=draft.customer_id,
        market_code=draft.market_code,
        currency=draft.priced.currency,
        locale=draft.locale,
        contact_name=draft.contact.name.strip(),
        contact_email=draft.contact.email,
        contact_phone=draft.contact.phone,
        prices_include_tax=totals.tax_included,
        goods_minor=totals.goods.minor,
        discount_minor=totals.discount.minor,
        tax_minor=totals.tax.minor,
        total_minor=totals.total.minor,
        discounts=draft.priced.discounts_as_json(),
        placed_at=clock.now(),
    )


async def _write(order: Order, priced: Sequence[PricedLine], pay_with: PaymentMethod) -> None:
    """The order with its lines, its pickups and what is owed for them; its goods are held already."""
    lines = [
        OrderLine(id=new_id("oln"), order_id=order.id, place=place, **line.as_json())
        for place, line in enumerate(priced)
    ]
    await order.save(force_create=True)
    await OrderLine.bulk_create(lines)
    pickups = await pickup.open_pickups(
        pickup.ForOrder(order.id, order.number, order.contact_name), await _parcels(priced, lines)
    )
    await outbox.record(OrderPlaced(order.id), *(pickup.opened(opened) for opened in pickups))
    owed = {store_id: sum(line.total_minor for line in theirs) for store_id, theirs in by_store(priced).items()}
    await payments.open_payments(
        order.id, [(opened.id, Money(owed[opened.store_id], order.currency)) for opened in pickups], pay_with
    )


async def _parcels(priced: Sequence[PricedLine], lines: Sequence[OrderLine]) -> list[pickup.Parcel]:
    parcels = []
    for store_id in by_store(priced):
        store = await store_for(store_id)
        contents = tuple(
            pickup.ParcelLine(line.id, line.sku, line.title, line.quantity)
            for line in lines
            if line.store_id == store_id
        )
        promise = ready_at(store.hours, clock.now(), timedelta(minutes=store.lead_minutes))
        parcels.append(pickup.Parcel(store_id, promise, contents))
    return parcels


@atomic
async def mark_paid(order_id: str) -> None:
    """An order of which nothing is owed any more is paid; another stays as it is."""
    order = await Order.select_for_update().get(id=order_id)
    if order.state is OrderState.PLACED and await payments_read.is_paid_in_full(order_id):
        order.move_to(OrderState.PAID)
        await order.save(update_fields=["state"])
        await outbox.record(OrderPaid(order_id))


@atomic
async def complete_order(order_id: str) -> None:
    """An order is complete when everything of it that was not given up has been handed over."""
    order = await Order.select_for_update().get(id=order_id)
    parcels = (await pickups_of([order_id]))[order_id]
    if order.state is OrderState.PAID and all(parcel.state in (COLLECTED, LAPSED) for parcel in parcels):
        order.move_to(OrderState.COMPLETED)
        await order.save(update_fields=["state"])
        await outbox.record(OrderCompleted(order_id))


@atomic
async def cancel_order(actor: Actor, order_id: str, reason: CancelReason) -> Order:
    """Give an order up: its goods go back on sale, and what is owed for it is owed no more.

    Raises:
        OrderNotFound: no such order, or not this actor's to see.
        TooLateToCancel: it is paid, or something of it was handed over.
    """
    order = await Order.select_for_update().get_or_none(id=order_id)
    if order is None or not may_see(actor, order.customer_id):
        raise OrderNotFound(order_id)
    if order.state is not OrderState.PLACED:
        raise TooLateToCancel(order.state)
    try:
        given_up = await pickup.cancel_pickups(order_id)
    except PickupNotOpen as handed_over:
        raise TooLateToCancel(handed_over.state) from handed_over
    await payments.cancel_owed(given_up)
    await holds.release(order_id)
    return await _cancelled(order, reason)


@atomic
async def cancel_when_lapsed(order_id: str) -> None:
    """An order of which no parcel was fetched is given up."""
    order = await Order.select_for_update().get(id=order_id)
    parcels = (await pickups_of([order_id]))[order_id]
    if LIFECYCLE.may_move(order.state, OrderState.CANCELLED) and all(parcel.state is LAPSED for parcel in parcels):
        await _cancelled(order, CancelReason.TOO_LATE)


async def _cancelled(order: Order, reason: CancelReason) -> Order:
    order.move_to(OrderState.CANCELLED)
    await order.save(update_fields=["state"])
    await outbox.record(OrderCancelled(order.id, reason))
    return order
