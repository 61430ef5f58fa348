"""Goods that are promised, leave, arrive and come back; no unit is promised twice."""

from collections.abc import Sequence
from datetime import datetime

from stores.database import atomic
from stores.holds import services as holds
from stores.holds.errors import HoldExpired, NotEnough
from stores.inventory.errors import OutOfStock
from stores.inventory.models import MovementKind, StockLevel
from stores.inventory.services.ledger import Cause, Goods, levels_of, move, open_levels


@atomic
async def hold_goods(owner: str, goods: Sequence[Goods], *, until: datetime | None) -> None:
    """Promise goods at their stores to one owner until a moment, or (None) until they are handed over.

    Raises:
        OutOfStock: at its store fewer units of one of them are free; nothing was promised.
    """
    levels = await levels_of(some.shelf for some in goods)
    for some in goods:
        if some.shelf not in levels:
            raise OutOfStock(some.sku, asked=some.quantity, free=0, store_id=some.store_id)
    wants = [holds.Want(StockLevel, levels[some.shelf], some.quantity) for some in goods]
    try:
        await holds.take(owner, wants, until=until)
    except NotEnough as short:
        of = next(some for some in goods if levels[some.shelf] == short.countable_id)
        raise OutOfStock(of.sku, asked=short.asked, free=short.free, store_id=of.store_id) from short


@atomic
async def release_goods(owner: str, goods: Sequence[Goods]) -> None:
    """Goods that were promised to an owner may be promised to others again."""
    await holds.release(owner, list((await levels_of(some.shelf for some in goods)).values()))


@atomic
async def ship_out(
    owner: str, goods: Sequence[Goods], *, reference: str, kind: MovementKind = MovementKind.COLLECTED
) -> None:
    """Goods that were promised to an owner leave their shelves: collected, shipped out or transferred.

    Raises:
        HoldExpired: the owner was promised fewer of them.
    """
    levels = await levels_of(some.shelf for some in goods)
    if any(some.shelf not in levels for some in goods):
        raise HoldExpired(owner)
    wants = [holds.Want(StockLevel, levels[some.shelf], some.quantity) for some in goods]
    await holds.spend(owner, wants)
    await move(_summed(goods, levels, -1), Cause(kind, reference))


@atomic
async def receive_delivery(goods: Sequence[Goods], *, reference: str) -> None:
    """Goods arrive and are put on their shelves."""
    await put_on_shelves(goods, Cause(MovementKind.RECEIVED, reference))


@atomic
async def return_goods(goods: Sequence[Goods], *, reference: str) -> None:
    """Goods that were handed over came back, and are put on their shelves to be sold again."""
    await put_on_shelves(goods, Cause(MovementKind.RETURNED, reference))


async def put_on_shelves(goods: Sequence[Goods], cause: Cause) -> None:
    """More units on hand, on shelves that are made where there were none."""
    levels = await open_levels(some.shelf for some in goods)
    await holds.lock(StockLevel, list(levels.values()))
    await move(_summed(goods, levels, 1), cause)


def _summed(goods: Sequence[Goods], levels: dict[tuple[str, str], str], sign: int) -> list[tuple[str, int]]:
    """Each level once, as a statement changes a row once; nothing for what does not change."""
    units: dict[str, int] = {}
    for some in goods:
        units[levels[some.shelf]] = units.get(levels[some.shelf], 0) + sign * some.quantity
    return [(level_id, quantity) for level_id, quantity in units.items() if quantity]
