"""Changing what is on the shelves: each change is a movement, and no unit is promised twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stores.database import atomic, rows
from stores.holds import services as holds
from stores.holds.errors import NotEnough
from stores.identity.actors import Actor, require_staff_at
from stores.identity.roles import Role
from stores.inventory.errors import NotStocked, OutOfStock
from stores.inventory.models import MovementKind, StockLevel
from stores.kernel import clock
from stores.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of one variant at one store."""

    store_id: str
    sku: str
    quantity: int


class AdjustReason(StrEnum):
    """Why staff correct what is on hand."""

    COUNT = "COUNT"
    FOUND = "FOUND"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    SOLD_IN_STORE = "SOLD_IN_STORE"
    CORRECTION = "CORRECTION"


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
    levels = await _levels_of(goods)
    for some in goods:
        if (some.store_id, some.sku) not in levels:
            raise OutOfStock(some.sku, asked=some.quantity, free=0, store_id=some.store_id)
    wants = [holds.Want(StockLevel, levels[some.store_id, some.sku], some.quantity) for some in goods]
    try:
        await holds.take(owner, [*wants, *with_these], until=until)
    except NotEnough as short:
        if any(want.id == short.countable_id for want in with_these):
            raise
        of = next(some for some in goods if levels[some.store_id, some.sku] == short.countable_id)
        raise OutOfStock(of.sku, asked=short.asked, free=short.free, store_id=of.store_id) from short


async def _levels_of(goods: Sequence[Goods]) -> dict[tuple[str, str], str]:
    found = await rows(
        "SELECT level.id, level.store_id, level.sku FROM stock_level level"
        " JOIN unnest($1::text[], $2::text[]) wanted(store_id, sku)"
        " ON level.store_id = wanted.store_id AND level.sku = wanted.sku",
        [some.store_id for some in goods],
        [some.sku for some in goods],
    )
    return {(row["store_id"], row["sku"]): row["id"] for row in found}


@atomic
async def release_goods(owner: str, goods: Sequence[Goods]) -> None:
    """Goods that were promised to an owner may be promised to others again."""
    await holds.release(owner, list((await _levels_of(goods)).values()))


@atomic
async def ship_out(owner: str, goods: Sequence[Goods], *, reference: str) -> None:
    """Goods that were promised to an owner leave their shelves.

    Raises:
        HoldExpired: the owner was promised fewer of them.
    """
    wants = await _wants(goods)
    await holds.spend(owner, wants)
    await _move([(want.id, -want.quantity) for want in wants], MovementKind.COLLECTED, reference)


async def _wants(goods: Sequence[Goods]) -> list[holds.Want]:
    levels = await _levels_of(goods)
    return [holds.Want(StockLevel, levels[some.store_id, some.sku], some.quantity) for some in goods]


@atomic
async def unship(owner: str, goods: Sequence[Goods], *, reference: str) -> None:
    """Goods that left their shelves by mistake are back on them, and promised to their owner as before."""
    wants = await _wants(goods)
    await _move([(want.id, want.quantity) for want in wants], MovementKind.UNCOLLECTED, reference)
    await holds.give_back(owner, wants)


@atomic
async def let_go(owner: str, goods: Goods) -> None:
    """Some units that were promised to an owner may be promised to others again; the rest stays promised.

    Raises:
        HoldExpired: the owner was promised fewer of them.
    """
    await holds.spend(owner, await _wants([goods]))


@atomic
async def write_off(owner: str, goods: Goods, kind: MovementKind, *, reference: str) -> None:
    """Units that were promised to an owner turn out to be lost or spoilt, and leave the stock.

    Raises:
        HoldExpired: the owner was promised fewer of them.
    """
    [want] = await _wants([goods])
    await holds.spend(owner, [want])
    await _move([(want.id, -want.quantity)], kind, reference)


@atomic
async def put_back(goods: Sequence[Goods], *, reference: str) -> None:
    """Goods that a customer brought back are put on the shelf again; a shelf is made where there was none."""
    await _open_levels(goods)
    wants = await _wants(goods)
    await _move([(want.id, want.quantity) for want in wants], MovementKind.RETURNED, reference)


@atomic
async def adjust_stock(actor: Actor, goods: Goods, reason: AdjustReason) -> StockLevel:
    """Correct what is on hand at a store by ``goods.quantity`` units, up or down; supervisors and above.

    What is sold in the store is taken by any associate.

    Raises:
        OutOfStock: fewer units than are to be taken away are free; what is promised stays promised.
        NotStocked: units of a variant that the store does not keep are to be taken away.
    """
    role = Role.ASSOCIATE if reason is AdjustReason.SOLD_IN_STORE else Role.SUPERVISOR
    staff = require_staff_at(actor, goods.store_id, role)
    if goods.quantity > 0:
        await _open_levels([goods])
    level = await StockLevel.select_for_update().get_or_none(store_id=goods.store_id, sku=goods.sku)
    if level is None:
        raise NotStocked(goods.sku, goods.store_id)
    if level.free + goods.quantity < 0:
        raise OutOfStock(goods.sku, asked=-goods.quantity, free=level.free, store_id=goods.store_id)
    if goods.quantity:
        await _move([(level.id, goods.quantity)], MovementKind(reason), staff.id)
    return await StockLevel.get(id=level.id)


@atomic
async def receive_delivery(goods: Sequence[Goods], *, reference: str) -> None:
    """Goods arrive and are put on their shelves."""
    await _open_levels(goods)
    levels = await _levels_of(goods)
    changes = [(levels[some.store_id, some.sku], some.quantity) for some in goods if some.quantity]
    await _move(changes, MovementKind.RECEIVED, reference)


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """What was counted of one variant at one store."""

    store_id: str
    sku: str
    on_hand: int


@atomic
async def count_shelves(counts: Sequence[ShelfCount], *, reference: str) -> list[ShelfCount]:
    """Set what is on hand to what was counted; the counts that could not be taken are returned.

    Not taken is a count below what is promised to buyers, with the safety stock. A count that changes nothing
    moves nothing; of two counts of one shelf the later holds.
    """
    counts = list({(count.store_id, count.sku): count for count in counts}.values())
    await _open_levels([Goods(count.store_id, count.sku, 0) for count in counts])
    known = await _lock_levels(counts)
    changes, refused = [], []
    for count in counts:
        level_id, on_hand, least = known[count.store_id, count.sku]
        if count.on_hand < least:
            refused.append(count)
        elif count.on_hand != on_hand:
            changes.append((level_id, count.on_hand - on_hand))
    await _move(changes, MovementKind.COUNT, reference)
    return refused


async def _lock_levels(counts: Sequence[ShelfCount]) -> Mapping[tuple[str, str], tuple[str, int, int]]:
    """By store and sku: the level's id, what is on hand, and the least that may be."""
    found = await rows(
        "SELECT level.id, level.store_id, level.sku, level.on_hand, level.promised + level.safety AS least"
        " FROM stock_level level JOIN unnest($1::text[], $2::text[]) wanted(store_id, sku)"
        " ON level.store_id = wanted.store_id AND level.sku = wanted.sku ORDER BY level.id FOR UPDATE OF level",
        [count.store_id for count in counts],
        [count.sku for count in counts],
    )
    return {(row["store_id"], row["sku"]): (row["id"], row["on_hand"], row["least"]) for row in found}


async def _open_levels(goods: Sequence[Goods]) -> None:
    """Make an empty shelf for each variant that its store does not keep yet."""
    await rows(
        "INSERT INTO stock_level (id, store_id, sku, on_hand, safety, total, promised)"
        " SELECT id, store_id, sku, 0, 0, 0, 0 FROM unnest($1::text[], $2::text[], $3::text[]) new(id, store_id, sku)"
        " ORDER BY store_id, sku ON CONFLICT (store_id, sku) DO NOTHING",
        [new_id("stk") for _ in goods],
        [some.store_id for some in goods],
        [some.sku for some in goods],
    )


async def _move(changes: Sequence[tuple[str, int]], kind: MovementKind, reference: str) -> None:
    """The only writer of what is on hand: by level and units, each with its movement."""
    if not changes:
        return
    await rows(
        """
        WITH change AS (
            SELECT * FROM unnest($1::text[], $2::int[]) change(id, quantity)
        ), moved AS (
            UPDATE stock_level SET on_hand = on_hand + change.quantity, total = total + change.quantity
            FROM change WHERE stock_level.id = change.id
        )
        INSERT INTO movement (stock_level_id, kind, quantity, reference, moved_at)
        SELECT id, $3, quantity, $4, $5 FROM change
        """,
        [level_id for level_id, _ in changes],
        [quantity for _, quantity in changes],
        kind,
        reference,
        clock.now(),
    )
