"""Codes in a cart: what they take off, when they are refused, and that no use is given twice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from stores.holds import services as holds
from stores.identity.actors import Guest
from stores.kernel import clock
from stores.kernel.money import Money
from stores.ordering import queries as ordering_read
from stores.ordering import services as ordering
from stores.ordering.errors import QuoteExpired, TooManyVouchers
from stores.ordering.models import Cart, Quote
from stores.ordering.services import CancelReason, Contact, OrderWish, PickupWish, Wanted
from stores.payments.queries import payments_of
from stores.payments.states import PaymentMethod
from stores.pricing import services as pricing
from stores.pricing.errors import (
    ExchangeRateUnknown,
    NotFor,
    VoucherExpired,
    VoucherNotForThis,
    VoucherNotYet,
    VoucherSpent,
    VoucherUnknown,
)
from stores.pricing.models import Market, Voucher, VoucherShare
from tests.makers import a_market, a_staff_member, a_store, a_variant
from tests.promotions import a_promotion, a_rate, a_voucher

pytestmark = pytest.mark.usefixtures("tx")

GUEST = Guest()
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def a_cart(*codes: str, quantity: int = 2, email: str | None = None) -> Cart:
    """Whisky at 1,200 yen, to be collected at a store of its own."""
    if not await Market.exists():
        await a_market()
        await a_variant("WHISKY")
    store = await a_store(holding={"WHISKY": 10})
    cart = await ordering.create_cart(GUEST, [Wanted("WHISKY", quantity)], market_code=None, locale="en")
    await ordering.choose_pickup(GUEST, cart.id, PickupWish(store.id))
    await ordering.set_contact(GUEST, cart.id, Contact("Hanako", email))
    for code in codes:
        await ordering.apply_voucher(GUEST, cart.id, code)
    return cart


async def test_a_voucher_is_shown_on_the_cart_frozen_in_the_quote_and_kept_by_the_order():
    await a_market()
    voucher = await a_voucher("WELCOME", await a_promotion("10 % off"), uses=5)
    await a_variant("WHISKY")
    cart = await a_cart(" wel-come ")

    seen = await ordering_read.cart_for(GUEST, cart.id, "en")
    quote = await ordering.quote_cart(GUEST, cart.id)
    order = await ordering.place_order(GUEST, quote.id, PaymentMethod.COUNTER)

    told = await ordering_read.order_for(GUEST, order.id)
    [payment] = (await payments_of([order.id]))[order.id]
    assert (seen.totals.goods, seen.totals.discount) == (Money(2400, "JPY"), Money(-240, "JPY"))
    assert [line.total for line in seen.lines] == [Money(2160, "JPY")]
    assert quote.priced.totals == told.totals == seen.totals
    assert [(discount.title, discount.code, discount.minor) for discount in told.discounts] == [
        ("10 % off", "WELCOME", -240)
    ]
    assert [(line.discount, line.total) for line in told.lines] == [(Money(-240, "JPY"), Money(2160, "JPY"))]
    assert payment.amount == Money(2160, "JPY")
    assert (await Voucher.get(id=voucher.id)).promised == 1


async def test_a_cancelled_order_gives_its_voucher_back():
    await a_market()
    voucher = await a_voucher("ONCE", await a_promotion(), uses=1)
    await a_variant("WHISKY")
    cart = await a_cart("ONCE")
    quote = await ordering.quote_cart(GUEST, cart.id)
    order = await ordering.place_order(GUEST, quote.id, PaymentMethod.COUNTER)
    with pytest.raises(VoucherSpent):
        await a_cart("ONCE")

    await ordering.cancel_order(GUEST, order.id, CancelReason.CHANGED_MIND)

    assert (await Voucher.get(id=voucher.id)).promised == 0
    assert (await a_cart("ONCE")).id


async def test_a_quote_that_expires_gives_its_voucher_to_the_next_even_before_anybody_tidies_up():
    await a_market()
    await a_voucher("ONCE", await a_promotion(), uses=1)
    await a_variant("WHISKY")
    slow, quick = await a_cart("ONCE"), await a_cart("ONCE")
    with clock.frozen_at(NOON):
        await ordering.quote_cart(GUEST, slow.id)
        with pytest.raises(VoucherSpent):
            await ordering.quote_cart(GUEST, quick.id)

    with clock.frozen_at(NOON + timedelta(minutes=15)):
        quote = await ordering.quote_cart(GUEST, quick.id)

    assert quote.priced.codes == ("ONCE",)


async def test_a_customer_uses_a_voucher_as_often_as_each_may():
    await a_market()
    await a_voucher("EACH", await a_promotion(), uses=100, per_customer=1)
    await a_variant("WHISKY")
    mine, mine_too = await a_cart("EACH", email="mi@example.com"), await a_cart("EACH", email="MI@example.com")
    yours, nobodys = await a_cart("EACH", email="yu@example.com"), await a_cart("EACH")

    await ordering.quote_cart(GUEST, mine.id)
    with pytest.raises(VoucherSpent) as mine_again:
        await ordering.quote_cart(GUEST, mine_too.id)
    await ordering.quote_cart(GUEST, yours.id)
    with pytest.raises(VoucherNotForThis) as unknown:
        await ordering.quote_cart(GUEST, nobodys.id)

    assert mine_again.value.by_you
    assert unknown.value.reason is NotFor.CUSTOMER
    assert sorted([share.promised for share in await VoucherShare.all()]) == [1, 1]


async def test_a_code_says_why_it_is_refused_and_the_cart_stays_as_it_was():
    await a_market()
    await a_variant("WHISKY")
    off = await a_promotion()
    await a_voucher("SOON", off, starts_at=NOON + HOUR)
    await a_voucher("GONE", off, ends_at=NOON)
    await a_voucher("NONE", off, uses=0)
    await a_voucher("TEA", await a_promotion(categories=("tea",)))
    await a_voucher("UMEDA", await a_promotion(store_ids=("str_umeda",)))
    cart = await a_cart()

    with clock.frozen_at(NOON):
        refusals = {code: await refusal_of(cart, code) for code in ("WHAT", "SOON", "GONE", "NONE", "TEA", "UMEDA")}

    assert {code: type(refusal) for code, refusal in refusals.items()} == {
        "WHAT": VoucherUnknown,
        "SOON": VoucherNotYet,
        "GONE": VoucherExpired,
        "NONE": VoucherSpent,
        "TEA": VoucherNotForThis,
        "UMEDA": VoucherNotForThis,
    }
    assert [refusals[code].reason for code in ("TEA", "UMEDA")] == [NotFor.GOODS, NotFor.STORE]
    assert (await Cart.get(id=cart.id)).voucher_codes == []


async def refusal_of(cart: Cart, code: str) -> Exception:
    try:
        await ordering.apply_voucher(GUEST, cart.id, code)
    except Exception as refusal:
        return refusal
    raise AssertionError(f"{code} was accepted")


async def test_a_voucher_of_a_market_may_come_before_the_store_that_decides_the_market():
    await a_market()
    await a_market("DE", "EUR")
    await a_variant("TEA", {"JP": Money(1200, "JPY"), "DE": Money(990, "EUR")})
    await a_voucher("HALLO", await a_promotion(market_code="DE"))
    berlin = await a_store(holding={"TEA": 5}, country_code="DE", time_zone="Europe/Berlin")
    cart = await ordering.create_cart(GUEST, [Wanted("TEA", 1)], market_code=None, locale="en")

    await ordering.apply_voucher(GUEST, cart.id, "HALLO")
    await ordering.choose_pickup(GUEST, cart.id, PickupWish(berlin.id))

    seen = await ordering_read.cart_for(GUEST, cart.id, "en")
    assert (seen.totals.discount, seen.problems) == (Money(-99, "EUR"), ())


async def test_a_voucher_that_is_retired_meanwhile_is_a_problem_of_the_cart_until_it_is_taken_out():
    await a_market()
    voucher = await a_voucher("LATE", await a_promotion())
    await a_variant("WHISKY")
    cart = await a_cart("LATE")

    await pricing.retire_voucher(await a_staff_member(role="ADMINISTRATOR"), voucher.id)
    seen = await ordering_read.cart_for(GUEST, cart.id, "en")
    with pytest.raises(VoucherUnknown):
        await ordering.quote_cart(GUEST, cart.id)
    await ordering.remove_voucher(GUEST, cart.id, "late")

    assert [type(problem) for problem in seen.problems] == [VoucherUnknown]
    assert seen.totals.discount == Money(0, "JPY")
    assert (await ordering.quote_cart(GUEST, cart.id)).priced.totals.total == Money(2400, "JPY")


async def test_a_voucher_that_takes_nothing_off_is_not_used_up():
    await a_market()
    await a_promotion(rate=Decimal("0.5"), by_code=False, is_combinable=False)
    voucher = await a_voucher("TEN", await a_promotion())
    await a_variant("WHISKY")
    cart = await a_cart("TEN")

    quote = await ordering.quote_cart(GUEST, cart.id)

    assert (quote.priced.totals.discount, quote.priced.codes) == (Money(-1200, "JPY"), ())
    assert (await Voucher.get(id=voucher.id)).promised == 0


async def test_a_cart_takes_ten_codes():
    await a_market()
    off = await a_promotion()
    await a_variant("WHISKY")
    for number in range(11):
        await a_voucher(f"CODE{number}", off)
    cart = await a_cart(*(f"CODE{number}" for number in range(10)))

    with pytest.raises(TooManyVouchers):
        await ordering.apply_voucher(GUEST, cart.id, "CODE10")
    seen = await ordering_read.cart_for(GUEST, cart.id, "en")

    assert seen.totals.discount == Money(-240, "JPY")  # one promotion, however many codes let it in


async def test_where_prices_come_without_tax_it_is_added_and_owed_with_them():
    await pricing.open_market("US", "USD", ["US"], prices_include_tax=False)
    await a_rate("US", "0.08875", country_code="US", region="NY")
    await a_rate("US", "0", country_code="US", region="NY", category="tea")
    await a_variant("CUP", {"US": Money(1999, "USD")})
    soho = await a_store(holding={"CUP": 5}, country_code="US", region="NY", time_zone="America/New_York")
    wish = OrderWish((Wanted("CUP", 2),), PickupWish(soho.id), Contact("Ann"), PaymentMethod.COUNTER)

    order = await ordering.order_now(GUEST, wish)

    told = await ordering_read.order_for(GUEST, order.id)
    [payment] = (await payments_of([order.id]))[order.id]
    assert (told.totals.goods.minor, told.totals.tax.minor, told.totals.total.minor) == (3998, 355, 4353)
    assert not told.totals.tax_included
    assert [line.total.minor for line in told.lines] == [4353]
    assert payment.amount == Money(4353, "USD")


async def test_where_prices_include_tax_the_part_is_told_and_nothing_is_added():
    await a_market()
    await a_rate("JP", "0.10")
    await a_rate("JP", "0.08", category="food", valid_from=date(2019, 10, 1))
    await a_variant("WHISKY")
    cart = await a_cart()

    quote = await ordering.quote_cart(GUEST, cart.id)

    totals = quote.priced.totals
    assert (totals.goods.minor, totals.tax.minor, totals.total.minor) == (2400, 178, 2400)
    assert totals.tax_included


async def test_quoting_again_moves_the_end_but_not_past_the_most_that_the_market_allows():
    cart = await a_cart()
    ends = []
    for minutes in (0, 10, 24, 38, 52):
        with clock.frozen_at(NOON + timedelta(minutes=minutes)):
            ends.append((await ordering.quote_cart(GUEST, cart.id)).expires_at - NOON)

    with clock.frozen_at(NOON + HOUR):
        with pytest.raises(QuoteExpired):
            last = await Quote.filter(cart_id=cart.id).order_by("-created_at").first()
            await ordering.place_order(GUEST, last.id, PaymentMethod.COUNTER)
        await holds.release_overdue()
        anew = await ordering.quote_cart(GUEST, cart.id)

    assert [end // timedelta(minutes=1) for end in ends] == [15, 25, 39, 53, 60]
    assert anew.expires_at == NOON + HOUR + timedelta(minutes=15)


async def test_a_market_says_how_long_goods_are_kept():
    cart = await a_cart()
    await Market.filter(code="JP").update(hold_minutes=5, hold_at_most_minutes=8)

    with clock.frozen_at(NOON):
        first = await ordering.quote_cart(GUEST, cart.id)
    with clock.frozen_at(NOON + timedelta(minutes=4)):
        second = await ordering.quote_cart(GUEST, cart.id)

    assert (first.expires_at - NOON, second.expires_at - NOON) == (timedelta(minutes=5), timedelta(minutes=8))


async def test_a_quote_freezes_the_rate_at_which_a_foreign_currency_is_shown():
    cart = await a_cart()
    manager = await a_staff_member(role="MANAGER")
    await pricing.set_exchange_rate(manager, "JPY", "EUR", Decimal("0.0061"))

    quote = await ordering.quote_cart(GUEST, cart.id, shown_in="EUR")
    await pricing.set_exchange_rate(manager, "JPY", "EUR", Decimal("0.0070"))
    with pytest.raises(ExchangeRateUnknown):
        await ordering.quote_cart(GUEST, cart.id, shown_in="USD")

    assert (await Quote.get(id=quote.id)).shown_total == Money(1464, "EUR")
