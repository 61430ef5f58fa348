"""Money: whole minor units of an ISO 4217 currency, rounded in one place and shared out to the last unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# Minor digits that are not two, from the ISO 4217 list of 2026-01-01.
_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}


def minor_digits(currency: str) -> int:
    """How many decimals the currency's amounts have: 0 for JPY, 2 for EUR, 3 for KWD."""
    return _DIGITS.get(currency, 2)


class MixedCurrencies(TypeError):
    """Two currencies met in one sum: a bug."""


@dataclass(frozen=True, slots=True)
class Money:
    """A whole number of minor units, and the currency they are of."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int):
            raise TypeError(f"minor units are whole: {self.minor!r}")

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Money:
        """From major units. Raises ``ValueError`` when the currency has fewer decimals than the amount."""
        minor = amount.scaleb(minor_digits(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{currency} has {minor_digits(currency)} decimals, not those of {amount}")
        return cls(int(minor), currency)

    @property
    def amount(self) -> Decimal:
        """The value in major units, exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def at_rate(self, rate: Decimal) -> Money:
        """This times a rate, rounded half up to the minor unit."""
        return self._rounded(self.minor * rate)

    def contained(self, rate: Decimal) -> Money:
        """The part of this that a rate has added to the rest, rounded half up: 100 of 1,100 at a tenth."""
        return self._rounded(self.minor * rate / (1 + rate))  # multiplied first, so that a half stays a half

    def _rounded(self, minor: Decimal) -> Money:
        """The only rounding of money there is."""
        return Money(int(minor.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Shares in proportion to the weights (not negative, not all zero) that add up to this exactly.

        The units that rounding leaves over go to the largest remainders, the earliest of equal ones first.
        """
        whole = sum(weights)
        exact = [divmod(abs(self.minor) * weight, whole) for weight in weights]
        left = abs(self.minor) - sum(share for share, _ in exact)
        by_remainder = sorted(range(len(weights)), key=lambda i: -exact[i][1])
        lucky = set(by_remainder[:left])
        sign = -1 if self.minor < 0 else 1
        return [Money(sign * (share + (i in lucky)), self.currency) for i, (share, _) in enumerate(exact)]


def total_of(parts: Sequence[Money], currency: str) -> Money:
    """The sum of parts in one currency; nothing adds up to zero."""
    return sum(parts, start=Money.zero(currency))
