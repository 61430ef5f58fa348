"""What things come to, told by examples: one order of discounts, and tax to the last minor unit."""

from datetime import date
from decimal import Decimal

import pytest

from stores.kernel.money import Money
from stores.pricing.rules import (
    Basket,
    Bill,
    Item,
    Offer,
    PromotionKind,
    RateOfTax,
    Scope,
    TaxPlace,
    bill_for,
    shown_in,
    tax_rate,
)

TENTH = Decimal("0.10")
OFF_TEA = Offer("prm_tea", PromotionKind.PERCENTAGE, Scope(categories=frozenset({"tea"})), rate=TENTH)
WELCOME = Offer("prm_welcome", PromotionKind.AMOUNT, amount_minor=500, code="WELCOME")
THREE_FOR_TWO = Offer("prm_cups", PromotionKind.BUY_X_GET_Y, Scope(categories=frozenset({"cups"})), buy=2, get=1)
NO_FREIGHT = Offer("prm_freight", PromotionKind.FREE_FREIGHT)


def an_item(sku: str, minor: int, quantity: int = 1, **facts: object) -> Item:
    """Units at a price in yen; the category is ``facts``'s."""
    return Item(sku, Money(minor, "JPY"), quantity, **facts)


def a_bill(*items: Item, offers: tuple[Offer, ...] = (), freight: int = 0, tax_included: bool = True) -> Bill:
    currency = items[0].unit.currency
    return bill_for(Basket(items, currency, tax_included, Money(freight, currency)), offers)


def test_discounts_follow_one_another_in_one_order_whatever_order_they_are_listed_in():
    tea, cups = an_item("SENCHA", 1000, 2, category="tea"), an_item("CUP", 900, 3, category="cups")
    offers = (NO_FREIGHT, WELCOME, OFF_TEA, THREE_FOR_TWO)

    bill = a_bill(tea, cups, offers=offers, freight=300)

    assert [(taken.offer.id, taken.amount.minor) for taken in bill.taken] == [
        ("prm_cups", 900),
        ("prm_tea", 200),
        ("prm_welcome", 500),
        ("prm_freight", 300),
    ]
    assert (bill.goods.minor, bill.discount.minor, bill.total.minor) == (4700, -1900, 3100)
    assert bill == a_bill(tea, cups, offers=offers[::-1], freight=300)


def test_of_three_cups_the_cheapest_is_free_and_all_three_carry_it():
    gold, blue = an_item("GOLD", 1500, 1, category="cups"), an_item("BLUE", 600, 2, category="cups")

    bill = a_bill(gold, blue, offers=(THREE_FOR_TWO,))

    assert bill.discount.minor == -600
    assert [charge.discount.minor for charge in bill.charges] == [-333, -267]


def test_a_cup_counts_in_one_deal_only():
    again = Offer("prm_more", PromotionKind.BUY_X_GET_Y, buy=1, get=1, priority=1)

    bill = a_bill(an_item("CUP", 900, 4, category="cups"), offers=(THREE_FOR_TWO, again))

    assert [(taken.offer.id, taken.amount.minor) for taken in bill.taken] == [("prm_cups", 900)]


def test_nothing_costs_less_than_nothing():
    bill = a_bill(an_item("SENCHA", 300), offers=(WELCOME, OFF_TEA))

    assert (bill.discount.minor, bill.total.minor) == (-300, 0)


def test_a_promotion_that_stands_alone_applies_when_it_takes_off_more_than_the_others_together():
    half = Offer("prm_half", PromotionKind.PERCENTAGE, rate=Decimal("0.5"), is_combinable=False)
    tea = an_item("SENCHA", 1000, 2, category="tea")

    bill = a_bill(tea, offers=(OFF_TEA, half, WELCOME))
    small = a_bill(an_item("SENCHA", 600, category="tea"), offers=(OFF_TEA, half, WELCOME))

    assert [taken.offer.id for taken in bill.taken] == ["prm_half"]
    assert [taken.offer.id for taken in small.taken] == ["prm_tea", "prm_welcome"]


def test_a_promotion_of_one_store_leaves_the_goods_of_others_alone():
    here = Offer("prm_here", PromotionKind.PERCENTAGE, Scope(store_ids=frozenset({"ginza"})), rate=TENTH)

    bill = a_bill(an_item("TEA", 1000, store_id="ginza"), an_item("TEA", 1000, store_id="umeda"), offers=(here,))

    assert [charge.discount.minor for charge in bill.charges] == [-100, 0]


@pytest.mark.parametrize(
    ("currency", "minor", "rate", "contained", "added"),
    [("JPY", 1080, "0.08", 80, 86), ("EUR", 1990, "0.19", 318, 378), ("KWD", 12_345, "0.05", 588, 617)],
)
def test_yen_euros_and_dinars_are_taxed_to_their_own_smallest_unit(currency, minor, rate, contained, added):
    item = Item("TEA", Money(minor, currency), 1, tax_rate=Decimal(rate))

    inside, on_top = a_bill(item), a_bill(item, tax_included=False)

    assert (inside.tax.minor, inside.total.minor) == (contained, minor)
    assert (on_top.tax.minor, on_top.total.minor) == (added, minor + added)


def test_goods_at_one_rate_are_taxed_together_so_that_no_yen_is_lost_on_the_way():
    lines = [an_item(sku, 105, tax_rate=Decimal("0.08")) for sku in ("A", "B", "C")]

    bill = a_bill(*lines, tax_included=False)

    assert [charge.tax.minor for charge in bill.charges] == [9, 8, 8]
    assert bill.tax.minor == 25  # 8.4 three times: 24 if each were rounded by itself


def test_tax_is_on_what_is_paid_after_the_discount():
    bill = a_bill(an_item("SENCHA", 1000, category="tea", tax_rate=TENTH), offers=(OFF_TEA,), tax_included=False)

    assert (bill.discount.minor, bill.tax.minor, bill.total.minor) == (-100, 90, 990)


def test_the_narrowest_rate_holds_and_a_new_one_from_its_day_on():
    def rate(value: str, since: int, country: str = "", region: str = "", category: str = "") -> RateOfTax:
        return RateOfTax(country, region, category, date(since, 1, 1), Decimal(value))

    rates = [
        rate("0.20", 2000),
        rate("0.19", 2007, "DE"),
        rate("0.07", 1983, "DE", category="food"),
        rate("0.09", 2030, "DE", category="food"),
        rate("0.0725", 2000, "US", "CA"),
    ]
    in_berlin = TaxPlace("DE", "Berlin", date(2026, 11, 22))

    assert tax_rate(rates, in_berlin, "food") == Decimal("0.07")
    assert tax_rate(rates, TaxPlace("DE", "Berlin", date(2030, 1, 1)), "food") == Decimal("0.09")
    assert tax_rate(rates, in_berlin, "tea") == Decimal("0.19")
    assert tax_rate(rates, TaxPlace("US", "CA", date(2026, 11, 22)), None) == Decimal("0.0725")
    assert tax_rate(rates, TaxPlace("FR", "", date(2026, 11, 22)), "food") == Decimal("0.20")
    assert tax_rate([], in_berlin, "food") == 0


def test_an_amount_is_shown_in_a_currency_with_other_decimals():
    assert shown_in(Money(1200, "JPY"), "EUR", Decimal("0.0061")) == Money(732, "EUR")
    assert shown_in(Money(1999, "EUR"), "KWD", Decimal("0.334")) == Money(6677, "KWD")
