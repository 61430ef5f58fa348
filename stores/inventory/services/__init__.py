"""Changing what is on the shelves: each change is a movement, and no unit is promised twice."""

from stores.inventory.services.corrections import AdjustReason, adjust_stock, set_safety
from stores.inventory.services.counting import ShelfCount, count_shelf, count_shelves
from stores.inventory.services.goods import (
    hold_goods,
    let_go,
    receive_delivery,
    release_goods,
    return_goods,
    ship_out,
    unship,
)
from stores.inventory.services.ledger import Goods
from stores.inventory.services.transfers import (
    Arrival,
    TransferWish,
    cancel_transfer,
    create_transfer,
    receive_transfer,
    send_transfer,
)

__all__ = [
    "AdjustReason",
    "Arrival",
    "Goods",
    "ShelfCount",
    "TransferWish",
    "adjust_stock",
    "cancel_transfer",
    "count_shelf",
    "count_shelves",
    "create_transfer",
    "hold_goods",
    "let_go",
    "receive_delivery",
    "receive_transfer",
    "release_goods",
    "return_goods",
    "send_transfer",
    "set_safety",
    "ship_out",
    "unship",
]
