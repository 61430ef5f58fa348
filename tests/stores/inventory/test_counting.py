"""Counting shelves, and what is kept back from orders: what was promised to orders stands."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.database import rows
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.errors import NotStocked, PromisedToOrders, SafetyTooHigh
from stores.inventory.queries import availability, free_at, stock_of, stores_with
from stores.inventory.queries.audit import wrong_shelves
from stores.inventory.services import AdjustReason, Goods, ShelfCount
from stores.kernel import clock
from stores.kernel.errors import NotAllowed
from tests.makers import a_staff_member, a_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=15)


async def hold(owner: str, store_id: str, units: int, *, until: datetime | None = None, sku: str = "TEA") -> None:
    await inventory.hold_goods(owner, [Goods(store_id, sku, units)], until=until)


async def test_a_count_is_taken_and_says_who_counted_and_why(tx):
    store = await a_store(holding={"TEA": 5})
    boss = await a_staff_member(store, role=Role.SUPERVISOR)

    level = await inventory.count_shelf(boss, ShelfCount(store.id, "TEA", 3), "the yearly count")

    assert (level.on_hand, level.total) == (3, 3)
    [_, movement] = await rows("SELECT kind, quantity, reference, note FROM movement ORDER BY id")
    assert dict(movement) == {"kind": "COUNT", "quantity": -2, "reference": boss.id, "note": "the yearly count"}


async def test_quotes_that_nobody_placed_give_way_to_a_count_the_latest_first(tx):
    with clock.frozen_at(NOON):
        store = await a_store(holding={"TEA": 6})
        boss = await a_staff_member(store, role=Role.SUPERVISOR)
        await hold("quo_early", store.id, 2, until=LATER)
        await hold("ord_paid", store.id, 2)
    with clock.frozen_at(NOON + timedelta(minutes=1)):
        await hold("quo_late", store.id, 2, until=LATER)

        level = await inventory.count_shelf(boss, ShelfCount(store.id, "TEA", 4), "a spot check")

    assert (level.on_hand, level.promised) == (4, 4)
    owners = await rows("SELECT owner FROM hold WHERE ended_at IS NULL ORDER BY owner")
    assert [row["owner"] for row in owners] == ["ord_paid", "quo_early"]


async def test_orders_do_not_give_way_and_the_latest_of_them_are_named(tx):
    with clock.frozen_at(NOON):
        store = await a_store(holding={"TEA": 6})
        boss = await a_staff_member(store, role=Role.SUPERVISOR)
        await hold("ord_first", store.id, 2)
        await hold("quo_1", store.id, 1, until=LATER)
    with clock.frozen_at(NOON + timedelta(minutes=1)):
        await hold("ord_second", store.id, 2)

        with pytest.raises(PromisedToOrders) as refusal:
            await inventory.count_shelf(boss, ShelfCount(store.id, "TEA", 3), "a spot check")

        [level] = await stock_of(store.id, ["TEA"])
    assert (refusal.value.counted, refusal.value.promised, refusal.value.owners) == (3, 4, ["ord_second"])
    assert (level.on_hand, level.promised) == (6, 5)


async def test_who_may_count_and_what_may_be_counted(tx):
    store = await a_store(holding={"TEA": 1})
    boss = await a_staff_member(store, role=Role.SUPERVISOR)

    for count in (ShelfCount(store.id, "NEVER-HEARD-OF", 2), ShelfCount("str_nowhere", "TEA", 2)):
        with pytest.raises(NotStocked):
            await inventory.count_shelf(await a_staff_member(role=Role.ADMINISTRATOR), count, "")
    with pytest.raises(NotAllowed):
        await inventory.count_shelf(await a_staff_member(store), ShelfCount(store.id, "TEA", 2), "")
    with pytest.raises(NotAllowed):
        await inventory.set_safety(boss, store.id, "TEA", 1)


async def test_what_is_kept_back_is_not_for_orders_but_for_the_shop(tx):
    store = await a_store(holding={"TEA": 5})
    boss, aiko = await a_staff_member(store, role=Role.MANAGER), await a_staff_member(store)

    kept = await inventory.set_safety(boss, store.id, "TEA", 2)
    await hold("ord_1", store.id, 3)
    sold = await inventory.adjust_stock(aiko, Goods(store.id, "TEA", -1), AdjustReason.SOLD_IN_STORE)
    with pytest.raises(NotAllowed):  # an associate sells, and does not make goods
        await inventory.adjust_stock(aiko, Goods(store.id, "TEA", 1), AdjustReason.SOLD_IN_STORE)

    assert (kept.free, kept.safety) == (3, 2)
    assert (sold.on_hand, sold.promised, sold.safety, sold.safety_wanted) == (4, 3, 1, 2)
    await inventory.receive_delivery([Goods(store.id, "TEA", 4)], reference="a delivery")
    [level] = await stock_of(store.id, ["TEA"])
    assert (level.on_hand, level.safety, level.free) == (8, 2, 3)


async def test_no_more_is_kept_back_than_nobody_was_promised(tx):
    store = await a_store(holding={"TEA": 5})
    boss = await a_staff_member(store, role=Role.MANAGER)
    await hold("ord_1", store.id, 2)

    with pytest.raises(SafetyTooHigh) as refusal:
        await inventory.set_safety(boss, store.id, "TEA", 4)

    told = refusal.value
    assert (told.asked, told.on_hand, told.promised, told.most) == (4, 5, 2, 3)
    assert (await inventory.set_safety(boss, store.id, "TEA", 3)).free == 0


async def test_a_count_below_what_is_kept_back_is_taken(tx):
    store = await a_store(holding={"TEA": 5})
    boss = await a_staff_member(store, role=Role.MANAGER)
    await inventory.set_safety(boss, store.id, "TEA", 3)

    level = await inventory.count_shelf(boss, ShelfCount(store.id, "TEA", 1), "a spot check")

    assert (level.on_hand, level.safety, level.safety_wanted, level.free) == (1, 1, 3, 0)
    assert await wrong_shelves() == []


async def test_what_has_expired_is_shown_as_free_while_no_worker_runs(tx):
    with clock.frozen_at(NOON):
        store = await a_store(holding={"TEA": 2, "POT": 2})
        await hold("quo_1", store.id, 2, until=LATER)
        await hold("quo_2", store.id, 1, until=LATER, sku="POT")
        await hold("ord_1", store.id, 1, sku="POT")
        assert await free_at(["TEA"]) == {"TEA": {}}

    with clock.frozen_at(LATER):
        assert await free_at(["TEA"]) == {"TEA": {store.id: 2}}
        assert await availability(["TEA", "POT"], [store.id]) == {(store.id, "TEA"): 2, (store.id, "POT"): 1}
        assert await stores_with({"TEA": 2, "POT": 1}) == {store.id}
        assert [(shelf.promised, shelf.free) for shelf in await stock_of(store.id, ["TEA", "POT"])] == [(0, 2), (1, 1)]
        boss = await a_staff_member(store, role=Role.MANAGER)
        assert (await inventory.set_safety(boss, store.id, "TEA", 2)).promised == 0


async def test_a_movement_is_never_altered_or_removed(tx):
    await a_store(holding={"TEA": 2})

    for change in ("UPDATE movement SET quantity = 3", "DELETE FROM movement", "TRUNCATE movement"):
        await rows("SAVEPOINT before")
        with pytest.raises(Exception, match="a movement is never altered"):
            await rows(change)
        await rows("ROLLBACK TO SAVEPOINT before")

    assert await wrong_shelves() == []


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE stock_level SET on_hand = 3, total = 3", "3 on hand, 2 by its movements"),
        ("UPDATE stock_level SET promised = 2", "2 promised, 1 held"),
        ("UPDATE hold SET ended_at = taken_at, ended_as = 'RELEASED'", "1 promised, 0 held"),
    ],
)
async def test_the_audit_names_what_does_not_add_up(tx, tampering: str, told: str):
    store = await a_store(holding={"TEA": 2})
    await hold("quo_1", store.id, 1)
    assert await wrong_shelves() == []

    await rows(tampering)

    [difference] = await wrong_shelves()
    assert difference.startswith(f"TEA at {store.id}: {told}")
