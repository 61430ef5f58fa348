"""Tables of what is on the shelves, and of every movement onto and off them."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.holds.models import Countable
from stores.inventory.states import LIFECYCLE, TransferState


class MovementKind(StrEnum):
    """Why units came to a shelf or left it."""

    RECEIVED = "RECEIVED"
    COLLECTED = "COLLECTED"
    UNCOLLECTED = "UNCOLLECTED"  # a handover was undone
    SHIPPED_OUT = "SHIPPED_OUT"
    SOLD_IN_STORE = "SOLD_IN_STORE"
    RETURNED = "RETURNED"
    COUNT = "COUNT"
    FOUND = "FOUND"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    CORRECTION = "CORRECTION"
    TRANSFERRED_OUT = "TRANSFERRED_OUT"
    TRANSFERRED_IN = "TRANSFERRED_IN"


class StockLevel(Countable):
    """Units of one variant at one store: ``total`` is what may be promised, on hand less safety.

    ``safety_wanted`` is what its manager wants to be kept back from orders. ``safety`` is what is: less while so few
    units are on hand that promises to buyers need them.
    """

    store_id = fields.CharField(max_length=64)
    sku = fields.CharField(max_length=120)
    on_hand = fields.IntField()
    safety = fields.IntField(default=0)
    safety_wanted = fields.IntField(db_default=0)
    location = fields.CharField(max_length=64, null=True)  # the shelf or bin

    class Meta:
        table = "stock_level"
        constraints = (
            UniqueConstraint(fields=("store_id", "sku"), name="one_stock_level_per_store_and_sku"),
            CheckConstraint(check="0 <= promised AND promised <= total", name="stock_promised_within_total"),
            CheckConstraint(check="total = on_hand - safety", name="stock_total_is_on_hand_less_safety"),
            CheckConstraint(check="on_hand >= 0 AND safety >= 0", name="stock_is_not_negative"),
            CheckConstraint(check="safety <= safety_wanted", name="stock_keeps_back_no_more_than_is_wanted"),
        )


class Movement(Model):
    """One change of what is on hand, never altered (the database refuses it): the levels are the sum of these."""

    id = fields.BigIntField(primary_key=True, generated=True)
    stock_level_id = fields.CharField(max_length=64, db_index=True)
    kind = fields.CharEnumField(MovementKind, max_length=16)
    quantity = fields.IntField()  # positive onto the shelf, negative off it
    reference = fields.CharField(max_length=128)  # what caused it: a pickup, a file, a person
    note = fields.CharField(max_length=200, null=True)  # what a person said about it
    moved_at = fields.DatetimeField()

    class Meta:
        table = "movement"
        constraints = (CheckConstraint(check="quantity <> 0", name="movement_moves_something"),)


class Transfer(Model):
    """Goods on their way from one store or warehouse to another."""

    id = fields.CharField(max_length=64, primary_key=True)
    from_store_id = fields.CharField(max_length=64)
    to_store_id = fields.CharField(max_length=64)
    state = fields.CharEnumField(TransferState, max_length=20, default=TransferState.DRAFT)
    expected_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    created_by = fields.CharField(max_length=64)
    sent_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    lines: fields.ReverseRelation["TransferLine"]

    class Meta:
        table = "transfer"
        constraints = (CheckConstraint(check="from_store_id <> to_store_id", name="transfer_goes_elsewhere"),)

    def move_to(self, state: TransferState) -> None:
        self.state = LIFECYCLE.move(self.state, state)


class TransferLine(Model):
    """Units of one variant in a transfer: how many were sent, arrived, and never did."""

    id = fields.CharField(max_length=64, primary_key=True)
    transfer: fields.ForeignKeyRelation[Transfer] = fields.ForeignKeyField("stores.Transfer", "lines", db_index=True)
    transfer_id: str
    sku = fields.CharField(max_length=120)
    quantity = fields.IntField()
    received = fields.IntField(default=0)
    missing = fields.IntField(default=0)  # the discrepancy, once the receiver waits for no more
    place = fields.IntField(default=0)

    class Meta:
        table = "transfer_line"
        constraints = (
            UniqueConstraint(fields=("transfer_id", "sku"), name="one_transfer_line_per_variant"),
            CheckConstraint(
                check="quantity > 0 AND received >= 0 AND missing >= 0 AND received + missing <= quantity",
                name="no_more_arrives_than_was_sent",
            ),
        )

    @property
    def outstanding(self) -> int:
        return self.quantity - self.received - self.missing
