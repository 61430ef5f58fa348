"""Proving the shelves: what is on hand, promised and kept back, against the movements and the holds behind them."""

from stores.database import rows
from stores.holds.queries import wrong_sums
from stores.inventory.models import StockLevel


async def wrong_shelves() -> list[str]:
    """A sentence for each shelf of any store whose numbers are not the sums that they stand for; none when all are."""
    return [*await _against_movements(), *await _against_holds(), *await _in_themselves()]


async def _against_movements() -> list[str]:
    found = await rows(
        "SELECT level.id, level.store_id, level.sku, level.on_hand, coalesce(sum(movement.quantity), 0) AS moved"
        " FROM stock_level level LEFT JOIN movement ON movement.stock_level_id = level.id"
        " GROUP BY level.id HAVING level.on_hand <> coalesce(sum(movement.quantity), 0) ORDER BY level.id"
    )
    return [
        f"{row['sku']} at {row['store_id']}: {row['on_hand']} on hand, {row['moved']} by its movements ({row['id']})."
        for row in found
    ]


async def _against_holds() -> list[str]:
    wrong = {level_id: (promised, held) for level_id, promised, held in await wrong_sums(StockLevel)}
    levels = await StockLevel.filter(id__in=list(wrong)).order_by("id")
    return [
        f"{level.sku} at {level.store_id}: {wrong[level.id][0]} promised, {wrong[level.id][1]} held ({level.id})."
        for level in levels
    ]


async def _in_themselves() -> list[str]:
    """The database's own checks say the same; an audit that relied on them would not notice their absence."""
    found = await rows(
        "SELECT id, store_id, sku, on_hand, safety, total, promised FROM stock_level"
        " WHERE total <> on_hand - safety OR promised > total OR least(promised, on_hand, safety) < 0 ORDER BY id"
    )
    return [
        f"{row['sku']} at {row['store_id']}: {row['total']} may be promised and {row['promised']} are,"
        f" of {row['on_hand']} on hand with {row['safety']} kept back ({row['id']})."
        for row in found
    ]
