"""What holds of every bill, whatever is bought, at whichever prices, under whichever promotions and taxes."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from stores.kernel.money import Money
from stores.pricing.rules import Basket, Bill, Item, Offer, PromotionKind, Scope, bill_for, taxes

CATEGORIES = ("food", "wine", "tea")
STORES = ("ginza", "umeda", "")
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "0.05", "0.07", "0.08", "0.10", "0.19", "0.08875", "0.25")])
currencies = st.sampled_from(["JPY", "EUR", "KWD"])


@st.composite
def items(draw: st.DrawFn, currency: str) -> Item:
    return Item(
        draw(st.sampled_from(["A", "B", "C", "D"])),
        Money(draw(st.integers(0, 50_000)), currency),
        draw(st.integers(1, 12)),
        category=draw(st.sampled_from(CATEGORIES)),
        store_id=draw(st.sampled_from(STORES)),
        tax_rate=draw(RATES),
    )


scopes = st.builds(
    Scope,
    skus=st.frozensets(st.sampled_from(["A", "B"]), max_size=1),
    categories=st.frozensets(st.sampled_from(CATEGORIES), max_size=2),
    store_ids=st.frozensets(st.sampled_from(STORES[:2]), max_size=1),
)


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    def offer(number: int) -> Offer:
        return Offer(
            f"prm_{number}",
            draw(st.sampled_from(PromotionKind)),
            draw(scopes),
            rate=draw(st.sampled_from([Decimal("0.01"), Decimal("0.15"), Decimal("0.333"), Decimal(1)])),
            amount_minor=draw(st.integers(1, 80_000)),
            buy=draw(st.integers(1, 3)),
            get=draw(st.integers(1, 2)),
            priority=draw(st.integers(0, 2)),
            is_combinable=draw(st.booleans()),
        )

    return [offer(number) for number in range(draw(st.integers(0, 5)))]


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    currency = draw(currencies)
    bought = draw(st.lists(items(currency), max_size=6))
    return Basket(
        tuple(bought), currency, draw(st.booleans()), Money(draw(st.integers(0, 3000)), currency), draw(RATES)
    )


def sums(bill: Bill) -> tuple[int, int, int, int]:
    return bill.goods.minor, bill.discount.minor, bill.tax.minor, bill.total.minor


@given(baskets(), offers())
def test_no_line_ever_costs_less_than_nothing_or_more_than_its_price_and_tax(basket, promotions):
    bill = bill_for(basket, promotions)

    for charge in (*bill.charges, bill.freight):
        assert -charge.price.minor <= charge.discount.minor <= 0
        assert charge.tax.minor >= 0
        assert 0 <= charge.total.minor <= charge.price.minor + charge.tax.minor


@given(baskets(), offers())
def test_lines_add_up_to_the_totals_and_discounts_to_what_promotions_took(basket, promotions):
    bill = bill_for(basket, promotions)

    goods, discount, tax, total = sums(bill)
    assert goods == sum(item.unit.minor * item.quantity for item in basket.items)
    assert discount == -sum(taken.amount.minor for taken in bill.taken)
    assert total == sum(charge.total.minor for charge in (*bill.charges, bill.freight))
    assert total == goods + basket.freight.minor + discount + (0 if basket.tax_included else tax)
    assert sum(charge.discount.minor for charge in bill.charges) >= -goods


@given(baskets(), offers(), st.randoms(use_true_random=False))
def test_neither_the_order_of_lines_nor_that_of_promotions_changes_anything(basket, promotions, chance):
    bill = bill_for(basket, promotions)
    mixed, listed = list(range(len(basket.items))), list(promotions)
    chance.shuffle(mixed)
    chance.shuffle(listed)

    again = bill_for(
        Basket(tuple(basket.items[place] for place in mixed), *_rest(basket)),
        listed,
    )

    assert sums(again) == sums(bill)
    told = sorted((basket.items[place].place, repr(charge)) for place, charge in zip(mixed, again.charges, strict=True))
    assert told == sorted((item.place, repr(charge)) for item, charge in zip(basket.items, bill.charges, strict=True))


def _rest(basket: Basket) -> tuple[str, bool, Money, Decimal]:
    return basket.currency, basket.tax_included, basket.freight, basket.freight_tax_rate


@given(baskets(), offers())
def test_another_promotion_that_combines_or_stands_alone_never_makes_the_set_that_applies_worse(basket, promotions):
    whole = bill_for(basket, promotions)

    for alone in promotions:
        if not alone.is_combinable:
            assert bill_for(basket, [alone]).discount.minor >= whole.discount.minor


@given(st.integers(0, 10**12), RATES, currencies)
def test_tax_put_on_top_is_the_tax_that_is_then_found_inside(minor, rate, currency):
    net = Money(minor, currency)

    gross = net + net.at_rate(rate)

    assert gross.contained(rate) == net.at_rate(rate)


@given(st.lists(st.tuples(st.integers(0, 10**7), RATES), min_size=1, max_size=8), st.booleans())
def test_a_lines_tax_is_at_most_a_unit_and_a_half_off_and_the_whole_is_rounded_once(lines, included):
    amounts, rates = [Money(minor, "KWD") for minor, _ in lines], [rate for _, rate in lines]

    shares = taxes(amounts, rates, included=included)

    for rate in set(rates):
        own = [(amount, share) for amount, share, held in zip(amounts, shares, rates, strict=True) if held == rate]
        whole = Money(sum(amount.minor for amount, _ in own), "KWD")
        exact = [amount.minor * rate / (1 + rate if included else 1) for amount, _ in own]
        assert (
            sum(share.minor for _, share in own) == (whole.contained(rate) if included else whole.at_rate(rate)).minor
        )
        assert all(abs(share.minor - fair) <= Decimal("1.5") for (_, share), fair in zip(own, exact, strict=True))
