"""Events are delivered in order, at least once, and wait for whoever stumbles."""

from dataclasses import dataclass

import pytest

from stores.kernel.events import Event
from stores.outbox import queries as outbox_read
from stores.outbox.relay import StreamBusy, deliver
from stores.outbox.services import record


@dataclass(frozen=True)
class BellRang(Event):
    """A test's event."""

    door_id: str
    times: int


async def test_a_stream_is_delivered_in_its_order(tx):
    heard = []

    async def hear(event: BellRang, _: object) -> None:
        heard.append(event.times)

    await record(BellRang("door-1", 1), BellRang("door-2", 7), BellRang("door-1", 2))
    await record(BellRang("door-1", 3))
    delivered = await deliver("door-1", {BellRang: [hear]}, None)

    assert delivered == 3
    assert heard == [1, 2, 3]
    assert [happened.sequence for happened in await outbox_read.stream("door-1")] == [1, 2, 3]
    assert await deliver("door-1", {BellRang: [hear]}, None) == 0


async def test_a_reaction_that_fails_is_tried_again_before_what_came_later(tx):
    heard, stumbles = [], [True]

    async def hear(event: BellRang, _: object) -> None:
        if stumbles and stumbles.pop():
            raise ConnectionError("the line is down")
        heard.append(event.times)

    await record(BellRang("door-1", 1), BellRang("door-1", 2))
    with pytest.raises(ConnectionError):
        await deliver("door-1", {BellRang: [hear]}, None)
    await deliver("door-1", {BellRang: [hear]}, None)

    assert heard == [1, 2]


async def test_two_workers_do_not_deliver_one_stream_at_once(tx):
    heard = []

    async def hear(event: BellRang, _: object) -> None:
        with pytest.raises(StreamBusy):
            await deliver("door-1", {BellRang: [hear]}, None)
        heard.append(event.times)

    await record(BellRang("door-1", 1))
    await deliver("door-1", {BellRang: [hear]}, None)

    assert heard == [1]
