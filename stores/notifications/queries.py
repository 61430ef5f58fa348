"""Reading what is to be told."""

from dataclasses import dataclass
from datetime import datetime

from stores.database import rows
from stores.identity.actors import Actor
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


async def messages_due(actor: Actor, *, first: int, after: int = 0) -> list[MessageRow]:
    """What the asking channel has still to send, oldest first, behind a sequence number.

    A message stays until it is reported, so that a process that was down begins at the beginning and misses none.
    """
    if not isinstance(actor, Channel):
        raise NotAllowed(signed_in=False)
    found = await rows(
        "SELECT sequence, id, recipient, kind, locale, text, order_id, pickup_id, due_at, delivered_at FROM message"
        " WHERE channel = $1 AND delivered_at IS NULL AND failed_at IS NULL AND due_at <= $2 AND sequence > $3"
        " ORDER BY sequence LIMIT $4",
        actor.name,
        clock.now(),
        after,
        first,
    )
    return [MessageRow(**{**dict(row), "kind": MessageKind(row["kind"])}) for row in found]
