"""Whatever buyers do in whatever order: promises are what live holds say, and no use or bottle is given twice."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from stores.database import rows
from stores.holds import services as holds
from stores.identity.actors import Guest
from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.locator.atlas import StoreCard
from stores.ordering import services as ordering
from stores.ordering.models import Cart, Order, OrderLine, Quote
from stores.ordering.services import CancelReason, Contact, PickupWish, Wanted
from stores.ordering.states import OrderState
from stores.payments.states import PaymentMethod
from tests.makers import a_market, a_store, a_variant
from tests.promotions import a_promotion, a_rate, a_voucher

pytestmark = pytest.mark.usefixtures("tx")

GUEST = Guest()
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
STEPS = 60

PROMISES = """
SELECT c.id, c.total, c.promised,
       (SELECT coalesce(sum(h.quantity), 0)::int FROM hold h WHERE h.countable_id = c.id AND h.ended_at IS NULL) AS held
FROM (SELECT id, total, promised FROM stock_level UNION ALL SELECT id, total, promised FROM voucher
      UNION ALL SELECT id, total, promised FROM voucher_share) c
"""
UNHELD = """
SELECT o.id FROM "order" o WHERE o.state <> 'CANCELLED'
AND (SELECT count(*) FROM hold h WHERE h.owner = o.id AND h.ended_at IS NULL AND h.countable_table = 'voucher')
 <> (SELECT count(*) FROM jsonb_array_elements(o.discounts) d WHERE d->>'code' IS NOT NULL)
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_promises_are_what_live_holds_say_after_every_step(seed: int):
    chance = Random(seed)
    store = await a_small_world()
    moment, done = NOON, 0

    for _ in range(STEPS):
        moment += timedelta(minutes=chance.choice([0, 1, 7, 20]))
        with clock.frozen_at(moment):
            done += await a_step(chance, store)
        for promise in await rows(PROMISES):
            assert 0 <= promise["promised"] == promise["held"] <= promise["total"]
        assert await rows(UNHELD) == []

    assert done > STEPS // 4
    for order in await Order.all():
        lines = await OrderLine.filter(order_id=order.id)
        assert order.total_minor == sum(line.total_minor for line in lines)
        assert order.discount_minor == sum(line.discount_minor for line in lines) == _told(order)


def _told(order: Order) -> int:
    return sum(int(str(discount["minor"])) for discount in order.discounts)


async def a_small_world() -> StoreCard:
    """Twelve bottles, two codes that are soon used up, and a promotion for everybody."""
    await a_market()
    await a_variant("GIN")
    await a_rate("JP", "0.10")
    await a_promotion(by_code=False, categories=("food",))
    await a_voucher("FEW", await a_promotion(), uses=2)
    await a_voucher("EACH", await a_promotion(), uses=50, per_customer=1)
    return await a_store(holding={"GIN": 12})


async def a_step(chance: Random, store: StoreCard) -> bool:
    """Something that somebody might do now; whether it could be done."""
    try:
        await chance.choice([_new_cart, _quote, _quote, _place, _cancel, _tidy])(chance, store)
    except Refusal:
        return False
    return True


async def _new_cart(chance: Random, store: StoreCard) -> None:
    cart = await ordering.create_cart(GUEST, [Wanted("GIN", chance.randint(1, 4))], market_code=None, locale="en")
    await ordering.choose_pickup(GUEST, cart.id, PickupWish(store.id))
    await ordering.set_contact(GUEST, cart.id, Contact("Hanako", f"{chance.randint(1, 3)}@example.com"))
    await ordering.apply_voucher(GUEST, cart.id, chance.choice(["FEW", "EACH"]))


async def _quote(chance: Random, _: StoreCard) -> None:
    if carts := await Cart.filter(ordered_at=None).order_by("-created_at", "id").limit(4):
        await ordering.quote_cart(GUEST, chance.choice(carts).id)


async def _place(chance: Random, _: StoreCard) -> None:
    if quotes := await Quote.filter(order_id=None).order_by("-created_at", "id").limit(3):
        await ordering.place_order(GUEST, chance.choice(quotes).id, PaymentMethod.COUNTER)


async def _cancel(chance: Random, _: StoreCard) -> None:
    if orders := await Order.filter(state=OrderState.PLACED).order_by("id"):
        await ordering.cancel_order(GUEST, chance.choice(orders).id, CancelReason.CHANGED_MIND)


async def _tidy(_: Random, __: StoreCard) -> None:
    await holds.release_overdue()
