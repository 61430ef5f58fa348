"""A shop is carried to another machine in one file: all of it, and never over another by mistake."""

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from api.dump import CannotCarry, Target, dump, restore, restore_over
from tests.conftest import a_clone


@pytest_asyncio.fixture
async def another_database(postgres: str, template: str) -> AsyncIterator[str]:
    async with a_clone(postgres, template) as url:
        yield url


async def execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def value(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def a_filled_shop(url: str) -> None:
    await execute(
        url,
        "INSERT INTO market (id, code, countries, currency, prices_include_tax, is_default) "
        "VALUES ('mkt_1', 'jp', '{JP}', 'JPY', true, true)",
        "CREATE SCHEMA bots",
        "CREATE TABLE bots.inbox AS SELECT 'こんにちは' AS said",
        "INSERT INTO pgqueuer (created, updated, heartbeat, execute_after, priority, status, entrypoint, payload) "
        "VALUES (now(), now(), now(), now(), 0, 'queued', 'remind', '')",
    )


async def test_a_shop_arrives_whole_with_its_talks_and_its_jobs(
    fresh_database: str, bare_database: str, tmp_path: Path
):
    await a_filled_shop(fresh_database)
    file = tmp_path / "shop.dump"

    await asyncio.to_thread(dump, fresh_database, file)
    await asyncio.to_thread(restore, bare_database, file)

    assert await value(bare_database, "SELECT currency FROM market") == "JPY"
    assert await value(bare_database, "SELECT said FROM bots.inbox") == "こんにちは"
    assert await value(bare_database, "SELECT entrypoint FROM pgqueuer") == "remind"
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert await value(bare_database, tables) == await value(fresh_database, tables)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_shop_is_not_set_up_over_another_unless_that_is_said(
    fresh_database: str, another_database: str, tmp_path: Path
):
    await a_filled_shop(fresh_database)
    await execute(another_database, "CREATE SCHEMA old", "CREATE TABLE old.goods ()")
    file = tmp_path / "shop.dump"
    await asyncio.to_thread(dump, fresh_database, file)

    with pytest.raises(CannotCarry, match="--force"):
        await asyncio.to_thread(restore, another_database, file)
    assert await value(another_database, "SELECT count(*) FROM market") == 0
    await asyncio.to_thread(restore_over, another_database, file)

    assert await value(another_database, "SELECT count(*) FROM market") == 1
    assert await value(another_database, "SELECT to_regclass('old.goods')") is None


async def test_a_shop_that_is_open_is_not_replaced(fresh_database: str, another_database: str, tmp_path: Path):
    file = tmp_path / "shop.dump"
    await asyncio.to_thread(dump, fresh_database, file)
    customer = await asyncpg.connect(another_database)

    with pytest.raises(CannotCarry, match="is open"):
        await asyncio.to_thread(restore_over, another_database, file)
    await customer.close()

    assert await value(another_database, "SELECT to_regclass('market')") == "market"


async def test_a_file_that_breaks_off_changes_nothing(fresh_database: str, another_database: str, tmp_path: Path):
    await a_filled_shop(fresh_database)
    await execute(fresh_database, "CREATE TABLE zz AS SELECT md5(n::text) FROM generate_series(1, 20000) AS n")
    await execute(another_database, "CREATE TABLE goods ()")
    file = tmp_path / "shop.dump"
    await asyncio.to_thread(dump, fresh_database, file)
    file.write_bytes(file.read_bytes()[:-100_000])

    with pytest.raises(CannotCarry, match=r"Nothing was changed"):
        await asyncio.to_thread(restore_over, another_database, file)

    assert await value(another_database, "SELECT to_regclass('goods')") == "goods"


async def test_a_file_that_is_no_dump_is_refused(bare_database: str, tmp_path: Path):
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8\xff")

    with pytest.raises(CannotCarry, match="is not a file that"):
        await asyncio.to_thread(restore, bare_database, file)
    with pytest.raises(CannotCarry, match="no file"):
        await asyncio.to_thread(restore, bare_database, tmp_path / "nothing")


async def test_an_existing_dump_is_kept_where_a_new_one_fails(tmp_path: Path):
    file = tmp_path / "shop.dump"
    file.write_text("yesterday's")

    with pytest.raises(OSError):
        await asyncio.to_thread(dump, "postgres://nobody@127.0.0.1:1/none", file)

    assert file.read_text() == "yesterday's"


def test_a_password_is_handed_over_where_other_users_cannot_read_it():
    target = Target.at("postgres://shop:p%40ss@db:5432/shop?min_size=2&sslmode=require")

    assert target.address == "postgres://shop@db:5432/shop?sslmode=require"
    assert target.environment["PGPASSWORD"] == "p@ss"
    assert target.is_encrypted
