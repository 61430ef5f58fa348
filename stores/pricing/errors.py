"""Refusals of pricing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class MarketNotFound(Refusal):
    """There is no such market; with an empty code, no market has been opened yet."""

    code: str

    def __str__(self) -> str:
        return f"There is no market {self.code}." if self.code else "No market has been opened yet."


@dataclass(eq=False)
class MarketExists(Refusal):
    """There is a market with this code already."""

    code: str

    def __str__(self) -> str:
        return f"There is a market {self.code} already."


@dataclass(eq=False)
class WrongCurrency(Refusal):
    """An amount is not in the currency of its market."""

    market: str
    expected: str
    given: str

    def __str__(self) -> str:
        return f"Amounts of {self.market} are in {self.expected}, not in {self.given}."


@dataclass(eq=False)
class TermsNotPossible(Refusal):
    """What was said of a market, a rate, a promotion or a voucher cannot be; ``field`` says where."""

    field: str

    def __str__(self) -> str:
        return f"This is not possible: {self.field}."


@dataclass(eq=False)
class PromotionNotFound(Refusal):
    """There is no such promotion, or it was retired."""

    promotion_id: str

    def __str__(self) -> str:
        return "There is no such promotion."


@dataclass(eq=False)
class VoucherNotFound(Refusal):
    """There is no such voucher, or it was retired."""

    voucher_id: str

    def __str__(self) -> str:
        return "There is no such voucher."


@dataclass(eq=False)
class CodeTaken(Refusal):
    """Another voucher has this code."""

    code: str

    def __str__(self) -> str:
        return f"Another voucher has the code {self.code}."


@dataclass(eq=False)
class VoucherUnknown(Refusal):
    """Nothing is behind this code."""

    code: str

    def __str__(self) -> str:
        return f"There is no voucher {self.code}."


@dataclass(eq=False)
class VoucherNotYet(Refusal):
    """The voucher is good from a moment that has not come."""

    code: str
    starts_at: datetime

    def __str__(self) -> str:
        return f"{self.code} is good from {self.starts_at:%Y-%m-%d %H:%M} UTC."


@dataclass(eq=False)
class VoucherExpired(Refusal):
    """The voucher was good until a moment that has passed."""

    code: str
    ended_at: datetime

    def __str__(self) -> str:
        return f"{self.code} was good until {self.ended_at:%Y-%m-%d %H:%M} UTC."


@dataclass(eq=False)
class VoucherSpent(Refusal):
    """The voucher is used as often as it may be; ``by_you`` says that this customer has had their share."""

    code: str
    by_you: bool

    def __str__(self) -> str:
        return f"{self.code} has been used as often as it may be."


class NotFor(StrEnum):
    """What a voucher does not fit."""

    MARKET = "MARKET"
    STORE = "STORE"
    GOODS = "GOODS"
    CUSTOMER = "CUSTOMER"


@dataclass(eq=False)
class VoucherNotForThis(Refusal):
    """The voucher is good, but not for what is in this cart, where it is sold, or for somebody unknown."""

    code: str
    reason: NotFor

    def __str__(self) -> str:
        return f"{self.code} is not for this: {self.reason}."


@dataclass(eq=False)
class ExchangeRateUnknown(Refusal):
    """Amounts cannot be shown in this currency: no rate is known."""

    currency: str
    shown_in: str

    def __str__(self) -> str:
        return f"No rate from {self.currency} to {self.shown_in} is known."
