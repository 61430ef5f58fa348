"""Many buyers with one code, and few uses: exactly as many get something off as there are uses."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.races.buyers import Buyer, Step, a_cart, buyers, outcomes, sooner_or_later, told
from tests.races.shop import Shop

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("races")]

AT_ONCE = 20  # carts that are filled at a time: it is the last step that is a race
USED = """
SELECT v.promised - (SELECT count(*) FROM hold h WHERE h.countable_id = v.id AND h.ended_at IS NULL)
FROM voucher v WHERE v.code = $1
"""


@pytest.mark.parametrize(("uses", "rivals", "seed"), [(3, 30, 1), (10, 60, 2)])
async def test_a_voucher_is_used_as_often_as_it_may_be(shop: Shop, uses: int, rivals: int, seed: int):
    code = f"CODE{seed}"
    await shop.give_out(code, uses)

    came_of_it = await outcomes(await with_code(shop, await rivals_for(shop, rivals, seed), code))

    assert came_of_it == Counter(Order=uses, VoucherSpent=rivals - uses)
    assert await shop.values("SELECT promised FROM voucher WHERE code = $1", code) == [uses]
    assert await shop.values(USED, code) == [0]
    assert await discounts(shop, code) == [-120] * uses


async def test_without_the_lock_a_voucher_is_used_more_often_than_it_may_be(unlocked_shop: Shop):
    async def is_overused(number: int) -> bool:
        code = f"CODE{number}"
        await unlocked_shop.give_out(code, 3)
        await outcomes(await with_code(unlocked_shop, await rivals_for(unlocked_shop, 20, seed=number), code))
        return len(await discounts(unlocked_shop, code)) > 3

    assert await sooner_or_later(is_overused)


async def rivals_for(shop: Shop, number: int, seed: int) -> list[Buyer]:
    """So many buyers who want different goods, so that nothing but the voucher stands between them."""
    skus = [f"PORT-{seed}-{place}" for place in range(number)]
    await shop.put_on_shelf(**dict.fromkeys(skus, 1))
    return buyers(number, [{sku: 1} for sku in skus], seed)


async def discounts(shop: Shop, code: str) -> list[int]:
    """What a code took off each order."""
    return await shop.values(
        """SELECT discount_minor FROM "order"
           WHERE discounts @> jsonb_build_array(jsonb_build_object('code', $1::text))""",
        code,
    )


async def with_code(shop: Shop, people: list[Buyer], code: str) -> list[Step]:
    """Everybody has put the code into a cart, and is about to have it quoted and to order it."""
    steps: list[Step] = []
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        steps += await asyncio.gather(*(_at_the_door(shop, buyer, code) for buyer in some))
    return steps


async def _at_the_door(shop: Shop, buyer: Buyer, code: str) -> Step:
    cart_id = await a_cart(shop, buyer)
    assert told(await shop.answer("ApplyVoucher", buyer.who, cartId=cart_id, code=code)) == "Cart"

    async def quoted_and_placed() -> dict[str, Any]:
        quote = await shop.answer("QuoteCart", buyer.who, cartId=cart_id)
        if quote["__typename"] != "Quote":
            return quote
        return await shop.answer("PlaceOrder", buyer.who, quoteId=quote["id"])

    return quoted_and_placed
