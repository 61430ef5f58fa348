"""Money is whole minor units, and no yen is lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores.kernel.money import MixedCurrencies, Money, minor_digits


def test_a_yen_has_no_cents_and_a_dinar_a_thousand_fils():
    assert [minor_digits(code) for code in ("JPY", "EUR", "KWD")] == [0, 2, 3]

    assert Money.of(Decimal("12.345"), "KWD").minor == 12_345
    assert Money.of(Decimal(1200), "JPY").minor == 1_200
    assert Money(199, "EUR").amount == Decimal("1.99")


def test_an_amount_finer_than_its_currency_is_refused():
    with pytest.raises(ValueError, match="JPY has 0 decimals"):
        Money.of(Decimal("1.5"), "JPY")


def test_two_currencies_never_meet_in_one_sum():
    with pytest.raises(MixedCurrencies):
        Money(1, "EUR") + Money(1, "USD")


def test_a_rate_rounds_half_up_to_the_minor_unit():
    assert Money(1005, "EUR").at_rate(Decimal("0.10")) == Money(101, "EUR")
    assert Money(100, "JPY").at_rate(Decimal("0.085")) == Money(9, "JPY")


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_shares_always_add_up_to_the_whole(minor: int, weights: list[int]):
    shares = Money(minor, "EUR").split(weights)

    assert sum(share.minor for share in shares) == minor
    assert all(
        abs(share.minor - minor * weight / sum(weights)) < 1 for share, weight in zip(shares, weights, strict=True)
    )
