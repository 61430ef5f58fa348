"""The states of a payment, what its ledger is made of, and the ways to pay."""

from enum import StrEnum

from stores.kernel.states import Lifecycle


class PaymentState(StrEnum):
    """How far the money has come."""

    OWED = "OWED"
    PENDING = "PENDING"
    AUTHORISED = "AUTHORISED"
    PAID = "PAID"
    REFUNDED = "REFUNDED"
    PARTLY_REFUNDED = "PARTLY_REFUNDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class EntryKind(StrEnum):
    """What one line of the ledger says happened to money."""

    OWED = "OWED"
    STARTED = "STARTED"
    AUTHORISED = "AUTHORISED"
    CAPTURED = "CAPTURED"
    REFUND_ASKED = "REFUND_ASKED"
    REFUND_REFUSED = "REFUND_REFUSED"
    REFUNDED = "REFUNDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class PaymentFlag(StrEnum):
    """Why a person has to look at a payment."""

    WRONG_AMOUNT = "WRONG_AMOUNT"
    WRONG_CURRENCY = "WRONG_CURRENCY"
    WRONG_ORDER = "WRONG_ORDER"
    REFUND_REFUSED = "REFUND_REFUSED"


class RefundState(StrEnum):
    """How far money that is given back has come."""

    ASKED = "ASKED"
    DONE = "DONE"
    REFUSED = "REFUSED"


class PaymentMethod(StrEnum):
    """How the buyer pays."""

    COUNTER = "COUNTER"
    CARD = "CARD"
    PAYPAL = "PAYPAL"
    ALIPAY = "ALIPAY"
    WECHAT_PAY = "WECHAT_PAY"
    CRYPTO = "CRYPTO"


class Tender(StrEnum):
    """What money changed hands at the counter."""

    CASH = "CASH"
    CARD_TERMINAL = "CARD_TERMINAL"


_WITH_MONEY = {PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED}
_ENDED = _WITH_MONEY | {PaymentState.FAILED, PaymentState.CANCELLED}

# Forward only. A payment that failed or was cancelled can still turn out to be paid: money comes late.
LIFECYCLE: Lifecycle[PaymentState] = Lifecycle(
    {
        PaymentState.OWED: _ENDED,
        PaymentState.PENDING: _ENDED | {PaymentState.AUTHORISED},
        PaymentState.AUTHORISED: _ENDED,
        PaymentState.FAILED: _WITH_MONEY,
        PaymentState.CANCELLED: _WITH_MONEY,
        PaymentState.PAID: _WITH_MONEY - {PaymentState.PAID},
        PaymentState.PARTLY_REFUNDED: {PaymentState.REFUNDED},
        PaymentState.REFUNDED: set(),
    }
)
