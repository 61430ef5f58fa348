"""Parcels that wait at counters: what they are, what staff do with them, and what their customers do."""

from schema.pickup.parcels import Pickup, board

__all__ = ["Pickup", "board"]
