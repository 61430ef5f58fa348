"""One store as everybody reads it: its card, made from its row and its exceptions."""

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from sys import intern

from asyncpg import Record

from stores.database import rows
from stores.kernel.address import Address, Position
from stores.locator.models import StoreKind, StoreService
from stores.locator.rules import DayException, Hours

_CARDS_AT_ONCE = 1_000  # built between two turns of the event loop


@dataclass(frozen=True, slots=True)
class StoreCard:
    """One store as shoppers and staff see it: every column of its row, and its exceptions."""

    id: str
    code: str
    name: str
    kind: StoreKind
    address: Address
    phone: str | None
    position: Position
    time_zone: str
    services: tuple[StoreService, ...]
    aliases: tuple[str, ...]
    lead_minutes: int
    kept_days: int
    hours: Hours  # for the rules: in its own zone, with its country's holidays and its exceptions

    @property
    def country_code(self) -> str:
        """ISO 3166-1 alpha-2: whose holidays it keeps, and whose market it belongs to."""
        return self.address.country_code


_CARDS = """
SELECT store.*, exceptions.days
FROM store
LEFT JOIN (
    SELECT store_id, array_agg(ARRAY["on"::text, opening_hours, reason] ORDER BY "on") AS days
    FROM closure
    WHERE $1::text[] IS NULL OR store_id = ANY($1)
    GROUP BY store_id
) AS exceptions ON exceptions.store_id = store.id
WHERE retired_at IS NULL AND ($1::text[] IS NULL OR id = ANY($1))
"""


async def cards_of(store_ids: list[str] | None) -> list[StoreCard]:
    """Cards of the active stores among these ids, or of all, as the database has them now, by one statement."""
    found = await rows(_CARDS, store_ids)
    cards: list[StoreCard] = []
    for start in range(0, len(found), _CARDS_AT_ONCE):
        cards += map(_card, found[start : start + _CARDS_AT_ONCE])
        await asyncio.sleep(0)
    return cards


def _card(row: Record) -> StoreCard:
    return StoreCard(
        row["id"],
        row["code"],
        row["name"],
        StoreKind(row["kind"]),
        _address(row),
        row["phone"],
        Position(row["latitude"], row["longitude"]),
        row["time_zone"],
        _services(tuple(row["services"])),
        tuple(row["aliases"]),
        row["lead_minutes"],
        row["kept_days"],
        _hours(row),
    )


def _address(row: Record) -> Address:
    return Address(
        tuple(row["address_lines"]),
        intern(row["city"]),
        intern(row["region"]) if row["region"] else None,
        row["postal_code"],
        intern(row["country_code"]),
    )


def _hours(row: Record) -> Hours:
    exceptions = tuple(_exception(day) for day in row["days"] or ())
    return _shared_hours(row["opening_hours"], row["time_zone"], row["country_code"], exceptions)


@lru_cache(maxsize=16_384)
def _shared_hours(
    expression: str | None, time_zone: str, country_code: str, exceptions: tuple[DayException, ...]
) -> Hours:
    """The same hours for the stores that say the same: there are thousands, and a question is asked only once."""
    return Hours(expression, time_zone, country_code, exceptions)


def _exception(day: list[str | None]) -> DayException:
    on, opening_hours, reason = day
    return DayException(date.fromisoformat(on or ""), opening_hours, reason or "")


@lru_cache
def _services(names: tuple[str, ...]) -> tuple[StoreService, ...]:
    return tuple(StoreService(name) for name in names)


async def card_of(store_id: str) -> StoreCard | None:
    """One active store as the database has it now, in the caller's transaction; the atlas does not keep it."""
    found = await cards_of([store_id])
    return found[0] if found else None
