"""What goes on a shelf label of the demo: the price in each currency, and the bar code of a variant."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


@dataclass(frozen=True)
class PricePoint:
    """Prices below ``below`` (0: all others) are a multiple of ``step`` less ``less``; all in minor units."""

    below: int
    step: int
    less: int


@dataclass(frozen=True)
class Currency:
    """A currency of the demo: its ISO 4217 digits, and how a shopkeeper arrives at prices in it."""

    code: str
    digits: int
    minor_per_cent: Decimal
    price_points: tuple[PricePoint, ...]

    def price_for(self, euro_cents: int) -> int:
        """The shelf price in minor units: the euro price at the currency's rate, then up to the next price point."""
        exact = euro_cents * self.minor_per_cent
        for point in self.price_points:
            if exact < point.below or not point.below:
                steps = ((exact + point.less) / point.step).to_integral_value(ROUND_CEILING)
                return int(steps) * point.step - point.less
        return int(exact)


def barcode(number: int, place: int) -> str:
    """The EAN-13 of the variant at ``place`` (0 is the first) of a product, in the range 20 kept for use in a shop."""
    digits = f"20{number:06d}{place + 1:04d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The last digit of an EAN-13, from its first twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)
