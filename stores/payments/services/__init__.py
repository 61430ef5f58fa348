"""Opening what is owed, taking it, settling it with the provider, and giving it back."""

from stores.payments.services.opening import (
    ALWAYS_OFFERED,
    cancel_owed,
    open_payments,
    owe_less,
    require_offered,
    take_at_counter,
)
from stores.payments.services.refunding import (
    Wish,
    ask_refund,
    parts_of_refused,
    refund_everything,
    refund_from_any,
    send_refund,
)
from stores.payments.services.settling import act_on_notice, look_after, reconcile, settle, take_notice
from stores.payments.services.starting import start, start_order

__all__ = [
    "ALWAYS_OFFERED",
    "Wish",
    "act_on_notice",
    "ask_refund",
    "cancel_owed",
    "look_after",
    "open_payments",
    "owe_less",
    "parts_of_refused",
    "reconcile",
    "refund_everything",
    "refund_from_any",
    "require_offered",
    "send_refund",
    "settle",
    "start",
    "start_order",
    "take_at_counter",
    "take_notice",
]
