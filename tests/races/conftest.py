"""Two shops for all races of a test process: one as it is, one with its locks taken away."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from tests.auditing import everything_adds_up
from tests.conftest import a_clone
from tests.races.shop import Shop, a_shop, in_database

UNLOCKED = ("tests.races.unlocked",)
LAST_LINES = (
    "ALTER TABLE stock_level DROP CONSTRAINT stock_promised_within_total;"
    "ALTER TABLE voucher DROP CONSTRAINT voucher_is_not_overused;"
    "ALTER TABLE slot DROP CONSTRAINT slot_promised_within_total"
)


@pytest_asyncio.fixture(scope="session")
async def shop(postgres: str, template: str) -> AsyncIterator[Shop]:
    """Three servers as they serve every day."""
    async with a_clone(postgres, template) as url, a_shop(url) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session")
async def unlocked_shop(postgres: str, template: str) -> AsyncIterator[Shop]:
    """Three servers that lock no rows, on tables that check no promise: every race here must go wrong."""
    async with a_clone(postgres, template) as url:
        connection = await asyncpg.connect(url)
        await connection.execute(LAST_LINES)
        await connection.close()
        async with a_shop(url, UNLOCKED) as opened:
            yield opened


@pytest_asyncio.fixture(autouse=True)
async def audited(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """After every race in the shop as it is, whatever it was about, movements, promises and orders add up."""
    shop: Shop | None = request.getfixturevalue("shop") if "shop" in request.fixturenames else None
    yield
    if shop is not None:
        assert await in_database(shop.database, everything_adds_up)
