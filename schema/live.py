"""Subscriptions: what happens now."""

from collections.abc import AsyncIterator

import strawberry

from schema.context import Info
from schema.errors import NOT_FOUND, RequestError
from schema.notifications import ChannelMessage, message_again
from schema.ordering import Order
from schema.ordering.orders import order_again
from schema.permissions import the_channel
from schema.pickup import Pickup
from stores.identity.actors import require_staff_at
from stores.notifications.services import MESSAGE_DUE
from stores.pickup import queries as pickups


async def order_changed(info: Info, id: strawberry.ID) -> AsyncIterator[Order]:
    """An order, now and each time that something happens to it.

    id: The order's id.
    """
    context = info.context
    heard = context.announcements.about(id)
    order = await order_again(context, id)
    if order is None:
        raise RequestError(NOT_FOUND, "There is no such order.")
    async for _ in _now_and_then(heard, id):
        context.loaders.clear()
        order = await order_again(context, id)
        if order is not None:
            yield order


async def pickups_changed(info: Info, store_id: strawberry.ID) -> AsyncIterator[Pickup]:
    """The parcels of a store that something happens to, for its staff.

    store_id: The store.
    """
    context = info.context
    require_staff_at(context.actor, store_id)
    async for order_id in context.announcements.about(store_id):
        context.loaders.clear()
        for row in (await pickups.pickups_of([order_id])).get(order_id, ()):
            if row.store_id == store_id:
                yield Pickup.of(row)


async def channel_message_due(info: Info) -> AsyncIterator[ChannelMessage]:
    """The messages of the asking channel, each when it becomes due; those before are read by channelMessages."""
    context = info.context
    the_channel(info)
    async for message_id in context.announcements.about(MESSAGE_DUE):
        context.loaders.clear()
        message = await message_again(context, message_id)
        if message is not None:
            yield message


async def _now_and_then(heard: AsyncIterator[str], subject: str) -> AsyncIterator[str]:
    yield subject
    async for again in heard:
        yield again
