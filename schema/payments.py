"""Money that is owed, and how it was paid."""

from typing import Annotated, Self, TypeAlias

import strawberry

from schema.enums import PaymentFlag, PaymentMethod, PaymentState
from schema.problems import Problem, explains
from schema.scalars import Money, Node
from stores.payments import errors
from stores.payments.queries import PaymentRow


@explains(errors.NothingOwed)
class NothingOwed(Problem):
    """payable_id: What there was to pay for."""

    payable_id: strawberry.ID


@explains(errors.PaymentMethodNotOffered)
class PaymentMethodNotOffered(Problem):
    """method: The way to pay that was wished for."""

    method: PaymentMethod


@explains(errors.PaymentDeclined)
class PaymentDeclined(Problem):
    """reason: What the provider said."""

    reason: str


@explains(errors.PaymentNotFound)
class PaymentNotFound(Problem):
    """payment_id: The payment that was asked for."""

    payment_id: strawberry.ID


@explains(errors.RefundTooLarge)
class RefundTooLarge(Problem):
    """refundable: What can still be given back."""

    refundable: Money


@strawberry.type
class Redirect:
    """The buyer pays on another page.

    url: That page.
    """

    url: str


@strawberry.type
class ScanCode:
    """The buyer pays by scanning a code.

    text: What the code holds.
    qr: The code as a picture: SVG in a data URL.
    """

    text: str
    qr: str


PaymentAction: TypeAlias = Annotated[
    Redirect | ScanCode, strawberry.union("PaymentAction", description="What the buyer has to do to pay.")
]


@strawberry.type
class Payment(Node):
    """Money for one thing of an order.

    state: How far it has come.
    method: How it is paid.
    amount: How much it is.
    captured: How much of it has come.
    refunded: How much of that was given back.
    flag: Why a person has to look at it; null for almost all.
    action: What the buyer has to do now; null where nothing is to be done online.
    """

    state: PaymentState
    method: PaymentMethod
    amount: Money
    captured: Money
    refunded: Money
    flag: PaymentFlag | None
    action: PaymentAction | None

    @classmethod
    def of(cls, row: PaymentRow) -> Self:
        waits = row.state is PaymentState.PENDING and row.url is not None
        return cls(
            id=strawberry.ID(row.id),
            state=row.state,
            method=row.method,
            amount=Money.of(row.amount),
            captured=Money.of(row.captured),
            refunded=Money.of(row.refunded),
            flag=row.flag,
            action=Redirect(url=row.url or "") if waits else None,
        )
