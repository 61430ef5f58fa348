"""Refusals at the counter."""

from dataclasses import dataclass
from datetime import datetime

from stores.kernel.errors import Refusal
from stores.kernel.money import Money


@dataclass(eq=False)
class PickupNotFound(Refusal):
    """No such pickup, or not this person's to see."""

    pickup_id: str

    def __str__(self) -> str:
        return "There is no such pickup."


@dataclass(eq=False)
class CodeUnknown(Refusal):
    """Nothing waits at this store under this code."""

    code: str

    def __str__(self) -> str:
        return f"Nothing waits here under {self.code}."


@dataclass(eq=False)
class CollectedElsewhere(Refusal):
    """The code belongs to a parcel at another store."""

    store_id: str

    def __str__(self) -> str:
        return "This parcel waits at another store."


@dataclass(eq=False)
class WrongPickupCode(Refusal):
    """The code is not this parcel's; a few more tries are allowed."""

    attempts_left: int
    stands = True

    def __str__(self) -> str:
        return f"Wrong code, {self.attempts_left} tries left."


@dataclass(eq=False)
class PaymentOwed(Refusal):
    """The goods are not paid for yet: take the payment first."""

    owed: Money

    def __str__(self) -> str:
        return f"{self.owed.amount} {self.owed.currency} are owed."


@dataclass(eq=False)
class AlreadyCollected(Refusal):
    """The parcel was handed over before: when, by whom and where."""

    collected_at: datetime
    by: str
    store_id: str

    def __str__(self) -> str:
        return f"Handed over at {self.collected_at:%Y-%m-%d %H:%M} by {self.by}."


@dataclass(eq=False)
class PickupNotOpen(Refusal):
    """In the state it is in, this cannot be done to the parcel."""

    state: str

    def __str__(self) -> str:
        return f"The parcel is {self.state}."


@dataclass(eq=False)
class NotInParcel(Refusal):
    """More of a line was to be handed over than is still in the parcel, or no such line is."""

    line_id: str
    outstanding: int

    def __str__(self) -> str:
        return f"{self.outstanding} units are left of this line."


@dataclass(eq=False)
class SlotNotFound(Refusal):
    """The store has no such pickup slot."""

    slot_id: str

    def __str__(self) -> str:
        return "There is no such pickup slot."


@dataclass(eq=False)
class SlotFull(Refusal):
    """Nothing is left of the slot that was chosen."""

    slot_id: str
    store_id: str

    def __str__(self) -> str:
        return "This slot is full."


@dataclass(eq=False)
class SlotClosed(Refusal):
    """The slot cannot be chosen any more, or the store is closed then."""

    slot_id: str
    store_id: str
    why_not: str

    def __str__(self) -> str:
        return f"This slot cannot be chosen: {self.why_not}."


@dataclass(eq=False)
class SlotPlanNotPossible(Refusal):
    """A number of a slot plan lies outside what is possible."""

    what: str
    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.what} is a number from {self.least} to {self.most}."


@dataclass(eq=False)
class PassLocked(Refusal):
    """Too many wrong codes were tried for this parcel; wait, or give it a new pass."""

    retry_after_seconds: int

    def __str__(self) -> str:
        return f"Too many wrong codes. Try again in {self.retry_after_seconds} s."


@dataclass(eq=False)
class PassRevoked(Refusal):
    """The pass was replaced by another or taken back; it opens nothing."""

    pickup_id: str

    def __str__(self) -> str:
        return "This pass was replaced or taken back."


@dataclass(eq=False)
class ReasonNeeded(Refusal):
    """Staff say why they do this."""

    def __str__(self) -> str:
        return "Say why."


@dataclass(eq=False)
class DelegateNotNamed(Refusal):
    """Whoever collects for another has a name."""

    def __str__(self) -> str:
        return "Say who will collect."


@dataclass(eq=False)
class TooManyDelegates(Refusal):
    """So many people hold a pass for this parcel already."""

    most: int

    def __str__(self) -> str:
        return f"At most {self.most} people may hold a pass."


@dataclass(eq=False)
class DelegationNotFound(Refusal):
    """No such delegation, or not this person's to see."""

    delegation_id: str

    def __str__(self) -> str:
        return "There is no such delegation."


@dataclass(eq=False)
class AgeCheckNeeded(Refusal):
    """Goods with an age limit are handed over after somebody has looked at the customer's papers."""

    minimum_age: int

    def __str__(self) -> str:
        return f"Check that the customer is {self.minimum_age} or older."


@dataclass(eq=False)
class TooLateToUndo(Refusal):
    """A handover is undone within a quarter of an hour, and before any of its goods come back."""

    collected_at: datetime

    def __str__(self) -> str:
        return f"Handed over at {self.collected_at:%H:%M} UTC: too late to undo."


@dataclass(eq=False)
class OnAnotherDevice(Refusal):
    """A handover is undone where it was made."""

    by: str

    def __str__(self) -> str:
        return f"{self.by} handed this over on another device."


@dataclass(eq=False)
class NotReturnable(Refusal):
    """More of a line was to come back than was handed over and has not come back yet, or no such line was."""

    line_id: str
    returnable: int

    def __str__(self) -> str:
        return f"{self.returnable} units of this line can come back."
