"""Asking the provider for a page to pay on: after the commit of the order, and as often as it takes."""

from datetime import timedelta

from stores.database import atomic
from stores.kernel import clock
from stores.outbox import services as outbox
from stores.payments.errors import PaymentDeclined
from stores.payments.events import PaymentFailed, PaymentStarted
from stores.payments.models import Payment
from stores.payments.ports import Ask, Begun, GatewayDown, Gateways
from stores.payments.services.ledger import Fact, write
from stores.payments.states import EntryKind, PaymentState

STARTED_WITHIN = timedelta(minutes=4)  # a page that opens later would stay open after the goods are free again
LOOK_AGAIN_AFTER = timedelta(minutes=2)
LONGEST_REASON = 400


async def start(gateways: Gateways, payment_id: str) -> None:
    """Have the provider open the page of one payment. Talks to it outside any transaction; safe to run twice.

    Raises:
        PaymentDeclined: it will not take this payment, which has failed.
        GatewayDown: nothing is known; it is tried again.
    """
    payment = await Payment.get(id=payment_id)
    if payment.state is not PaymentState.PENDING or payment.provider_ref or payment.method not in gateways:
        return
    assert payment.until is not None
    ask = Ask(payment.id, payment.order_id, payment.title or payment.order_id, payment.money, payment.until)
    try:
        begun = await gateways[payment.method].start(ask)
    except PaymentDeclined as declined:
        await fail(payment_id, declined.reason)
        raise
    except GatewayDown:
        if clock.now() > payment.opened_at + STARTED_WITHIN:
            await fail(payment_id, "the provider cannot be reached")
        raise
    await note_started(payment_id, begun)


async def start_order(gateways: Gateways, order_id: str) -> None:
    """Start every payment of an order that can be started. Raises as ``start`` does.

    Raises:
        PaymentDeclined: also for a payment that was declined before it was started.
    """
    for payment in await Payment.filter(order_id=order_id).exclude(until=None).order_by("opened_at", "id"):
        if payment.state is PaymentState.FAILED and payment.provider_ref is None:
            raise PaymentDeclined(payment.reason or "")
        await start(gateways, payment.id)


@atomic
async def note_started(payment_id: str, begun: Begun) -> None:
    """A page is open: write down its address."""
    payment = await Payment.select_for_update().get(id=payment_id)
    payment.provider_ref = payment.provider_ref or begun.ref
    payment.url = payment.url or begun.url
    payment.look_at = clock.now() + LOOK_AGAIN_AFTER
    if await write(payment, Fact(EntryKind.STARTED, payment.amount_minor, f"started:{begun.ref}")):
        await outbox.record(PaymentStarted(payment.order_id, payment.id))


@atomic
async def fail(payment_id: str, reason: str) -> None:
    """The payment will not come. What was taken of it already stays."""
    payment = await Payment.select_for_update().get(id=payment_id)
    await note_failed(payment, reason)


async def note_failed(payment: Payment, reason: str) -> None:
    """The same for a payment whose row is locked."""
    if not payment.sums.still_owed:
        return
    payment.reason = reason[:LONGEST_REASON]
    payment.look_at = None
    await write(payment, Fact(EntryKind.FAILED, payment.sums.still_owed, "failed"))
    await outbox.record(PaymentFailed(payment.order_id, payment.id, payment.reason))
