"""A shop for rivals: one database, three server processes, and requests that are dawdled over where it hurts most."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx
from graphql import OperationDefinitionNode, parse, print_ast
from tortoise.context import TortoiseContext

from stores.database import tortoise_config
from stores.identity.services import register_channel
from stores.inventory import services as inventory
from stores.kernel.address import Address, Position
from stores.locator.drafts import StoreDraft
from stores.locator.models import StoreService
from stores.locator.services import open_store
from tests.makers import ALWAYS_OPEN, PASSWORD, a_market, a_staff_member, a_variant
from tests.promotions import a_promotion, a_voucher
from tests.servers import SERVE, Server, servers

OPERATIONS = {
    operation.name.value: print_ast(operation)
    for operation in parse(Path(__file__).with_name("operations.graphql").read_text()).definitions
    if isinstance(operation, OperationDefinitionNode) and operation.name
}
PROCESSES = 3
CHAT_TOKEN = "the-token-of-the-chat"

# Whoever changes one of these rows is slow about it, so that others have time to look at what it was before.
DAWDLE = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_sleep(0.03); RETURN NEW; END';
"""
OVER = "CREATE TRIGGER dawdle BEFORE UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION dawdle()"
DAWDLED = ("stock_level", "slot", "hold", "payment", "pickup_line", "voucher")

T = TypeVar("T")
Who = Mapping[str, str]
GUEST: Who = {}


@dataclass
class Shop:
    """Three servers of one store. ``answer`` speaks to one after the other."""

    database: str
    servers: list[Server]
    store_id: str
    client: httpx.AsyncClient
    staff: list[Who] = field(default_factory=list)
    keys: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.turns = cycle(self.servers)

    def a_key(self) -> str:
        """A key that no wish had before."""
        return f"key-{next(self.keys)}"

    async def answer(self, operation: str, who: Who = GUEST, **variables: object) -> dict[str, Any]:
        """What the next server in turn says; an answer that no client should ever get has the type ``Broken``."""
        said = {"query": OPERATIONS[operation], "variables": {"key": self.a_key(), **variables}}
        response = await self.client.post(next(self.turns).graphql, json=said, headers=dict(who))
        if response.status_code != 200 or "errors" in response.json():
            return {"__typename": "Broken", "message": f"{response.status_code} {response.text}"}
        [answer] = response.json()["data"].values()
        return dict(answer)

    async def let_in(self, email: str) -> None:
        """A staff member signs in, on a device of their own."""
        session = await self.answer("SignInStaff", email=email, password=PASSWORD)
        self.staff.append({"Authorization": f"Bearer {session['token']}"})

    async def put_on_shelf(self, **units: int) -> None:
        """New goods, at 1,200 yen each, so many of each at the store."""

        async def stocked() -> None:
            for sku in units:
                await a_variant(sku)
            goods = [inventory.Goods(self.store_id, sku, number) for sku, number in units.items()]
            await inventory.receive_delivery(goods, reference="a delivery")

        await in_database(self.database, stocked)

    async def give_out(self, code: str, uses: int) -> None:
        """A voucher for a tenth off, to be used so many times."""

        async def issued() -> None:
            await a_voucher(code, await a_promotion(), uses=uses)

        await in_database(self.database, issued)

    async def in_process(self, story: Callable[[], Awaitable[T]]) -> T:
        """What a service says that no client can ask for, such as one of the worker's."""
        return await in_database(self.database, story)

    async def values(self, sql: str, *values: object) -> list[Any]:
        """The first column of what the database says."""
        connection = await asyncpg.connect(self.database)
        try:
            return [row[0] for row in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    async def promised(self, sku: str) -> int:
        """Units that the shelf says are promised."""
        return int((await self.values("SELECT promised FROM stock_level WHERE sku = $1", sku))[0])

    async def held(self, sku: str) -> int:
        """Units that live holds are for."""
        return int((await self.values(f"SELECT coalesce(sum(hold.quantity), 0) FROM {LIVE_HOLDS}", sku))[0])

    async def sold(self, sku: str) -> list[int]:
        """The units of each order, in order of size."""
        return await self.values("SELECT quantity FROM order_line WHERE sku = $1 ORDER BY quantity", sku)

    async def orders_without_goods(self, sku: str) -> list[str]:
        """Orders that nothing, or not as much as was ordered, is held for."""
        return await self.values(
            f"SELECT order_id FROM order_line line WHERE sku = $1 AND quantity IS DISTINCT FROM"
            f" (SELECT sum(hold.quantity) FROM {LIVE_HOLDS} AND hold.owner = line.order_id)",
            sku,
        )


LIVE_HOLDS = "hold JOIN stock_level level ON level.id = hold.countable_id WHERE level.sku = $1 AND ended_at IS NULL"


@asynccontextmanager
async def a_shop(database: str, program: tuple[str, ...] = SERVE) -> AsyncIterator[Shop]:
    """A shop with one store, two staff members and a chat, served by three processes."""
    store_id, emails = await in_database(database, _furnished)
    connection = await asyncpg.connect(database)
    await connection.execute(DAWDLE)
    for table in DAWDLED:
        await connection.execute(
            f"CREATE TRIGGER dawdle BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION dawdle()"
        )
    await connection.close()
    with servers(database, PROCESSES, program) as started:
        async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(), trust_env=False) as client:
            shop = Shop(database, started, store_id, client)
            for email in emails:
                await shop.let_in(email)
            yield shop


async def _furnished() -> tuple[str, list[str]]:
    await a_market()
    await register_channel("telegram", CHAT_TOKEN)
    staff = [await a_staff_member(), await a_staff_member()]
    draft = StoreDraft(
        code="TYO-1",
        name="Ginza",
        address=Address(("1-1 Ginza",), "Tokyo", None, "104-0061", "JP"),
        position=Position(35.6717, 139.7650),
        time_zone="Asia/Tokyo",
        opening_hours=ALWAYS_OPEN,
        services=[StoreService.PICKUP],
    )
    return (await open_store(draft)).id, [person.email for person in staff]


async def in_database(url: str, story: Callable[[], Awaitable[T]]) -> T:
    """Run makers and services on one database, apart from the one that the test process shares."""

    async def told() -> T:
        async with TortoiseContext() as tables:
            await tables.init(config=tortoise_config(url))
            return await story()

    return await asyncio.create_task(told(), context=Context())
