"""What happened to money."""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class PaymentSettled(Event):
    """What was owed for something has been paid."""

    order_id: str
    payment_id: str
    payable_id: str
    store_id: str | None = None


@dataclass(frozen=True)
class PaymentStarted(Event):
    """A page is open on which the buyer can pay."""

    order_id: str
    payment_id: str


@dataclass(frozen=True)
class PaymentFailed(Event):
    """What is owed was refused by the provider, or the buyer walked away."""

    order_id: str
    payment_id: str
    reason: str


@dataclass(frozen=True)
class PaymentFlagged(Event):
    """What the provider says does not fit what we asked for: a person has to look, and it does not count as paid."""

    order_id: str
    payment_id: str
    flag: str


@dataclass(frozen=True)
class PaymentDropped(Event):
    """What is owed online is owed no more: its page has to be closed. A stream of its own, for it waits for others."""

    payment_id: str


@dataclass(frozen=True)
class RefundAsked(Event):
    """Money is to be given back. A stream of its own, so that a provider that is down holds up nothing else."""

    refund_id: str


@dataclass(frozen=True)
class Refunded(Event):
    """Money was given back."""

    order_id: str
    payment_id: str
    amount_minor: int


@dataclass(frozen=True)
class RefundRefused(Event):
    """The provider would not give the money back: a person has to look."""

    order_id: str
    payment_id: str
    refund_id: str


@dataclass(frozen=True)
class NoticeReceived(Event):
    """A provider has told us, provably, that something happened to a payment."""

    notice_id: str
