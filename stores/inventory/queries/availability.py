"""What is free, at which store; what has expired counts as free, whether or not anybody has ended its promise yet."""

# ruff: noqa: S608 - the parts of these statements are ours, every value goes by its place

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stores.database import rows
from stores.holds.queries import overdue
from stores.kernel import clock


@dataclass(frozen=True, slots=True)
class Shelf:
    """Units of one variant at one store: free is what may still be promised, safety what is kept back from orders."""

    id: str
    store_id: str
    sku: str
    on_hand: int
    promised: int
    free: int
    safety: int
    safety_wanted: int
    location: str | None


_OVERDUE = f"LEFT JOIN {overdue('$1')} overdue ON overdue.countable_id = level.id"
_PROMISED = "level.promised - coalesce(overdue.quantity, 0)"
_FREE = f"level.total - ({_PROMISED})"
_SHELF = f"""
    SELECT level.id, level.store_id, level.sku, level.on_hand, {_PROMISED} AS promised, {_FREE} AS free,
           level.safety, level.safety_wanted, level.location
    FROM stock_level level {_OVERDUE}
"""


async def stock_of(store_id: str, skus: Sequence[str]) -> list[Shelf]:
    """The stock levels of some variants at one store, in the order of the skus; those it does not keep are left out."""
    found = await rows(
        f"{_SHELF} WHERE level.store_id = $2 AND level.sku = ANY($3) ORDER BY array_position($3, level.sku::text)",
        clock.now(),
        store_id,
        list(skus),
    )
    return [Shelf(**row) for row in found]


async def stock_level(stock_level_id: str) -> Shelf | None:
    """One stock level by its id."""
    found = await rows(f"{_SHELF} WHERE level.id = $2", clock.now(), stock_level_id)
    return Shelf(**found[0]) if found else None


async def availability(skus: Sequence[str], store_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """Free units by store and sku; what a store does not keep is absent."""
    found = await rows(
        f"SELECT level.store_id, level.sku, {_FREE} AS free FROM stock_level level {_OVERDUE}"
        " WHERE level.sku = ANY($2) AND level.store_id = ANY($3)",
        clock.now(),
        list(skus),
        list(store_ids),
    )
    return {(row["store_id"], row["sku"]): row["free"] for row in found}


async def free_at(skus: Sequence[str]) -> dict[str, dict[str, int]]:
    """By sku the stores that have free units of it, and how many."""
    found = await rows(
        f"SELECT level.store_id, level.sku, {_FREE} AS free FROM stock_level level {_OVERDUE}"
        f" WHERE level.sku = ANY($2) AND {_FREE} > 0",
        clock.now(),
        list(skus),
    )
    by_sku: dict[str, dict[str, int]] = {sku: {} for sku in skus}
    for row in found:
        by_sku[row["sku"]][row["store_id"]] = row["free"]
    return by_sku


async def stores_with(goods: Mapping[str, int]) -> set[str]:
    """The stores where every one of these skus is free in its quantity."""
    found = await rows(
        f"SELECT level.store_id FROM stock_level level {_OVERDUE}"
        " JOIN unnest($2::text[], $3::int[]) wanted(sku, quantity) ON level.sku = wanted.sku"
        f" WHERE {_FREE} >= wanted.quantity GROUP BY level.store_id HAVING count(*) = $4",
        clock.now(),
        list(goods),
        list(goods.values()),
        len(goods),
    )
    return {row["store_id"] for row in found}
