"""Reading carts, quotes and orders, and what a code at the counter stands for."""

from stores.ordering.queries.carts import CartLineRow, CartRow, PickupPlan, cart_for, cart_link
from stores.ordering.queries.orders import (
    OrderLineRow,
    OrderRow,
    ReturnLineRow,
    ReturnRow,
    is_seen_by,
    order_for,
    orders_by_id,
    orders_of,
    pickup_for,
    quote_for,
    return_by_id,
    returns_of,
    scan,
)

__all__ = [
    "CartLineRow",
    "CartRow",
    "OrderLineRow",
    "OrderRow",
    "PickupPlan",
    "ReturnLineRow",
    "ReturnRow",
    "cart_for",
    "cart_link",
    "is_seen_by",
    "order_for",
    "orders_by_id",
    "orders_of",
    "pickup_for",
    "quote_for",
    "return_by_id",
    "returns_of",
    "scan",
]
