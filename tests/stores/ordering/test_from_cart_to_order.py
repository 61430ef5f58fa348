"""A cart is filled, quoted and ordered; nothing is promised before the quote, and nothing twice."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.holds.models import Hold
from stores.identity.actors import Guest
from stores.inventory.errors import OutOfStock
from stores.inventory.queries import stock_of
from stores.kernel import clock
from stores.kernel.money import Money
from stores.ordering import queries as ordering_read
from stores.ordering import services as ordering
from stores.ordering.errors import (
    CartIsEmpty,
    CartLinkNotValid,
    CartNotFound,
    CartOrdered,
    ContactNeeded,
    NotForSale,
    PickupNotChosen,
    PriceChanged,
    QuantityNotPossible,
    QuoteExpired,
    QuoteSpent,
    TooLateToCancel,
)
from stores.ordering.models import Cart, Order
from stores.ordering.services import Contact, OrderWish, PickupWish, Wanted
from stores.ordering.states import OrderState
from stores.payments.errors import PaymentMethodNotOffered
from stores.payments.queries import payments_of
from stores.payments.states import PaymentMethod, PaymentState
from stores.pickup.queries import pickups_of
from stores.pickup.states import PickupState
from stores.pricing.services import set_prices
from tests.makers import a_chat_customer, a_market, a_store, a_variant

GUEST = Guest()
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)  # noon in Tokyo


async def a_cart(*wanted: Wanted, name: str | None = "Hanako", store_id: str | None = None) -> Cart:
    cart = await ordering.create_cart(GUEST, wanted, market_code=None, locale="en")
    if store_id:
        await ordering.choose_pickup(GUEST, cart.id, PickupWish(store_id))
    if name:
        await ordering.set_contact(GUEST, cart.id, Contact(name))
    return cart


async def free(store_id: str, sku: str) -> int:
    return (await stock_of(store_id, [sku]))[0].free


async def test_goods_are_ordered_from_a_quote_and_held_for_it(tx):
    await a_market()
    await a_variant("WHISKY-12", title="Old whisky")
    ginza = await a_store(holding={"WHISKY-12": 5})
    cart = await a_cart(Wanted("WHISKY-12", 2), store_id=ginza.id)

    with clock.frozen_at(NOON):
        quote = await ordering.quote_cart(GUEST, cart.id)
        held = await free(ginza.id, "WHISKY-12")
        order = await ordering.place_order(GUEST, quote.id, PaymentMethod.COUNTER)

    seen = await ordering_read.order_for(GUEST, order.id)
    [parcel] = (await pickups_of([order.id]))[order.id]
    [payment] = (await payments_of([order.id]))[order.id]
    assert held == 3
    assert await free(ginza.id, "WHISKY-12") == 3
    assert seen.totals.total == Money(2400, "JPY")
    assert [(line.sku, line.title, line.quantity) for line in seen.lines] == [("WHISKY-12", "Old whisky", 2)]
    assert (parcel.state, parcel.customer_name, parcel.due_at) == (
        PickupState.TO_PREPARE,
        "Hanako",
        NOON + timedelta(hours=1),
    )
    assert (parcel.owed, payment.state) == (Money(2400, "JPY"), PaymentState.OWED)


async def test_more_of_the_same_joins_its_line_and_none_takes_it_out(tx):
    await a_market()
    await a_variant("TEA")
    cart = await a_cart(Wanted("TEA", 1))

    await ordering.add_to_cart(GUEST, cart.id, [Wanted("TEA", 2)])
    [line] = (await ordering_read.cart_for(GUEST, cart.id, "en")).lines
    await ordering.change_line(GUEST, cart.id, line.id, 0)

    assert line.quantity == 3
    assert (await ordering_read.cart_for(GUEST, cart.id, "en")).lines == ()


@pytest.mark.parametrize("quantity", [0, -1, 1000])
async def test_a_line_holds_one_to_999_units(tx, quantity):
    await a_market()
    await a_variant("TEA")

    with pytest.raises(QuantityNotPossible):
        await a_cart(Wanted("TEA", quantity))

    assert await Cart.all().count() == 0


async def test_goods_without_a_price_in_the_market_are_not_sold(tx):
    await a_market()
    await a_variant("GIFT", prices={})

    with pytest.raises(NotForSale):
        await a_cart(Wanted("GIFT", 1))


async def test_an_unnamed_market_follows_the_store_that_is_chosen(tx):
    await a_market()
    await a_market("DE", "EUR")
    await a_variant("TEA", prices={"JP": Money(1200, "JPY"), "DE": Money(990, "EUR")})
    berlin = await a_store(holding={"TEA": 1}, country_code="DE", time_zone="Europe/Berlin")

    cart = await a_cart(Wanted("TEA", 1), store_id=berlin.id)

    seen = await ordering_read.cart_for(GUEST, cart.id, "en")
    assert seen.totals.total == Money(990, "EUR")


@pytest.mark.parametrize(
    ("gap", "refusal"), [("lines", CartIsEmpty), ("store", PickupNotChosen), ("name", ContactNeeded)]
)
async def test_a_quote_needs_goods_a_store_and_a_name(tx, gap, refusal):
    await a_market()
    await a_variant("TEA")
    ginza = await a_store(holding={"TEA": 1})
    cart = await a_cart(
        *([] if gap == "lines" else [Wanted("TEA", 1)]),
        store_id=None if gap == "store" else ginza.id,
        name=None if gap == "name" else "Hanako",
    )

    with pytest.raises(refusal):
        await ordering.quote_cart(GUEST, cart.id)

    assert await Hold.all().count() == 0


async def test_a_changed_price_is_told_and_the_cart_then_shows_it(tx):
    await a_market()
    await a_variant("TEA")
    ginza = await a_store(holding={"TEA": 1})
    cart = await a_cart(Wanted("TEA", 1), store_id=ginza.id)
    await set_prices("JP", {"TEA": Money(1300, "JPY")})

    with pytest.raises(PriceChanged) as told:
        await ordering.quote_cart(GUEST, cart.id)
    quote = await ordering.quote_cart(GUEST, cart.id)

    assert (told.value.old_minor, told.value.new_minor) == (1200, 1300)
    assert quote.lines[0]["unit_minor"] == 1300


async def test_quoting_again_gives_the_first_quotes_goods_back(tx):
    await a_market()
    await a_variant("TEA")
    ginza = await a_store(holding={"TEA": 2})
    cart = await a_cart(Wanted("TEA", 2), store_id=ginza.id)

    first = await ordering.quote_cart(GUEST, cart.id)
    await ordering.quote_cart(GUEST, cart.id)

    assert await free(ginza.id, "TEA") == 0
    with pytest.raises(QuoteExpired):
        await ordering.place_order(GUEST, first.id, PaymentMethod.COUNTER)


async def test_a_quote_ends_and_its_goods_are_free_for_others(tx):
    await a_market()
    await a_variant("TEA")
    ginza = await a_store(holding={"TEA": 1})
    mine, theirs = [await a_cart(Wanted("TEA", 1), store_id=ginza.id) for _ in range(2)]
    with clock.frozen_at(NOON):
        quote = await ordering.quote_cart(GUEST, mine.id)

    with clock.frozen_at(NOON + timedelta(minutes=15)):
        await ordering.quote_cart(GUEST, theirs.id)
        with pytest.raises(QuoteExpired):
            await ordering.place_order(GUEST, quote.id, PaymentMethod.COUNTER)

    assert await Order.all().count() == 0


async def test_a_quote_is_spent_once_and_its_cart_is_closed(tx):
    await a_market()
    await a_variant("TEA")
    ginza = await a_store(holding={"TEA": 5})
    cart = await a_cart(Wanted("TEA", 1), store_id=ginza.id)
    quote = await ordering.quote_cart(GUEST, cart.id)

    order = await ordering.place_order(GUEST, quote.id, PaymentMethod.COUNTER)
    with pytest.raises(QuoteSpent) as spent:
        await ordering.place_order(GUEST, quote.id, PaymentMethod.COUNTER)
    with pytest.raises(CartOrdered):
        await ordering.add_to_cart(GUEST, cart.id, [Wanted("TEA", 1)])

    assert spent.value.order_id == order.id
    assert await Order.all().count() == 1


async def test_one_request_orders_at_once_or_not_at_all(tx):
    await a_market()
    await a_variant("TEA")
    await a_variant("CUP")
    ginza = await a_store(holding={"TEA": 5, "CUP": 1})
    wish = OrderWish((Wanted("TEA", 2), Wanted("CUP", 1)), PickupWish(ginza.id), Contact("Ken"), PaymentMethod.COUNTER)

    order = await ordering.order_now(GUEST, wish)
    with pytest.raises(OutOfStock) as refusal:
        await ordering.order_now(GUEST, wish)

    assert order.total == Money(3600, "JPY")
    assert (refusal.value.sku, refusal.value.asked, refusal.value.free) == ("CUP", 1, 0)
    assert await free(ginza.id, "TEA") == 3
    with pytest.raises(PaymentMethodNotOffered):
        await ordering.order_now(
            GUEST, OrderWish((Wanted("TEA", 1),), PickupWish(ginza.id), Contact("Ken"), PaymentMethod.CRYPTO)
        )


async def test_a_cancelled_order_gives_its_goods_back_but_not_after_the_handover_began(tx):
    await a_market()
    await a_variant("TEA")
    ginza = await a_store(holding={"TEA": 2})
    wish = OrderWish((Wanted("TEA", 2),), PickupWish(ginza.id), Contact("Ken"), PaymentMethod.COUNTER)
    order = await ordering.order_now(GUEST, wish)

    cancelled = await ordering.cancel_order(GUEST, order.id, ordering.CancelReason.CHANGED_MIND)
    with pytest.raises(TooLateToCancel):
        await ordering.cancel_order(GUEST, order.id, ordering.CancelReason.CHANGED_MIND)

    [parcel] = (await pickups_of([order.id]))[order.id]
    assert (cancelled.state, parcel.state, parcel.owed) == (
        OrderState.CANCELLED,
        PickupState.CANCELLED,
        Money(0, "JPY"),
    )
    assert await free(ginza.id, "TEA") == 2


async def test_a_cart_moves_to_a_chat_once(tx):
    await a_market()
    await a_variant("TEA")
    cart = await a_cart(Wanted("TEA", 1))
    link = await ordering.share_cart(GUEST, cart.id)
    hanako = await a_chat_customer()

    taken = await ordering.take_over_cart(hanako, link.token)
    with pytest.raises(CartLinkNotValid):
        await ordering.take_over_cart(GUEST, link.token)

    assert taken.id == cart.id
    assert [line.sku for line in (await ordering_read.cart_for(hanako, cart.id, "ja")).lines] == ["TEA"]
    with pytest.raises(CartNotFound):
        await ordering_read.cart_for(GUEST, cart.id, "en")
