"""Refusals of payments."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal
from stores.kernel.money import Money


@dataclass(eq=False)
class NothingOwed(Refusal):
    """There is nothing to pay: it is paid already, or was cancelled."""

    payable_id: str

    def __str__(self) -> str:
        return "Nothing is owed for this."


@dataclass(eq=False)
class PaymentMethodNotOffered(Refusal):
    """The shop does not offer this way to pay for this order."""

    method: str

    def __str__(self) -> str:
        return f"{self.method} is not offered here."


@dataclass(eq=False)
class PaymentDeclined(Refusal):
    """The provider of the payment refused it."""

    reason: str

    def __str__(self) -> str:
        return f"The payment was declined: {self.reason}"


@dataclass(eq=False)
class PaymentNotFound(Refusal):
    """No such payment, or not this person's to see."""

    payment_id: str

    def __str__(self) -> str:
        return "There is no such payment."


@dataclass(eq=False)
class RefundTooLarge(Refusal):
    """More was to be given back than is left of what was paid."""

    refundable: Money

    def __str__(self) -> str:
        return f"At most {self.refundable.amount} {self.refundable.currency} can be given back."
