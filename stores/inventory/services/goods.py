"""Goods that are promised, leave, arrive and come back; no unit is promised twice."""

from collections.abc import Sequence
from datetime import datetime

from stores.database import atomic
from stores.holds import services as holds
from stores.holds.errors import HoldExpired, NotEnough
from stores.inventory.errors import OutOfStock
from stores.inventory.models import MovementKind, StockLevel
from stores.inventory.services.ledger import AS_BEFORE, Cause, Goods, levels_of, move, open_levels


@atomic
async def hold_goods(
    owner: str, goods: Sequence[Goods], *, until: datetime | None, with_these: Sequence[holds.Want] = ()
) -> None:
    """Promise goods at their stores to one owner until a moment, or (None) until they are handed over.

    What else they stand or fall with, such as a slot to collect them in, is promised in the same breath.

    Raises:
        OutOfStock: at its store fewer units of one of them are free; nothing was promised.
        NotEnough: of something else.
    """
    levels = await levels_of(some.shelf for some in goods)
    for some in goods:
        if some.shelf not in levels:
            raise OutOfStock(some.sku, asked=some.quantity, free=0, store_id=some.store_id)
    wants = [holds.Want(StockLevel, levels[some.shelf], some.quantity) for some in goods]
    try:
        await holds.take(owner, [*wants, *with_these], until=until)
    except NotEnough as short:
        if any(want.id == short.countable_id for want in with_these):
            raise
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
    levels = await _levels_held(owner, goods)
    await holds.spend(owner, _wants(goods, levels))
    await move(_summed(goods, levels, -1), Cause(kind, reference))


async def _levels_held(owner: str, goods: Sequence[Goods]) -> dict[tuple[str, str], str]:
    levels = await levels_of(some.shelf for some in goods)
    if any(some.shelf not in levels for some in goods):
        raise HoldExpired(owner)
    return levels


def _wants(goods: Sequence[Goods], levels: dict[tuple[str, str], str]) -> list[holds.Want]:
    return [holds.Want(StockLevel, levels[some.shelf], some.quantity) for some in goods]


@atomic
async def unship(owner: str, goods: Sequence[Goods], *, reference: str) -> None:
    """Goods that left their shelves by mistake are back on them, and promised to their owner as before."""
    levels = await _levels_held(owner, goods)
    await holds.lock(StockLevel, list(levels.values()))
    cause = Cause(MovementKind.UNCOLLECTED, reference)
    await move(_summed(goods, levels, 1), cause, kept_back=AS_BEFORE)
    await holds.give_back(owner, _wants(goods, levels))


@atomic
async def let_go(owner: str, goods: Goods) -> None:
    """Some units that were promised to an owner may be promised to others again; the rest stays promised.

    Raises:
        HoldExpired: the owner was promised fewer of them.
    """
    await holds.spend(owner, _wants([goods], await _levels_held(owner, [goods])))


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
