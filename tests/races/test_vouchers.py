"""Many buyers with one code, and few uses: exactly as many get something off as there are uses."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.races.buyers import Buyer, Step, a_cart, buyers, outcomes, sooner_or_later, told
from tests.races.shop import Shop

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("races")]

USED = """
SELECT v.promised - (SELECT count(*) FROM hold h WHERE h.countable_id = v.id AND h.ended_at IS NULL)
FROM voucher v WHERE v.code = $1
"""


@pytest.mark.parametrize(("uses", "rivals", "seed"), [(3, 30, 1), (10, 100, 2)])
async def test_a_voucher_is_used_as_often_as_it_may_be(shop: Shop, uses: int, rivals: int, seed: int):
    sku, code = f"PORT-{seed}", f"CODE{seed}"
    await shop.put_on_shelf(**{sku: rivals})
    await shop.give_out(code, uses)

    came_of_it = await outcomes(await with_code(shop, buyers(rivals, [{sku: 1}], seed), code))

    assert came_of_it == Counter(Order=uses, VoucherSpent=rivals - uses)
    assert await shop.values("SELECT promised FROM voucher WHERE code = $1", code) == [uses]
    assert await shop.values(USED, code) == [0]
    assert await discounts(shop, sku) == [-120] * uses
    assert await shop.promised(sku) == await shop.held(sku) == uses


async def test_without_the_lock_a_voucher_is_used_more_often_than_it_may_be(unlocked_shop: Shop):
    async def is_overused(number: int) -> bool:
        sku, code = f"PORT-{number}", f"CODE{number}"
        await unlocked_shop.put_on_shelf(**{sku: 30})
        await unlocked_shop.give_out(code, 3)
        await outcomes(await with_code(unlocked_shop, buyers(30, [{sku: 1}], seed=number), code))
        return len(await discounts(unlocked_shop, sku)) > 3

    assert await sooner_or_later(is_overused)


async def discounts(shop: Shop, sku: str) -> list[int]:
    """What was taken off each order."""
    return await shop.values("SELECT discount_minor FROM order_line WHERE sku = $1", sku)


async def with_code(shop: Shop, people: list[Buyer], code: str) -> list[Step]:
    """Everybody has put the code into a cart, and is about to have it quoted and to order it."""
    return list(await asyncio.gather(*(_at_the_door(shop, buyer, code) for buyer in people)))


async def _at_the_door(shop: Shop, buyer: Buyer, code: str) -> Step:
    cart_id = await a_cart(shop, buyer)
    assert told(await shop.answer("ApplyVoucher", buyer.who, cartId=cart_id, code=code)) == "Cart"

    async def quoted_and_placed() -> dict[str, Any]:
        quote = await shop.answer("QuoteCart", buyer.who, cartId=cart_id)
        if quote["__typename"] != "Quote":
            return quote
        return await shop.answer("PlaceOrder", buyer.who, quoteId=quote["id"])

    return quoted_and_placed
