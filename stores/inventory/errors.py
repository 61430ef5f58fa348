"""Refusals of the shelves."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class OutOfStock(Refusal):
    """The store has fewer free units than were asked for."""

    sku: str
    asked: int
    free: int
    store_id: str

    def __str__(self) -> str:
        return f"{self.asked} x {self.sku} asked for, {self.free} free."


@dataclass(eq=False)
class NotStocked(Refusal):
    """The store does not keep this variant."""

    sku: str
    store_id: str

    def __str__(self) -> str:
        return f"{self.sku} is not kept at this store."
