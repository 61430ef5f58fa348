"""Tables of what people are told."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class MessageKind(StrEnum):
    """What a message is about."""

    ORDER_PLACED = "ORDER_PLACED"
    PARCEL_READY = "PARCEL_READY"
    PARCEL_COLLECTED = "PARCEL_COLLECTED"
    PICKUP_REMINDER = "PICKUP_REMINDER"
    PARCEL_LAPSED = "PARCEL_LAPSED"
    LINE_REFUSED = "LINE_REFUSED"
    PASS_REISSUED = "PASS_REISSUED"  # noqa: S105  not a password
    SLOT_CLOSED = "SLOT_CLOSED"
    SIGN_IN_CODE = "SIGN_IN_CODE"


class Message(Model):
    """One thing to tell one person through one channel; read by the channel's process, which reports it sent."""

    sequence = fields.BigIntField(primary_key=True, generated=True)
    id = fields.CharField(max_length=64, unique=True)
    channel = fields.CharField(max_length=32)
    recipient = fields.CharField(max_length=254)  # the channel's own name of the person, or an email
    kind = fields.CharEnumField(MessageKind, max_length=32)
    locale = fields.CharField(max_length=16)
    subject = fields.CharField(max_length=200)
    text = fields.TextField()
    about_id = fields.CharField(max_length=64)  # the thing it tells of: told once per person and kind
    order_id = fields.CharField(max_length=64, null=True)
    pickup_id = fields.CharField(max_length=64, null=True)
    due_at = fields.DatetimeField()
    delivered_at = fields.DatetimeField(null=True)
    failed_at = fields.DatetimeField(null=True)
    failure = fields.CharField(max_length=400, null=True)

    class Meta:
        table = "message"
        constraints = (UniqueConstraint(fields=("channel", "recipient", "kind", "about_id"), name="told_once"),)
