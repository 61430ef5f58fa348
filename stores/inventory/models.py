"""Tables of what is on the shelves, and of every movement onto and off them."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.holds.models import Countable


class MovementKind(StrEnum):
    """Why units came to a shelf or left it."""

    RECEIVED = "RECEIVED"
    COLLECTED = "COLLECTED"
    UNCOLLECTED = "UNCOLLECTED"  # a handover was undone
    RETURNED = "RETURNED"
    COUNT = "COUNT"
    FOUND = "FOUND"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    SOLD_IN_STORE = "SOLD_IN_STORE"
    CORRECTION = "CORRECTION"


class StockLevel(Countable):
    """Units of one variant at one store: ``total`` is what may be promised, on hand less safety."""

    store_id = fields.CharField(max_length=64)
    sku = fields.CharField(max_length=120)
    on_hand = fields.IntField()
    safety = fields.IntField(default=0)
    location = fields.CharField(max_length=64, null=True)  # the shelf or bin

    class Meta:
        table = "stock_level"
        constraints = (
            UniqueConstraint(fields=("store_id", "sku"), name="one_stock_level_per_store_and_sku"),
            CheckConstraint(check="0 <= promised AND promised <= total", name="stock_promised_within_total"),
            CheckConstraint(check="total = on_hand - safety", name="stock_total_is_on_hand_less_safety"),
            CheckConstraint(check="on_hand >= 0 AND safety >= 0", name="stock_is_not_negative"),
        )


class Movement(Model):
    """One change of what is on hand, never altered: the levels are the sum of these."""

    id = fields.BigIntField(primary_key=True, generated=True)
    stock_level_id = fields.CharField(max_length=64, db_index=True)
    kind = fields.CharEnumField(MovementKind, max_length=16)
    quantity = fields.IntField()  # positive onto the shelf, negative off it
    reference = fields.CharField(max_length=128)  # what caused it: a pickup, a file, a person
    moved_at = fields.DatetimeField()

    class Meta:
        table = "movement"
        constraints = (CheckConstraint(check="quantity <> 0", name="movement_moves_something"),)
