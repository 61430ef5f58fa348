"""Tables of parcels waiting at counters."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.pickup.states import LIFECYCLE, PickupState


class Pickup(Model):
    """The goods of one order that are handed over at one store, against one code."""

    id = fields.CharField(max_length=64, primary_key=True)
    order_id = fields.CharField(max_length=64, db_index=True)
    order_number = fields.CharField(max_length=32)
    store_id = fields.CharField(max_length=64)
    customer_name = fields.CharField(max_length=200)
    code = fields.CharField(max_length=32)
    code_tries = fields.IntField(default=0)  # wrong codes since the last right one
    state = fields.CharEnumField(PickupState, max_length=20, default=PickupState.TO_PREPARE)
    opened_at = fields.DatetimeField()
    due_at = fields.DatetimeField(null=True)  # the promise; none where the store has no hours
    ready_at = fields.DatetimeField(null=True)
    kept_until = fields.DatetimeField(null=True)
    arrived_at = fields.DatetimeField(null=True)
    spot = fields.CharField(max_length=64, null=True)
    collected_at = fields.DatetimeField(null=True)
    collected_by = fields.CharField(max_length=200, null=True)  # the staff member who handed it over

    lines: fields.ReverseRelation["PickupLine"]

    class Meta:
        table = "pickup"
        constraints = (UniqueConstraint(fields=("store_id", "code"), name="one_pickup_per_code_and_store"),)

    def move_to(self, state: PickupState) -> None:
        self.state = LIFECYCLE.move(self.state, state)


class PickupLine(Model):
    """Units of one variant in a parcel: how many were to come, were given, were refused."""

    id = fields.CharField(max_length=64, primary_key=True)
    pickup: fields.ForeignKeyRelation[Pickup] = fields.ForeignKeyField("stores.Pickup", "lines", db_index=True)
    pickup_id: str
    order_line_id = fields.CharField(max_length=64)
    sku = fields.CharField(max_length=120)
    title = fields.CharField(max_length=400)
    quantity = fields.IntField()
    collected = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    place = fields.IntField(default=0)

    class Meta:
        table = "pickup_line"
        constraints = (
            CheckConstraint(
                check="quantity > 0 AND collected >= 0 AND refused >= 0 AND collected + refused <= quantity",
                name="no_more_is_handed_over_than_ordered",
            ),
        )

    @property
    def outstanding(self) -> int:
        return self.quantity - self.collected - self.refused
