"""Changing carts, freezing them in quotes, and making orders of them."""

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
from stores.ordering.services.orders import (
    CancelReason,
    OrderWish,
    cancel_order,
    cancel_when_lapsed,
    complete_order,
    mark_paid,
    order_now,
    place_order,
)
from stores.ordering.services.quotes import quote_cart
from stores.ordering.services.withdrawn import expire_quote

__all__ = [
    "CancelReason",
    "Contact",
    "OrderWish",
    "PickupWish",
    "Wanted",
    "add_to_cart",
    "apply_voucher",
    "cancel_order",
    "cancel_when_lapsed",
    "change_line",
    "choose_pickup",
    "complete_order",
    "create_cart",
    "expire_quote",
    "mark_paid",
    "order_now",
    "place_order",
    "quote_cart",
    "remove_voucher",
    "set_contact",
    "share_cart",
    "take_over_cart",
]
