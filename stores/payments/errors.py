"""Refusals of payments."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


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
