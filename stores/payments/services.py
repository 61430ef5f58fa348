"""Opening what is owed, and taking it at the counter."""

from collections.abc import Sequence

from stores.database import atomic
from stores.identity.models import StaffMember
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.kernel.money import Money
from stores.outbox import services as outbox
from stores.payments.errors import NothingOwed, PaymentMethodNotOffered
from stores.payments.events import PaymentSettled
from stores.payments.models import Payment
from stores.payments.states import PaymentMethod, PaymentState, Tender

OFFERED = (PaymentMethod.COUNTER,)


def require_offered(method: PaymentMethod) -> None:
    """Raises ``PaymentMethodNotOffered`` for a way to pay that has no gateway here."""
    if method not in OFFERED:
        raise PaymentMethodNotOffered(method)


@atomic
async def open_payments(order_id: str, owed: Sequence[tuple[str, Money]], method: PaymentMethod) -> None:
    """Write down what is owed for each payable thing of an order; what costs nothing is paid at once."""
    now = clock.now()
    payments = [
        Payment(
            id=new_id("pay"),
            order_id=order_id,
            payable_id=payable_id,
            method=method,
            state=PaymentState.OWED if amount else PaymentState.PAID,
            amount_minor=amount.minor,
            currency=amount.currency,
            opened_at=now,
            settled_at=None if amount else now,
        )
        for payable_id, amount in owed
    ]
    await Payment.bulk_create(payments)
    settled = [payment for payment in payments if payment.state is PaymentState.PAID]
    if settled:
        await outbox.record(*(PaymentSettled(order_id, payment.id, payment.payable_id) for payment in settled))


@atomic
async def take_at_counter(staff: StaffMember, payable_id: str, store_id: str, tender: Tender) -> Payment:
    """Money was taken at a counter for what is owed there.

    Raises:
        NothingOwed: it is paid already, or was cancelled.
    """
    payment = await Payment.select_for_update().get_or_none(payable_id=payable_id, method=PaymentMethod.COUNTER)
    if payment is None or payment.state is not PaymentState.OWED:
        raise NothingOwed(payable_id)
    payment.move_to(PaymentState.PAID)
    payment.tender = tender
    payment.taken_by = staff.id
    payment.settled_at = clock.now()
    await payment.save()
    await outbox.record(PaymentSettled(payment.order_id, payment.id, payable_id, store_id))
    return payment


@atomic
async def cancel_owed(payable_ids: Sequence[str]) -> None:
    """What is still owed for these things is owed no more."""
    for payment in await Payment.select_for_update().filter(payable_id__in=payable_ids).order_by("id"):
        if payment.state is PaymentState.OWED:
            payment.move_to(PaymentState.CANCELLED)
            await payment.save(update_fields=["state"])


@atomic
async def owe_less(payable_id: str, amount: Money) -> Money:
    """Part of what a thing costs is given up; how much of that was paid already and has to go back.

    What is still owed for the thing shrinks; when nothing of it is left, it is owed no more.
    """
    payment = await Payment.select_for_update().get_or_none(payable_id=payable_id, state=PaymentState.OWED)
    if payment is None:
        return amount
    payment.amount_minor -= amount.minor
    if payment.amount_minor <= 0:
        payment.move_to(PaymentState.CANCELLED)
    await payment.save(update_fields=["amount_minor", "state"])
    return Money.zero(amount.currency)
