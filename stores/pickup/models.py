"""Tables of parcels waiting at counters, of the times to collect them, and of who may and did."""

from datetime import datetime

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.holds.models import Countable
from stores.kernel.money import Money
from stores.pickup.states import LIFECYCLE, PickupState


class SlotPlan(Model):
    """How a store cuts the opening hours of one weekday into slots."""

    id = fields.CharField(max_length=64, primary_key=True)
    store_id = fields.CharField(max_length=64)
    weekday = fields.IntField()  # ISO: Monday is 1
    length_minutes = fields.IntField()
    capacity = fields.IntField()  # parcels in one slot
    cut_off_minutes = fields.IntField(default=0)  # before a slot begins, by the clock
    lead_minutes = fields.IntField()  # open minutes to prepare a parcel

    class Meta:
        table = "slot_plan"
        constraints = (
            UniqueConstraint(fields=("store_id", "weekday"), name="one_slot_plan_per_store_and_weekday"),
            CheckConstraint(check="weekday BETWEEN 1 AND 7", name="slot_plan_is_of_a_weekday"),
            CheckConstraint(
                check="length_minutes > 0 AND capacity >= 0 AND cut_off_minutes >= 0 AND lead_minutes >= 0",
                name="slot_plan_is_not_negative",
            ),
        )


class Slot(Countable):
    """A time at which parcels are collected, written when the first of them is promised; ``total`` is its capacity."""

    store_id = fields.CharField(max_length=64)
    on = fields.DateField()  # the local day whose plan it is of
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "slot"
        constraints = (
            UniqueConstraint(fields=("store_id", "starts_at"), name="one_slot_per_store_and_start"),
            CheckConstraint(check="0 <= promised AND promised <= total", name="slot_promised_within_total"),
            CheckConstraint(check="starts_at < ends_at", name="slot_has_a_length"),
        )


class Pickup(Model):
    """The goods of one order that are handed over at one store, against one code."""

    id = fields.CharField(max_length=64, primary_key=True)
    order_id = fields.CharField(max_length=64, db_index=True)
    order_number = fields.CharField(max_length=32)
    store_id = fields.CharField(max_length=64)
    customer_name = fields.CharField(max_length=200)
    currency = fields.CharField(max_length=3)
    code = fields.CharField(max_length=32)
    issue = fields.IntField(default=1)  # how many codes it has had
    code_tries = fields.IntField(default=0)  # wrong codes since the last right one
    locked_until = fields.DatetimeField(null=True)  # after too many of them
    state = fields.CharEnumField(PickupState, max_length=20, default=PickupState.TO_PREPARE)
    opened_at = fields.DatetimeField()
    slot_id = fields.CharField(max_length=64, null=True)
    due_at = fields.DatetimeField(null=True)  # the promise; none where the store has no hours
    escalated_at = fields.DatetimeField(null=True)
    ready_at = fields.DatetimeField(null=True)
    kept_until = fields.DatetimeField(null=True)
    reminders = fields.IntField(default=0)
    arrived_at = fields.DatetimeField(null=True)
    spot = fields.CharField(max_length=64, null=True)
    collected_at = fields.DatetimeField(null=True)
    collected_by = fields.CharField(max_length=200, null=True)  # the staff member who handed it over
    collector_name = fields.CharField(max_length=200, null=True)  # who took it

    lines: fields.ReverseRelation["PickupLine"]

    class Meta:
        table = "pickup"
        constraints = (UniqueConstraint(fields=("store_id", "code"), name="one_pickup_per_code_and_store"),)

    def move_to(self, state: PickupState) -> None:
        self.state = LIFECYCLE.move(self.state, state)

    def is_locked_at(self, moment: datetime) -> bool:
        return self.locked_until is not None and moment < self.locked_until


class PickupLine(Model):
    """Units of one variant in a parcel: how many were to come, were given, were refused, came back."""

    id = fields.CharField(max_length=64, primary_key=True)
    pickup: fields.ForeignKeyRelation[Pickup] = fields.ForeignKeyField("stores.Pickup", "lines", db_index=True)
    pickup_id: str
    order_line_id = fields.CharField(max_length=64)
    sku = fields.CharField(max_length=120)
    title = fields.CharField(max_length=400)
    quantity = fields.IntField()
    total_minor = fields.BigIntField()  # what all its units cost together
    minimum_age = fields.IntField(null=True)  # in years, as it was when they were ordered
    collected = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    returned = fields.IntField(default=0)  # of those collected
    place = fields.IntField(default=0)

    class Meta:
        table = "pickup_line"
        constraints = (
            CheckConstraint(
                check="quantity > 0 AND collected >= 0 AND refused >= 0 AND collected + refused <= quantity",
                name="no_more_is_handed_over_than_ordered",
            ),
            CheckConstraint(
                check="0 <= returned AND returned <= collected", name="no_more_is_returned_than_handed_over"
            ),
        )

    @property
    def outstanding(self) -> int:
        return self.quantity - self.collected - self.refused


class Collection(Model):
    """One handover over the counter: which units, to whom, by whom on which device; and whether it was undone."""

    id = fields.CharField(max_length=64, primary_key=True)
    pickup_id = fields.CharField(max_length=64, db_index=True)
    units = fields.JSONField[dict[str, int]]()  # by line
    collector_name = fields.CharField(max_length=200)
    delegation_id = fields.CharField(max_length=64, null=True)
    staff_id = fields.CharField(max_length=64)
    staff_name = fields.CharField(max_length=200)
    device = fields.CharField(max_length=64, null=True)
    age_checked_by = fields.CharField(max_length=64, null=True)  # who looked at the papers; never what they said
    collected_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()  # later than collected_at where the network was gone
    undone_at = fields.DatetimeField(null=True)
    undone_by = fields.CharField(max_length=64, null=True)
    undo_reason = fields.CharField(max_length=400, null=True)

    class Meta:
        table = "collection"


class Delegation(Model):
    """A pass of its own for somebody who collects for the customer, until it is revoked."""

    id = fields.CharField(max_length=64, primary_key=True)
    pickup_id = fields.CharField(max_length=64, db_index=True)
    name = fields.CharField(max_length=200)
    code = fields.CharField(max_length=32, unique=True)
    given_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "delegation"


class RevokedPass(Model):
    """A code that was replaced or taken back, so that whoever scans it is told so."""

    id = fields.BigIntField(primary_key=True, generated=True)
    pickup_id = fields.CharField(max_length=64)
    code = fields.CharField(max_length=32, db_index=True)
    revoked_at = fields.DatetimeField()

    class Meta:
        table = "revoked_pass"


class RefusedUnits(Model):
    """Units of a line that were not given, why, and what they were worth."""

    id = fields.CharField(max_length=64, primary_key=True)
    pickup_id = fields.CharField(max_length=64, db_index=True)
    line_id = fields.CharField(max_length=64)
    quantity = fields.IntField()
    reason = fields.CharField(max_length=32)
    amount_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    staff_id = fields.CharField(max_length=64)
    device = fields.CharField(max_length=64, null=True)
    refused_at = fields.DatetimeField()

    class Meta:
        table = "refused_units"
        constraints = (CheckConstraint(check="quantity > 0 AND amount_minor >= 0", name="something_is_refused"),)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
