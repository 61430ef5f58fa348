"""Which tax rate holds where and when, and tax that adds up to the last minor unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stores.kernel.money import Money, total_of

NO_TAX = Decimal(0)


@dataclass(frozen=True, slots=True)
class TaxPlace:
    """Where goods are handed over, and on which local day; parts that are not known are empty."""

    country_code: str
    region: str
    on: date


@dataclass(frozen=True, slots=True)
class RateOfTax:
    """A rate for a place and a category from a day on; what is empty means any."""

    country_code: str
    region: str
    category: str
    valid_from: date
    rate: Decimal

    def holds_for(self, place: TaxPlace, category: str) -> bool:
        """Is it in force there on that day, for goods of that category?"""
        return (
            self.country_code in ("", place.country_code)
            and self.region in ("", place.region)
            and self.category in ("", category)
            and self.valid_from <= place.on
        )

    @property
    def strength(self) -> tuple[bool, bool, bool, date]:
        """A region's rate beats its country's, a category's beats the standard one, a later one beats an earlier."""
        return self.region != "", self.country_code != "", self.category != "", self.valid_from


def tax_rate(rates: Iterable[RateOfTax], place: TaxPlace, category: str | None) -> Decimal:
    """The rate that holds for goods at a place; nothing where none is known."""
    holding = [rate for rate in rates if rate.holds_for(place, category or "")]
    return max(holding, key=lambda rate: rate.strength).rate if holding else NO_TAX


def taxes(amounts: Sequence[Money], rates: Sequence[Decimal], *, included: bool) -> list[Money]:
    """The tax on each amount: contained in it, or to be added to it.

    The amounts that share a rate are taxed together, rounded half up once, and the tax is shared out among them by
    largest remainder: so each line is at most a unit and a half off, and lines always add up to the total.
    """
    shares = [amount * 0 for amount in amounts]
    for rate in sorted(set(rates)):
        places = [place for place, own in enumerate(rates) if own == rate]
        for place, share in zip(
            places, _shared([amounts[place] for place in places], rate, included=included), strict=True
        ):
            shares[place] = share
    return shares


def _shared(amounts: Sequence[Money], rate: Decimal, *, included: bool) -> list[Money]:
    whole = total_of(amounts, amounts[0].currency)
    if not whole:
        return list(amounts)
    tax = whole.contained(rate) if included else whole.at_rate(rate)
    return tax.split([amount.minor for amount in amounts])
