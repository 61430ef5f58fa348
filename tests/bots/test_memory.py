"""Each update counts once, each turn is kept whole, and several processes share one memory."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from bots.engine.keeping import frozen_message, frozen_session, thawed_message, thawed_session
from bots.engine.rendering import Button, Capabilities, Message
from bots.engine.turns import Heard, Session
from bots.memory import Memory, Overtaken
from tests.bots.customer import Customer
from tests.bots.desk import a_reception
from tests.bots.fake_shop import FakeShop
from tests.bots.fake_world import NOW

SHOWS = Capabilities("test", text_limit=4000, page=8)


def heard(event: int, text: str, chat: str = "c1") -> Heard:
    """Somebody typed words."""
    return Heard("test", chat, f"{chat}-{event}", text=text)


async def said_in(memory: Memory, chat: str = "c1") -> list[str]:
    """Everything said in a chat."""
    return [letter.message.text for letter in await memory.letters("test", chat, 0)]


async def test_twenty_deliveries_of_five_updates_have_five_effects(bare_database: str):
    shop = FakeShop()
    updates = [heard(n, words) for n, words in enumerate(["olive", "1", "1", "3", "cart"])]
    async with a_reception(bare_database, shop) as one, a_reception(bare_database, shop) as other:
        for update in updates:
            await asyncio.gather(*(reception.hear(update, SHOWS) for reception in (one, other, one, other)))

        said = await said_in(one.memory)

    assert len(said) == 5
    assert shop.effects["createCart"] == 1
    assert "3 x Early harvest olive oil" in said[-1]


async def test_a_double_tap_in_two_processes_adds_once(bare_database: str):
    shop = FakeShop()
    async with a_reception(bare_database, shop) as one, a_reception(bare_database, shop) as other:
        for event, words in enumerate(["olive", "1", "1"]):
            await one.hear(heard(event, words), SHOWS)
        async with one.memory.turn(heard(9, "")) as visit:
            session = await visit.session()
        assert session
        token = next(option.token for option in session.offered if option.label == "2 pieces")
        taps = [Heard("test", "c1", f"tap-{n}", token=token) for n in range(2)]

        await asyncio.gather(one.hear(taps[0], SHOWS), other.hear(taps[1], SHOWS))
        said = await said_in(one.memory)

    assert shop.effects["createCart"] + shop.effects["addToCart"] == 1
    assert said[-1].startswith("That button belongs to an earlier message.")


async def test_forty_people_talk_side_by_side(bare_database: str):
    shop = FakeShop()
    async with a_reception(bare_database, shop) as one, a_reception(bare_database, shop) as other:
        updates = [heard(n, "olive", f"c{n}") for n in range(40)]
        await asyncio.gather(*((one, other)[n % 2].hear(update, SHOWS) for n, update in enumerate(updates)))

        said = [await said_in(one.memory, f"c{n}") for n in range(40)]

    assert all(len(lines) == 1 and "1 product found." in lines[0] for lines in said)


async def test_a_turn_is_kept_whole_or_not_at_all(bare_database: str):
    memory = await Memory.open(bare_database)
    update = heard(1, "menu")
    session = Session(salt="s", version=1, locale="en")
    async with memory.turn(update) as visit:
        await visit.keep(session, [Message("hello")], NOW)
    late = heard(2, "cart")

    async with memory.turn(late) as visit:
        with pytest.raises(Overtaken):
            await visit.keep(replace(session, version=1), [Message("late")], NOW)
        is_repeated = await visit.is_repeated()
    said = await said_in(memory)
    await memory.close()

    assert not is_repeated
    assert said == ["hello"]


async def test_a_turn_cut_off_between_the_shop_and_the_memory_is_done_again_with_one_effect(bare_database: str):
    shop = FakeShop()
    async with a_reception(bare_database, shop) as reception:
        for event, words in enumerate(["olive", "1", "1"]):
            await reception.hear(heard(event, words), SHOWS)
        await reception.memory.pool.execute("ALTER TABLE bots.outbox RENAME TO lost")
        with pytest.raises(asyncpg.UndefinedTableError):
            await reception.hear(heard(3, "2"), SHOWS)
        effects = shop.effects["createCart"]
        await reception.memory.pool.execute("ALTER TABLE bots.lost RENAME TO outbox")

        await reception.hear(heard(3, "2"), SHOWS)
        said = await said_in(reception.memory)

    assert effects == shop.effects["createCart"] == 1
    assert "2 x Early harvest olive oil" in said[-1]


async def test_a_bug_in_a_step_is_answered_and_does_not_come_back(bare_database: str):
    shop = FakeShop()
    async with a_reception(bare_database, shop) as reception:
        shop.misbehave("Products", "nonsense")
        await reception.hear(heard(1, "olive"), SHOWS)
        await reception.hear(heard(1, "olive"), SHOWS)
        await reception.hear(heard(2, "1"), SHOWS)

        said = await said_in(reception.memory)

    assert said[0].startswith("The shop cannot do that just now.")
    assert said[1].startswith("Welcome to Wharfside.")
    assert len(said) == 2


async def test_the_tables_are_made_side_by_side_and_twice(bare_database: str):
    memories = await asyncio.gather(*(Memory.open(bare_database) for _ in range(4)))
    again = await Memory.open(bare_database)

    tables = await again.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'bots' ORDER BY 1")
    await asyncio.gather(*(memory.close() for memory in [*memories, again]))

    assert [row["tablename"] for row in tables] == ["inbox", "outbox", "read_until", "session"]


async def test_who_waits_for_news_hears_of_what_another_process_said(bare_database: str):
    shop = FakeShop()
    async with a_reception(bare_database, shop) as one, a_reception(bare_database, shop) as other:
        waiting = asyncio.create_task(one.letters_soon("test", "c1", 0, patience=10))
        await asyncio.sleep(0.1)

        await other.hear(heard(1, "menu"), SHOWS)
        letters = await asyncio.wait_for(waiting, 2)

    assert letters[0].message.text.startswith("Welcome to Wharfside.")


async def test_one_process_at_a_time_holds_a_name(bare_database: str):
    one, other = await Memory.open(bare_database), await Memory.open(bare_database)

    async with one.alone("poll") as first, other.alone("poll") as second:
        held = (first, second)
    async with other.alone("poll") as third:
        pass
    await one.close()
    await other.close()

    assert held == (True, False)
    assert third


async def test_old_updates_and_messages_are_let_go_and_sessions_stay(bare_database: str):
    shop = FakeShop()
    async with a_reception(bare_database, shop) as reception:
        await reception.hear(heard(1, "menu"), SHOWS)
        await said_in(reception.memory)

        await reception.memory.forget(NOW + timedelta(seconds=1))
        said = await said_in(reception.memory)
        locale = await reception.memory.locale_of("test", "c1")

    assert said == []
    assert locale == "en"


async def test_a_session_is_the_same_after_it_was_kept():
    customer = Customer()
    for words in ("olive", "1", "1", "1", "cart", "1"):
        await customer.types(words)
    await customer.shares()

    thawed = thawed_session(frozen_session(customer.session))

    assert thawed == customer.session


def test_a_message_is_the_same_after_it_was_kept():
    message = Message(
        "Hello", buttons=(Button("t", "Yes", number=0),), rows=(Button("u", "No", hint="no"),), surely=True
    )

    assert thawed_message(frozen_message(message)) == message
