"""What a chat's process has to tell people, and its reports that it did."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import MessageKind
from schema.experiences import Booking
from schema.loaders import loader
from schema.outbox import KeyReused, KeyTooLong
from schema.paging import Connection, Page, bounded, connection, cursor_of, key_of
from schema.permissions import the_channel
from schema.pickup import Pickup
from schema.problems import Problem, explains
from schema.scalars import Node
from stores.notifications import errors, models, queries
from stores.notifications import services as notifications
from stores.notifications.queries import MessageRow
from stores.pickup import queries as pickups

if TYPE_CHECKING:
    from schema.ordering import Order


@explains(errors.MessageNotFound)
class MessageNotFound(Problem):
    """message_id: The message that was reported."""

    message_id: strawberry.ID


@strawberry.type
class ChannelMessage(Node):
    """One thing to tell one person through one chat channel.

    to: The person, by the channel's own name of them.
    kind: What it is about.
    locale: The language it is written in.
    text: The words.
    booking: The visit it is about.
    due_at: From when it is to be told.
    delivered_at: When it was told.
    """

    to: str
    kind: MessageKind
    locale: str
    text: str
    booking: Booking | None
    due_at: datetime
    delivered_at: datetime | None
    row: strawberry.Private[MessageRow | models.Message]

    @strawberry.field
    async def order(self, info: Info) -> Annotated["Order", strawberry.lazy("schema.ordering")] | None:
        """The order it is about."""
        from schema.ordering import order_by_id  # an order is shown by more rooms than this one knows

        return await order_by_id(info.context, self.row.order_id) if self.row.order_id else None

    @strawberry.field
    async def pickup(self, info: Info) -> Pickup | None:
        """The parcel it is about."""
        if self.row.pickup_id is None:
            return None
        row = await loader(info.context, "pickup", pickups.pickups_by_id).load(self.row.pickup_id)
        return Pickup.of(row) if row else None

    @classmethod
    def of(cls, row: MessageRow | models.Message) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            to=row.recipient,
            kind=row.kind,
            locale=row.locale,
            text=row.text,
            booking=None,
            due_at=row.due_at,
            delivered_at=row.delivered_at,
            row=row,
        )


ReportDeliveredResult: TypeAlias = Annotated[
    ChannelMessage | MessageNotFound | KeyReused | KeyTooLong,
    strawberry.union("ReportDeliveredResult", description="What became of a report."),
]


async def channel_messages(
    info: Info, after: str | None = None, first: int | None = None
) -> Connection[ChannelMessage]:
    """What the asking channel has still to tell, oldest first; a message stays until it is reported.

    after: The cursor behind which the page begins.
    first: How many on the page, 1 to 100; 20 by default.
    """
    size, key = bounded(first), key_of(after, int)
    behind = int(str(key[0])) if key else 0
    rows = await queries.messages_due(the_channel(info), first=size + 1, after=behind)
    shown = rows[:size]
    members = [ChannelMessage.of(row) for row in shown]
    page = Page(members, [cursor_of(row.sequence) for row in shown], len(rows) > size, after is None)
    return connection(ChannelMessage, page, lambda: queries.messages_due_count(the_channel(info)))


async def report_delivered(
    info: Info, key: strawberry.ID, message_id: strawberry.ID, delivered: bool, reason: str | None = None
) -> ReportDeliveredResult:
    """Say that a message was told, or why it cannot be.

    key: A new one for each wish; the same again gets the same answer.
    message_id: The message.
    delivered: Was it told?
    reason: Why it was not.
    """
    failure = None if delivered else reason or "not said"
    message = await notifications.report_delivered(the_channel(info), message_id, failure=failure)
    return ChannelMessage.of(message)


@opens("ChannelMessage", kind="msg")
async def message_again(context: Context, id: str) -> ChannelMessage | None:
    """The message with an id, for its channel."""
    message = await queries.message_for(context.actor, id)
    return ChannelMessage.of(message) if message else None
