"""The states of a payment, and the ways to pay."""

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


LIFECYCLE: Lifecycle[PaymentState] = Lifecycle(
    {
        PaymentState.OWED: {PaymentState.PENDING, PaymentState.PAID, PaymentState.CANCELLED},
        PaymentState.PENDING: {PaymentState.AUTHORISED, PaymentState.PAID, PaymentState.FAILED, PaymentState.CANCELLED},
        PaymentState.AUTHORISED: {PaymentState.PAID, PaymentState.FAILED, PaymentState.CANCELLED},
        PaymentState.PAID: {PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED},
        PaymentState.PARTLY_REFUNDED: {PaymentState.REFUNDED},
        PaymentState.REFUNDED: set(),
        PaymentState.FAILED: set(),
        PaymentState.CANCELLED: set(),
    }
)
