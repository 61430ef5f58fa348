"""How staff correct the shelves: adjustments, counts, and what is kept back from orders."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from schema.context import Info
from schema.enums import AdjustReason
from schema.errors import BAD_REQUEST, RequestError
from schema.inventory.shelves import NotStocked, OutOfStock, StockLevel
from schema.outbox import KeyReused, KeyTooLong
from schema.problems import Problem, explains
from stores.inventory import errors
from stores.inventory import services as inventory
from stores.pickup.queries import pickups_of

if TYPE_CHECKING:
    from schema.pickup import Pickup

MOST_UNITS = 1_000_000
LONGEST_REASON = 200


@explains(errors.PromisedToOrders)
class PromisedToOrders(Problem):
    """sku: The variant.

    store_id: The store.
    counted: How many units were counted.
    promised: How many units are promised to orders.
    owners: The orders, by their ids, to whom what is short was promised last.
    """

    sku: str
    store_id: strawberry.ID
    counted: int
    promised: int
    owners: list[strawberry.ID]

    @strawberry.field
    async def pickups(self) -> list[Annotated["Pickup", strawberry.lazy("schema.pickup")]]:
        """The parcels whose lines are to be refused before the count can be taken, those ordered last first."""
        from schema.pickup import Pickup  # a pickup shows its store, and a store its shelves

        by_order = await pickups_of(self.owners)
        return [
            Pickup.of(row)
            for order_id in self.owners
            for row in by_order[order_id]
            if row.store_id == self.store_id and any(line.sku == self.sku for line in row.lines)
        ]


@explains(errors.SafetyTooHigh)
class SafetyTooHigh(Problem):
    """sku: The variant.

    store_id: The store.
    asked: How many units were to be kept back.
    on_hand: How many units are on hand.
    promised: How many of them are promised to buyers.
    most: How many may be kept back.
    """

    sku: str
    store_id: strawberry.ID
    asked: int
    on_hand: int
    promised: int
    most: int


AdjustStockResult: TypeAlias = Annotated[
    StockLevel | OutOfStock | NotStocked | KeyReused | KeyTooLong,
    strawberry.union("AdjustStockResult", description="What became of a correction of stock."),
]
CountShelfResult: TypeAlias = Annotated[
    StockLevel | PromisedToOrders | NotStocked | KeyReused | KeyTooLong,
    strawberry.union("CountShelfResult", description="What became of a count."),
]
SetSafetyStockResult: TypeAlias = Annotated[
    StockLevel | SafetyTooHigh | NotStocked | KeyReused | KeyTooLong,
    strawberry.union("SetSafetyStockResult", description="What became of the wish to keep units back."),
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
    goods = inventory.Goods(store_id, sku, possible_units(by, "by", least=-MOST_UNITS))
    level = await inventory.adjust_stock(info.context.actor, goods, reason)
    return StockLevel.of(level)


async def count_shelf(
    info: Info, key: strawberry.ID, store_id: strawberry.ID, sku: str, on_hand: int, reason: str
) -> CountShelfResult:
    """Set what is on hand at a store to what was counted. Quotes that nobody has placed give way to it, orders do not.

    key: A new one for each wish; the same again gets the same answer.
    store_id: The store.
    sku: The variant.
    on_hand: How many units were counted.
    reason: Why it was counted, in a person's own words.
    """
    if len(reason) > LONGEST_REASON:
        raise RequestError(BAD_REQUEST, f"reason has at most {LONGEST_REASON} characters.", argument="reason")
    count = inventory.ShelfCount(store_id, sku, possible_units(on_hand, "onHand"))
    return StockLevel.of(await inventory.count_shelf(info.context.actor, count, reason))


async def set_safety_stock(
    info: Info, key: strawberry.ID, store_id: strawberry.ID, sku: str, units: int
) -> SetSafetyStockResult:
    """Keep units of a variant back from orders at one store, for walk-in customers and mistakes in counting.

    key: A new one for each wish; the same again gets the same answer.
    store_id: The store.
    sku: The variant.
    units: How many units to keep back; 0 for none.
    """
    kept = possible_units(units, "units")
    return StockLevel.of(await inventory.set_safety(info.context.actor, store_id, sku, kept))


def possible_units(number: int, argument: str, *, least: int = 0) -> int:
    """A number of units that a store can have. Raises ``RequestError`` for others."""
    if not least <= number <= MOST_UNITS:
        raise RequestError(BAD_REQUEST, f"{argument} is a number from {least} to {MOST_UNITS}.", argument=argument)
    return number
