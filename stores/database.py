"""The list of model modules, the Tortoise configuration, and SQL on Tortoise's connection."""

from typing import Any

from asyncpg import Record
from tortoise import Tortoise

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


async def rows(sql: str, *values: object) -> list[Record]:
    """The rows of one statement, inside the transaction of the caller if there is one."""
    async with Tortoise.get_connection("default").acquire_connection() as connection:
        return await connection.fetch(sql, *values)  # type: ignore[no-any-return]  # Tortoise's wrapper is untyped


async def first_row(sql: str, *values: object) -> Record | None:
    """The first row of one statement, or None."""
    found = await rows(sql, *values)
    return found[0] if found else None
