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
