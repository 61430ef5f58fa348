"""Making orders, and what follows for them."""

from collections.abc import Mapping, Sequence
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
from stores.ordering.events import OrderCancelled, OrderCompleted, OrderPaid, OrderPlaced, OrderReopened
from stores.ordering.models import Cart, Order, OrderLine, Quote
from stores.ordering.rules import PricedLine, by_store, require_units
from stores.ordering.services.carts import Contact, PickupWish, Wanted, on_sale, pickup_store
from stores.ordering.states import LIFECYCLE, OrderState
from stores.outbox import services as outbox
from stores.payments import queries as payments_read
from stores.payments import services as payments
from stores.payments.states import PaymentMethod
from stores.pickup import services as pickup
from stores.pickup.errors import PickupNotOpen
from stores.pickup.queries import pickups_of, slots_by_id
from stores.pickup.states import CANCELLED, COLLECTED, LAPSED, UNFINISHED
from stores.pricing.queries import market_for

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
    currency: str
    locale: str
    contact: Contact
    lines: tuple[PricedLine, ...]


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
    await _write(order, _lines_of(quote), pay_with, quote.slots)
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
    return _order(Draft(quote.customer_id, cart.market_code, quote.currency, cart.locale, contact, _lines_of(quote)))


def _lines_of(quote: Quote) -> tuple[PricedLine, ...]:
    return tuple(PricedLine(**line) for line in quote.lines)  # type: ignore[arg-type]  # stored by as_json


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
        StoreNotFound, NoPickupHere, SlotNotFound, SlotFull, SlotClosed: of the place.
        ContactNeeded, PaymentMethodNotOffered, MarketNotFound: of the rest.
        OutOfStock: the store has fewer free units; nothing was ordered.
    """
    payments.require_offered(wish.pay_with)
    if not wish.contact.name.strip():
        raise ContactNeeded
    store = await pickup_store(wish.place.store_id)
    market = await market_for(wish.market_code, store.address.country_code)
    lines = await _priced_now(wish, market.code)
    order = _order(Draft(customer_id_of(actor), market.code, market.currency, wish.locale, wish.contact, lines))
    goods = [inventory.Goods(line.store_id, line.sku, line.quantity) for line in lines]
    slots = {wish.place.store_id: wish.place.slot_id} if wish.place.slot_id else {}
    await pickup.hold_goods(order.id, goods, slots, until=None)
    await _write(order, lines, wish.pay_with, slots)
    return order


async def _priced_now(wish: OrderWish, market_code: str) -> tuple[PricedLine, ...]:
    units: dict[str, int] = {}
    for line in wish.lines:
        require_units(line.quantity)
        units[line.sku] = units.get(line.sku, 0) + line.quantity
    if not units:
        raise CartIsEmpty("")
    goods = await on_sale(list(units), market_code, wish.locale)
    return tuple(
        PricedLine(sku, goods[sku].title, quantity, goods[sku].price.minor, wish.place.store_id)
        for sku, quantity in units.items()
    )


def _order(draft: Draft) -> Order:
    goods_minor = sum(line.total_minor for line in draft.lines)
    number = new_code(ORDER_NUMBER_LENGTH)
    return Order(
        id=new_id("ord"),
        number=f"{number[:4]}-{number[4:]}",
        customer_id=draft.customer_id,
        market_code=draft.market_code,
        currency=draft.currency,
        locale=draft.locale,
        contact_name=draft.contact.name.strip(),
        contact_email=draft.contact.email,
        contact_phone=draft.contact.phone,
        goods_minor=goods_minor,
        total_minor=goods_minor,
        placed_at=clock.now(),
    )


async def _write(order: Order, priced: Sequence[PricedLine], pay_with: PaymentMethod, slots: Mapping[str, str]) -> None:
    """The order with its lines, its pickups and what is owed for them; its goods and slots are held already."""
    lines = [
        OrderLine(id=new_id("oln"), order_id=order.id, place=place, total_minor=line.total_minor, **line.as_json())
        for place, line in enumerate(priced)
    ]
    await order.save(force_create=True)
    await OrderLine.bulk_create(lines)
    pickups = await pickup.open_pickups(
        pickup.ForOrder(order.id, order.number, order.contact_name, order.currency),
        await _parcels(priced, lines, slots),
    )
    await outbox.record(OrderPlaced(order.id), *(pickup.opened(opened) for opened in pickups))
    owed = {store_id: sum(line.total_minor for line in theirs) for store_id, theirs in by_store(priced).items()}
    await payments.open_payments(
        order.id, [(opened.id, Money(owed[opened.store_id], order.currency)) for opened in pickups], pay_with
    )


async def _parcels(
    priced: Sequence[PricedLine], lines: Sequence[OrderLine], slots: Mapping[str, str]
) -> list[pickup.Parcel]:
    parcels, chosen = [], await slots_by_id(list(slots.values()))
    for store_id in by_store(priced):
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
    if order.state is OrderState.PAID and all(parcel.state in (COLLECTED, LAPSED, CANCELLED) for parcel in parcels):
        order.move_to(OrderState.COMPLETED)
        await order.save(update_fields=["state"])
        await outbox.record(OrderCompleted(order_id))


@atomic
async def reopen_order(order_id: str) -> None:
    """An order that was complete is not, because a handover was undone; another stays as it is."""
    order = await Order.select_for_update().get(id=order_id)
    parcels = (await pickups_of([order_id]))[order_id]
    if order.state is OrderState.COMPLETED and any(parcel.state in UNFINISHED for parcel in parcels):
        order.move_to(OrderState.PAID)
        await order.save(update_fields=["state"])
        await outbox.record(OrderReopened(order_id))


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
    """An order of which every parcel was given up, because nobody came or nothing could be given, is given up."""
    order = await Order.select_for_update().get(id=order_id)
    parcels = (await pickups_of([order_id]))[order_id]
    states = {parcel.state for parcel in parcels}
    if LIFECYCLE.may_move(order.state, OrderState.CANCELLED) and states <= {LAPSED, CANCELLED}:
        await _cancelled(order, CancelReason.TOO_LATE if LAPSED in states else CancelReason.OTHER)


async def _cancelled(order: Order, reason: CancelReason) -> Order:
    order.move_to(OrderState.CANCELLED)
    await order.save(update_fields=["state"])
    await outbox.record(OrderCancelled(order.id, reason))
    return order
