"""The mutations of carts and orders."""

from collections.abc import Sequence

import strawberry

from schema.context import Info
from schema.enums import CancelReason, PaymentMethod
from schema.errors import BAD_REQUEST, RequestError
from schema.inputs import CartLineInput, ContactInput, FulfilInput
from schema.ordering.carts import CartLink, Quote, cart_again_or_refused
from schema.ordering.orders import Order
from schema.ordering.unions import (
    AddToCartResult,
    ApplyVoucherResult,
    CancelOrderResult,
    ChangeLineResult,
    ChoosePickupResult,
    CreateCartResult,
    OrderNowResult,
    PlaceOrderResult,
    QuoteCartResult,
    RemoveVoucherResult,
    SetContactResult,
    ShareCartResult,
    TakeOverCartResult,
)
from schema.scalars import CurrencyCode
from stores.ordering import queries
from stores.ordering import services as ordering
from stores.ordering.errors import NotDeliverable, PickupNotChosen, SessionNotFound
from stores.ordering.services import Contact, OrderWish, PickupWish, Wanted

MOST_LINES = 100
LONGEST_CONTACT = {"name": 200, "email": 254, "phone": 64, "locale": 16}


async def create_cart(
    info: Info, key: strawberry.ID, lines: list[CartLineInput] | None = None, market: str | None = None
) -> CreateCartResult:
    """Begin a cart, with some lines or none.

    key: A new one for each wish; the same again gets the same answer.
    lines: What to put in.
    market: Whose prices, by a market's code; by default those of the header, else of the store that is chosen.
    """
    context, wanted = info.context, _goods(lines or ())
    made = await ordering.create_cart(
        context.actor, wanted, market_code=market or context.market, locale=context.locale
    )
    return await cart_again_or_refused(context, made.id)


async def add_to_cart(
    info: Info, key: strawberry.ID, cart_id: strawberry.ID, lines: list[CartLineInput]
) -> AddToCartResult:
    """Put more into a cart; more of what is in it already adds up.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    lines: What to put in.
    """
    await ordering.add_to_cart(info.context.actor, cart_id, _goods(lines))
    return await cart_again_or_refused(info.context, cart_id)


async def change_line(
    info: Info, key: strawberry.ID, cart_id: strawberry.ID, line_id: strawberry.ID, quantity: int
) -> ChangeLineResult:
    """Set how many units a line holds; none takes it out.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    line_id: The line.
    quantity: How many units it is to hold.
    """
    await ordering.change_line(info.context.actor, cart_id, line_id, quantity)
    return await cart_again_or_refused(info.context, cart_id)


async def choose_pickup(
    info: Info,
    key: strawberry.ID,
    cart_id: strawberry.ID,
    store_id: strawberry.ID,
    slot_id: strawberry.ID | None = None,
    line_ids: list[strawberry.ID] | None = None,
) -> ChoosePickupResult:
    """Say at which store goods are collected.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    store_id: The store.
    slot_id: The slot; without it, as soon as the goods are ready.
    line_ids: Which lines; by default all.
    """
    wish = PickupWish(store_id, slot_id, tuple(line_ids) if line_ids is not None else None)
    await ordering.choose_pickup(info.context.actor, cart_id, wish)
    return await cart_again_or_refused(info.context, cart_id)


async def set_contact(
    info: Info, key: strawberry.ID, cart_id: strawberry.ID, contact: ContactInput
) -> SetContactResult:
    """Say whom the order will be for.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    contact: The person.
    """
    await ordering.set_contact(info.context.actor, cart_id, _contact(contact))
    return await cart_again_or_refused(info.context, cart_id)


async def share_cart(info: Info, key: strawberry.ID, cart_id: strawberry.ID) -> ShareCartResult:
    """Make a token by which another device or chat can take a cart over, once.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    """
    link = await ordering.share_cart(info.context.actor, cart_id)
    return CartLink.of(link)


async def take_over_cart(info: Info, key: strawberry.ID, token: str) -> TakeOverCartResult:
    """Make a shared cart one's own.

    key: A new one for each wish; the same again gets the same answer.
    token: The token of the link.
    """
    cart = await ordering.take_over_cart(info.context.actor, token)
    return await cart_again_or_refused(info.context, cart.id)


async def apply_voucher(info: Info, key: strawberry.ID, cart_id: strawberry.ID, code: str) -> ApplyVoucherResult:
    """Put a voucher's code into a cart; it is kept for the buyer when the cart is quoted.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    code: The code, in any case, with or without spaces and hyphens.
    """
    await ordering.apply_voucher(info.context.actor, cart_id, code)
    return await cart_again_or_refused(info.context, cart_id)


async def remove_voucher(info: Info, key: strawberry.ID, cart_id: strawberry.ID, code: str) -> RemoveVoucherResult:
    """Take a voucher's code out of a cart; one that is not in it is no error.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    code: The code.
    """
    await ordering.remove_voucher(info.context.actor, cart_id, code)
    return await cart_again_or_refused(info.context, cart_id)


async def quote_cart(
    info: Info, key: strawberry.ID, cart_id: strawberry.ID, shown_in: CurrencyCode | None = None
) -> QuoteCartResult:
    """Freeze a cart until one moment: its prices hold, and its goods and vouchers are promised.

    key: A new one for each wish; the same again gets the same answer.
    cart_id: The cart.
    shown_in: A foreign currency in which the total is to be shown as well.
    """
    quote = await ordering.quote_cart(info.context.actor, cart_id, shown_in=shown_in)
    return Quote.of(quote)


async def place_order(
    info: Info, key: strawberry.ID, quote_id: strawberry.ID, pay_with: PaymentMethod
) -> PlaceOrderResult:
    """Turn a quote into an order, at the prices that the customer has seen.

    key: A new one for each wish; the same again gets the same answer.
    quote_id: The quote.
    pay_with: How it will be paid.
    """
    context = info.context
    placed = await ordering.place_order(context.actor, quote_id, pay_with, offered=context.outside.ways_to_pay)
    return Order.of(await queries.order_for(context.actor, placed.id))


async def order_now(
    info: Info,
    key: strawberry.ID,
    lines: list[CartLineInput],
    contact: ContactInput,
    pay_with: PaymentMethod,
    fulfil: FulfilInput | None = None,
) -> OrderNowResult:
    """Order in one request, for a client that already knows what it wants.

    key: A new one for each wish; the same again gets the same answer.
    lines: What is ordered.
    contact: Whom it is for.
    pay_with: How it will be paid.
    fulfil: How the goods reach the customer.
    """
    context = info.context
    wish = OrderWish(
        _goods(lines), _place(fulfil), _contact(contact), pay_with, context.market, contact.locale or context.locale
    )
    placed = await ordering.order_now(context.actor, wish, offered=context.outside.ways_to_pay)
    return Order.of(await queries.order_for(context.actor, placed.id))


async def cancel_order(
    info: Info, key: strawberry.ID, order_id: strawberry.ID, reason: CancelReason
) -> CancelOrderResult:
    """Give an order up: its goods go back on sale, and money that was paid for it online goes back to the buyer.

    key: A new one for each wish; the same again gets the same answer.
    order_id: The order.
    reason: Why.
    """
    given_up = await ordering.cancel_order(info.context.actor, order_id, reason)
    return Order.of(await queries.order_for(info.context.actor, given_up.id))


def _goods(lines: Sequence[CartLineInput]) -> tuple[Wanted, ...]:
    """The goods that lines name.

    Raises:
        SessionNotFound: a line wants seats, and no session is offered yet.
        RequestError: a line names neither goods nor seats, or both.
    """
    if len(lines) > MOST_LINES:
        raise RequestError(BAD_REQUEST, f"lines are at most {MOST_LINES}.", argument="lines")
    for line in lines:
        if (line.sku is None) == (line.session_id is None):
            raise RequestError(BAD_REQUEST, "A line names either a sku or a sessionId.", argument="lines")
        if line.session_id is not None:
            raise SessionNotFound(line.session_id)
    return tuple(Wanted(line.sku, line.quantity) for line in lines if line.sku is not None)


def _contact(given: ContactInput) -> Contact:
    """Whom an order is for. Raises ``RequestError`` for what is too long to be true."""
    for name, longest in LONGEST_CONTACT.items():
        if len(getattr(given, name) or "") > longest:
            raise RequestError(BAD_REQUEST, f"contact.{name} has at most {longest} characters.", argument="contact")
    return Contact(given.name, given.email, given.phone, given.locale)


def _place(fulfil: FulfilInput | None) -> PickupWish:
    """The store where goods are collected.

    Raises:
        PickupNotChosen: nothing was said.
        NotDeliverable: they are to be brought somewhere.
    """
    if fulfil is None:
        raise PickupNotChosen([])
    if fulfil.delivery:
        raise NotDeliverable(fulfil.delivery.value.to.country_code)
    assert fulfil.pickup is not None
    chosen = fulfil.pickup.value
    return PickupWish(chosen.store_id, chosen.slot_id)
