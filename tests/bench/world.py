"""The data that is measured on: a merchant's real files where WHARFSIDE_DATA points at them, else the demo."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from tortoise.context import TortoiseContext

from api.demo.seed import seed_if_empty
from api.imports.products_csv import ProductOptions, import_products_file
from api.imports.stores_csv import StoreOptions, import_stores_file
from api.migrating import migrate
from api.settings import Settings
from stores.database import tortoise_config
from stores.locator.models import StoreService

SEED = 20261122
HOURS = "08:00-20:00"

# The rows of a benchmark, not of a shop: nobody received these goods, so no movement tells of them.
STOCK = """
INSERT INTO stock_level (id, total, promised, store_id, sku, on_hand, safety)
SELECT 'stk_' || md5(store.code || ' ' || variant.sku), 20, 0, store.id, variant.sku, 20, 0
FROM store CROSS JOIN variant
WHERE abs(hashtextextended(store.code || ' ' || variant.sku, $1)) % 100 < 3
"""
PLENTY = "UPDATE stock_level SET total = total + 100000, on_hand = on_hand + 100000"
ALWAYS_THE_SAME_HOURS = "UPDATE store SET opening_hours = $1"
COUNTED = ("store", "product", "variant", "price", "stock_level")


@dataclass(frozen=True)
class World:
    """What the data are, and how many rows of each kind."""

    name: str
    rows: dict[str, int]

    def __str__(self) -> str:
        return f"{self.name}: " + ", ".join(f"{number:,} {table}s" for table, number in self.rows.items())


async def a_world(url: str, files: Path | None) -> World:
    """Fill an empty database, and say what is in it."""
    await migrate(url)
    if files is None:
        await seed_if_empty(Settings(database_url=url, is_demo=True))
    else:
        await _with_tables(url, lambda: _import(files))
    connection = await asyncpg.connect(url)
    try:
        await _stock(connection, is_real=files is not None)
        counts = {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in COUNTED}
    finally:
        await connection.close()
    return World("the demo's world" if files is None else "the real files", counts)


async def _import(files: Path) -> None:
    products = ProductOptions(
        locale="no", market="NO", currency="NOK", inventory=files / "products" / "merchant_inventory.csv"
    )
    await import_products_file(files / "products" / "merchant_products.csv", products, _quietly)
    stores = StoreOptions(services=(StoreService.PICKUP,), opening_hours=HOURS)
    await import_stores_file(files / "stores" / "stores_world.csv.gz", stores, _quietly)


def _quietly(_line: int) -> None:
    pass


async def _stock(connection: asyncpg.Connection, *, is_real: bool) -> None:
    if is_real:
        await connection.execute(ALWAYS_THE_SAME_HOURS, HOURS)
        await connection.execute(STOCK, SEED)
    else:
        await connection.execute(PLENTY)
    # The floor sells at the price alone: the demo's taxes and promotions are taken away on both sides.
    await connection.execute("DELETE FROM tax_rate; UPDATE promotion SET retired_at = now()")
    await connection.execute("CREATE EXTENSION pg_stat_statements")
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")


async def _with_tables(url: str, story: Callable[[], Awaitable[None]]) -> None:
    async with TortoiseContext() as tables:
        await tables.init(config=tortoise_config(url))
        await story()
