"""What we need of whoever moves money for us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from stores.kernel.money import Money
from stores.payments.states import PaymentMethod, RefundState


class NoticeForged(Exception):
    """A notice does not prove that it comes from the provider, and now."""


class GatewayDown(Exception):
    """The provider did not answer, or not in a way that says what became of our wish: ask again later."""


class Outcome(StrEnum):
    """Whether the buyer can still pay on the provider's page."""

    OPEN = "OPEN"
    DONE = "DONE"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a buyer is to pay: for which order, under which title, how much, and until when."""

    payment_id: str
    order_id: str
    title: str
    amount: Money
    until: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A page on which the buyer pays, and the provider's name for it."""

    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class RefundStanding:
    """What became of one refund; ``key`` is ours, None for one that was made at the provider's own desk."""

    ref: str
    key: str | None
    amount: Money
    state: RefundState


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a payment, as the provider sees it now: sums since its beginning."""

    payment_id: str | None
    asked: Money
    authorised: Money
    captured: Money
    refunds: tuple[RefundStanding, ...]
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A provider's word that something happened, proven to be its own. What happened is asked, not believed."""

    id: str
    kind: str
    payment_id: str | None
    ref: str | None


class PaymentGateway(Protocol):
    """Takes money from buyers on a page of its own, and gives it back."""

    async def start(self, ask: Ask) -> Begun:
        """Open a page to pay on. The same payment twice opens one page, so retry freely.

        Raises:
            PaymentDeclined: the provider will not take this payment.
            GatewayDown: it is not known.
        """

    async def find(self, payment_ref: str) -> Standing:
        """What became of a payment. Raises ``GatewayDown``."""

    async def cancel(self, payment_ref: str) -> None:
        """Close the page, so that nobody pays any more; no matter if it is closed or paid. Raises ``GatewayDown``."""

    async def refund(self, payment_ref: str, amount: Money, *, key: str) -> RefundStanding:
        """Send money back. The same ``key`` twice moves it once, so retry freely. Raises ``GatewayDown``."""

    def notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """The notice in a call of the provider, as raw bytes. Raises ``NoticeForged``."""


Gateways: TypeAlias = Mapping[PaymentMethod, PaymentGateway]
