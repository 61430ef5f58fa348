"""Reading the shelves: what is free where, and what a store can sell."""

from stores.inventory.queries.availability import availability, free_at, stock_of, stores_with

__all__ = ["availability", "free_at", "stock_of", "stores_with"]
