"""Promising units of anything countable: all or nothing, under row locks taken in one fixed order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from stores.database import atomic, first_row, rows
from stores.holds.errors import HoldExpired, NotEnough
from stores.holds.events import PromiseWithdrawn
from stores.holds.models import Countable, HoldEnd
from stores.holds.queries import holders
from stores.kernel import clock
from stores.kernel.ids import kind_of, new_id
from stores.outbox import services as outbox

LOCK = "FOR UPDATE"  # race tests take it away, to show that they would notice
OVERDUE_AT_ONCE = 500


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
async def lock(countable: type[Countable], ids: Sequence[str]) -> None:
    """Lock the rows of countables until the transaction ends, in the fixed order, for whoever changes their totals."""
    await _lock(str(countable._meta.db_table), ids)


@atomic
async def settle(countable: type[Countable], ids: Sequence[str]) -> None:
    """Lock the rows of countables, and end what has expired on them, so that ``promised`` is what is promised now."""
    await lock(countable, ids)
    await _end_overdue(str(countable._meta.db_table), list(ids))


@atomic
async def keep(owner: str, *, as_owner: str, until: datetime | None = None) -> None:
    """Make an owner's holds last, or last until a moment, all of them, under the name of what they became part of.

    Raises:
        HoldExpired: nothing is held for the owner any more, or not all that was.
    """
    counted = await first_row(
        "WITH held AS ("
        " SELECT id FROM hold WHERE owner = $1 AND (ended_at IS NULL OR ended_as = $5)"
        "), kept AS ("
        " UPDATE hold SET owner = $2, until = $3"
        " WHERE owner = $1 AND ended_at IS NULL AND (until IS NULL OR until > $4) RETURNING id"
        ") SELECT (SELECT count(*) FROM held) AS held, (SELECT count(*) FROM kept) AS kept",
        owner,
        as_owner,
        until,
        clock.now(),
        HoldEnd.EXPIRED,
    )
    if counted is None or not counted["kept"] or counted["kept"] < counted["held"]:
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
        await _end(_Ending(table, ids, HoldEnd.RELEASED), "owner = $5", owner)


@atomic
async def withdraw(want: Want, *, kind: str) -> int:
    """Take units back from owners of a kind, the latest promise first, because they are not there; how many came free.

    The countable's row is locked. All that such an owner holds expires with it. Fewer units than are wanted come free
    when owners of other kinds hold the rest.
    """
    freed = 0
    while freed < want.quantity and (owners := await _latest(want, want.quantity - freed, kind)):
        await rows(  # on other countables these holds are overdue from now on, without a lock out of order
            "UPDATE hold SET until = $2 WHERE owner = ANY($1) AND ended_at IS NULL", owners, clock.now()
        )
        freed += await _end_overdue(want.table, [want.id])
        await outbox.record(*(PromiseWithdrawn(owner) for owner in owners))
    return freed


async def _latest(want: Want, short: int, kind: str) -> list[str]:
    """The owners of a kind whose latest promises cover what is short, or all of them."""
    owners: list[str] = []
    for held in await holders(want.countable, want.id):
        if short > 0 and kind_of(held.owner) == kind:
            owners.append(held.owner)
            short -= held.quantity
    return list(dict.fromkeys(owners))


async def release_overdue() -> int:
    """End the holds whose moment has passed; how many there were. The worker calls this often."""
    ended = 0
    while some := await _release_some():
        ended += some
        if some < OVERDUE_AT_ONCE:
            break
    return ended


@atomic
async def _release_some() -> int:
    overdue = await rows(
        "SELECT countable_table, countable_id FROM hold WHERE ended_at IS NULL AND until <= $1 ORDER BY until LIMIT $2",
        clock.now(),
        OVERDUE_AT_ONCE,
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


@dataclass(frozen=True, slots=True)
class _Ending:
    """Countables of a table whose rows are locked, and how holds on them end."""

    table: str
    ids: list[str]
    end: HoldEnd


async def _end_overdue(table: str, ids: list[str]) -> int:
    return await _end(_Ending(table, ids, HoldEnd.EXPIRED), "until <= $5", clock.now())


async def _end(ending: _Ending, which: str, value: object) -> int:
    """End the live holds that a condition names and give their units back; how many units."""
    freed = await rows(
        f"""
        WITH ended AS (
            UPDATE hold SET ended_at = $1, ended_as = $2
            WHERE ended_at IS NULL AND countable_table = $3 AND countable_id = ANY($4) AND {which}
            RETURNING countable_id, quantity
        ), freed AS (
            SELECT countable_id, sum(quantity)::int AS quantity FROM ended GROUP BY countable_id
        )
        UPDATE "{ending.table}" SET promised = promised - freed.quantity
        FROM freed WHERE "{ending.table}".id = freed.countable_id RETURNING freed.quantity
        """,  # noqa: S608
        clock.now(),
        ending.end,
        ending.table,
        ending.ids,
        value,
    )
    return sum(row["quantity"] for row in freed)


@atomic
async def spend(owner: str, spent: Sequence[Want]) -> None:
    """Turn promises into goods handed over: fewer units are promised, and the holds end when all of them are spent.

    Raises:
        HoldExpired: the owner holds fewer units of one of them.
    """
    for table, quantities in _by_table(spent).items():
        await _lock(table, quantities)
        if await _spend(owner, table, quantities) != quantities:
            raise HoldExpired(owner)


async def _spend(owner: str, table: str, quantities: Mapping[str, int]) -> dict[str, int]:
    """Spend as much as the owner holds of each, the oldest hold first; how many units of each that was."""
    spent = await rows(
        f"""
        WITH live AS (
            SELECT hold.id, quantity, wanted, wanted - sum(quantity) OVER earlier + quantity AS still
            FROM hold JOIN unnest($3::text[], $4::int[]) want(countable, wanted) ON countable_id = countable
            WHERE owner = $1 AND countable_table = $2 AND ended_at IS NULL
            WINDOW earlier AS (PARTITION BY countable_id ORDER BY taken_at, hold.id)
        ), spent AS (
            UPDATE hold SET
                quantity = hold.quantity - CASE WHEN still < live.quantity THEN still ELSE 0 END,
                ended_at = CASE WHEN still < live.quantity THEN NULL ELSE $5::timestamptz END,
                ended_as = CASE WHEN still < live.quantity THEN NULL ELSE $6 END
            FROM live WHERE hold.id = live.id AND still > 0
            RETURNING countable_id, least(still, live.quantity) AS quantity
        ), sums AS (
            SELECT countable_id, sum(quantity)::int AS quantity FROM spent GROUP BY countable_id
        )
        UPDATE "{table}" SET promised = promised - sums.quantity FROM sums WHERE "{table}".id = sums.countable_id
        RETURNING "{table}".id, sums.quantity
        """,  # noqa: S608
        owner,
        table,
        list(quantities),
        list(quantities.values()),
        clock.now(),
        HoldEnd.SPENT,
    )
    return {row["id"]: row["quantity"] for row in spent}


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
                    UPDATE hold SET quantity = quantity + $3 WHERE id = (
                        SELECT id FROM hold
                        WHERE owner = $1 AND countable_id = $2 AND countable_table = $4 AND ended_at IS NULL
                        ORDER BY taken_at, id LIMIT 1
                    ) RETURNING id
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
