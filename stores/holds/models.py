"""Tables of promises: what can be counted, and what is held of it."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class Countable(Model):
    """Something scarce: how much of it may be promised, and how much is.

    Every table of countables carries ``CHECK (0 <= promised AND promised <= total)``, the last line of defence.
    ``promised`` is written by the holds domain alone.
    """

    id = fields.CharField(max_length=64, primary_key=True)
    total = fields.IntField()
    promised = fields.IntField(default=0)

    class Meta:
        abstract = True

    @property
    def free(self) -> int:
        return self.total - self.promised


class HoldEnd(StrEnum):
    """How a promise came to its end."""

    RELEASED = "RELEASED"  # its owner gave it back
    EXPIRED = "EXPIRED"  # its moment passed, or came early because the goods are not there
    SPENT = "SPENT"  # its units were handed over


class Hold(Model):
    """A promise of some units of one countable to one owner; live until it has ended."""

    id = fields.CharField(max_length=64, primary_key=True)
    owner = fields.CharField(max_length=64, db_index=True)
    countable_table = fields.CharField(max_length=32)
    countable_id = fields.CharField(max_length=64)
    quantity = fields.IntField()
    until = fields.DatetimeField(null=True)
    taken_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    ended_as = fields.CharEnumField(HoldEnd, max_length=16, null=True)

    class Meta:
        table = "hold"
        constraints = (
            CheckConstraint(check="quantity > 0", name="hold_holds_something"),
            CheckConstraint(check="(ended_at IS NULL) = (ended_as IS NULL)", name="hold_ends_in_some_way"),
        )
