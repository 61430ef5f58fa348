"""Many buyers and few uses: exactly as many get one as there are."""

import asyncio
from contextvars import Context

import pytest
from tortoise import Tortoise

from stores.database import first_row, tortoise_config
from stores.identity.actors import Guest
from stores.kernel.errors import Refusal
from stores.ordering import services as ordering
from stores.ordering.services import Contact, PickupWish, Wanted
from stores.payments.states import PaymentMethod
from stores.pricing.errors import VoucherSpent
from tests.makers import a_market, a_store, a_variant
from tests.promotions import a_promotion, a_voucher

BUYERS, USES = 30, 3


@pytest.mark.race
async def test_of_thirty_buyers_at_once_three_use_a_voucher_of_three(fresh_database):
    await asyncio.create_task(_race(f"{fresh_database}&max_size=20"), context=Context())


async def _race(url: str) -> None:
    await Tortoise.init(config=tortoise_config(url))
    try:
        await a_market()
        await a_variant("TEA")
        store = await a_store(holding={"TEA": BUYERS})
        await a_voucher("THREE", await a_promotion(), uses=USES)
        carts = [await _cart(store.id, number) for number in range(BUYERS)]

        ends = await asyncio.gather(*(asyncio.create_task(_order(cart)) for cart in carts))

        ordered = [end for end in ends if not isinstance(end, Refusal)]
        assert (len(ordered), {type(end) for end in ends if isinstance(end, Refusal)}) == (USES, {VoucherSpent})
        assert {order.discount_minor for order in ordered} == {-120}
        held = await first_row("SELECT total, promised FROM voucher")
        shelf = await first_row("SELECT promised FROM stock_level")
        assert held and shelf and (held["total"], held["promised"], shelf["promised"]) == (USES, USES, USES)
    finally:
        await Tortoise.close_connections()


async def _cart(store_id: str, number: int) -> str:
    cart = await ordering.create_cart(Guest(), [Wanted("TEA", 1)], market_code=None, locale="en")
    await ordering.choose_pickup(Guest(), cart.id, PickupWish(store_id))
    await ordering.set_contact(Guest(), cart.id, Contact(f"Buyer {number}"))
    await ordering.apply_voucher(Guest(), cart.id, "three")
    return cart.id


async def _order(cart_id: str) -> object:
    try:
        quote = await ordering.quote_cart(Guest(), cart_id)
        return await ordering.place_order(Guest(), quote.id, PaymentMethod.COUNTER)
    except Refusal as refusal:
        return refusal
