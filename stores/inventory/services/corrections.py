"""Corrections of what is on hand, and what is kept back from orders, by the staff of a store."""

from enum import StrEnum

from stores.database import atomic
from stores.holds import services as holds
from stores.identity.actors import Actor, require_staff_at
from stores.identity.roles import Role
from stores.inventory.errors import OutOfStock, SafetyTooHigh
from stores.inventory.models import MovementKind, StockLevel
from stores.inventory.services.ledger import Cause, Goods, level_at, move


class AdjustReason(StrEnum):
    """Why staff correct what is on hand."""

    COUNT = "COUNT"
    FOUND = "FOUND"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    SOLD_IN_STORE = "SOLD_IN_STORE"
    CORRECTION = "CORRECTION"


@atomic
async def adjust_stock(actor: Actor, goods: Goods, reason: AdjustReason) -> StockLevel:
    """Correct what is on hand at a store by ``goods.quantity`` units, up or down; supervisors and above.

    What is sold in the store is taken by any associate. What is kept back from orders may be taken; what is promised
    to buyers stays.

    Raises:
        OutOfStock: fewer units than are to be taken away are not promised.
        NotStocked: units of a variant that the store does not keep are to be taken away; or there is no such variant.
    """
    is_sale = reason is AdjustReason.SOLD_IN_STORE and goods.quantity < 0
    staff = require_staff_at(actor, goods.store_id, Role.ASSOCIATE if is_sale else Role.SUPERVISOR)
    level = await settled_level(goods.store_id, goods.sku, opens=goods.quantity > 0)
    unpromised = level.on_hand - level.promised
    if unpromised + goods.quantity < 0:
        raise OutOfStock(goods.sku, asked=-goods.quantity, free=unpromised, store_id=goods.store_id)
    if goods.quantity:
        await move([(level.id, goods.quantity)], Cause(MovementKind(reason), staff.id))
    return await StockLevel.get(id=level.id)


@atomic
async def set_safety(actor: Actor, store_id: str, sku: str, units: int) -> StockLevel:
    """Keep so many units of a variant back from orders at one store; managers and above.

    Raises:
        SafetyTooHigh: fewer units are on hand that nobody was promised.
        NotStocked: the store does not keep the variant.
    """
    require_staff_at(actor, store_id, Role.MANAGER)
    level = await settled_level(store_id, sku, opens=False)
    most = level.on_hand - level.promised
    if units > most:
        raise SafetyTooHigh(sku, store_id, asked=units, on_hand=level.on_hand, promised=level.promised, most=most)
    await StockLevel.filter(id=level.id).update(safety_wanted=units, safety=units, total=level.on_hand - units)
    return await StockLevel.get(id=level.id)


async def settled_level(store_id: str, sku: str, *, opens: bool) -> StockLevel:
    """One stock level, locked, with nothing that has expired still promised. Raises ``NotStocked``."""
    level_id = await level_at(store_id, sku, opens=opens)
    await holds.settle(StockLevel, [level_id])
    return await StockLevel.get(id=level_id)
