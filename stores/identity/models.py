"""Tables of the people and programs that ask."""

from datetime import datetime

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.identity.roles import Role


class Customer(Model):
    """A consumer whom the shop can recognise again."""

    id = fields.CharField(max_length=64, primary_key=True)
    name = fields.CharField(max_length=200, null=True)
    email = fields.CharField(max_length=254, null=True, unique=True)  # theirs for certain: they read a code there
    locale = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()

    class Meta:
        table = "customer"


class Channel(Model):
    """A chat service whose process speaks for its users, known by its token."""

    id = fields.CharField(max_length=64, primary_key=True)
    name = fields.CharField(max_length=32, unique=True)
    token_hash = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "channel"


class ChatLink(Model):
    """Which customer a chat user is."""

    id = fields.BigIntField(primary_key=True, generated=True)
    channel = fields.CharField(max_length=32)
    user_id = fields.CharField(max_length=128)
    customer_id = fields.CharField(max_length=64, db_index=True)

    class Meta:
        table = "chat_link"
        constraints = (UniqueConstraint(fields=("channel", "user_id"), name="one_customer_per_chat_user"),)


class StaffMember(Model):
    """A person who works for the shop: a role, and the stores where it holds."""

    id = fields.CharField(max_length=64, primary_key=True)
    email = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=200)
    role = fields.CharEnumField(Role, max_length=16)
    locale = fields.CharField(max_length=16)
    password_hash = fields.CharField(max_length=255)
    store_ids: fields.Field[list[str]] = ArrayField(element_type="text")
    every_store = fields.BooleanField(default=False)
    loopback_only = fields.BooleanField(default=False)  # a demo sign-in, useless from any other machine
    failed_tries = fields.IntField(default=0)
    locked_until = fields.DatetimeField(null=True)
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "staff_member"

    def is_locked_at(self, moment: datetime) -> bool:
        return self.locked_until is not None and moment < self.locked_until


class SignInCode(Model):
    """A one-time code that was sent to an email, whose holder becomes a customer by it."""

    id = fields.CharField(max_length=64, primary_key=True)
    email = fields.CharField(max_length=254, db_index=True)
    code = fields.CharField(max_length=16)
    locale = fields.CharField(max_length=16)
    failed_tries = fields.IntField(default=0)
    asked_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_code"


class SignIn(Model):
    """One session of one person, a staff member or a customer, from sign-in to sign-out or its end."""

    id = fields.CharField(max_length=64, primary_key=True)
    staff: fields.ForeignKeyNullableRelation[StaffMember] = fields.ForeignKeyField(
        "stores.StaffMember", "sign_ins", null=True
    )
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "stores.Customer", "sign_ins", null=True
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    started_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in"
        constraints = (
            CheckConstraint(check="num_nonnulls(staff_id, customer_id) = 1", name="a_session_is_of_one_person"),
        )


class AuditEntry(Model):
    """What a staff member changed: on which thing, when, and how it was before and after; never altered."""

    id = fields.CharField(max_length=64, primary_key=True)
    staff_id = fields.CharField(max_length=64, db_index=True)
    act = fields.CharField(max_length=64)
    thing_id = fields.CharField(max_length=64, db_index=True)
    at = fields.DatetimeField()
    before = fields.JSONField[dict[str, object] | None](null=True)
    after = fields.JSONField[dict[str, object] | None](null=True)

    class Meta:
        table = "audit_entry"
