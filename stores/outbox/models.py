"""Tables of what happened and of what was answered."""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class DomainEvent(Model):
    """One event in the stream of one aggregate, until and after its delivery to the reactions."""

    id = fields.BigIntField(primary_key=True, generated=True)
    aggregate = fields.CharField(max_length=64)
    sequence = fields.IntField()
    name = fields.CharField(max_length=64)
    payload = fields.JSONField[dict[str, object]]()
    recorded_at = fields.DatetimeField()
    claimed_until = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "domain_event"
        constraints = (UniqueConstraint(fields=("aggregate", "sequence"), name="one_event_per_place_in_a_stream"),)


class IdempotencyKey(Model):
    """One answered mutation: what was asked, and the outcome that every repetition receives."""

    id = fields.BigIntField(primary_key=True, generated=True)
    scope = fields.CharField(max_length=64)
    operation = fields.CharField(max_length=64)
    key = fields.CharField(max_length=255)
    fingerprint = fields.CharField(max_length=64)
    outcome = fields.JSONField[dict[str, object] | None](null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "idempotency_key"
        constraints = (UniqueConstraint(fields=("scope", "operation", "key"), name="one_answer_per_key"),)
