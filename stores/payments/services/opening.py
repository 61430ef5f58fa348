"""Opening what is owed, taking it at the counter, and letting go of it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from stores.database import atomic
from stores.identity.models import StaffMember
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.kernel.money import Money
from stores.outbox import services as outbox
from stores.payments.errors import NothingOwed, PaymentMethodNotOffered
from stores.payments.events import PaymentDropped, PaymentSettled
from stores.payments.models import Payment, PaymentEntry
from stores.payments.services.ledger import Fact, write
from stores.payments.states import EntryKind, PaymentMethod, PaymentState, Tender

START_OVERLOOKED_AFTER = timedelta(seconds=30)
ALWAYS_OFFERED = (PaymentMethod.COUNTER,)


def require_offered(method: PaymentMethod, offered: Collection[PaymentMethod]) -> None:
    """Raises ``PaymentMethodNotOffered`` for a way to pay that has no gateway here."""
    if method not in offered:
        raise PaymentMethodNotOffered(method)


@atomic
async def open_payments(
    order_id: str,
    owed: Sequence[tuple[str, Money]],
    method: PaymentMethod,
    *,
    until: datetime | None = None,
    title: str | None = None,
) -> None:
    """Write down what is owed for each payable thing of an order; what costs nothing is paid at once.

    ``until`` is the end of the buyer's chance to pay it online, ``title`` what it is called there.
    """
    payments = [_opened(order_id, payable_id, amount, method) for payable_id, amount in owed]
    for payment in payments:
        payment.until, payment.title = until, title
        if method is not PaymentMethod.COUNTER and payment.amount_minor:
            payment.look_at = payment.opened_at + START_OVERLOOKED_AFTER
    await Payment.bulk_create(payments)
    await PaymentEntry.bulk_create([_owed(payment) for payment in payments])
    settled = [payment for payment in payments if payment.state is PaymentState.PAID]
    if settled:
        await outbox.record(*(PaymentSettled(order_id, payment.id, payment.payable_id) for payment in settled))


def _opened(order_id: str, payable_id: str, amount: Money, method: PaymentMethod) -> Payment:
    now = clock.now()
    waiting = PaymentState.OWED if method is PaymentMethod.COUNTER else PaymentState.PENDING
    return Payment(
        id=new_id("pay"),
        order_id=order_id,
        payable_id=payable_id,
        method=method,
        state=waiting if amount else PaymentState.PAID,
        amount_minor=amount.minor,
        currency=amount.currency,
        opened_at=now,
        settled_at=None if amount else now,
    )


def _owed(payment: Payment) -> PaymentEntry:
    return PaymentEntry(
        payment_id=payment.id,
        kind=EntryKind.OWED,
        fact="owed",
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        at=payment.opened_at,
    )


@atomic
async def take_at_counter(staff: StaffMember, payable_id: str, store_id: str, tender: Tender) -> Payment:
    """Money was taken at a counter for what is owed there.

    Raises:
        NothingOwed: it is paid already, or was cancelled.
    """
    payment = await Payment.select_for_update().get_or_none(
        payable_id=payable_id, method=PaymentMethod.COUNTER, state=PaymentState.OWED
    )
    if payment is None:
        raise NothingOwed(payable_id)
    payment.tender = tender
    payment.taken_by = staff.id
    await write(payment, Fact(EntryKind.CAPTURED, payment.sums.still_owed, "taken at the counter"))
    await outbox.record(PaymentSettled(payment.order_id, payment.id, payable_id, store_id))
    return payment


@atomic
async def cancel_owed(payable_ids: Sequence[str]) -> None:
    """What is still owed for these things is owed no more; pages to pay it on are closed after the commit."""
    for payment in await Payment.select_for_update().filter(payable_id__in=payable_ids).order_by("id"):
        if not payment.sums.still_owed:
            continue
        online = payment.method is not PaymentMethod.COUNTER
        payment.look_at = clock.now() + START_OVERLOOKED_AFTER if online else None
        await write(payment, Fact(EntryKind.CANCELLED, payment.sums.still_owed, "cancelled"))
        if online:
            await outbox.record(PaymentDropped(payment.id))


@atomic
async def owe_less(payable_id: str, amount: Money, *, cause: str) -> Money:
    """Part of what a thing costs is given up; how much of that was paid already and has to go back.

    What is still owed for the thing shrinks; when nothing of it is left, it is owed no more. The same ``cause`` twice
    counts once.
    """
    payment = await Payment.select_for_update().get_or_none(payable_id=payable_id, state=PaymentState.OWED)
    if payment is None:
        return amount
    dropped = min(amount.minor, payment.sums.still_owed)
    await write(payment, Fact(EntryKind.CANCELLED, dropped, f"given up:{cause}"))
    return Money(amount.minor - dropped, amount.currency)
