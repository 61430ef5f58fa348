"""The states of an order."""

from enum import StrEnum

from stores.kernel.states import Lifecycle


class OrderState(StrEnum):
    """How far an order has come."""

    PLACED = "PLACED"
    PAID = "PAID"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


LIFECYCLE: Lifecycle[OrderState] = Lifecycle(
    {
        OrderState.PLACED: {OrderState.PAID, OrderState.CANCELLED},
        OrderState.PAID: {OrderState.COMPLETED, OrderState.CANCELLED},
        OrderState.COMPLETED: {OrderState.PAID},  # a handover was undone
        OrderState.CANCELLED: set(),
    }
)
