"""A transaction that PostgreSQL gives up for the sake of others is tried again, by whoever began it."""

import asyncio

import pytest
from asyncpg import DeadlockDetectedError, SerializationError
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from stores import database
from stores.database import atomic, is_given_up, rows
from stores.inventory.models import StockLevel
from tests.rivals import in_database


@atomic
async def change_both(first: str, second: str) -> None:
    """Two shelves, changed in an order that no service of ours would use."""
    await rows("SET LOCAL deadlock_timeout = '20ms'")
    await StockLevel.select_for_update().get(id=first)
    await asyncio.sleep(0.05)
    await rows("UPDATE stock_level SET location = 'moved' WHERE id = $1", second)


async def two_shelves() -> None:
    for name in ("TEA", "POT"):
        await StockLevel.create(id=name, store_id="str_1", sku=name, on_hand=1, total=1)


@pytest.mark.race
async def test_two_who_stand_in_each_others_way_both_get_through(fresh_database):
    async def story() -> None:
        await two_shelves()

        await asyncio.gather(change_both("TEA", "POT"), change_both("POT", "TEA"))

        assert await StockLevel.filter(location="moved").count() == 2

    await in_database(fresh_database, story)


@pytest.mark.race
async def test_without_another_try_one_of_them_would_be_told_of_a_deadlock(fresh_database, monkeypatch):
    async def story() -> None:
        await two_shelves()
        monkeypatch.setattr(database, "TRIES", 1)

        told = await asyncio.gather(change_both("TEA", "POT"), change_both("POT", "TEA"), return_exceptions=True)

        assert sorted(type(answer).__name__ for answer in told) == ["DeadlockDetectedError", "NoneType"]

    await in_database(fresh_database, story)


@pytest.mark.race
async def test_a_change_that_came_in_between_is_seen_at_the_next_try(fresh_database):
    looks = []

    @atomic
    async def add_one() -> None:
        await rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        [seen] = await rows("SELECT on_hand FROM stock_level WHERE id = 'TEA'")
        looks.append(seen["on_hand"])
        await asyncio.sleep(0.02)
        await StockLevel.filter(id="TEA").update(on_hand=seen["on_hand"] + 1, total=seen["on_hand"] + 1)

    async def story() -> None:
        await two_shelves()

        await asyncio.gather(*(add_one() for _ in range(4)))

        assert (await StockLevel.get(id="TEA")).on_hand == 5
        assert len(looks) > 4

    await in_database(fresh_database, story)


async def test_a_callers_transaction_is_the_callers_to_begin_again(tx):
    tries = []

    @atomic
    async def give_up() -> None:
        tries.append("once")
        raise DeadlockDetectedError

    async with in_transaction():
        with pytest.raises(DeadlockDetectedError):
            await give_up()

    assert tries == ["once"]


@pytest.mark.race
async def test_it_ends_after_a_few_tries_and_other_errors_end_it_at_once(fresh_database):
    tries: list[Exception] = []

    @atomic
    async def fail(error: Exception) -> None:
        tries.append(error)
        raise error

    async def story() -> None:
        for error in (SerializationError(), ValueError()):
            with pytest.raises(type(error)):
                await fail(error)

    await in_database(fresh_database, story)
    assert [type(error) for error in tries] == [SerializationError] * database.TRIES + [ValueError]


def test_an_error_that_tortoise_has_wrapped_is_recognised():
    wrapped = OperationalError("deadlock")
    wrapped.__cause__ = DeadlockDetectedError()

    assert is_given_up(wrapped)
    assert not is_given_up(OperationalError("no such table"))
