"""Refusals of promises."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class NotEnough(Refusal):
    """Fewer units of something countable are free than were wanted."""

    countable_id: str
    asked: int
    free: int

    def __str__(self) -> str:
        return f"{self.asked} of {self.countable_id} wanted, {self.free} free."


@dataclass(eq=False)
class HoldExpired(Refusal):
    """What was held is held no longer."""

    owner: str

    def __str__(self) -> str:
        return f"Nothing is held for {self.owner} any more."
