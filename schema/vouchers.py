"""Why a voucher takes nothing off, and why an amount cannot be shown elsewhere."""

from datetime import datetime

from schema.enums import NotFor
from schema.problems import Problem, explains
from schema.scalars import CurrencyCode
from stores.pricing import errors


@explains(errors.VoucherUnknown)
class VoucherUnknown(Problem):
    """code: The code that was typed."""

    code: str


@explains(errors.VoucherNotYet)
class VoucherNotYet(Problem):
    """code: The code.

    starts_at: From when it is good.
    """

    code: str
    starts_at: datetime


@explains(errors.VoucherExpired)
class VoucherExpired(Problem):
    """code: The code.

    ended_at: Until when it was good.
    """

    code: str
    ended_at: datetime


@explains(errors.VoucherSpent)
class VoucherSpent(Problem):
    """code: The code.

    by_you: Is it this customer's own share that is used up?
    """

    code: str
    by_you: bool


@explains(errors.VoucherNotForThis)
class VoucherNotForThis(Problem):
    """code: The code.

    reason: What it does not fit.
    """

    code: str
    reason: NotFor


@explains(errors.ExchangeRateUnknown)
class ExchangeRateUnknown(Problem):
    """currency: The currency of the amounts.

    shown_in: The currency in which they were to be shown.
    """

    currency: CurrencyCode
    shown_in: CurrencyCode
