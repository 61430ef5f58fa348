"""A database for every test: one PostgreSQL for each test process, migrated once, and three ways to use it."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import settings
from tortoise import Tortoise
from tortoise.transactions import in_transaction

from api import embedded
from api.migrating import migrate
from stores.database import tortoise_config
from stores.locator.atlas import ATLAS

TEMPLATE = "wharfside_template"
PREFIX = "wharfside-tests-"
BEGINNING_S = 600  # a younger folder may belong to tests that are just beginning
numbers = count(1)

settings.register_profile("quick", stateful_step_count=30, deadline=None)
settings.register_profile("ci", settings.get_profile("quick"), max_examples=1000, stateful_step_count=60)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of this test process's own PostgreSQL, which forgets everything if it is cut off."""
    _clear_away_what_killed_tests_left()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # pytest's own folders are closed to the account that PostgreSQL runs under
    with embedded.postgres_blocking(folder / "data", embedded.FORGETFUL) as url:
        yield url
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """The name of a migrated, empty database to clone; nobody may stay connected to it."""
    asyncio.run(_ask(postgres, f"CREATE DATABASE {TEMPLATE}"))
    asyncio.run(migrate(_named(postgres, TEMPLATE)))
    return TEMPLATE


@asynccontextmanager
async def a_clone(postgres: str, template: str) -> AsyncIterator[str]:
    name = f"shop_{next(numbers)}"
    await _ask(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _named(postgres, name)
    finally:
        await _ask(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def a_clone_of(postgres: str, template: str) -> Iterator[str]:
    """The same for a story that runs a loop of its own."""
    name = f"shop_{next(numbers)}"
    asyncio.run(_ask(postgres, f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield _named(postgres, name)
    finally:
        asyncio.run(_ask(postgres, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest_asyncio.fixture(scope="session")
async def db(postgres: str, template: str) -> AsyncIterator[str]:
    """Tortoise on a database that the whole test process shares; what a test writes, ``tx`` takes back."""
    async with a_clone(postgres, template) as url:
        await Tortoise.init(config=tortoise_config(url), _enable_global_fallback=True)
        yield url
        await Tortoise.close_connections()


@pytest_asyncio.fixture
async def tx(db: str) -> AsyncIterator[None]:
    """A transaction around the test, undone after it. For stories; races and servers take ``fresh_database``."""
    with pytest.raises(_Undo):
        async with in_transaction():
            yield
            raise _Undo
    await ATLAS.load()


@pytest_asyncio.fixture
async def fresh_database(postgres: str, template: str) -> AsyncIterator[str]:
    """The address of an empty, migrated database of the test's own: for servers, rivals, jobs and notifications."""
    async with a_clone(postgres, template) as url:
        yield url


@pytest_asyncio.fixture
async def bare_database(postgres: str) -> AsyncIterator[str]:
    """The address of a database without a single table."""
    async with a_clone(postgres, "template0") as url:
        yield url


class _Undo(Exception):
    pass


async def _ask(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _named(url: str, database: str) -> str:
    return url.replace("/postgres?", f"/{database}?")


def _clear_away_what_killed_tests_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, embedded.NoPostgres):  # other tests are at it, or it is another user's
            if folder.stat().st_mtime < time.time() - BEGINNING_S and (folder / "data" / "postgres").exists():
                embedded.stop_unused(folder / "data")
                embedded.remove(folder / "data")
                shutil.rmtree(folder)
