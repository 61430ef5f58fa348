"""Giving money back: what staff may do with a payment."""

from typing import Annotated, TypeAlias

import strawberry

from schema.context import Info
from schema.errors import BAD_REQUEST, RequestError
from schema.inputs import RefundedLineInput
from schema.ordering.problems import LineNotFound, QuantityNotPossible
from schema.outbox import KeyReused, KeyTooLong
from schema.payments import Payment, PaymentNotFound, RefundTooLarge
from schema.permissions import the_staff_member
from schema.scalars import MinorUnits
from stores.ordering import services as ordering
from stores.payments import queries as payments

RefundPaymentResult: TypeAlias = Annotated[
    Payment | PaymentNotFound | LineNotFound | QuantityNotPossible | RefundTooLarge | KeyReused | KeyTooLong,
    strawberry.union("RefundPaymentResult", description="What became of money that was to be given back."),
]


async def refund_payment(
    info: Info,
    key: strawberry.ID,
    payment_id: strawberry.ID,
    reason: str,
    lines: list[RefundedLineInput] | None = None,
    amount: MinorUnits | None = None,
) -> RefundPaymentResult:
    """Give money back, for units of lines or as a plain amount; supervisors and above, at a store of the order.

    What was paid online is sent back by the provider. What was paid at a counter is handed over by whoever asks.

    key: A new one for each wish; the same again gets the same answer.
    payment_id: The payment that it is given back from.
    reason: Why, for the books.
    lines: Which units; their worth is what was paid for them. Either this or an amount.
    amount: How much, in minor units of the payment's currency.
    """
    staff, wish = the_staff_member(info), _wish(reason, lines, amount)
    await ordering.refund(staff, payment_id, wish)
    row = await payments.payment_by_id(payment_id)
    assert row is not None
    return Payment.of(row)


def _wish(reason: str, lines: list[RefundedLineInput] | None, amount: int | None) -> ordering.RefundWish:
    if bool(lines) == (amount is not None):
        raise RequestError(BAD_REQUEST, "Name either lines or an amount.", argument="lines")
    units = tuple((str(line.line_id), line.quantity) for line in lines or ())
    return ordering.RefundWish(reason, units, amount or 0)
