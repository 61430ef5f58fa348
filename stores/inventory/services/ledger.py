"""The ledger of the shelves: every change of what is on hand is a movement, written here and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stores.catalog.queries import known_skus
from stores.database import rows
from stores.inventory.errors import NotStocked
from stores.inventory.models import MovementKind
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.locator.errors import StoreNotFound
from stores.locator.queries import store_for


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of one variant at one store."""

    store_id: str
    sku: str
    quantity: int

    @property
    def shelf(self) -> tuple[str, str]:
        return self.store_id, self.sku


@dataclass(frozen=True, slots=True)
class Cause:
    """Why goods move, what caused it (a pickup, a file, a person), and what a person said about it."""

    kind: MovementKind
    reference: str
    note: str | None = None


_KEPT_BACK = "least(safety_wanted, on_hand + change.quantity - promised)"
AS_BEFORE = "safety"


async def move(changes: Sequence[tuple[str, int]], cause: Cause, *, kept_back: str = _KEPT_BACK) -> None:
    """Change what is on hand, by level and units, on rows that the caller has locked; each change with its movement.

    What is kept back from orders follows: as much as is wanted, and never what is promised to buyers. Units that are
    about to be promised leave it ``AS_BEFORE``.
    """
    if not changes:
        return
    await rows(
        f"""
        WITH change AS (
            SELECT * FROM unnest($1::text[], $2::int[]) change(id, quantity)
        ), moved AS (
            UPDATE stock_level SET on_hand = on_hand + change.quantity,
                safety = {kept_back}, total = on_hand + change.quantity - {kept_back}
            FROM change WHERE stock_level.id = change.id
        )
        INSERT INTO movement (stock_level_id, kind, quantity, reference, note, moved_at)
        SELECT id, $3, quantity, $4, $5, $6 FROM change
        """,  # noqa: S608  our own words
        [level_id for level_id, _ in changes],
        [quantity for _, quantity in changes],
        cause.kind,
        cause.reference,
        cause.note,
        clock.now(),
    )


async def levels_of(shelves: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The ids of the stock levels, by store and sku; what a store does not keep is absent."""
    wanted = list(shelves)
    found = await rows(
        "SELECT level.id, level.store_id, level.sku FROM stock_level level"
        " JOIN unnest($1::text[], $2::text[]) wanted(store_id, sku)"
        " ON level.store_id = wanted.store_id AND level.sku = wanted.sku",
        [store_id for store_id, _ in wanted],
        [sku for _, sku in wanted],
    )
    return {(row["store_id"], row["sku"]): row["id"] for row in found}


async def open_levels(shelves: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The ids of the stock levels, an empty shelf made for each variant that its store does not keep yet."""
    wanted = sorted(set(shelves))
    await rows(
        "INSERT INTO stock_level (id, store_id, sku, on_hand, safety, safety_wanted, total, promised)"
        " SELECT id, store_id, sku, 0, 0, 0, 0, 0"
        " FROM unnest($1::text[], $2::text[], $3::text[]) new(id, store_id, sku)"
        " ORDER BY store_id, sku ON CONFLICT (store_id, sku) DO NOTHING",
        [new_id("stk") for _ in wanted],
        [store_id for store_id, _ in wanted],
        [sku for _, sku in wanted],
    )
    return await levels_of(wanted)


async def level_at(store_id: str, sku: str, *, opens: bool) -> str:
    """The id of one stock level; ``opens`` makes an empty shelf for a variant that the store does not keep yet.

    Raises:
        NotStocked: the store does not keep it; or there is no such store or no such variant.
    """
    shelf = (store_id, sku)
    level_id = (await levels_of([shelf])).get(shelf)
    if level_id is None and opens and await _exist(store_id, sku):
        level_id = (await open_levels([shelf]))[shelf]
    if level_id is None:
        raise NotStocked(sku, store_id)
    return level_id


async def _exist(store_id: str, sku: str) -> bool:
    try:
        await store_for(store_id)
    except StoreNotFound:
        return False
    return bool(await known_skus([sku]))
