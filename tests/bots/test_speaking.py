"""The shop speaks by itself: each message said once, in order, and its end reported."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

from bots.channels.desk import TryLater, Undeliverable
from bots.engine.rendering import Capabilities, Message
from bots.engine.turns import Heard, Session
from bots.memory import Memory
from bots.speaking import Announcer, Postman
from tests.bots.customer import shops_of
from tests.bots.desk import Clock
from tests.bots.fake_shop import FakeShop
from tests.bots.fake_world import NOW

SHOWS = Capabilities("test", text_limit=4000, page=8)


@dataclass
class FakeChannel:
    """A chat service that keeps what it was sent, or refuses it."""

    shows: Capabilities = SHOWS
    sent: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    async def send(self, chat: str, message: Message) -> None:
        """Take one message."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append((chat, message.text))


async def never() -> AsyncIterator[None]:
    """A subscription that says nothing."""
    await asyncio.Event().wait()
    yield None


def an_announcer(memory: Memory, shop: FakeShop) -> Announcer:
    """Who takes the shop's messages."""
    return Announcer(memory, SHOWS, shops_of(shop)(Heard("test", "", ""), "en"), Clock(), never)


def a_message(number: int, to: str = "test:c1") -> dict:
    """A message that the shop wants said."""
    order = {"id": "ord_1", "number": "W-1001"}
    row = {"id": f"msg_{number}", "to": to, "kind": "READY", "locale": "en", "text": f"Parcel {number} is ready."}
    return row | {"order": order, "dueAt": NOW.isoformat()}


async def said_by_the_talk(memory: Memory, *messages: Message) -> None:
    """Messages that a turn of the talk put into the outbox."""
    heard = Heard("test", "c1", str(id(messages)))
    async with memory.turn(heard) as visit:
        before = await visit.session() or Session(salt="s", locale="en")
        await visit.keep(Session(salt="s", version=before.version + 1, locale="en"), messages, NOW)


async def test_a_message_of_the_shop_is_said_once_and_reported_once(bare_database: str):
    memory, shop, channel = await Memory.open(bare_database), FakeShop(), FakeChannel()
    other = await Memory.open(bare_database)
    shop.messages = [a_message(1), a_message(2)]
    announcers = [an_announcer(memory, shop), an_announcer(other, shop)]

    await asyncio.gather(*(announcer.catch_up() for announcer in announcers))
    await asyncio.gather(*(Postman(one, channel, Clock()).empty("c1") for one in (memory, other)))
    for announcer in announcers:
        await announcer.catch_up()
    await memory.close()
    await other.close()

    assert channel.sent == [("c1", "Parcel 1 is ready."), ("c1", "Parcel 2 is ready.")]
    assert shop.reported == [("msg_1", True), ("msg_2", True)]


async def test_a_message_that_cannot_be_said_is_reported_with_its_reason(bare_database: str):
    memory, shop, channel = await Memory.open(bare_database), FakeShop(), FakeChannel()
    shop.messages = [a_message(1)]
    channel.refusals = [Undeliverable("the customer left")]

    await an_announcer(memory, shop).catch_up()
    await Postman(memory, channel, Clock()).empty("c1")
    await an_announcer(memory, shop).catch_up()
    await memory.close()

    assert shop.reported == [("msg_1", False)]
    assert shop.requests[-1][1]["reason"] == "the customer left"


async def test_a_report_that_did_not_arrive_is_made_again(bare_database: str):
    memory, shop, channel = await Memory.open(bare_database), FakeShop(), FakeChannel()
    shop.messages = [a_message(1)]
    shop.misbehave("ReportDelivered", "500", "500", "500")
    await an_announcer(memory, shop).catch_up()
    await Postman(memory, channel, Clock()).empty("c1")

    await an_announcer(memory, shop).catch_up()
    none_yet = list(shop.reported)
    await an_announcer(memory, shop).catch_up()
    await memory.close()

    assert none_yet == []
    assert shop.reported == [("msg_1", True)]


async def test_a_process_that_starts_again_goes_on_from_where_it_was(bare_database: str):
    memory, shop = await Memory.open(bare_database), FakeShop()
    shop.messages = [a_message(1)]
    await an_announcer(memory, shop).take()
    await memory.close()
    memory = await Memory.open(bare_database)
    shop.messages.append(a_message(2))

    await an_announcer(memory, shop).take()
    said = [letter.message.text for letter in await memory.letters("test", "c1", 0)]
    await memory.close()

    asked = [variables["after"] for name, variables in shop.requests if name == "ChannelMessages"]
    assert said == ["Parcel 1 is ready.", "Parcel 2 is ready."]
    assert asked == [None, "1"]


async def test_nothing_overtakes_a_message_that_waits(bare_database: str):
    memory, channel, clock = await Memory.open(bare_database), FakeChannel(), Clock()
    postman = Postman(memory, channel, clock)
    await said_by_the_talk(memory, Message("first"), Message("second"))
    channel.refusals = [TryLater(5)]

    await postman.empty("c1")
    await postman.empty("c1")
    before = list(channel.sent)
    clock.now += timedelta(seconds=5)
    await postman.empty("c1")
    await memory.close()

    assert before == []
    assert channel.sent == [("c1", "first"), ("c1", "second")]


async def test_a_pass_is_sent_again_when_nobody_knows_and_small_talk_is_not(bare_database: str):
    memory, channel, clock = await Memory.open(bare_database), FakeChannel(), Clock()
    postman = Postman(memory, channel, clock)
    await said_by_the_talk(memory, Message("hello"), Message("your pass", code="K7Q M4T XD9", surely=True))
    channel.refusals = [ConnectionError("cut off"), ConnectionError("cut off")]

    await postman.empty("c1")
    clock.now += timedelta(minutes=1)
    await postman.empty("c1")
    await memory.close()

    assert channel.sent == [("c1", "your pass")]


async def test_what_another_process_left_behind_is_sent(bare_database: str):
    memory, channel = await Memory.open(bare_database), FakeChannel()
    await said_by_the_talk(memory, Message("left behind"))

    running = asyncio.create_task(Postman(memory, channel, Clock()).run())
    while not channel.sent:
        await asyncio.sleep(0.02)
    await said_by_the_talk(memory, Message("at once"))
    while len(channel.sent) < 2:
        await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await memory.close()

    assert channel.sent == [("c1", "left behind"), ("c1", "at once")]
