"""Reading what is owed and what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass

from asyncpg import Record

from stores.database import first_row, rows
from stores.kernel.money import Money
from stores.payments.states import PaymentMethod, PaymentState


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of an order."""

    id: str
    order_id: str
    payable_id: str
    method: PaymentMethod
    state: PaymentState
    amount: Money


_PAYMENT = "SELECT id, order_id, payable_id, method, state, amount_minor, currency FROM payment"


async def payments_of(order_ids: Sequence[str]) -> dict[str, list[PaymentRow]]:
    """The payments of each order, oldest first, in one query."""
    found = await rows(f"{_PAYMENT} WHERE order_id = ANY($1) ORDER BY opened_at, id", list(order_ids))
    by_order: dict[str, list[PaymentRow]] = {order_id: [] for order_id in order_ids}
    for row in found:
        by_order[row["order_id"]].append(_payment(row))
    return by_order


async def payment_by_id(payment_id: str) -> PaymentRow | None:
    """One payment, for whoever is let in to its order."""
    row = await first_row(f"{_PAYMENT} WHERE id = $1", payment_id)
    return _payment(row) if row else None


def _payment(row: Record) -> PaymentRow:
    return PaymentRow(
        row["id"],
        row["order_id"],
        row["payable_id"],
        PaymentMethod(row["method"]),
        PaymentState(row["state"]),
        Money(row["amount_minor"], row["currency"]),
    )


async def owed_for(payable_id: str) -> Money | None:
    """What is still to be paid for one thing; None when nothing is."""
    row = await first_row(
        "SELECT amount_minor, currency FROM payment WHERE payable_id = $1 AND state = 'OWED'", payable_id
    )
    return Money(row["amount_minor"], row["currency"]) if row else None


async def is_paid_in_full(order_id: str) -> bool:
    """Is nothing of an order still to be paid (what was cancelled does not count), and was something paid?"""
    row = await first_row(
        "SELECT bool_and(state = 'PAID') AS paid FROM payment WHERE order_id = $1 AND state <> 'CANCELLED'", order_id
    )
    return bool(row and row["paid"])
