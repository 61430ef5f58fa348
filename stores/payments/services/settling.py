"""Bringing the ledger up to what the provider says: whichever notice comes, late, twice, out of order or not at all."""

import logging

from stores.database import atomic, first_row
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.outbox import services as outbox
from stores.payments.errors import PaymentDeclined
from stores.payments.events import NoticeReceived, PaymentFlagged, PaymentSettled
from stores.payments.models import Payment, PaymentNotice, Refund
from stores.payments.ports import GatewayDown, Gateways, Notice, Standing
from stores.payments.rules import is_over, misfit
from stores.payments.services.ledger import Fact, write
from stores.payments.services.refunding import REFUND_OVERLOOKED_AFTER, note_refund, send_refund
from stores.payments.services.starting import LOOK_AGAIN_AFTER, note_failed, start
from stores.payments.states import EntryKind, PaymentFlag, PaymentMethod, PaymentState, RefundState

log = logging.getLogger(__name__)

AT_ONCE = 200
LONGEST_KIND = 100
TO_BE_CLOSED = (PaymentState.CANCELLED, PaymentState.FAILED)


@atomic
async def take_notice(method: PaymentMethod, notice: Notice) -> None:
    """Keep a notice that was proven; it is acted on after the commit, once, however often it is sent."""
    taken = await first_row(
        "INSERT INTO payment_notice (id, provider_id, method, kind, payment_id, ref, received_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (method, provider_id) DO NOTHING RETURNING id",
        new_id("ntc"),
        notice.id,
        method,
        notice.kind[:LONGEST_KIND],
        notice.payment_id,
        notice.ref,
        clock.now(),
    )
    if taken is not None:
        await outbox.record(NoticeReceived(taken["id"]))


async def act_on_notice(gateways: Gateways, notice_id: str) -> None:
    """Look at the payment that a notice is about; one about none of ours is put aside. Raises ``GatewayDown``."""
    notice = await PaymentNotice.get(id=notice_id)
    if notice.handled_at is not None:
        return
    if notice.payment_id is not None and await Payment.exists(id=notice.payment_id, method=notice.method):
        await _learn_ref(notice.payment_id, notice.ref)
        await look_after(gateways, notice.payment_id)
    await PaymentNotice.filter(id=notice_id).update(handled_at=clock.now())


async def _learn_ref(payment_id: str, ref: str | None) -> None:
    """The answer that named the page may have been lost; a notice names it as well."""
    if ref is not None:
        await Payment.filter(id=payment_id, provider_ref=None).update(provider_ref=ref)


async def look_after(gateways: Gateways, payment_id: str) -> None:
    """Do for one payment what is due: open its page, close it, or ask what became of it. Safe to run twice.

    Raises:
        PaymentDeclined, GatewayDown: of the provider.
    """
    payment = await Payment.get(id=payment_id)
    gateway = gateways.get(payment.method)
    if gateway is None:
        return
    if payment.provider_ref is None:
        await start(gateways, payment_id)
        await Payment.filter(id=payment_id, provider_ref=None).update(look_at=None)
        return
    if payment.state in TO_BE_CLOSED:
        await gateway.cancel(payment.provider_ref)
    await settle(payment_id, await gateway.find(payment.provider_ref))


@atomic
async def settle(payment_id: str, told: Standing) -> None:
    """Write down what is new in a provider's word; what does not fit is flagged for a person and not counted."""
    payment = await Payment.select_for_update().get(id=payment_id)
    flag = misfit(payment.id, payment.money, told)
    if flag is not None:
        await _flag(payment, flag)
        return
    refunds = await Refund.filter(payment_id=payment.id, state=RefundState.ASKED).count()
    waits = payment.state in (PaymentState.PENDING, PaymentState.AUTHORISED) and not is_over(told)
    payment.look_at = clock.now() + LOOK_AGAIN_AFTER if waits or refunds else None
    await _note_money(payment, told)
    for refund in told.refunds:
        await note_refund(payment, refund)
    if is_over(told):
        await note_failed(payment, told.reason)


async def _note_money(payment: Payment, told: Standing) -> None:
    """Sums only grow: a word that is older than what we know adds nothing."""
    authorised = max(0, told.authorised.minor - payment.authorised_minor)
    captured = max(0, told.captured.minor - payment.captured_minor)
    facts = [
        Fact(EntryKind.AUTHORISED, authorised, f"authorised:{told.authorised.minor}"),
        Fact(EntryKind.CAPTURED, captured, f"captured:{told.captured.minor}"),
    ]
    await write(payment, *(fact for fact in facts if fact.minor))
    if captured and not payment.sums.still_owed:
        await outbox.record(PaymentSettled(payment.order_id, payment.id, payment.payable_id))


async def _flag(payment: Payment, flag: PaymentFlag) -> None:
    if payment.flag is None:
        payment.flag = flag
        await outbox.record(PaymentFlagged(payment.order_id, payment.id, flag))
    payment.look_at = None
    await payment.save(update_fields=["flag", "look_at"])


async def reconcile(gateways: Gateways) -> int:
    """Do what no notice and no request has done in its time; how many payments and refunds. The worker calls this."""
    now = clock.now()
    due = await Payment.filter(look_at__lte=now).order_by("look_at").limit(AT_ONCE).values_list("id", flat=True)
    for payment_id in due:
        await _reconcile_one(gateways, str(payment_id))
    unsent = Refund.filter(state=RefundState.ASKED, provider_ref=None, asked_at__lte=now - REFUND_OVERLOOKED_AFTER)
    refunds = await unsent.order_by("asked_at").limit(AT_ONCE)
    for refund in refunds:
        try:
            await send_refund(gateways, refund.id)
        except GatewayDown:
            log.warning("the refund %s could not be sent; it is tried again", refund.id)
    return len(due) + len(refunds)


async def _reconcile_one(gateways: Gateways, payment_id: str) -> None:
    await Payment.filter(id=payment_id).update(look_at=clock.now() + LOOK_AGAIN_AFTER)
    try:
        await look_after(gateways, payment_id)
    except PaymentDeclined as declined:
        log.info("the payment %s was declined: %s", payment_id, declined.reason)
    except GatewayDown:
        log.warning("the provider of the payment %s cannot be reached; it is asked again", payment_id)
