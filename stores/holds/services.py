"""Promising units of anything countable: all or nothing, under row locks taken in one fixed order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from stores.database import atomic, first_row, rows
from stores.holds.errors import HoldExpired, NotEnough
from stores.holds.models import Countable
from stores.kernel import clock
from stores.kernel.ids import new_id

LOCK = "FOR UPDATE"  # race tests take it away, to show that they would notice


@dataclass(frozen=True, slots=True)
class Want:
    """Units of one countable that somebody wants."""

    countable: type[Countable]
    id: str
    quantity: int

    @property
    def table(self) -> str:
        return str(self.countable._meta.db_table)


@atomic
async def take(owner: str, wants: Sequence[Want], *, until: datetime | None) -> None:
    """Promise everything that is wanted to one owner, until a moment or (None) until it is released or spent.

    Rows are locked table by table in id order. Expired holds of others never stand in the way.

    Raises:
        NotEnough: of one countable fewer units are free; nothing was promised.
    """
    for table, quantities in _by_table(wants).items():
        free = await _lock(table, quantities)
        if any(free.get(some, 0) < wanted for some, wanted in quantities.items()):
            await _end_overdue(table, list(quantities))
            free = await _lock(table, quantities)
        for some, wanted in quantities.items():
            if free.get(some, 0) < wanted:
                raise NotEnough(some, asked=wanted, free=free.get(some, 0))
        await _promise(owner, table, quantities, until)


def _by_table(wants: Iterable[Want]) -> dict[str, dict[str, int]]:
    """Quantities by table and countable, both in the order in which they are locked."""
    tables: dict[str, dict[str, int]] = {}
    for want in sorted(wants, key=lambda want: (want.table, want.id)):
        quantities = tables.setdefault(want.table, {})
        quantities[want.id] = quantities.get(want.id, 0) + want.quantity
    return tables


async def _lock(table: str, ids: Iterable[str]) -> dict[str, int]:
    """How many units of each are free, their rows locked until the transaction ends."""
    found = await rows(
        f'SELECT id, total - promised AS free FROM "{table}" WHERE id = ANY($1) ORDER BY id {LOCK}',  # noqa: S608  our own table
        list(ids),
    )
    return {row["id"]: row["free"] for row in found}


async def _promise(owner: str, table: str, quantities: Mapping[str, int], until: datetime | None) -> None:
    ids, wanted = list(quantities), list(quantities.values())
    await rows(
        f"""
        WITH promised AS (
            UPDATE "{table}" SET promised = promised + want.quantity
            FROM unnest($1::text[], $2::int[]) want(id, quantity) WHERE "{table}".id = want.id
        )
        INSERT INTO hold (id, owner, countable_table, countable_id, quantity, until, taken_at)
        SELECT want.hold_id, $4, $5, want.id, want.quantity, $6, $7
        FROM unnest($1::text[], $2::int[], $3::text[]) want(id, quantity, hold_id)
        """,  # noqa: S608
        ids,
        wanted,
        [new_id("hld") for _ in ids],
        owner,
        table,
        until,
        clock.now(),
    )


@atomic
async def keep(owner: str, *, as_owner: str) -> None:
    """Make an owner's holds last, under the name of what they have become part of.

    Raises:
        HoldExpired: nothing is held for the owner any more.
    """
    kept = await first_row(
        "WITH kept AS (UPDATE hold SET owner = $2, until = NULL"
        " WHERE owner = $1 AND ended_at IS NULL RETURNING id) SELECT count(*) AS holds FROM kept",
        owner,
        as_owner,
    )
    if kept is None or not kept["holds"]:
        raise HoldExpired(owner)


@atomic
async def release(owner: str, countable_ids: Sequence[str] | None = None) -> None:
    """Take back what is promised to an owner: everything, or that of some countables."""
    held = await rows(
        "SELECT countable_table, countable_id FROM hold WHERE owner = $1 AND ended_at IS NULL"
        " AND ($2::text[] IS NULL OR countable_id = ANY($2))",
        owner,
        countable_ids,
    )
    for table, ids in _grouped(held):
        await _lock(table, ids)
        await _end(table, "owner = $3 AND countable_id = ANY($2)", ids, owner)


@atomic
async def release_overdue() -> int:
    """End the holds whose moment has passed; how many there were. The worker calls this often."""
    overdue = await rows(
        "SELECT countable_table, countable_id FROM hold WHERE ended_at IS NULL AND until <= $1"
        " ORDER BY until LIMIT 500",
        clock.now(),
    )
    for table, ids in _grouped(overdue):
        await _lock(table, ids)
        await _end_overdue(table, ids)
    return len(overdue)


def _grouped(held: Iterable[Record]) -> list[tuple[str, list[str]]]:
    """The tables and their countables, both in the order in which they are locked."""
    tables: dict[str, set[str]] = {}
    for row in held:
        tables.setdefault(row["countable_table"], set()).add(row["countable_id"])
    return [(table, sorted(ids)) for table, ids in sorted(tables.items())]


async def _end_overdue(table: str, ids: list[str]) -> None:
    await _end(table, "countable_id = ANY($2) AND until <= $3", ids, clock.now())


async def _end(table: str, which: str, ids: list[str], value: object) -> None:
    """End the live holds that a condition names on countables whose rows are locked, and give their units back."""
    await rows(
        f"""
        WITH ended AS (
            UPDATE hold SET ended_at = $1 WHERE ended_at IS NULL AND countable_table = $4 AND {which}
            RETURNING countable_id, quantity
        ), freed AS (
            SELECT countable_id, sum(quantity)::int AS quantity FROM ended GROUP BY countable_id
        )
        UPDATE "{table}" SET promised = promised - freed.quantity FROM freed WHERE "{table}".id = freed.countable_id
        """,  # noqa: S608
        clock.now(),
        ids,
        value,
        table,
    )


@atomic
async def spend(owner: str, spent: Sequence[Want]) -> None:
    """Turn promises into goods handed over: fewer units are promised, and the holds end when all of them are spent.

    Raises:
        HoldExpired: the owner holds fewer units of one of them.
    """
    for table, quantities in _by_table(spent).items():
        await _lock(table, quantities)
        for some, quantity in quantities.items():
            await _spend_one(owner, table, some, quantity)


async def _spend_one(owner: str, table: str, countable_id: str, quantity: int) -> None:
    spent = await first_row(
        f"""
        WITH spent AS (
            UPDATE hold
            SET quantity = CASE WHEN quantity > $3 THEN quantity - $3 ELSE quantity END,
                ended_at = CASE WHEN quantity > $3 THEN NULL ELSE $4::timestamptz END
            WHERE owner = $1 AND countable_id = $2 AND countable_table = $5 AND ended_at IS NULL AND quantity >= $3
            RETURNING id
        )
        UPDATE "{table}" SET promised = promised - $3 WHERE id = $2 AND EXISTS (SELECT 1 FROM spent) RETURNING id
        """,  # noqa: S608
        owner,
        countable_id,
        quantity,
        clock.now(),
        table,
    )
    if spent is None:
        raise HoldExpired(owner)


@atomic
async def give_back(owner: str, returned: Sequence[Want]) -> None:
    """Promise units again that were spent by mistake, under the owner's own hold where one is left.

    Their countables have grown by as many units before.
    """
    for table, quantities in _by_table(returned).items():
        await _lock(table, quantities)
        for some, quantity in quantities.items():
            grown = await first_row(
                f"""
                WITH grown AS (
                    UPDATE hold SET quantity = quantity + $3
                    WHERE owner = $1 AND countable_id = $2 AND countable_table = $4 AND ended_at IS NULL RETURNING id
                )
                UPDATE "{table}" SET promised = promised + $3 WHERE id = $2 AND EXISTS (SELECT 1 FROM grown)
                RETURNING id
                """,  # noqa: S608
                owner,
                some,
                quantity,
                table,
            )
            if grown is None:
                await _promise(owner, table, {some: quantity}, None)
