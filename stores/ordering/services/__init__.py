"""Changing carts, freezing them in quotes, and making orders of them."""

from stores.ordering.services.carts import (
    Contact,
    PickupWish,
    Wanted,
    add_to_cart,
    change_line,
    choose_pickup,
    create_cart,
    set_contact,
    share_cart,
    take_over_cart,
)
from stores.ordering.services.orders import (
    CancelReason,
    OrderWish,
    cancel_order,
    cancel_when_lapsed,
    complete_order,
    mark_paid,
    order_now,
    place_order,
    reopen_order,
)
from stores.ordering.services.parcels import (
    announce_arrival,
    delegate_pickup,
    reissue_pass,
    reschedule_pickup,
    revoke_delegation,
)
from stores.ordering.services.quotes import quote_cart
from stores.ordering.services.returns import ReturnedLine, ReturnWish, return_lines

__all__ = [
    "CancelReason",
    "Contact",
    "OrderWish",
    "PickupWish",
    "ReturnWish",
    "ReturnedLine",
    "Wanted",
    "add_to_cart",
    "announce_arrival",
    "cancel_order",
    "cancel_when_lapsed",
    "change_line",
    "choose_pickup",
    "complete_order",
    "create_cart",
    "delegate_pickup",
    "mark_paid",
    "order_now",
    "place_order",
    "quote_cart",
    "reissue_pass",
    "reopen_order",
    "reschedule_pickup",
    "return_lines",
    "revoke_delegation",
    "set_contact",
    "share_cart",
    "take_over_cart",
]
