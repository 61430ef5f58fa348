"""Giving money back: never more than came, once for each cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from stores.database import atomic
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.kernel.money import Money
from stores.outbox import services as outbox
from stores.payments.errors import PaymentNotFound, RefundTooLarge
from stores.payments.events import RefundAsked, Refunded, RefundRefused
from stores.payments.models import Payment, Refund, RefundedPart
from stores.payments.ports import Gateways, RefundStanding
from stores.payments.services.ledger import Fact, write
from stores.payments.states import EntryKind, PaymentFlag, PaymentMethod, RefundState

REFUND_OVERLOOKED_AFTER = timedelta(minutes=1)
LOCK = True  # race tests take it away, to show that they would notice


@dataclass(frozen=True, slots=True)
class Wish:
    """Money that is to be given back, and why; ``cause`` names what it follows from, so that it is given once."""

    amount: Money
    reason: str
    cause: str
    parts: tuple[RefundedPart, ...] = ()
    asked_by: str | None = None


@atomic
async def ask_refund(payment_id: str, wish: Wish) -> Refund:
    """Promise money back. It is sent after the commit; at a counter it is handed over by whoever asks.

    Raises:
        PaymentNotFound: no such payment.
        RefundTooLarge: more than is left of what was paid.
    """
    payment = await _locked(payment_id)
    known = await Refund.get_or_none(cause=wish.cause)
    if known is not None:
        return known
    if not 0 < wish.amount.minor <= payment.refundable.minor:
        raise RefundTooLarge(payment.refundable)
    refund = _refund(payment, wish)
    await refund.save(force_create=True)
    await write(payment, Fact(EntryKind.REFUND_ASKED, wish.amount.minor, f"asked:{refund.id}"))
    if payment.method is PaymentMethod.COUNTER:
        await _note_done(payment, refund, refund.id)
    else:
        await outbox.record(RefundAsked(refund.id))
    return refund


async def _locked(payment_id: str) -> Payment:
    found = Payment.select_for_update() if LOCK else Payment.all()
    payment = await found.get_or_none(id=payment_id)
    if payment is None:
        raise PaymentNotFound(payment_id)
    return payment


def _refund(payment: Payment, wish: Wish) -> Refund:
    return Refund(
        id=new_id("rfd"),
        payment_id=payment.id,
        cause=wish.cause,
        amount_minor=wish.amount.minor,
        currency=wish.amount.currency,
        reason=wish.reason[:400],
        parts=list(wish.parts),
        asked_by=wish.asked_by,
        asked_at=clock.now(),
    )


@atomic
async def refund_everything(order_id: str, reason: str) -> Money | None:
    """Give back all that an order's payments still hold; how much that is, None when it is nothing."""
    total: Money | None = None
    for payment in await Payment.select_for_update().filter(order_id=order_id).order_by("id"):
        left = payment.refundable
        if left:
            cause = f"{payment.id}:{payment.captured_minor}:{payment.refund_asked_minor}"
            await ask_refund(payment.id, Wish(left, reason, cause))
            total = left if total is None else total + left
    return total


@atomic
async def refund_from_any(order_id: str, wish: Wish) -> Money | None:
    """Give an amount back out of an order's payments, the oldest first, as far as they reach; how much that is."""
    missing, given = wish.amount, None
    for payment in await Payment.select_for_update().filter(order_id=order_id).order_by("opened_at", "id"):
        share = min(missing, payment.refundable)
        if share.minor <= 0:
            continue
        await ask_refund(payment.id, Wish(share, wish.reason, f"{wish.cause}:{payment.id}", wish.parts))
        missing, given = missing - share, share if given is None else given + share
    return given


async def send_refund(gateways: Gateways, refund_id: str) -> None:
    """Have the provider give money back. Talks to it outside any transaction; safe to run twice.

    Raises:
        GatewayDown: nothing is known; it is tried again with the same key.
    """
    refund = await Refund.get(id=refund_id)
    payment = await Payment.get(id=refund.payment_id)
    gateway = gateways.get(payment.method)
    if refund.state is not RefundState.ASKED or gateway is None or payment.provider_ref is None:
        return
    told = await gateway.refund(payment.provider_ref, refund.money, key=refund.id)
    await _answered(payment.id, told)


@atomic
async def _answered(payment_id: str, told: RefundStanding) -> None:
    payment = await Payment.select_for_update().get(id=payment_id)
    if told.state is RefundState.ASKED:
        payment.look_at = clock.now() + REFUND_OVERLOOKED_AFTER
        await payment.save(update_fields=["look_at"])
    await note_refund(payment, told)


async def note_refund(payment: Payment, told: RefundStanding) -> None:
    """Write down what became of a refund of a payment whose row is locked, ours or one made at the provider's desk."""
    refund = await Refund.get_or_none(id=told.key, payment_id=payment.id) if told.key else None
    if refund is not None and refund.provider_ref is None:
        refund.provider_ref = told.ref
        await refund.save(update_fields=["provider_ref"])
    if told.state is RefundState.DONE:
        if refund is None:
            await write(payment, Fact(EntryKind.REFUND_ASKED, told.amount.minor, f"asked:{told.ref}"))
        await _note_done(payment, refund, told.ref, told.amount.minor)
    elif told.state is RefundState.REFUSED and refund is not None:
        await _note_refused(payment, refund)


async def _note_done(payment: Payment, refund: Refund | None, ref: str, minor: int | None = None) -> None:
    amount = refund.amount_minor if refund else minor or 0
    new = await write(payment, Fact(EntryKind.REFUNDED, amount, f"refunded:{ref}"))
    if not new:
        return
    if refund is not None:
        refund.state, refund.done_at = RefundState.DONE, clock.now()
        await refund.save(update_fields=["state", "done_at"])
    await outbox.record(Refunded(payment.order_id, payment.id, amount))


async def _note_refused(payment: Payment, refund: Refund) -> None:
    """What was promised back can be promised again, once a person has seen why it was refused."""
    if refund.state is not RefundState.ASKED:
        return
    payment.flag = PaymentFlag.REFUND_REFUSED
    payment.look_at = clock.now()  # perhaps somebody has given it back at the provider's own desk
    await write(payment, Fact(EntryKind.REFUND_REFUSED, refund.amount_minor, f"refused:{refund.id}"))
    refund.state = RefundState.REFUSED
    await refund.save(update_fields=["state"])
    await outbox.record(RefundRefused(payment.order_id, payment.id, refund.id))


@atomic
async def parts_of_refused(refund_id: str) -> Sequence[RefundedPart]:
    """What a refused refund was to pay back, told once to whoever keeps count of it."""
    refund = await Refund.select_for_update().get(id=refund_id)
    if refund.state is not RefundState.REFUSED:
        return ()
    parts, refund.parts = refund.parts, []
    await refund.save(update_fields=["parts"])
    return parts
