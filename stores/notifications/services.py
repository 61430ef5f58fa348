"""Writing down what people are to be told; a chat's process reads it and reports it sent."""

from collections.abc import Mapping

from stores.database import atomic, first_row
from stores.identity.actors import Actor
from stores.identity.models import Channel
from stores.identity.queries import chats_of
from stores.kernel import clock
from stores.kernel.errors import NotAllowed
from stores.kernel.ids import code_as_read, new_id
from stores.locator.queries import store_for
from stores.notifications.errors import MessageNotFound
from stores.notifications.models import Message, MessageKind
from stores.notifications.rules import wording
from stores.ordering.queries import OrderRow, orders_by_id
from stores.outbox import services as outbox
from stores.pickup.queries import PickupRow, pickup_by_id

MESSAGE_DUE = "MessageDue"  # the topic that wakes the processes of chats


async def thank_for_order(order_id: str) -> None:
    """Tell the buyer that the order has come in."""
    order = await _order(order_id)
    await _tell(order, MessageKind.ORDER_PLACED, {"number": order.number}, None)


async def invite_to_collect(order_id: str, pickup_id: str) -> None:
    """Tell the buyer that a parcel waits, where, and under which code."""
    pickup = await pickup_by_id(pickup_id)
    await _tell(await _order(order_id), MessageKind.PARCEL_READY, await _facts(pickup), pickup_id)


async def confirm_handover(order_id: str, pickup_id: str) -> None:
    """Tell the buyer that the parcel was handed over, so that a stranger's errand is noticed."""
    pickup = await pickup_by_id(pickup_id)
    await _tell(await _order(order_id), MessageKind.PARCEL_COLLECTED, await _facts(pickup), pickup_id)


async def _order(order_id: str) -> OrderRow:
    return (await orders_by_id([order_id]))[order_id]


async def _facts(pickup: PickupRow) -> Mapping[str, str]:
    store = await store_for(pickup.store_id)
    return {"number": pickup.order_number, "store": store.name, "code": code_as_read(pickup.code)}


@atomic
async def _tell(order: OrderRow, kind: MessageKind, facts: Mapping[str, str], pickup_id: str | None) -> None:
    """One message for each chat of the buyer; telling it twice writes it once."""
    if order.customer_id is None:
        return
    for chat in await chats_of(order.customer_id):
        written = await first_row(
            "INSERT INTO message (id, channel, recipient, kind, locale, text, about_id, order_id, pickup_id, due_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            " ON CONFLICT (channel, recipient, kind, about_id) DO NOTHING RETURNING id",
            new_id("msg"),
            chat.channel,
            chat.user_id,
            kind,
            order.locale,
            wording(kind, order.locale, facts),
            pickup_id or order.id,
            order.id,
            pickup_id,
            clock.now(),
        )
        if written is not None:
            await outbox.announce(MESSAGE_DUE, written["id"])


@atomic
async def report_delivered(actor: Actor, message_id: str, *, failure: str | None = None) -> Message:
    """The process of a chat says that a message was sent, or (``failure``) why it cannot be.

    Raises:
        MessageNotFound: no such message, or another channel's.
    """
    if not isinstance(actor, Channel):
        raise NotAllowed(signed_in=False)
    message = await Message.select_for_update().get_or_none(id=message_id, channel=actor.name)
    if message is None:
        raise MessageNotFound(message_id)
    if failure is None:
        message.delivered_at = message.delivered_at or clock.now()
    elif message.delivered_at is None:
        message.failed_at, message.failure = clock.now(), failure[:400]
    await message.save()
    return message
