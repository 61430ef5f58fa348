"""Making orders, and what follows for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    QuoteExpired,
    QuoteNotFound,
    QuoteSpent,
)
from stores.ordering.events import OrderPlaced
from stores.ordering.models import Cart, Order, OrderLine, Quote
from stores.ordering.queries.prices import reckoned
from stores.ordering.rules import Chosen, Priced, PricedLine, priced, require_units
from stores.ordering.services.carts import Contact, PickupWish, Wanted, on_sale, pickup_store
from stores.outbox import services as outbox
from stores.payments import services as payments
from stores.payments.states import PaymentMethod
from stores.pickup import services as pickup
from stores.pickup.models import Pickup
from stores.pickup.queries import slots_by_id
from stores.pricing.queries import MarketRow, Terms, market_for, terms_for

ORDER_NUMBER_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that is about to be written: whose it is, in which market, and what it holds."""

    customer_id: str | None
    market_code: str
    locale: str
    contact: Contact
    priced: Priced
    pay_until: datetime | None


@atomic
async def place_order(
    actor: Actor,
    quote_id: str,
    pay_with: PaymentMethod,
    *,
    offered: Collection[PaymentMethod] = payments.ALWAYS_OFFERED,
) -> Order:
    """Turn a quote into an order, at the prices that were shown, with the goods that are held; it does so once.

    ``offered`` are the ways to pay here. What is paid online is held for as long as its market says.

    Raises:
        QuoteNotFound, QuoteExpired, QuoteSpent: of the quote.
        PaymentMethodNotOffered: there is no such way to pay here.
    """
    payments.require_offered(pay_with, offered)
    cart, quote = await _locked_quote(actor, quote_id)
    if quote.order_id is not None:
        raise QuoteSpent(quote.order_id)
    if quote.expires_at <= clock.now():
        raise QuoteExpired(quote.expires_at)
    order = _from_quote(quote, cart, _pay_until(await market_for(cart.market_code), pay_with))
    order.slots = quote.slots
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


def _from_quote(quote: Quote, cart: Cart, pay_until: datetime | None) -> Order:
    contact = Contact(cart.contact_name or "", cart.contact_email, cart.contact_phone)
    return _order(Draft(quote.customer_id, cart.market_code, cart.locale, contact, quote.priced, pay_until))


def _pay_until(market: MarketRow, pay_with: PaymentMethod) -> datetime | None:
    """When an order that is paid online is given up without its money; None for one that is paid at the counter."""
    return None if pay_with is PaymentMethod.COUNTER else clock.now() + market.unpaid_for


async def _keep_goods(quote: Quote, order: Order) -> None:
    try:
        await holds.keep(quote.id, as_owner=order.id, until=order.pay_until)
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
async def order_now(
    actor: Actor, wish: OrderWish, *, offered: Collection[PaymentMethod] = payments.ALWAYS_OFFERED
) -> Order:
    """Order goods without a cart and a quote, in one transaction, at the prices of now; ``offered`` as for a quote.

    Raises:
        CartIsEmpty, QuantityNotPossible, VariantNotFound, NotForSale: of the lines.
        StoreNotFound, NoPickupHere, SlotNotFound, SlotFull, SlotClosed: of the place.
        ContactNeeded, PaymentMethodNotOffered, MarketNotFound: of the rest.
        OutOfStock: the store has fewer free units; nothing was ordered.
    """
    payments.require_offered(wish.pay_with, offered)
    if not wish.contact.name.strip():
        raise ContactNeeded
    store = await pickup_store(wish.place.store_id)
    terms = await terms_for(wish.market_code, store.address.country_code)
    bill = await _priced_now(wish, terms)
    pay_until = _pay_until(terms.market, wish.pay_with)
    order = _order(Draft(customer_id_of(actor), terms.market.code, wish.locale, wish.contact, bill, pay_until))
    goods = [inventory.Goods(line.store_id, line.sku, line.quantity) for line in bill.lines]
    order.slots = {wish.place.store_id: wish.place.slot_id} if wish.place.slot_id else {}
    await pickup.hold_goods(order.id, goods, order.slots, until=pay_until)
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
        pay_until=draft.pay_until,
    )


async def _write(order: Order, priced: Sequence[PricedLine], pay_with: PaymentMethod) -> None:
    """The order with its lines and what is owed for it; its goods are held already.

    What is paid at the counter is asked of the stores at once, what is paid online when its money has come.
    """
    lines = [
        OrderLine(id=new_id("oln"), order_id=order.id, place=place, **line.as_json())
        for place, line in enumerate(priced)
    ]
    await order.save(force_create=True)
    await OrderLine.bulk_create(lines)
    if pay_with is not PaymentMethod.COUNTER:
        await outbox.record(OrderPlaced(order.id))
        owed_for_all = [(order.id, order.total)]
        await payments.open_payments(order.id, owed_for_all, pay_with, until=order.pay_until, title=order.number)
        return
    pickups = await ask_stores(order, lines)
    await outbox.record(OrderPlaced(order.id), *(pickup.opened(opened) for opened in pickups))
    owed = {opened.store_id: 0 for opened in pickups}
    for line in lines:
        owed[line.store_id] += line.total_minor
    await payments.open_payments(
        order.id, [(opened.id, Money(owed[opened.store_id], order.currency)) for opened in pickups], pay_with
    )


async def ask_stores(order: Order, lines: Sequence[OrderLine]) -> list[Pickup]:
    """Ask each store to prepare its part of an order; the announcement is the caller's."""
    asked = pickup.ForOrder(order.id, order.number, order.contact_name, order.currency)
    return await pickup.open_pickups(asked, await _parcels(lines, order.slots))


async def _parcels(lines: Sequence[OrderLine], slots: Mapping[str, str]) -> list[pickup.Parcel]:
    parcels, chosen = [], await slots_by_id(list(slots.values()))
    for store_id in dict.fromkeys(line.store_id for line in lines):
        store = await store_for(store_id)
        contents = tuple(
            pickup.ParcelLine(line.id, line.sku, line.title, line.quantity, line.total_minor)
            for line in lines
            if line.store_id == store_id
        )
        slot = chosen.get(slots.get(store_id, ""))
        promise = slot.starts_at if slot else ready_at(store.hours, clock.now(), timedelta(minutes=store.lead_minutes))
        parcels.append(pickup.Parcel(store_id, promise, contents, slot.id if slot else None))
    return parcels
