"""What the sums of a ledger mean, and whether a provider's word fits what we asked for."""

from dataclasses import dataclass

from stores.kernel.money import Money
from stores.payments.ports import Outcome, Standing
from stores.payments.states import EntryKind, PaymentFlag, PaymentState, RefundState

# How each kind of entry changes the sums of its payment.
CHANGES: dict[EntryKind, tuple[str, int]] = {
    EntryKind.OWED: ("amount_minor", 1),
    EntryKind.AUTHORISED: ("authorised_minor", 1),
    EntryKind.CAPTURED: ("captured_minor", 1),
    EntryKind.REFUND_ASKED: ("refund_asked_minor", 1),
    EntryKind.REFUND_REFUSED: ("refund_asked_minor", -1),
    EntryKind.REFUNDED: ("refunded_minor", 1),
    EntryKind.FAILED: ("dropped_minor", 1),
    EntryKind.CANCELLED: ("dropped_minor", 1),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one payment's ledger, in minor units; ``dropped`` is what is owed no more."""

    owed: int
    dropped: int = 0
    authorised: int = 0
    captured: int = 0
    refunded: int = 0

    @property
    def still_owed(self) -> int:
        return max(0, self.owed - self.dropped - self.captured)


def state_of(sums: Sums, waiting: PaymentState, dropped: PaymentState) -> PaymentState:
    """What the sums amount to; without money it is ``waiting`` or, when nothing is owed any more, ``dropped``."""
    if sums.captured or not sums.owed:
        return _with_money(sums)
    if not sums.still_owed:
        return dropped
    return PaymentState.AUTHORISED if sums.authorised else waiting


def _with_money(sums: Sums) -> PaymentState:
    if sums.still_owed and not sums.refunded:
        return PaymentState.AUTHORISED
    if not sums.refunded:
        return PaymentState.PAID
    given_back = sums.refunded >= sums.captured and not sums.still_owed
    return PaymentState.REFUNDED if given_back else PaymentState.PARTLY_REFUNDED


def misfit(payment_id: str, owed: Money, told: Standing) -> PaymentFlag | None:
    """Why a provider's word is not about what we asked for; None when it is."""
    if told.payment_id != payment_id:
        return PaymentFlag.WRONG_ORDER
    moved = [told.asked, told.authorised, told.captured, *(refund.amount for refund in told.refunds)]
    if any(amount.currency != owed.currency for amount in moved):
        return PaymentFlag.WRONG_CURRENCY
    returned = sum(refund.amount.minor for refund in told.refunds if refund.state is RefundState.DONE)
    fits = told.asked == owed and 0 <= returned <= told.captured.minor <= owed.minor >= told.authorised.minor >= 0
    return None if fits else PaymentFlag.WRONG_AMOUNT


def is_over(told: Standing) -> bool:
    """Has the buyer's chance passed without any money?"""
    return told.outcome is Outcome.FAILED and not told.captured
