"""What is on the shelves of a store, and how staff correct it."""

from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import AdjustReason
from schema.errors import BAD_REQUEST, RequestError
from schema.outbox import KeyReused, KeyTooLong
from schema.problems import Problem, explains
from schema.scalars import Node
from stores.identity.actors import works_at
from stores.inventory import errors, models, queries
from stores.inventory import services as inventory
from stores.inventory.queries.availability import Shelf, stock_level
from stores.kernel.address import Position
from stores.locator.atlas import ATLAS
from stores.locator.queries import Wanted
from stores.pickup.offers import Basket, Offer, offers_near

if TYPE_CHECKING:
    from schema.locator import Store

MOST_SKUS = 100
MOST_UNITS = 1_000_000
ELSEWHERE = 3


@strawberry.type
class Alternative:
    """Another store that has what is missing here.

    distance_km: How far it is from the first store, in kilometres along the earth's surface.
    store: The store.
    """

    distance_km: float
    store: Annotated["Store", strawberry.lazy("schema.locator")]


@explains(errors.OutOfStock)
class OutOfStock(Problem):
    """sku: The variant.

    asked: How many units were asked for.
    free: How many units may still be ordered there.
    store_id: The store that was asked.
    """

    sku: str
    asked: int
    free: int
    store_id: strawberry.ID

    @strawberry.field
    async def elsewhere(self, info: Info) -> list[Alternative]:
        """The nearest other stores that could hand over as many units."""
        from schema.locator import Store  # a store shows its shelves, and an empty shelf shows other stores

        here = ATLAS.card(self.store_id)
        found = await _offers_of_others(here.position, self.sku, self.asked) if here else []
        others = [offer.near for offer in found if offer.near.store.id != self.store_id]
        return [Alternative(distance_km=near.distance_km, store=Store.of(near.store)) for near in others[:ELSEWHERE]]


async def _offers_of_others(point: Position, sku: str, asked: int) -> list[Offer]:
    return await offers_near(point, Basket({sku: max(asked, 1)}), Wanted(), first=ELSEWHERE + 1, after=None)


@explains(errors.NotStocked)
class NotStocked(Problem):
    """sku: The variant.

    store_id: The store.
    """

    sku: str
    store_id: strawberry.ID


@strawberry.type
class StockLevel(Node):
    """Units of one variant at one store.

    sku: The variant.
    on_hand: Units on the shelves and behind the counter.
    promised: Units that are promised to buyers.
    free: Units that may still be ordered: on hand, less promised, less safety.
    safety: Units that are kept back from orders.
    location: The shelf or bin, where it is known.
    """

    sku: str
    on_hand: int
    promised: int
    free: int
    safety: int
    location: str | None

    @classmethod
    def of(cls, shelf: Shelf | models.StockLevel) -> Self:
        return cls(
            id=strawberry.ID(shelf.id),
            sku=shelf.sku,
            on_hand=shelf.on_hand,
            promised=shelf.promised,
            free=shelf.free,
            safety=shelf.safety,
            location=shelf.location,
        )


async def stock_levels(store_id: str, skus: list[str]) -> list[StockLevel]:
    """What one store has of some variants. Raises ``RequestError`` for more than 100 at once."""
    if len(skus) > MOST_SKUS:
        raise RequestError(BAD_REQUEST, f"skus are at most {MOST_SKUS}.", argument="skus")
    return [StockLevel.of(shelf) for shelf in await queries.stock_of(store_id, skus)]


@opens("StockLevel", kind="stk")
async def stock_level_again(context: Context, id: str) -> StockLevel | None:
    """The stock level with an id, for staff of its store."""
    shelf = await stock_level(id)
    return StockLevel.of(shelf) if shelf and works_at(context.actor, shelf.store_id) else None


AdjustStockResult: TypeAlias = Annotated[
    StockLevel | OutOfStock | NotStocked | KeyReused | KeyTooLong,
    strawberry.union("AdjustStockResult", description="What became of a correction of stock."),
]


async def adjust_stock(
    info: Info, key: strawberry.ID, store_id: strawberry.ID, sku: str, by: int, reason: AdjustReason
) -> AdjustStockResult:
    """Correct what is on hand at a store, up or down; each correction is a movement that stays.

    key: A new one for each wish; the same again gets the same answer.
    store_id: The store.
    sku: The variant.
    by: Units to add, or with a minus to take away.
    reason: Why.
    """
    if abs(by) > MOST_UNITS:
        raise RequestError(BAD_REQUEST, f"by is a number from -{MOST_UNITS} to {MOST_UNITS}.", argument="by")
    goods = inventory.Goods(store_id, sku, by)
    level = await inventory.adjust_stock(info.context.actor, goods, reason)
    return StockLevel.of(level)
