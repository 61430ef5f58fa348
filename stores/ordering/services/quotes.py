"""Freezing a cart: its prices, and the goods behind them."""

from collections.abc import Mapping
from datetime import timedelta

from stores.database import atomic
from stores.holds import services as holds
from stores.identity.actors import Actor
from stores.inventory import services as inventory
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.ordering.errors import CartIsEmpty, ContactNeeded, PickupNotChosen, PriceChanged
from stores.ordering.models import Cart, CartLine, Quote
from stores.ordering.rules import PricedLine
from stores.ordering.services.carts import OnSale, locked_cart, on_sale
from stores.pickup import services as pickup

HELD_FOR = timedelta(minutes=15)


async def quote_cart(actor: Actor, cart_id: str) -> Quote:
    """Freeze the prices of a cart, and hold its goods and slots at their stores, for a quarter of an hour.

    A quote of the same cart that came before gives its goods back first.

    Raises:
        CartNotFound, CartOrdered, CartIsEmpty, PickupNotChosen, ContactNeeded: of the cart.
        VariantNotFound, NotForSale: something in it is not sold any more.
        PriceChanged: a price is not what the cart showed; the cart shows the new one now.
        OutOfStock: a store has fewer free units; nothing is held.
        SlotNotFound, SlotFull, SlotClosed: a slot can be chosen no more; nothing is held.
    """
    outcome = await _quote(actor, cart_id)
    if isinstance(outcome, PriceChanged):
        raise outcome
    return outcome


@atomic
async def _quote(actor: Actor, cart_id: str) -> Quote | PriceChanged:
    cart = await locked_cart(actor, cart_id)
    lines = await _quotable_lines(cart)
    goods = await on_sale([line.sku for line in lines], cart.market_code, cart.locale)
    changed = await _show_new_prices(cart, lines, goods)
    if changed is not None:
        return changed
    priced = [
        PricedLine(line.sku, goods[line.sku].title, line.quantity, line.unit_minor, line.store_id)
        for line in lines
        if line.store_id is not None
    ]
    now = clock.now()
    quote = Quote(
        id=new_id("quo"),
        cart_id=cart.id,
        customer_id=cart.customer_id,
        currency=cart.currency,
        lines=[line.as_json() for line in priced],
        slots={line.store_id: line.slot_id for line in lines if line.store_id and line.slot_id},
        created_at=now,
        expires_at=now + HELD_FOR,
    )
    await _end_earlier(cart)
    wanted = [inventory.Goods(line.store_id, line.sku, line.quantity) for line in priced]
    await pickup.hold_goods(quote.id, wanted, quote.slots, until=quote.expires_at)
    await quote.save()
    return quote


async def _end_earlier(cart: Cart) -> None:
    """Quotes of this cart that still hold goods give them back."""
    now = clock.now()
    live = Quote.filter(cart_id=cart.id, order_id=None, expires_at__gt=now)
    for before in await live.order_by("id"):
        await holds.release(before.id)
    await live.update(expires_at=now)


async def _quotable_lines(cart: Cart) -> list[CartLine]:
    lines = await CartLine.filter(cart_id=cart.id).order_by("place")
    if not lines:
        raise CartIsEmpty(cart.id)
    homeless = [line.id for line in lines if line.store_id is None]
    if homeless:
        raise PickupNotChosen(homeless)
    if cart.contact_name is None:
        raise ContactNeeded
    return lines


async def _show_new_prices(cart: Cart, lines: list[CartLine], goods: Mapping[str, OnSale]) -> PriceChanged | None:
    """Bring the cart up to date with the price list; the first price that has changed, if any has."""
    told = None
    for line in lines:
        price = goods[line.sku].price
        if line.unit_minor != price.minor:
            told = told or PriceChanged(line.sku, line.unit_minor, price.minor, cart.currency)
            line.unit_minor = price.minor
            await line.save(update_fields=["unit_minor"])
    return told
