"""Reading what is owed and what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass

from asyncpg import Record

from stores.database import first_row, rows
from stores.kernel.money import Money
from stores.payments.states import PaymentFlag, PaymentMethod, PaymentState


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of an order."""

    id: str
    order_id: str
    payable_id: str
    method: PaymentMethod
    state: PaymentState
    amount: Money
    captured: Money
    refunded: Money
    url: str | None
    flag: PaymentFlag | None


_PAYMENT = """
    SELECT id, order_id, payable_id, method, state, amount_minor, captured_minor, refunded_minor, currency, url, flag
    FROM payment
"""


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
        Money(row["captured_minor"], row["currency"]),
        Money(row["refunded_minor"], row["currency"]),
        row["url"],
        PaymentFlag(row["flag"]) if row["flag"] else None,
    )


async def owed_for(payable_id: str) -> Money | None:
    """What is still to be paid for one thing; None when nothing is."""
    row = await first_row(
        "SELECT amount_minor - dropped_minor AS minor, currency FROM payment WHERE payable_id = $1 AND state = 'OWED'",
        payable_id,
    )
    return Money(row["minor"], row["currency"]) if row else None


async def is_paid_in_full(order_id: str) -> bool:
    """Is nothing of an order still to be paid (what was given up does not count), and is its money here to stay?"""
    row = await first_row(
        "SELECT bool_and(amount_minor - dropped_minor <= captured_minor)"
        " AND (sum(captured_minor - refund_asked_minor) > 0 OR sum(amount_minor - dropped_minor) = 0) AS paid"
        " FROM payment WHERE order_id = $1 AND state NOT IN ('CANCELLED', 'FAILED')",
        order_id,
    )
    return bool(row and row["paid"])


async def holds_money(order_id: str) -> bool:
    """Has money come for an order that was not promised back?"""
    row = await first_row(
        "SELECT 1 FROM payment WHERE order_id = $1 AND captured_minor > refund_asked_minor LIMIT 1", order_id
    )
    return row is not None


async def can_be_sent_back(order_id: str) -> bool:
    """Did all the money that came for an order come through a provider, so that nobody has to hand it over?"""
    row = await first_row(
        "SELECT bool_and(method <> 'COUNTER') AS sent FROM payment WHERE order_id = $1 AND captured_minor > 0", order_id
    )
    return bool(row is not None and row["sent"] is not False)


async def is_asked(cause: str) -> bool:
    """Was money given back for this cause, out of any payment?"""
    row = await first_row("SELECT 1 FROM refund WHERE starts_with(cause, $1) LIMIT 1", f"{cause}:")
    return row is not None


async def out_of_tune() -> list[str]:
    """The payments whose sums are not those of their ledger; there should never be any."""
    found = await rows(_OUT_OF_TUNE)
    return [row["id"] for row in found]


_OUT_OF_TUNE = """
    SELECT payment.id FROM payment LEFT JOIN LATERAL (
        SELECT coalesce(sum(amount_minor) FILTER (WHERE kind = 'OWED'), 0) AS owed,
               coalesce(sum(amount_minor) FILTER (WHERE kind IN ('FAILED', 'CANCELLED')), 0) AS dropped,
               coalesce(sum(amount_minor) FILTER (WHERE kind = 'AUTHORISED'), 0) AS authorised,
               coalesce(sum(amount_minor) FILTER (WHERE kind = 'CAPTURED'), 0) AS captured,
               coalesce(sum(amount_minor) FILTER (WHERE kind = 'REFUND_ASKED'), 0)
                 - coalesce(sum(amount_minor) FILTER (WHERE kind = 'REFUND_REFUSED'), 0) AS asked,
               coalesce(sum(amount_minor) FILTER (WHERE kind = 'REFUNDED'), 0) AS refunded
        FROM payment_entry WHERE payment_entry.payment_id = payment.id
    ) entry ON true
    WHERE (amount_minor, dropped_minor, authorised_minor, captured_minor, refund_asked_minor, refunded_minor)
      IS DISTINCT FROM
          (entry.owed, entry.dropped, entry.authorised, entry.captured, entry.asked, entry.refunded)
    ORDER BY payment.id
"""
