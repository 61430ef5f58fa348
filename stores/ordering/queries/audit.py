"""Proving the promises: every order holds exactly the units that it still has to be given."""

from stores.database import rows
from stores.holds.models import Countable, HoldEnd
from stores.holds.queries import wrong_sums
from stores.inventory.models import StockLevel
from stores.inventory.queries.audit import wrong_shelves
from stores.ordering.states import OrderState
from stores.pickup.states import CANCELLED, LAPSED

# What is still to be handed over of each order and shelf, beside what is held for it. An order that was not paid in
# time, so that something of it has expired, waits to be cancelled: it has to be given nothing.
_WRONG = """
WITH waiting AS (
    SELECT id FROM "order" WHERE state = $3 AND EXISTS (SELECT FROM hold WHERE owner = "order".id AND ended_as = $4)
), given AS (
    SELECT order_line_id,
           sum(CASE WHEN pickup.state = ANY($1) THEN line.quantity ELSE line.collected + line.refused END) AS units
    FROM pickup_line line JOIN pickup ON pickup.id = line.pickup_id GROUP BY order_line_id
), wanted AS (
    SELECT line.order_id AS owner, level.id AS level_id, sum(line.quantity - coalesce(given.units, 0)) AS units
    FROM order_line line JOIN "order" ON "order".id = line.order_id AND "order".state = ANY($2)
    LEFT JOIN given ON given.order_line_id = line.id
    LEFT JOIN stock_level level ON level.store_id = line.store_id AND level.sku = line.sku
    GROUP BY line.order_id, level.id HAVING sum(line.quantity - coalesce(given.units, 0)) > 0
), held AS (
    SELECT owner, countable_id AS level_id, sum(quantity) AS units
    FROM hold WHERE ended_at IS NULL AND countable_table = 'stock_level' AND starts_with(owner, 'ord_')
    GROUP BY owner, countable_id
)
SELECT owner, level_id, coalesce(wanted.units, 0)::int AS wanted, coalesce(held.units, 0)::int AS held
FROM wanted FULL JOIN held USING (owner, level_id)
WHERE wanted.units IS DISTINCT FROM held.units AND owner NOT IN (SELECT id FROM waiting) ORDER BY owner, level_id
"""


async def differences() -> list[str]:
    """A sentence for whatever does not add up in any store: shelves, promises and orders; none when all is well."""
    return [*await wrong_shelves(), *await _other_scarce_things(), *await orders_without_their_goods()]


async def _other_scarce_things() -> list[str]:
    return [
        f"{countable.__name__} {some_id}: {promised} promised, {held} held."
        for countable in Countable.__subclasses__()
        if countable is not StockLevel
        for some_id, promised, held in await wrong_sums(countable)
    ]


async def orders_without_their_goods() -> list[str]:
    """A sentence for each order and shelf that holds other units than the order still has to be given."""
    found = await rows(
        _WRONG, [CANCELLED, LAPSED], [OrderState.PLACED, OrderState.PAID], OrderState.PLACED, HoldEnd.EXPIRED
    )
    return [
        f"Order {row['owner']}: {row['wanted']} still to be given, {row['held']} held on shelf {row['level_id']}."
        for row in found
    ]
