"""What is on hand changes by movements alone, and never below what is promised."""

import pytest

from stores.database import rows
from stores.holds import services as holds
from stores.identity.actors import Guest
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.errors import NotStocked, OutOfStock
from stores.inventory.models import StockLevel
from stores.inventory.queries import availability, stock_of, stores_with
from stores.inventory.services import AdjustReason, Goods, ShelfCount
from stores.kernel.errors import NotAllowed
from tests.makers import a_market, a_staff_member, a_store, a_variant


async def the_ledger_adds_up() -> bool:
    wrong = await rows(
        "SELECT level.id FROM stock_level level LEFT JOIN movement ON movement.stock_level_id = level.id"
        " GROUP BY level.id HAVING level.on_hand <> coalesce(sum(movement.quantity), 0)"
    )
    return not wrong


async def test_an_adjustment_is_a_movement_and_leaves_promises_alone(tx):
    store = await a_store(holding={"TEA": 5})
    boss = await a_staff_member(store, role=Role.SUPERVISOR)
    await inventory.hold_goods("order", [Goods(store.id, "TEA", 4)], until=None)

    level = await inventory.adjust_stock(boss, Goods(store.id, "TEA", -1), AdjustReason.DAMAGED)
    with pytest.raises(OutOfStock) as refusal:
        await inventory.adjust_stock(boss, Goods(store.id, "TEA", -1), AdjustReason.LOST)

    assert (level.on_hand, level.promised, level.free) == (4, 4, 0)
    assert (refusal.value.asked, refusal.value.free) == (1, 0)
    assert await the_ledger_adds_up()


async def test_goods_are_found_where_none_were_but_not_taken_from_there(tx):
    await a_market()
    store = await a_store()
    boss = await a_staff_member(store, role=Role.MANAGER)

    with pytest.raises(NotStocked):
        await inventory.adjust_stock(boss, Goods(store.id, "TEA", 3), AdjustReason.FOUND)  # nobody knows it
    await a_variant("TEA")
    with pytest.raises(NotStocked):
        await inventory.adjust_stock(boss, Goods(store.id, "TEA", -1), AdjustReason.LOST)
    level = await inventory.adjust_stock(boss, Goods(store.id, "TEA", 3), AdjustReason.FOUND)

    assert level.on_hand == 3


async def test_an_associate_sells_but_does_not_write_off(tx):
    store = await a_store(holding={"TEA": 5})
    aiko = await a_staff_member(store)

    await inventory.adjust_stock(aiko, Goods(store.id, "TEA", -1), AdjustReason.SOLD_IN_STORE)

    for actor in (aiko, Guest()):
        with pytest.raises(NotAllowed):
            await inventory.adjust_stock(actor, Goods(store.id, "TEA", -1), AdjustReason.LOST)
    assert [level.on_hand for level in await stock_of(store.id, ["TEA"])] == [4]


async def test_a_count_sets_the_shelf_unless_buyers_were_promised_more(tx):
    store = await a_store(holding={"TEA": 5, "CUP": 5})
    await inventory.hold_goods("order", [Goods(store.id, "TEA", 3)], until=None)

    short = await inventory.count_shelves(
        [ShelfCount(store.id, "TEA", 2), ShelfCount(store.id, "CUP", 9), ShelfCount(store.id, "NEW", 4)],
        reference="the yearly count",
    )

    assert short == [ShelfCount(store.id, "TEA", 2)]
    assert [level.on_hand for level in await stock_of(store.id, ["TEA", "CUP", "NEW"])] == [5, 9, 4]
    assert await the_ledger_adds_up()


async def test_a_store_counts_for_a_basket_when_it_has_all_of_it(tx):
    both = await a_store(holding={"TEA": 2, "CUP": 1})
    await a_store(holding={"TEA": 2})
    await a_store(holding={"TEA": 1, "CUP": 5})

    whole = await stores_with({"TEA": 2, "CUP": 1})

    assert whole == {both.id}
    assert await availability(["TEA", "CUP"], [both.id]) == {(both.id, "TEA"): 2, (both.id, "CUP"): 1}


async def test_what_leaves_was_promised_first(tx):
    store = await a_store(holding={"TEA": 2})

    with pytest.raises(holds.HoldExpired):
        await inventory.ship_out("order", [Goods(store.id, "TEA", 1)], reference="a pickup")

    assert (await StockLevel.get(store_id=store.id)).on_hand == 2
