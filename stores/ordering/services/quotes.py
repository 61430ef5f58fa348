"""Freezing a cart: its prices, what is taken off them, and the goods behind them."""

from collections.abc import Mapping
from datetime import datetime

from stores.database import atomic
from stores.holds import services as holds
from stores.identity.actors import Actor
from stores.inventory import services as inventory
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.ordering.errors import CartIsEmpty, ContactNeeded, PickupNotChosen, PriceChanged
from stores.ordering.models import Cart, CartLine, Quote
from stores.ordering.queries.prices import Reckoning, reckoned
from stores.ordering.rules import Chosen, Priced, priced, quote_end
from stores.ordering.services.carts import OnSale, locked_cart, on_sale
from stores.pickup import services as pickup
from stores.pricing import services as pricing
from stores.pricing.queries import MarketRow, exchange_rate, terms_for


async def quote_cart(actor: Actor, cart_id: str, *, shown_in: str | None = None) -> Quote:
    """Freeze the prices of a cart and hold its goods, slots and vouchers, for as long as its market keeps them.

    A quote of the same cart that came before gives its goods back first; together they keep goods no longer than the
    market allows. ``shown_in`` is a foreign currency in which the total is shown too, at a rate that is frozen with it.

    Raises:
        CartNotFound, CartOrdered, CartIsEmpty, PickupNotChosen, ContactNeeded: of the cart.
        VariantNotFound, NotForSale: something in it is not sold any more.
        PriceChanged: a price is not what the cart showed; the cart shows the new one now.
        VoucherUnknown, VoucherNotYet, VoucherExpired, VoucherSpent, VoucherNotForThis: of a voucher of the cart.
        ExchangeRateUnknown: nobody has said what that currency is worth.
        OutOfStock: a store has fewer free units; nothing is held.
        SlotNotFound, SlotFull, SlotClosed: a slot can be chosen no more; nothing is held.
    """
    outcome = await _quote(actor, cart_id, shown_in)
    if isinstance(outcome, PriceChanged):
        raise outcome
    return outcome


@atomic
async def _quote(actor: Actor, cart_id: str, shown_in: str | None) -> Quote | PriceChanged:
    cart = await locked_cart(actor, cart_id)
    lines = await _quotable_lines(cart)
    goods = await on_sale([line.sku for line in lines], cart.market_code, cart.locale)
    changed = await _show_new_prices(cart, lines, goods)
    if changed is not None:
        return changed
    terms = await terms_for(cart.market_code)
    chosen = [_chosen(line, goods[line.sku]) for line in lines]
    now = await reckoned(terms, chosen, cart.voucher_codes)
    if now.problems:
        raise now.problems[0]
    quote = _frozen(cart, priced(now.bill, chosen, cart.locale), terms.market, await _end_earlier(cart))
    quote.slots = {line.store_id: line.slot_id for line in lines if line.store_id and line.slot_id}
    await _show_in(quote, shown_in)
    await _hold(quote, cart, now)
    await quote.save(force_create=True)
    return quote


def _chosen(line: CartLine, goods: OnSale) -> Chosen:
    return Chosen(line.sku, goods.title, line.quantity, goods.price, goods.product_id, goods.category, line.store_id)


def _frozen(cart: Cart, bill: Priced, market: MarketRow, began_at: datetime) -> Quote:
    now = clock.now()
    return Quote(
        id=new_id("quo"),
        cart_id=cart.id,
        customer_id=cart.customer_id,
        currency=bill.currency,
        prices_include_tax=bill.tax_included,
        lines=bill.lines_as_json(),
        discounts=bill.discounts_as_json(),
        created_at=now,
        began_at=began_at,
        expires_at=quote_end(now, began_at, hold_for=market.hold_for, at_most_for=market.hold_at_most_for),
    )


async def _show_in(quote: Quote, currency: str | None) -> None:
    if currency is not None and currency != quote.currency:
        quote.shown_in = currency
        quote.shown_rate = (await exchange_rate(quote.currency, currency)).rate


async def _hold(quote: Quote, cart: Cart, now: Reckoning) -> None:
    """Goods and slots before vouchers, always, so that rivals for both wait for each other in one order."""
    bill = quote.priced
    wanted = [inventory.Goods(line.store_id, line.sku, line.quantity) for line in bill.lines]
    await pickup.hold_goods(quote.id, wanted, quote.slots, until=quote.expires_at)
    used = [now.vouchers[code] for code in bill.codes]
    used_by = cart.customer_id or cart.contact_email or cart.contact_phone
    await pricing.hold_vouchers(quote.id, used, used_by=used_by, until=quote.expires_at)


async def _end_earlier(cart: Cart) -> datetime:
    """Quotes of this cart that still hold goods give them back; when the first of them began, now if there is none."""
    now = clock.now()
    live = Quote.filter(cart_id=cart.id, order_id=None, expires_at__gt=now)
    before = await live.order_by("id")
    for quote in before:
        await holds.release(quote.id)
    await live.update(expires_at=now)
    return min((quote.began_at for quote in before), default=now)


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
