"""The shelves of stores: what is on them, how staff correct them, and what moves between them."""

from schema.inventory.shelves import NotStocked, OutOfStock, StockLevel, stock_levels

__all__ = ["NotStocked", "OutOfStock", "StockLevel", "stock_levels"]
