"""Money that is owed, and how it was paid."""

from typing import Annotated, Self, TypeAlias

import strawberry

from schema.enums import PaymentMethod, PaymentState
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
    action: What the buyer has to do now; null where nothing is to be done online.
    """

    state: PaymentState
    method: PaymentMethod
    amount: Money
    action: PaymentAction | None

    @classmethod
    def of(cls, row: PaymentRow) -> Self:
        return cls(
            id=strawberry.ID(row.id), state=row.state, method=row.method, amount=Money.of(row.amount), action=None
        )
