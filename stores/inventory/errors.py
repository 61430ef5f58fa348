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


@dataclass(eq=False)
class PromisedToOrders(Refusal):
    """Fewer units were counted than are promised to orders: lines of the latest orders must be refused first."""

    sku: str
    store_id: str
    counted: int
    promised: int
    owners: list[str]  # the orders, the latest first, whose units cover what is short

    def __str__(self) -> str:
        return f"{self.counted} x {self.sku} counted, {self.promised} promised to orders."


@dataclass(eq=False)
class SafetyTooHigh(Refusal):
    """More units were to be kept back than are on hand and promised to nobody."""

    sku: str
    store_id: str
    asked: int
    on_hand: int
    promised: int
    most: int

    def __str__(self) -> str:
        return f"{self.asked} x {self.sku} were to be kept back, of {self.on_hand} with {self.promised} promised."


@dataclass(eq=False)
class TransferNotFound(Refusal):
    """No such transfer, or not this person's to see."""

    transfer_id: str

    def __str__(self) -> str:
        return "There is no such transfer."


@dataclass(eq=False)
class TransferNotOpen(Refusal):
    """In the state it is in, this cannot be done to the transfer."""

    state: str

    def __str__(self) -> str:
        return f"The transfer is {self.state}."


@dataclass(eq=False)
class NotInTransfer(Refusal):
    """More units of a variant were to be received than are still under way."""

    sku: str
    outstanding: int

    def __str__(self) -> str:
        return f"{self.outstanding} x {self.sku} are still under way."
