"""Counting shelves: what was counted is what is there, whatever was promised."""

from collections.abc import Sequence
from dataclasses import dataclass

from stores.database import atomic
from stores.holds import services as holds
from stores.holds.queries import Held, holders
from stores.identity.actors import Actor, require_staff_at
from stores.identity.roles import Role
from stores.inventory.errors import PromisedToOrders
from stores.inventory.models import MovementKind, StockLevel
from stores.inventory.services.ledger import Cause, level_at, move, open_levels
from stores.kernel.ids import kind_of

UNPLACED = "quo"  # the kind of owner that gives way to a count: a quote, which nobody has placed yet


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """What was counted of one variant at one store."""

    store_id: str
    sku: str
    on_hand: int


@atomic
async def count_shelf(actor: Actor, count: ShelfCount, reason: str) -> StockLevel:
    """Set what is on hand to what a person counted, and say why they did; supervisors and above.

    Where fewer were counted than are promised, quotes that nobody has placed give way, the latest first: they expire.

    Raises:
        PromisedToOrders: orders were promised more; staff refuse lines of them first. Nothing has changed.
        NotStocked: there is no such variant.
    """
    staff = require_staff_at(actor, count.store_id, Role.SUPERVISOR)
    await level_at(count.store_id, count.sku, opens=True)
    refused = await _count([count], Cause(MovementKind.COUNT, staff.id, reason))
    if refused:
        raise refused[0]
    return await StockLevel.get(store_id=count.store_id, sku=count.sku)


@atomic
async def count_shelves(counts: Sequence[ShelfCount], *, reference: str) -> list[ShelfCount]:
    """Set what is on hand to what was counted; the counts that could not be taken are returned.

    Not taken is a count below what is promised to orders; quotes that nobody has placed give way, and so does what is
    kept back from orders. A count that changes nothing moves nothing; of two counts of one shelf the later holds.
    """
    by_shelf = {(count.store_id, count.sku): count for count in counts}
    refused = await _count(list(by_shelf.values()), Cause(MovementKind.COUNT, reference))
    return [by_shelf[short.store_id, short.sku] for short in refused]


async def _count(counts: Sequence[ShelfCount], cause: Cause) -> list[PromisedToOrders]:
    """Move each shelf to its count, under the locks of all of them; why some were not moved."""
    levels = await _locked(counts)
    changes, refused = [], []
    for count in counts:
        level = levels[count.store_id, count.sku]
        short = await _make_room(level, count.on_hand) if count.on_hand < level.promised else None
        if short:
            refused.append(short)
        elif count.on_hand != level.on_hand:
            changes.append((level.id, count.on_hand - level.on_hand))
    await move(changes, cause)
    return refused


async def _locked(counts: Sequence[ShelfCount]) -> dict[tuple[str, str], StockLevel]:
    ids = await open_levels((count.store_id, count.sku) for count in counts)
    await holds.settle(StockLevel, list(ids.values()))
    levels = await StockLevel.filter(id__in=list(ids.values()))
    return {(level.store_id, level.sku): level for level in levels}


async def _make_room(level: StockLevel, counted: int) -> PromisedToOrders | None:
    """Let quotes give way until no more is promised than was counted; why that is not enough, if it is not."""
    firm = [held for held in await holders(StockLevel, level.id) if kind_of(held.owner) != UNPLACED]
    if sum(held.quantity for held in firm) <= counted:
        want = holds.Want(StockLevel, level.id, level.promised - counted)
        if await holds.withdraw(want, kind=UNPLACED) >= want.quantity:
            return None
        firm = [held for held in await holders(StockLevel, level.id) if kind_of(held.owner) != UNPLACED]
    promised = sum(held.quantity for held in firm)
    owners = _latest(firm, promised - counted)
    return PromisedToOrders(level.sku, level.store_id, counted=counted, promised=promised, owners=owners)


def _latest(firm: Sequence[Held], short: int) -> list[str]:
    """Whose promises, the latest first, cover what is short."""
    owners = []
    for held in firm:
        if short > 0:
            owners.append(held.owner)
            short -= held.quantity
    return owners
