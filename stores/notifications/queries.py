"""Reading what is to be told."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from stores.database import rows
from stores.identity.actors import Actor, Guest
from stores.identity.models import Channel
from stores.kernel import clock
from stores.kernel.errors import NotAllowed
from stores.notifications.models import MessageKind


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message that its channel has not sent yet."""

    sequence: int
    id: str
    recipient: str
    kind: MessageKind
    locale: str
    text: str
    order_id: str | None
    pickup_id: str | None
    due_at: datetime
    delivered_at: datetime | None


_MESSAGE = "SELECT sequence, id, recipient, kind, locale, text, order_id, pickup_id, due_at, delivered_at FROM message"
_UNSENT = "channel = $1 AND delivered_at IS NULL AND failed_at IS NULL AND due_at <= $2"


async def messages_due(actor: Actor, *, first: int, after: int = 0) -> list[MessageRow]:
    """What the asking channel has still to send, oldest first, behind a sequence number.

    A message stays until it is reported, so that a process that was down begins at the beginning and misses none.
    """
    found = await rows(
        f"{_MESSAGE} WHERE {_UNSENT} AND sequence > $3 ORDER BY sequence LIMIT $4",
        _name_of(actor),
        clock.now(),
        after,
        first,
    )
    return [_message(row) for row in found]


async def messages_due_count(actor: Actor) -> int:
    """How many messages the asking channel has still to send."""
    [row] = await rows(f"SELECT count(*) AS messages FROM message WHERE {_UNSENT}", _name_of(actor), clock.now())  # noqa: S608  our own text
    return int(row["messages"])


async def message_for(actor: Actor, message_id: str) -> MessageRow | None:
    """One message of the asking channel, sent or not; None for another's."""
    found = await rows(f"{_MESSAGE} WHERE channel = $1 AND id = $2", _name_of(actor), message_id)
    return _message(found[0]) if found else None


def _name_of(actor: Actor) -> str:
    if not isinstance(actor, Channel):
        raise NotAllowed(signed_in=not isinstance(actor, Guest))
    return actor.name


def _message(row: Record) -> MessageRow:
    return MessageRow(**{**dict(row), "kind": MessageKind(row["kind"])})
