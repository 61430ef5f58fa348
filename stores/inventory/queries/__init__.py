"""Reading the shelves: what is free where, what a store can sell, and what is on its way."""

from stores.inventory.queries.availability import availability, free_at, stock_of, stores_with
from stores.inventory.queries.transfers import Incoming, incoming

__all__ = ["Incoming", "availability", "free_at", "incoming", "stock_of", "stores_with"]
