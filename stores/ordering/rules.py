"""What carts and orders add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from stores.catalog.rules import text_in
from stores.kernel.money import Money, total_of
from stores.ordering.errors import QuantityNotPossible
from stores.pricing.rules import Bill, Charge

MOST_UNITS = 999


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a cart, quote or order.

    ``discount`` is negative, or zero. ``tax`` is contained in the others where prices include it, and is added to them
    where they do not; ``total`` is what is to be paid in either case.
    """

    goods: Money
    experiences: Money
    discount: Money
    freight: Money
    duty: Money
    tax: Money
    tax_included: bool = True

    @property
    def total(self) -> Money:
        net = self.goods + self.experiences + self.discount + self.freight + self.duty
        return net if self.tax_included else net + self.tax


def require_units(quantity: int, *, least: int = 1) -> None:
    """Raises ``QuantityNotPossible`` when a line cannot hold so many units."""
    if not least <= quantity <= MOST_UNITS:
        raise QuantityNotPossible(quantity, least, MOST_UNITS)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Units of one variant at the price that was agreed, to be collected at one store.

    ``discount_minor`` is the line's share of what is taken off, negative or zero; ``total_minor`` is what is to be paid
    for it, after discount and with tax.
    """

    sku: str
    title: str
    quantity: int
    unit_minor: int
    store_id: str
    discount_minor: int
    tax_minor: int
    total_minor: int

    @property
    def goods_minor(self) -> int:
        return self.quantity * self.unit_minor

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def worth_of_units(total: Money, quantity: int, *, given_back: int, units: int) -> Money:
    """What the next ``units`` of a line are worth when some were given back before; all of them add up to its total."""
    shares = total.split([1] * quantity)
    return total_of(shares[given_back : given_back + units], total.currency)


@dataclass(frozen=True, slots=True)
class Discount:
    """What one promotion took off, negative, under the name it had; with the code of the voucher that let it in."""

    promotion_id: str
    title: str
    code: str | None
    minor: int


@dataclass(frozen=True, slots=True)
class Priced:
    """Lines at their agreed prices with all that was taken off and all tax: what a quote freezes and an order keeps."""

    currency: str
    tax_included: bool
    lines: tuple[PricedLine, ...]
    discounts: tuple[Discount, ...]

    @property
    def totals(self) -> Totals:
        """The sums of the lines."""
        parts = ("goods_minor", "discount_minor", "tax_minor")
        sums = (Money(sum(getattr(line, part) for line in self.lines), self.currency) for part in parts)
        return totals_of(*sums, tax_included=self.tax_included)

    @property
    def codes(self) -> tuple[str, ...]:
        """The vouchers that took something off."""
        return tuple(discount.code for discount in self.discounts if discount.code is not None)

    def lines_as_json(self) -> list[dict[str, object]]:
        return [line.as_json() for line in self.lines]

    def discounts_as_json(self) -> list[dict[str, object]]:
        return [asdict(discount) for discount in self.discounts]


def priced_again(
    currency: str, lines: Iterable[Mapping[str, Any]], discounts: Iterable[Mapping[str, Any]], *, tax_included: bool
) -> Priced:
    """What was stored as JSON, as it was."""
    return Priced(
        currency,
        tax_included,
        tuple(PricedLine(**line) for line in lines),
        tuple(Discount(**discount) for discount in discounts),
    )


def totals_of(goods: Money, discount: Money, tax: Money, *, tax_included: bool) -> Totals:
    """The totals of goods that are collected."""
    nothing = Money.zero(goods.currency)
    return Totals(goods, nothing, discount, nothing, nothing, tax, tax_included)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Units of one variant that somebody would buy now, and what decides what they cost."""

    sku: str
    title: str
    quantity: int
    unit: Money
    product_id: str
    category: str | None
    store_id: str | None


def priced(bill: Bill, chosen: Sequence[Chosen], locale: str) -> Priced:
    """What a bill says of lines that all have a store; the names of discounts in a language."""
    return Priced(
        bill.currency,
        bill.tax_included,
        tuple(_priced_line(line, charge) for line, charge in zip(chosen, bill.charges, strict=True)),
        discounts_of(bill, locale),
    )


def _priced_line(line: Chosen, charge: Charge) -> PricedLine:
    assert line.store_id is not None, "only what has a place is quoted"
    return PricedLine(
        line.sku,
        line.title,
        line.quantity,
        line.unit.minor,
        line.store_id,
        charge.discount.minor,
        charge.tax.minor,
        charge.total.minor,
    )


def discounts_of(bill: Bill, locale: str) -> tuple[Discount, ...]:
    """What each promotion takes off, in the order in which they apply."""
    return tuple(
        Discount(taken.offer.id, text_in(taken.offer.titles, locale) or "", taken.offer.code, -taken.amount.minor)
        for taken in bill.taken
    )


def quote_end(now: datetime, began_at: datetime, *, hold_for: timedelta, at_most_for: timedelta) -> datetime:
    """Until when a quote keeps its goods: renewing moves the end, but not past the most since the first one began."""
    return min(now + hold_for, began_at + at_most_for)


def by_store(lines: Iterable[PricedLine]) -> dict[str, list[PricedLine]]:
    """The lines that are collected together, in the order in which the stores come up."""
    stores: dict[str, list[PricedLine]] = {}
    for line in lines:
        stores.setdefault(line.store_id, []).append(line)
    return stores
