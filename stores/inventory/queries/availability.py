"""What is free, at which store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stores.database import rows


@dataclass(frozen=True, slots=True)
class Shelf:
    """Units of one variant at one store: free is what may still be promised."""

    id: str
    store_id: str
    sku: str
    on_hand: int
    promised: int
    free: int
    safety: int
    location: str | None


async def stock_of(store_id: str, skus: Sequence[str]) -> list[Shelf]:
    """The stock levels of some variants at one store, in the order of the skus; those it does not keep are left out."""
    found = await rows(
        "SELECT id, store_id, sku, on_hand, promised, total - promised AS free, safety, location"
        " FROM stock_level WHERE store_id = $1 AND sku = ANY($2) ORDER BY array_position($2, sku::text)",
        store_id,
        list(skus),
    )
    return [Shelf(**row) for row in found]


async def stock_level(stock_level_id: str) -> Shelf | None:
    """One stock level by its id."""
    found = await rows(
        "SELECT id, store_id, sku, on_hand, promised, total - promised AS free, safety, location"
        " FROM stock_level WHERE id = $1",
        stock_level_id,
    )
    return Shelf(**found[0]) if found else None


async def availability(skus: Sequence[str], store_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """Free units by store and sku; what a store does not keep is absent."""
    found = await rows(
        "SELECT store_id, sku, total - promised AS free FROM stock_level WHERE sku = ANY($1) AND store_id = ANY($2)",
        list(skus),
        list(store_ids),
    )
    return {(row["store_id"], row["sku"]): row["free"] for row in found}


async def free_at(skus: Sequence[str]) -> dict[str, dict[str, int]]:
    """By sku the stores that have free units of it, and how many."""
    found = await rows(
        "SELECT store_id, sku, total - promised AS free FROM stock_level WHERE sku = ANY($1) AND total > promised",
        list(skus),
    )
    by_sku: dict[str, dict[str, int]] = {sku: {} for sku in skus}
    for row in found:
        by_sku[row["sku"]][row["store_id"]] = row["free"]
    return by_sku


async def stores_with(goods: Mapping[str, int]) -> set[str]:
    """The stores where every one of these skus is free in its quantity."""
    found = await rows(
        "SELECT level.store_id FROM stock_level level"
        " JOIN unnest($1::text[], $2::int[]) wanted(sku, quantity) ON level.sku = wanted.sku"
        " WHERE level.total - level.promised >= wanted.quantity"
        " GROUP BY level.store_id HAVING count(*) = $3",
        list(goods),
        list(goods.values()),
        len(goods),
    )
    return {row["store_id"] for row in found}
