"""Buyers, counters and senders at one shelf at the same moment; each race goes wrong when nobody locks the shelf."""

from datetime import timedelta
from random import Random

import pytest

from stores.database import first_row, rows
from stores.holds import services as holds
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.queries.audit import wrong_shelves
from stores.inventory.services import Goods, ShelfCount, TransferWish
from stores.kernel import clock
from tests.auditing import everything_adds_up
from tests.makers import a_staff_member, a_store
from tests.rivals import at_once, in_database, without_the_last_line, without_the_lock

pytestmark = pytest.mark.race


async def a_shop(**holding: int) -> tuple[str, StaffMember]:
    store = await a_store(holding=holding)
    return store.id, await a_staff_member(role=Role.ADMINISTRATOR)


async def buy(number: int, store: str, **units: int) -> None:
    goods = [Goods(store, sku, quantity) for sku, quantity in units.items()]
    await inventory.hold_goods(f"buyer_{number}", goods, until=None)


async def forty_opposite_baskets() -> list[str]:
    store, _ = await a_shop(TEA=20, POT=20)
    there = [buy(number, store, TEA=1, POT=1) for number in range(20)]
    back = [buy(number, store, POT=1, TEA=1) for number in range(20, 40)]
    stories = [*there, *back]
    Random(7).shuffle(stories)
    return await at_once(*stories)


async def test_forty_baskets_in_opposite_orders_never_stand_in_each_others_way(fresh_database):
    async def story() -> None:
        came_of_it = await forty_opposite_baskets()

        assert (came_of_it.count("done"), came_of_it.count("OutOfStock")) == (20, 20)
        assert await everything_adds_up()

    await in_database(fresh_database, story)


async def test_without_the_lock_more_baskets_are_promised_than_there_are(fresh_database):
    async def story() -> None:
        await without_the_last_line()
        with without_the_lock():
            came_of_it = await forty_opposite_baskets()

        assert came_of_it.count("done") > 20
        assert await wrong_shelves() != []

    await in_database(fresh_database, story)


async def a_count_among_twenty_buyers() -> tuple[list[str], int, int]:
    """Of 20 units 8 are counted while 20 buyers want one each: what came of it, what is on hand, what is promised."""
    store, boss = await a_shop(TEA=20)
    count = inventory.count_shelf(boss, ShelfCount(store, "TEA", 8), "a spot check")
    came_of_it = await at_once(count, *(buy(number, store, TEA=1) for number in range(20)))
    level = await first_row("SELECT on_hand, promised FROM stock_level")
    assert level is not None
    return came_of_it, level["on_hand"], level["promised"]


async def test_a_count_among_twenty_buyers_is_taken_or_refused_and_nobody_is_promised_what_is_gone(fresh_database):
    async def story() -> None:
        (counted, *buyers), on_hand, promised = await a_count_among_twenty_buyers()

        assert buyers.count("done") == promised <= on_hand
        assert (counted, on_hand, promised) in [("done", 8, 8), ("PromisedToOrders", 20, 20)]
        assert await everything_adds_up()

    await in_database(fresh_database, story)


async def test_without_the_lock_a_count_leaves_buyers_with_promises_and_no_goods(fresh_database):
    async def story() -> None:
        await without_the_last_line()
        with without_the_lock():
            (counted, *_), on_hand, promised = await a_count_among_twenty_buyers()

        assert counted == "done"
        assert promised > on_hand

    await in_database(fresh_database, story)


async def a_transfer_among_ten_buyers() -> list[str]:
    """Of 10 units 6 are to leave while 10 buyers want one each."""
    store, boss = await a_shop(TEA=10)
    elsewhere = await a_store()
    transfer = await inventory.create_transfer(boss, TransferWish(store, elsewhere.id, {"TEA": 6}))
    sending = inventory.send_transfer(boss, transfer.id)
    return await at_once(sending, *(buy(number, store, TEA=1) for number in range(10)))


async def test_a_transfer_takes_no_goods_from_under_a_buyer(fresh_database):
    async def story() -> None:
        sent, *buyers = await a_transfer_among_ten_buyers()

        assert (sent, buyers.count("done")) in [("done", 4), ("OutOfStock", 10)]
        assert await everything_adds_up()

    await in_database(fresh_database, story)


async def test_without_the_lock_goods_leave_that_buyers_were_promised(fresh_database):
    async def story() -> None:
        await without_the_last_line()
        with without_the_lock():
            sent, *buyers = await a_transfer_among_ten_buyers()

        assert sent == "done"
        assert buyers.count("done") > 4

    await in_database(fresh_database, story)


async def test_a_quote_is_placed_whole_or_its_goods_go_to_a_rival(fresh_database):
    async def story() -> None:
        store, _ = await a_shop(TEA=1, POT=1)
        for number in range(15):
            both, until = [Goods(store, "TEA", 1), Goods(store, "POT", 1)], clock.now() + timedelta(milliseconds=20)
            await inventory.hold_goods(f"quo_{number}", both, until=until)
            await rows("SELECT pg_sleep($1)", 0.010 + number * 0.001)

            placed, sold = await at_once(
                holds.keep(f"quo_{number}", as_owner=f"buyer_{number}"), buy(100 + number, store, POT=1)
            )

            assert (placed, sold) in [("done", "OutOfStock"), ("HoldExpired", "done"), ("HoldExpired", "OutOfStock")]
            held = await rows("SELECT id FROM hold WHERE owner = $1 AND ended_at IS NULL", f"buyer_{number}")
            assert len(held) == (2 if placed == "done" else 0)
            for owner in (f"buyer_{number}", f"buyer_{100 + number}", f"quo_{number}"):
                await holds.release(owner)
        assert await everything_adds_up()

    await in_database(fresh_database, story)


async def test_a_quote_is_placed_or_gives_way_to_a_count_and_never_both(fresh_database):
    async def story() -> None:
        store, boss = await a_shop(TEA=1, POT=1)
        for number in range(10):
            both, until = [Goods(store, "TEA", 1), Goods(store, "POT", 1)], clock.now() + timedelta(minutes=15)
            await inventory.hold_goods(f"quo_{number}", both, until=until)

            placed, counted = await at_once(
                holds.keep(f"quo_{number}", as_owner=f"buyer_{number}"),
                inventory.count_shelf(boss, ShelfCount(store, "TEA", 0), "a spot check"),
            )

            assert (placed, counted) in [("done", "PromisedToOrders"), ("HoldExpired", "done")]
            for owner in (f"buyer_{number}", f"quo_{number}"):
                await holds.release(owner)
            await inventory.count_shelf(boss, ShelfCount(store, "TEA", 1), "found again")
        assert await everything_adds_up()

    await in_database(fresh_database, story)
