"""A wish that comes twice at the same moment, by a nervous finger or a second device, comes true once."""

import asyncio
from collections import Counter

import pytest

from tests.races.buyers import Buyer, a_cart, a_chat_user, outcomes, sooner_or_later
from tests.races.shop import GUEST, Shop

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("races")]


def hanako(sku: str) -> Buyer:
    return Buyer("Hanako", GUEST, {sku: 2}, fills_a_cart=True)


async def test_one_key_sent_twenty_times_at_once_is_one_order_and_one_answer(shop: Shop):
    await shop.put_on_shelf(RUM=50)
    wish = {"key": "one-wish", "lines": [{"sku": "RUM", "quantity": 2}], "storeId": shop.store_id, "name": "Hanako"}

    answers = await asyncio.gather(*(shop.answer("OrderNow", a_chat_user("4711"), **wish) for _ in range(20)))

    assert answers[0]["__typename"] == "Order"
    assert answers == [answers[0]] * 20
    assert await shop.sold("RUM") == [2]
    assert await shop.promised("RUM") == await shop.held("RUM") == 2


@pytest.mark.parametrize("seed", range(3))
async def test_one_quote_placed_twice_at_once_is_one_order(shop: Shop, seed: int):
    sku = f"SAKE-{seed}"
    await shop.put_on_shelf(**{sku: 10})
    quote = await shop.answer("QuoteCart", cartId=await a_cart(shop, hanako(sku)))

    came_of_it = await outcomes([lambda: shop.answer("PlaceOrder", quoteId=quote["id"])] * 2)

    assert came_of_it == Counter(Order=1, QuoteSpent=1)
    assert await shop.sold(sku) == [2]
    assert await shop.promised(sku) == await shop.held(sku) == 2


async def test_without_the_lock_one_of_two_devices_is_told_something_untrue_of_the_quote(unlocked_shop: Shop):
    async def is_told_something_untrue(number: int) -> bool:
        sku = f"SAKE-{number}"
        await unlocked_shop.put_on_shelf(**{sku: 10})
        quote = await unlocked_shop.answer("QuoteCart", cartId=await a_cart(unlocked_shop, hanako(sku)))
        came_of_it = await outcomes([lambda: unlocked_shop.answer("PlaceOrder", quoteId=quote["id"])] * 2)
        return came_of_it != Counter(Order=1, QuoteSpent=1)

    assert await sooner_or_later(is_told_something_untrue)


@pytest.mark.parametrize("seed", range(3))
async def test_a_cart_quoted_on_two_devices_at_once_holds_its_goods_once(shop: Shop, seed: int):
    sku = f"VERMOUTH-{seed}"
    await shop.put_on_shelf(**{sku: 10})
    cart_id = await a_cart(shop, hanako(sku))

    came_of_it = await outcomes([lambda: shop.answer("QuoteCart", cartId=cart_id)] * 2)

    assert came_of_it == Counter(Quote=2)
    assert await shop.promised(sku) == await shop.held(sku) == 2


async def test_without_the_lock_a_cart_quoted_twice_holds_its_goods_twice(unlocked_shop: Shop):
    async def holds_twice(number: int) -> bool:
        sku = f"VERMOUTH-{number}"
        await unlocked_shop.put_on_shelf(**{sku: 10})
        cart_id = await a_cart(unlocked_shop, hanako(sku))
        await outcomes([lambda: unlocked_shop.answer("QuoteCart", cartId=cart_id)] * 2)
        return await unlocked_shop.held(sku) == 4

    assert await sooner_or_later(holds_twice)
