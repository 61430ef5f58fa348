"""What is on the shelves of a store, and what is missing there."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.errors import BAD_REQUEST, RequestError
from schema.problems import Problem, explains
from schema.scalars import Node
from stores.identity.actors import works_at
from stores.inventory import errors, models, queries
from stores.inventory.queries.availability import Shelf, stock_level
from stores.kernel.address import Position
from stores.locator.atlas import ATLAS
from stores.locator.queries import Wanted
from stores.pickup.offers import Basket, Offer, offers_near

if TYPE_CHECKING:
    from schema.locator import Store

MOST_SKUS = 100
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
    safety_wanted: Units that are to be kept back, as soon as so many are on hand that nobody was promised.
    location: The shelf or bin, where it is known.
    """

    sku: str
    on_hand: int
    promised: int
    free: int
    safety: int
    safety_wanted: int
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
            safety_wanted=shelf.safety_wanted,
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
