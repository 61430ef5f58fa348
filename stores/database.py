"""The list of model modules, the Tortoise configuration, and transactions and SQL on Tortoise's connection."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from asyncpg import Record
from tortoise import Tortoise
from tortoise.transactions import in_transaction

P = ParamSpec("P")
R = TypeVar("R")

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


def tortoise_config(url: str) -> dict[str, Any]:
    """What ``Tortoise.init`` and the migrations need to know about the database at ``url``."""
    return {
        "connections": {"default": url},
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


def atomic(service: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """One call, one transaction; a service called by a service joins it, without the two round trips of a savepoint.

    A refusal therefore undoes the whole transaction. A service that means to catch one and carry on opens
    ``in_transaction()`` around the call, which is a savepoint there.
    """

    @wraps(service)
    async def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        if _in_service.get():
            return await service(*args, **kwargs)
        async with in_transaction():
            outermost = _in_service.set(True)
            try:
                return await service(*args, **kwargs)
            finally:
                _in_service.reset(outermost)

    return in_one_transaction


async def rows(sql: str, *values: object) -> list[Record]:
    """The rows of one statement, inside the transaction of the caller if there is one."""
    async with Tortoise.get_connection("default").acquire_connection() as connection:
        return await connection.fetch(sql, *values)  # type: ignore[no-any-return]  # Tortoise's wrapper is untyped


async def first_row(sql: str, *values: object) -> Record | None:
    """The first row of one statement, or None."""
    found = await rows(sql, *values)
    return found[0] if found else None
