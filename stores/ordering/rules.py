"""What carts and orders add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stores.kernel.money import Money, total_of
from stores.ordering.errors import QuantityNotPossible

MOST_UNITS = 999


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a cart, quote or order; total is all of the others, discount being negative or zero."""

    goods: Money
    experiences: Money
    discount: Money
    freight: Money
    duty: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.goods + self.experiences + self.discount + self.freight + self.duty + self.tax


def totals_of_goods(goods: Sequence[Money], currency: str) -> Totals:
    """The totals of goods that are collected, at prices that include their tax."""
    nothing = Money.zero(currency)
    return Totals(total_of(goods, currency), nothing, nothing, nothing, nothing, nothing)


def totals_of_quote(lines: Iterable[Mapping[str, Any]], currency: str) -> Totals:
    """The totals of a quote, from its lines as they are stored."""
    return totals_of_goods([Money(PricedLine(**line).total_minor, currency) for line in lines], currency)


def require_units(quantity: int, *, least: int = 1) -> None:
    """Raises ``QuantityNotPossible`` when a line cannot hold so many units."""
    if not least <= quantity <= MOST_UNITS:
        raise QuantityNotPossible(quantity, least, MOST_UNITS)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Units of one variant at the price that was agreed, to be collected at one store."""

    sku: str
    title: str
    quantity: int
    unit_minor: int
    store_id: str

    @property
    def total_minor(self) -> int:
        return self.quantity * self.unit_minor

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def worth_of_units(total: Money, quantity: int, *, given_back: int, units: int) -> Money:
    """What the next ``units`` of a line are worth when some were given back before; all of them add up to its total."""
    shares = total.split([1] * quantity)
    return total_of(shares[given_back : given_back + units], total.currency)
