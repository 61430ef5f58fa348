"""What happens now reaches whoever waits for it, through lost connections too."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from api.live import Hub
from stores.database import address_alone

Say = Callable[[str, str], Awaitable[object]]


@dataclass
class Noted:
    """What a hub passed on to its process."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    gaps: int = 0

    async def hear(self, event: str, subject: str) -> None:
        self.heard.append((event, subject))

    async def miss(self) -> None:
        self.gaps += 1


@asynccontextmanager
async def a_hub(url: str) -> AsyncIterator[tuple[Hub, Noted, asyncpg.Connection]]:
    noted = Noted()
    hub = Hub(address_alone(url), heard=noted.hear, missed=noted.miss)
    connection = await asyncpg.connect(address_alone(url))
    try:
        async with hub.listening():
            yield hub, noted, connection
    finally:
        await connection.close()


async def say(connection: asyncpg.Connection, text: str) -> None:
    await connection.execute("SELECT pg_notify('wharfside', $1)", text)


async def first_of(hub: Hub, subject: str, deed: Awaitable[object]) -> str:
    """What is heard first about a subject when something is done."""
    heard = hub.about(subject)
    waiting = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0)
    await deed
    try:
        return await asyncio.wait_for(waiting, 5)
    finally:
        await heard.aclose()  # type: ignore[attr-defined]


async def test_an_order_is_announced_to_those_who_follow_it_its_store_or_its_kind(fresh_database: str):
    async with a_hub(fresh_database) as (hub, noted, connection):
        text = '{"event": "ParcelReady", "id": "ord_1", "store": "str_1"}'

        told = [await first_of(hub, subject, say(connection, text)) for subject in ("ord_1", "str_1", "ParcelReady")]

    assert told == ["ord_1"] * 3
    assert noted.heard == [("ParcelReady", "ord_1")] * 3
    assert hub.queues == {}


async def test_after_a_lost_connection_everybody_is_told_to_look(fresh_database: str):
    async with a_hub(fresh_database) as (hub, noted, connection):
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1'"

        told = await first_of(hub, "ord_1", connection.execute(cut))

    assert told == "ord_1"
    assert noted.gaps == 1
