"""A database is brought up to date by whoever comes first, and by nobody twice."""

import asyncio
import subprocess
import sys
from contextvars import Context

import asyncpg
from tortoise import Tortoise

from api.migrating import _migrate_tables, migrate
from stores.database import rows

MIGRATE = "import asyncio, sys; from api.migrating import migrate; asyncio.run(migrate(sys.argv[1]))"


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {row["tablename"] for row in found}
    finally:
        await connection.close()


async def connections(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


async def test_an_empty_database_becomes_a_shop_and_stays_one(bare_database: str):
    await migrate(bare_database)
    first = await tables(bare_database)
    await migrate(bare_database)

    assert {"store", "order", "pickup", "tortoise_migrations", "pgqueuer"} <= first
    assert await tables(bare_database) == first
    assert await connections(bare_database) == 1


async def test_a_migration_leaves_the_configuration_of_its_caller_alone(db: str, bare_database: str):
    await migrate(bare_database)

    counted = await Tortoise.get_connection("default").execute_query_dict("SELECT current_database() AS name")
    assert counted[0]["name"] in db


async def test_three_servers_that_start_together_migrate_once(bare_database: str):
    rivals = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATE, bare_database, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]

    said = [await rival.communicate() for rival in rivals]

    assert [rival.returncode for rival in rivals] == [0, 0, 0], said
    assert "store" in await tables(bare_database)


async def test_a_migration_that_was_cut_off_before_the_job_queue_is_finished_by_the_next(bare_database: str):
    await asyncio.create_task(_migrate_tables(bare_database), context=Context())
    assert "pgqueuer" not in await tables(bare_database)

    await migrate(bare_database)

    assert "pgqueuer" in await tables(bare_database)


async def test_what_a_story_writes_nobody_else_ever_sees(tx: None, db: str):
    await rows("CREATE TABLE shelf ()")

    assert [row["n"] for row in await rows("SELECT count(*) AS n FROM shelf")] == [0]
    assert "shelf" not in await tables(db)
