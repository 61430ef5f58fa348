"""Stand-ins for what cannot be reached from here, each fulfilling a port."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from stores.kernel.money import Money
from stores.locator.ports import Match
from stores.notifications.ports import Mail, MailNotTaken
from stores.payments.errors import PaymentDeclined
from stores.payments.ports import Ask, Begun, GatewayDown, Notice, Outcome, RefundStanding, Standing
from stores.payments.states import RefundState


class Nowhere:
    """A geocoder that knows no place."""

    async def matches(self, text: str) -> list[Match]:
        return []


nowhere = Nowhere()


@dataclass
class KeptMail:
    """A mailer that keeps what it was handed; ``refuses`` are addresses that do not exist."""

    sent: list[Mail] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()
    is_down: bool = False

    async def send(self, mail: Mail) -> None:
        if self.is_down:
            raise ConnectionError("the mail server does not answer")
        if mail.to in self.refuses:
            raise MailNotTaken("no such mailbox")
        self.sent.append(mail)


class Died(BaseException):
    """The process is gone, as after a power cut: nothing catches this."""


@dataclass
class Fate:
    """Dies at one of the steps that are taken under it, counted from 1; never, if there is none."""

    dies_at: int | None = None
    steps: int = 0

    def step(self) -> None:
        """One more step is taken. Raises ``Died`` at the fatal one."""
        self.steps += 1
        if self.steps == self.dies_at:
            raise Died


@dataclass
class FakeGateway:
    """A provider in memory: pages that are paid by calling ``pay``, and refunds by their keys."""

    fate: Fate = field(default_factory=Fate)
    declines: str | None = None
    is_down: bool = False
    pages: dict[str, Standing] = field(default_factory=dict)
    refunds: dict[str, RefundStanding] = field(default_factory=dict)

    async def start(self, ask: Ask) -> Begun:
        self._reach()
        if self.declines is not None:
            raise PaymentDeclined(self.declines)
        nothing = Money.zero(ask.amount.currency)
        page = Standing(ask.payment_id, ask.amount, nothing, nothing, (), Outcome.OPEN)
        self.pages.setdefault(ref_of(ask.payment_id), page)
        self.fate.step()
        return Begun(ref_of(ask.payment_id), f"https://pay.example/{ask.payment_id}")

    async def find(self, payment_ref: str) -> Standing:
        self._reach()
        return self.pages[payment_ref]

    async def cancel(self, payment_ref: str) -> None:
        self._reach()
        page = self.pages[payment_ref]
        if page.outcome is Outcome.OPEN:
            self.pages[payment_ref] = replace(page, outcome=Outcome.FAILED, reason="closed")
        self.fate.step()

    async def refund(self, payment_ref: str, amount: Money, *, key: str) -> RefundStanding:
        self._reach()
        page = self.pages[payment_ref]
        if key not in self.refunds:
            left = page.captured.minor - sum(refund.amount.minor for refund in page.refunds)
            assert amount.minor <= left, "more was to be sent back than came"
            self.refunds[key] = RefundStanding(f"re_{key}", key, amount, RefundState.DONE)
            self.pages[payment_ref] = replace(page, refunds=(*page.refunds, self.refunds[key]))
        self.fate.step()
        return self.refunds[key]

    def notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        raise NotImplementedError("nobody calls in these stories")

    def _reach(self) -> None:
        self.fate.step()
        if self.is_down:
            raise GatewayDown("the line is down")

    def pay(self, payment_id: str, minor: int | None = None) -> None:
        """The buyer pays, all or some, on a page that is open."""
        page = self.pages[ref_of(payment_id)]
        if page.outcome is Outcome.OPEN:
            paid = page.asked if minor is None else Money(minor, page.asked.currency)
            done = replace(page, authorised=page.asked, captured=paid, outcome=Outcome.DONE)
            self.pages[ref_of(payment_id)] = done

    def refuse(self, payment_id: str) -> None:
        """The buyer's bank says no, or the buyer's time is over."""
        page = self.pages[ref_of(payment_id)]
        if page.outcome is Outcome.OPEN:
            self.pages[ref_of(payment_id)] = replace(page, outcome=Outcome.FAILED, reason="Insufficient funds.")

    def refund_at_desk(self, payment_id: str, minor: int) -> None:
        """Somebody gives money back in the provider's own dashboard."""
        page = self.pages[ref_of(payment_id)]
        refund = RefundStanding(
            f"re_desk_{len(page.refunds)}", None, Money(minor, page.asked.currency), RefundState.DONE
        )
        self.pages[ref_of(payment_id)] = replace(page, refunds=(*page.refunds, refund))

    def kept(self, payment_id: str) -> int:
        """What the merchant has of a payment in the end, in minor units."""
        page = self.pages[ref_of(payment_id)]
        return page.captured.minor - sum(refund.amount.minor for refund in page.refunds)


def ref_of(payment_id: str) -> str:
    """The name of a payment's page."""
    return f"page_{payment_id}"
