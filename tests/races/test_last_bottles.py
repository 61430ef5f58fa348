"""Many buyers, few bottles: what is on the shelf is sold, and not one bottle more."""

from collections import Counter

import pytest

from tests.races.buyers import buyers, race
from tests.races.shop import Shop

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("races")]


@pytest.mark.parametrize("seed", [1, 2])
async def test_sixty_buyers_five_bottles(shop: Shop, seed: int):
    sku = f"WHISKY-{seed}"
    await shop.put_on_shelf(**{sku: 5})

    outcomes = await race(shop, buyers(60, [{sku: 1}], seed))

    assert outcomes == Counter(Order=5, OutOfStock=55)
    assert await shop.sold(sku) == [1, 1, 1, 1, 1]
    assert await shop.promised(sku) == await shop.held(sku) == 5
    assert await shop.orders_without_goods(sku) == []


@pytest.mark.parametrize("seed", [3, 4])
async def test_five_bottles_are_sold_whether_buyers_want_one_or_two(shop: Shop, seed: int):
    sku = f"GIN-{seed}"
    await shop.put_on_shelf(**{sku: 5})

    outcomes = await race(shop, buyers(60, [{sku: 1}, {sku: 2}, {sku: 2}], seed))

    sold = await shop.sold(sku)
    assert sum(sold) == 5
    assert outcomes == Counter(Order=len(sold), OutOfStock=60 - len(sold))
    assert await shop.promised(sku) == await shop.held(sku) == 5
    assert await shop.orders_without_goods(sku) == []


async def test_without_the_lock_bottles_are_sold_that_are_not_there(unlocked_shop: Shop):
    await unlocked_shop.put_on_shelf(WHISKY=5)

    outcomes = await race(unlocked_shop, buyers(60, [{"WHISKY": 1}], seed=1))

    sold = await unlocked_shop.sold("WHISKY")
    assert sum(sold) > 5
    assert outcomes["Order"] == len(sold)


async def test_two_goods_wanted_in_opposite_orders_never_stand_in_each_others_way(shop: Shop):
    await shop.put_on_shelf(TEA=20, POT=20)

    outcomes = await race(shop, buyers(40, [{"TEA": 1, "POT": 1}, {"POT": 1, "TEA": 1}], seed=5))

    assert outcomes == Counter(Order=20, OutOfStock=20)
    for sku in ("TEA", "POT"):
        assert await shop.sold(sku) == [1] * 20
        assert await shop.promised(sku) == await shop.held(sku) == 20


async def test_without_the_lock_two_goods_are_both_oversold(unlocked_shop: Shop):
    await unlocked_shop.put_on_shelf(TEA=5, POT=5)

    await race(unlocked_shop, buyers(40, [{"TEA": 1, "POT": 1}, {"POT": 1, "TEA": 1}], seed=5))

    assert await unlocked_shop.promised("TEA") > 5
