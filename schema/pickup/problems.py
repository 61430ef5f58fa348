"""Why something cannot be done at the counter."""

from datetime import datetime

import strawberry

from schema.enums import PickupState
from schema.locator import Store, store_of
from schema.problems import Problem, explains
from schema.scalars import Money
from stores.pickup import errors


@explains(errors.PickupNotFound)
class PickupNotFound(Problem):
    """pickup_id: The id that was asked for."""

    pickup_id: strawberry.ID


@explains(errors.CodeUnknown)
class CodeUnknown(Problem):
    """code: The code as it was understood."""

    code: str


@explains(errors.CollectedElsewhere)
class CollectedElsewhere(Problem):
    """store_id: The store where the parcel waits."""

    store_id: strawberry.ID

    @strawberry.field
    def store(self) -> Store | None:
        """The store where the parcel waits."""
        return store_of(self.store_id)


@explains(errors.WrongPickupCode)
class WrongPickupCode(Problem):
    """attempts_left: How many more codes may be tried."""

    attempts_left: int


@explains(errors.PaymentOwed)
class PaymentOwed(Problem):
    """owed: What is to be paid first."""

    owed: Money


@explains(errors.AlreadyCollected)
class AlreadyCollected(Problem):
    """collected_at: When it was handed over.

    by: Who handed it over.
    store_id: Where it was handed over.
    """

    collected_at: datetime | None
    by: str
    store_id: strawberry.ID

    @strawberry.field
    def store(self) -> Store | None:
        """Where it was handed over."""
        return store_of(self.store_id)


@explains(errors.PickupNotOpen)
class PickupNotOpen(Problem):
    """state: The state that the parcel is in."""

    state: PickupState


@explains(errors.NotInParcel)
class NotInParcel(Problem):
    """line_id: The line in question.

    outstanding: How many of its units are still in the parcel.
    """

    line_id: strawberry.ID
    outstanding: int


@explains(errors.PassLocked)
class PassLocked(Problem):
    """retry_after_seconds: When codes are tried again."""

    retry_after_seconds: int


@explains(errors.PassRevoked)
class PassRevoked(Problem):
    """pickup_id: The parcel that it opened once."""

    pickup_id: strawberry.ID


@explains(errors.ReasonNeeded)
class ReasonNeeded(Problem):
    pass


@explains(errors.DelegateNotNamed)
class DelegateNotNamed(Problem):
    pass


@explains(errors.TooManyDelegates)
class TooManyDelegates(Problem):
    """most: How many there may be."""

    most: int


@explains(errors.DelegationNotFound)
class DelegationNotFound(Problem):
    """delegation_id: The id that was asked for."""

    delegation_id: strawberry.ID


@explains(errors.AgeCheckNeeded)
class AgeCheckNeeded(Problem):
    """minimum_age: How old the customer must be, in years."""

    minimum_age: int | None


@explains(errors.TooLateToUndo)
class TooLateToUndo(Problem):
    """collected_at: When it was handed over."""

    collected_at: datetime | None


@explains(errors.OnAnotherDevice)
class OnAnotherDevice(Problem):
    """by: Who handed it over."""

    by: str


@explains(errors.NotReturnable)
class NotReturnable(Problem):
    """line_id: The line in question.

    returnable: How many of its units can come back.
    """

    line_id: strawberry.ID
    returnable: int
