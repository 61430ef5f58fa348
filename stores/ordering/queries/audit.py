"""Proving the promises: every order holds exactly the units that it still has to be given."""

from stores.database import rows
from stores.inventory.queries.audit import wrong_shelves
from stores.ordering.states import OrderState
from stores.pickup.states import CANCELLED, LAPSED

# What is still to be handed over of each order and shelf, beside what is held for it. An order whose holds have
# expired was not paid in time, and waits to be cancelled: it has to be given nothing.
_WRONG = """
WITH given AS (
    SELECT order_line_id,
           sum(CASE WHEN pickup.state = ANY($1) THEN line.quantity ELSE line.collected + line.refused END) AS units
    FROM pickup_line line JOIN pickup ON pickup.id = line.pickup_id GROUP BY order_line_id
), wanted AS (
    SELECT line.order_id AS owner, level.id AS level_id, sum(line.quantity - coalesce(given.units, 0)) AS units
    FROM order_line line JOIN "order" ON "order".id = line.order_id AND "order".state = ANY($2)
    LEFT JOIN given ON given.order_line_id = line.id
    LEFT JOIN stock_level level ON level.store_id = line.store_id AND level.sku = line.sku
    WHERE NOT EXISTS (SELECT FROM hold WHERE owner = line.order_id AND ended_as = 'EXPIRED')
    GROUP BY line.order_id, level.id HAVING sum(line.quantity - coalesce(given.units, 0)) > 0
), held AS (
    SELECT owner, countable_id AS level_id, sum(quantity) AS units
    FROM hold WHERE ended_at IS NULL AND countable_table = 'stock_level' AND starts_with(owner, 'ord_')
    GROUP BY owner, countable_id
)
SELECT owner, level_id, coalesce(wanted.units, 0)::int AS wanted, coalesce(held.units, 0)::int AS held
FROM wanted FULL JOIN held USING (owner, level_id)
WHERE wanted.units IS DISTINCT FROM held.units ORDER BY owner, level_id
"""


async def differences() -> list[str]:
    """A sentence for whatever does not add up in any store: shelves, promises and orders; none when all is well."""
    return [*await wrong_shelves(), *await orders_without_their_goods()]


async def orders_without_their_goods() -> list[str]:
    """A sentence for each order and shelf that holds other units than the order still has to be given."""
    found = await rows(_WRONG, [CANCELLED, LAPSED], [OrderState.PLACED, OrderState.PAID])
    return [
        f"Order {row['owner']}: {row['wanted']} still to be given, {row['held']} held on shelf {row['level_id']}."
        for row in found
    ]
