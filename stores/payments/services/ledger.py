"""Writing the ledger: the only place where the sums and the state of a payment change."""

from dataclasses import dataclass

from stores.database import first_row
from stores.kernel import clock
from stores.payments.models import Payment
from stores.payments.rules import CHANGES, state_of
from stores.payments.states import LIFECYCLE, EntryKind, PaymentMethod, PaymentState


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to money, under a name by which it is written only once."""

    kind: EntryKind
    minor: int
    name: str


async def write(payment: Payment, *facts: Fact) -> set[str]:
    """Append facts about a payment whose row is locked, and bring its sums and state up to date.

    The names of those that were new; a fact that is known changes nothing.
    """
    new = {fact.name for fact in facts if await _append(payment, fact)}
    for fact in facts:
        if fact.name in new and fact.kind in CHANGES:
            column, sign = CHANGES[fact.kind]
            setattr(payment, column, getattr(payment, column) + sign * fact.minor)
    _advance(payment, {fact.kind for fact in facts if fact.name in new})
    await payment.save()
    return new


async def _append(payment: Payment, fact: Fact) -> bool:
    appended = await first_row(
        "INSERT INTO payment_entry (payment_id, kind, fact, amount_minor, currency, at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (payment_id, fact) DO NOTHING RETURNING id",
        payment.id,
        fact.kind,
        fact.name,
        fact.minor,
        payment.currency,
        clock.now(),
    )
    return appended is not None


def _advance(payment: Payment, kinds: set[EntryKind]) -> None:
    """Move on to what the sums amount to; a state that lies behind is not gone back to."""
    waiting = PaymentState.OWED if payment.method is PaymentMethod.COUNTER else PaymentState.PENDING
    dropped = PaymentState.FAILED if EntryKind.FAILED in kinds else PaymentState.CANCELLED
    state = state_of(payment.sums, waiting, dropped)
    if LIFECYCLE.may_move(payment.state, state):
        payment.move_to(state)
    if payment.settled_at is None and payment.state is PaymentState.PAID:
        payment.settled_at = clock.now()
