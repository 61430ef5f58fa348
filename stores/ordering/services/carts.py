"""Filling a cart: nothing is promised yet."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from stores.catalog.errors import VariantNotFound
from stores.catalog.queries import variants_by_sku
from stores.database import atomic, first_row
from stores.identity.actors import Actor, customer_id_of, may_see
from stores.inventory.errors import OutOfStock
from stores.inventory.queries import availability
from stores.kernel import clock
from stores.kernel.ids import code_as_typed, new_id
from stores.kernel.money import Money
from stores.locator.atlas import StoreCard
from stores.locator.models import StoreKind, StoreService
from stores.locator.queries import store_for
from stores.ordering.errors import (
    CartLinkNotValid,
    CartNotFound,
    CartOrdered,
    LineNotFound,
    NoPickupHere,
    NotForSale,
    TooManyVouchers,
)
from stores.ordering.models import Cart, CartLine, CartLink
from stores.ordering.queries.carts import voucher_problem
from stores.ordering.rules import require_units
from stores.pickup import services as pickup
from stores.pricing.queries import MarketRow, market_for, prices_of

MOST_VOUCHERS = 10
LINK_LIVES_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of one variant that somebody wants."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom an order is for."""

    name: str
    email: str | None = None
    phone: str | None = None
    locale: str | None = None


async def locked_cart(actor: Actor, cart_id: str) -> Cart:
    """The cart, locked for a change. Raises ``CartNotFound`` and ``CartOrdered``."""
    cart = await Cart.select_for_update().get_or_none(id=cart_id)
    if cart is None or not may_see(actor, cart.customer_id):
        raise CartNotFound(cart_id)
    if cart.ordered_at is not None:
        raise CartOrdered(cart_id)
    return cart


@atomic
async def create_cart(actor: Actor, lines: Sequence[Wanted], *, market_code: str | None, locale: str) -> Cart:
    """Open a cart in a market (the default one when none is named), with some goods in it or none.

    A market that was not named follows the country of the store that is chosen later.

    Raises:
        MarketNotFound: no market has that code.
        VariantNotFound, NotForSale, QuantityNotPossible: of a line.
    """
    market = await market_for(market_code)
    cart = await Cart.create(
        id=new_id("crt"),
        customer_id=customer_id_of(actor),
        market_code=market.code,
        is_market_chosen=market_code is not None,
        currency=market.currency,
        locale=locale,
        created_at=clock.now(),
    )
    await _put_in(cart, lines)
    return cart


@atomic
async def add_to_cart(actor: Actor, cart_id: str, lines: Sequence[Wanted]) -> Cart:
    """Put goods into a cart; more of what is in it already adds up.

    Raises:
        CartNotFound, CartOrdered: of the cart.
        VariantNotFound, NotForSale, QuantityNotPossible: of a line; nothing was added.
    """
    cart = await locked_cart(actor, cart_id)
    await _put_in(cart, lines)
    return cart


async def _put_in(cart: Cart, wanted: Sequence[Wanted]) -> None:
    units: dict[str, int] = {}
    for some in wanted:
        require_units(some.quantity)
        units[some.sku] = units.get(some.sku, 0) + some.quantity
    goods = await on_sale(list(units), cart.market_code, cart.locale)
    there = {line.sku: line for line in await CartLine.filter(cart_id=cart.id)}
    for place, (sku, quantity) in enumerate(units.items(), start=len(there)):
        line = there.get(sku) or CartLine(id=new_id("lin"), cart=cart, sku=sku, quantity=0, place=place)
        require_units(line.quantity + quantity)
        line.quantity += quantity
        line.unit_minor = goods[sku].price.minor
        await line.save()


@dataclass(frozen=True, slots=True)
class OnSale:
    """What a variant is called, where it belongs, and what one unit of it costs."""

    title: str
    price: Money
    product_id: str
    category: str | None


async def on_sale(skus: Sequence[str], market_code: str, locale: str) -> dict[str, OnSale]:
    """Variants by SKU, as they are sold in a market.

    Raises:
        VariantNotFound: there is no such variant, or people may not see it.
        NotForSale: it has no price in the market.
    """
    variants = await variants_by_sku(skus, locale)
    prices = await prices_of(skus, market_code)
    for sku in skus:
        if sku not in variants or not variants[sku].is_published:
            raise VariantNotFound(sku)
        if sku not in prices:
            raise NotForSale(sku, market_code)
    return {
        sku: OnSale(variant.title, prices[sku], variant.product_id, variant.category)
        for sku, variant in ((sku, variants[sku]) for sku in skus)
    }


@atomic
async def change_line(actor: Actor, cart_id: str, line_id: str, quantity: int) -> Cart:
    """Set how many units a line holds; none takes the line out.

    Raises:
        CartNotFound, CartOrdered, LineNotFound, QuantityNotPossible.
    """
    require_units(quantity, least=0)
    cart = await locked_cart(actor, cart_id)
    line = await CartLine.get_or_none(id=line_id, cart_id=cart.id)
    if line is None:
        raise LineNotFound(line_id)
    if quantity:
        line.quantity = quantity
        await line.save(update_fields=["quantity"])
    else:
        await line.delete()
    return cart


@dataclass(frozen=True, slots=True)
class PickupWish:
    """Where and in which slot lines are to be collected: all lines where none are named, without a slot when ready."""

    store_id: str
    slot_id: str | None = None
    line_ids: tuple[str, ...] | None = None


@atomic
async def choose_pickup(actor: Actor, cart_id: str, wish: PickupWish) -> Cart:
    """Say at which store lines are collected, and in which slot: all lines of one store in the same.

    A cart whose market nobody named takes the market of the store's country, and its prices.

    Raises:
        CartNotFound, CartOrdered, LineNotFound: of the cart.
        StoreNotFound, NoPickupHere: of the place.
        SlotNotFound, SlotFull, SlotClosed: of the slot.
        OutOfStock: the store has fewer free units of one of them now.
        NotForSale: one of them is not sold in the store's market.
    """
    cart = await locked_cart(actor, cart_id)
    store = await pickup_store(wish.store_id)
    if wish.slot_id is not None:
        await pickup.require_open(store.id, wish.slot_id)
    lines = await _named_lines(cart, wish.line_ids)
    await _require_free(store, lines)
    await CartLine.filter(id__in=[line.id for line in lines]).update(store_id=store.id)
    await CartLine.filter(cart_id=cart.id, store_id=store.id).update(slot_id=wish.slot_id)
    await _follow_market(cart, store)
    return cart


async def pickup_store(store_id: str) -> StoreCard:
    """A store that hands goods over. Raises ``StoreNotFound`` and ``NoPickupHere``."""
    store = await store_for(store_id)
    if store.kind is StoreKind.WAREHOUSE or StoreService.PICKUP not in store.services:
        raise NoPickupHere(store_id)
    return store


async def _named_lines(cart: Cart, line_ids: Sequence[str] | None) -> list[CartLine]:
    lines = await CartLine.filter(cart_id=cart.id).order_by("place")
    if line_ids is None:
        return lines
    by_id = {line.id: line for line in lines}
    for line_id in line_ids:
        if line_id not in by_id:
            raise LineNotFound(line_id)
    return [by_id[line_id] for line_id in dict.fromkeys(line_ids)]


async def _require_free(store: StoreCard, lines: Sequence[CartLine]) -> None:
    free = await availability([line.sku for line in lines], [store.id])
    for line in lines:
        here = free.get((store.id, line.sku), 0)
        if here < line.quantity:
            raise OutOfStock(line.sku, asked=line.quantity, free=here, store_id=store.id)


async def _follow_market(cart: Cart, store: StoreCard) -> None:
    if cart.is_market_chosen:
        return
    market: MarketRow = await market_for(None, store.address.country_code)
    if market.code == cart.market_code:
        return
    cart.market_code, cart.currency = market.code, market.currency
    await cart.save(update_fields=["market_code", "currency"])
    lines = await CartLine.filter(cart_id=cart.id)
    goods = await on_sale([line.sku for line in lines], market.code, cart.locale)
    for line in lines:
        line.unit_minor = goods[line.sku].price.minor
    await CartLine.bulk_update(lines, ["unit_minor"])


@atomic
async def apply_voucher(actor: Actor, cart_id: str, code: str) -> Cart:
    """Put a voucher's code into a cart, in any case; a code that is in it already stays. Nothing is held yet.

    Raises:
        CartNotFound, CartOrdered, TooManyVouchers: of the cart.
        VoucherUnknown, VoucherNotYet, VoucherExpired, VoucherSpent, VoucherNotForThis: of the voucher.
    """
    cart = await locked_cart(actor, cart_id)
    typed = code_as_typed(code)
    if typed in cart.voucher_codes:
        return cart
    if len(cart.voucher_codes) >= MOST_VOUCHERS:
        raise TooManyVouchers(MOST_VOUCHERS)
    if (problem := await voucher_problem(cart, typed)) is not None:
        raise problem
    cart.voucher_codes = [*cart.voucher_codes, typed]
    await cart.save(update_fields=["voucher_codes"])
    return cart


@atomic
async def remove_voucher(actor: Actor, cart_id: str, code: str) -> Cart:
    """Take a voucher's code out of a cart; one that is not in it is no error.

    Raises:
        CartNotFound, CartOrdered: of the cart.
    """
    cart = await locked_cart(actor, cart_id)
    cart.voucher_codes = [known for known in cart.voucher_codes if known != code_as_typed(code)]
    await cart.save(update_fields=["voucher_codes"])
    return cart


@atomic
async def set_contact(actor: Actor, cart_id: str, contact: Contact) -> Cart:
    """Say whom the order will be for. Raises ``CartNotFound`` and ``CartOrdered``."""
    cart = await locked_cart(actor, cart_id)
    cart.contact_name = contact.name.strip() or None
    cart.contact_email = contact.email
    cart.contact_phone = contact.phone
    cart.locale = contact.locale or cart.locale
    await cart.save()
    return cart


@atomic
async def share_cart(actor: Actor, cart_id: str) -> CartLink:
    """A one-time token by which another device or chat takes the cart over.

    Raises:
        CartNotFound, CartOrdered: of the cart.
    """
    cart = await locked_cart(actor, cart_id)
    return await CartLink.create(
        id=new_id("lnk"),
        cart_id=cart.id,
        token=secrets.token_urlsafe(16),
        expires_at=clock.now() + LINK_LIVES_FOR,
    )


@atomic
async def take_over_cart(actor: Actor, token: str) -> Cart:
    """Make a shared cart the actor's own; its token is spent by one guarded update.

    Raises:
        CartLinkNotValid: the token was used, has expired, or never was one.
        CartOrdered: the cart was ordered meanwhile.
    """
    spent = await first_row(
        "UPDATE cart_link SET used_at = $2 WHERE token = $1 AND used_at IS NULL AND expires_at > $2 RETURNING cart_id",
        token,
        clock.now(),
    )
    if spent is None:
        raise CartLinkNotValid
    cart = await Cart.select_for_update().get(id=spent["cart_id"])
    if cart.ordered_at is not None:
        raise CartOrdered(cart.id)
    cart.customer_id = customer_id_of(actor)
    await cart.save(update_fields=["customer_id"])
    return cart
