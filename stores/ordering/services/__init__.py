"""Changing carts, freezing them in quotes, making orders of them, and what money does to those."""

from stores.ordering.services.carts import (
    Contact,
    PickupWish,
    Wanted,
    add_to_cart,
    apply_voucher,
    change_line,
    choose_pickup,
    create_cart,
    remove_voucher,
    set_contact,
    share_cart,
    take_over_cart,
)
from stores.ordering.services.ending import CancelReason, cancel_order, cancel_when_lapsed, complete_order, reopen_order
from stores.ordering.services.orders import OrderWish, order_now, place_order
from stores.ordering.services.parcels import (
    announce_arrival,
    delegate_pickup,
    reissue_pass,
    reschedule_pickup,
    revoke_delegation,
)
from stores.ordering.services.paying import (
    cancel_unpaid_orders,
    give_up_unpaid,
    mark_paid,
    open_pickups,
    start_paying,
)
from stores.ordering.services.quotes import quote_cart
from stores.ordering.services.refunds import RefundWish, refund, refund_lapsed, refund_refused, uncount_refused
from stores.ordering.services.returns import ReturnedLine, ReturnWish, return_lines
from stores.ordering.services.withdrawn import expire_quote

__all__ = [
    "CancelReason",
    "Contact",
    "OrderWish",
    "PickupWish",
    "RefundWish",
    "ReturnWish",
    "ReturnedLine",
    "Wanted",
    "add_to_cart",
    "announce_arrival",
    "apply_voucher",
    "cancel_order",
    "cancel_unpaid_orders",
    "cancel_when_lapsed",
    "change_line",
    "choose_pickup",
    "complete_order",
    "create_cart",
    "delegate_pickup",
    "expire_quote",
    "give_up_unpaid",
    "mark_paid",
    "open_pickups",
    "order_now",
    "place_order",
    "quote_cart",
    "refund",
    "refund_lapsed",
    "refund_refused",
    "reissue_pass",
    "remove_voucher",
    "reopen_order",
    "reschedule_pickup",
    "return_lines",
    "revoke_delegation",
    "set_contact",
    "share_cart",
    "start_paying",
    "take_over_cart",
    "uncount_refused",
]
