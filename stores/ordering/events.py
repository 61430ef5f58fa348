"""What happened to orders."""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class OrderPlaced(Event):
    """Somebody bought something."""

    order_id: str


@dataclass(frozen=True)
class OrderPaid(Event):
    """Nothing of an order is still to be paid."""

    order_id: str


@dataclass(frozen=True)
class OrderCompleted(Event):
    """Everything of an order was handed over."""

    order_id: str


@dataclass(frozen=True)
class GoodsReturned(Event):
    """Goods that were handed over came back; what they are worth has to be paid back."""

    order_id: str
    return_id: str
    store_id: str
    refund_minor: int
    currency: str


@dataclass(frozen=True)
class OrderReopened(Event):
    """A handover was undone: the order is not complete after all."""

    order_id: str


@dataclass(frozen=True)
class OrderCancelled(Event):
    """An order was given up before anything of it was handed over."""

    order_id: str
    reason: str
