"""What happened to money."""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class PaymentSettled(Event):
    """What was owed for something has been paid."""

    order_id: str
    payment_id: str
    payable_id: str
    store_id: str | None = None
