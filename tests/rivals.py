"""Rivals in one process: stories told at the same moment, each in its own transaction on a database of the test."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVar

from tortoise import Tortoise

from stores.database import rows, tortoise_config
from stores.holds import services as holds
from stores.kernel.errors import Refusal

CONNECTIONS = 20
CHECKS = ("stock_promised_within_total", "stock_is_not_negative", "stock_keeps_back_no_more_than_is_wanted")

# Whoever changes a shelf is slow about it, so that others have time to look at what it was before.
DAWDLE = (
    "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END'",
    "CREATE TRIGGER dawdle BEFORE UPDATE ON stock_level FOR EACH ROW EXECUTE FUNCTION dawdle()",
)

T = TypeVar("T")


async def in_database(url: str, story: Callable[[], Awaitable[T]]) -> T:
    """Tell a story on one database, apart from the one that the test process shares."""

    async def told() -> T:
        await Tortoise.init(config=tortoise_config(f"{url}&maxsize={CONNECTIONS}"))
        try:
            for statement in DAWDLE:
                await rows(statement)
            return await story()
        finally:
            await Tortoise.close_connections()

    return await asyncio.create_task(told(), context=Context())


async def at_once(*stories: Coroutine[Any, Any, object]) -> list[str]:
    """What came of each: "done", or the name of the refusal. Anything else is a bug, and ends the test."""
    return list(await asyncio.gather(*(_told(story) for story in stories)))


async def _told(story: Coroutine[Any, Any, object]) -> str:
    try:
        await story
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


@contextmanager
def without_the_lock() -> Iterator[None]:
    """Nobody locks a shelf any more."""
    before, holds.LOCK = holds.LOCK, ""
    try:
        yield
    finally:
        holds.LOCK = before


async def without_the_last_line() -> None:
    """The database checks no promise any more, so that what goes wrong shows."""
    for check in CHECKS:
        await rows(f"ALTER TABLE stock_level DROP CONSTRAINT {check}")
