"""Carts, quotes and orders: what somebody wants, what it costs, and what was bought."""

from schema.ordering.orders import Order, order_by_id

__all__ = ["Order", "order_by_id"]
