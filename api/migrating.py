"""Bringing a database up to date: our own tables by Tortoise's migrations, and the tables of the job queue."""

import asyncio
from contextvars import Context

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.queries import Queries
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as apply_migrations

from stores.database import address_alone, tortoise_config

LOCK = 0x57484152_46534944  # "WHARFSID": one of us at a time, in any process on any machine


async def migrate(url: str) -> None:
    """Bring the database at ``url`` to this release. Safe to run twice and side by side; quick when nothing is new."""
    connection = await asyncpg.connect(address_alone(url))
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        # Tortoise leaves its configuration in the context it runs in, and must not leave it in our caller's.
        await asyncio.create_task(_migrate_tables(url), context=Context())
        await _migrate_jobs(connection)
    finally:
        await connection.close()  # which lets go of the lock as well


async def _migrate_tables(url: str) -> None:
    try:
        await apply_migrations(config=tortoise_config(url))
    finally:
        await Tortoise.close_connections()


async def _migrate_jobs(connection: asyncpg.Connection) -> None:
    queue = Queries(AsyncpgDriver(connection))
    if await queue.schema_is_installed():
        await queue.upgrade()
    else:
        async with connection.transaction():
            await queue.install()
