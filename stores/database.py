"""The list of model modules, the Tortoise configuration, and transactions and SQL on Tortoise's connection."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from asyncpg import DeadlockDetectedError, Record, SerializationError
from tortoise import Tortoise
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.transactions import in_transaction

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

TRIES = 6  # of a transaction that others got in the way of
FIRST_PAUSE_S = 0.01  # at most; twice as long after each try

_in_service: ContextVar[bool] = ContextVar("_in_service", default=False)

DOMAINS_WITH_TABLES = (
    "outbox",
    "holds",
    "identity",
    "locator",
    "catalog",
    "pricing",
    "inventory",
    "payments",
    "pickup",
    "ordering",
    "notifications",
)
MODEL_MODULES = [f"stores.{domain}.models" for domain in DOMAINS_WITH_TABLES]

POOL_OPTIONS = {
    "min_size",
    "max_size",
    "max_queries",
    "max_inactive_connection_lifetime",
    "timeout",
    "statement_cache_size",
    "max_cached_statement_lifetime",
    "max_cacheable_statement_size",
}


def tortoise_config(url: str) -> dict[str, Any]:
    """What ``Tortoise.init`` and the migrations need to know about the database at ``url``."""
    return {
        "connections": {"default": _connection(url)},
        "apps": {
            "stores": {
                "models": MODEL_MODULES,
                "default_connection": "default",
                "migrations": "stores.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def address_alone(url: str) -> str:
    """An address without the options of Tortoise's pool, which asyncpg would take for settings of the server."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in POOL_OPTIONS]
    return parts._replace(query=urlencode(kept, safe="/")).geturl()


def _connection(url: str) -> dict[str, Any]:
    found: dict[str, Any] = expand_db_url(url)
    if "sslmode" in found["credentials"]:  # asyncpg's pool has another word for it than addresses have
        found["credentials"]["ssl"] = found["credentials"].pop("sslmode")
    found["credentials"]["reset"] = _leave_as_it_is
    return found


async def _leave_as_it_is(_: object) -> None:
    """No statement of ours changes a pooled session, so that none is spent on resetting it after each use."""


def atomic(service: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """One call, one transaction; a service called by a service joins it, without the two round trips of a savepoint.

    A refusal therefore undoes the whole transaction. A service that means to catch one and carry on opens
    ``in_transaction()`` around the call, which is a savepoint there. A transaction that PostgreSQL gives up for the
    sake of others (a deadlock, a serialisation failure) is tried again from its beginning, a few times.
    """

    @wraps(service)
    async def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        if _in_service.get():
            return await service(*args, **kwargs)
        tries = 1 if _is_in_transaction() else TRIES  # a caller's transaction is not ours to begin again
        for earlier in range(tries - 1):
            try:
                return await _in_own_transaction(service, *args, **kwargs)
            except Exception as error:
                if not is_given_up(error):
                    raise
                log.info("%s gave way to others and is tried again", getattr(service, "__qualname__", service))
                await asyncio.sleep(random.uniform(0, FIRST_PAUSE_S * 2**earlier))  # noqa: S311 - no secret
        return await _in_own_transaction(service, *args, **kwargs)

    return in_one_transaction


async def _in_own_transaction(service: Callable[P, Awaitable[R]], *args: P.args, **kwargs: P.kwargs) -> R:
    async with in_transaction():
        outermost = _in_service.set(True)
        try:
            return await service(*args, **kwargs)
        finally:
            _in_service.reset(outermost)


def _is_in_transaction() -> bool:
    return isinstance(Tortoise.get_connection("default"), TransactionalDBClient)


def is_given_up(error: BaseException | None) -> bool:
    """Did PostgreSQL give a transaction up for the sake of others? Tortoise may have wrapped its error."""
    while error is not None and not isinstance(error, DeadlockDetectedError | SerializationError):
        error = error.__cause__
    return error is not None


async def rows(sql: str, *values: object) -> list[Record]:
    """The rows of one statement, inside the transaction of the caller if there is one."""
    async with Tortoise.get_connection("default").acquire_connection() as connection:
        return await connection.fetch(sql, *values)  # type: ignore[no-any-return]  # Tortoise's wrapper is untyped


async def first_row(sql: str, *values: object) -> Record | None:
    """The first row of one statement, or None."""
    found = await rows(sql, *values)
    return found[0] if found else None
