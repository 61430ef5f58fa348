"""What becomes of quotes and orders when goods turn out not to be there, and the audit that proves them."""

import pytest

from stores.database import rows
from stores.identity.actors import Guest
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.errors import PromisedToOrders
from stores.inventory.services import ShelfCount
from stores.kernel import clock
from stores.locator.atlas import StoreCard
from stores.ordering import services as ordering
from stores.ordering.errors import QuoteExpired
from stores.ordering.models import Order, Quote
from stores.ordering.queries.audit import differences
from stores.ordering.services import CancelReason, Contact, PickupWish, Wanted
from stores.outbox.relay import deliver
from stores.payments.states import PaymentMethod
from stores.pickup.queries import pickups_of
from stores.reactions import REACTIONS
from tests.auditing import everything_adds_up
from tests.makers import a_market, a_staff_member, a_store, a_variant

GUEST = Guest()


async def a_store_with_tea() -> StoreCard:
    await a_market()
    await a_variant("TEA")
    await a_variant("POT")
    return await a_store(holding={"TEA": 4, "POT": 4})


async def a_quote(store: StoreCard, tins: int) -> Quote:
    cart = await ordering.create_cart(GUEST, [Wanted("TEA", tins), Wanted("POT", 1)], market_code=None, locale="en")
    await ordering.choose_pickup(GUEST, cart.id, PickupWish(store.id))
    await ordering.set_contact(GUEST, cart.id, Contact("Hanako"))
    return await ordering.quote_cart(GUEST, cart.id)


async def an_order(store: StoreCard, tins: int) -> Order:
    return await ordering.place_order(GUEST, (await a_quote(store, tins)).id, PaymentMethod.COUNTER)


async def test_a_quote_whose_goods_were_counted_away_has_expired(tx):
    store = await a_store_with_tea()
    boss = await a_staff_member(store, role=Role.SUPERVISOR)
    quote = await a_quote(store, 3)

    await inventory.count_shelf(boss, ShelfCount(store.id, "TEA", 1), "a spot check")
    with pytest.raises(QuoteExpired):
        await ordering.place_order(GUEST, quote.id, PaymentMethod.COUNTER)
    await deliver(quote.id, REACTIONS, None)

    assert (await Quote.get(id=quote.id)).expires_at <= clock.now()
    assert (await a_quote(store, 1)).order_id is None
    assert await everything_adds_up()


async def test_a_placed_order_stands_against_a_count_until_staff_refuse_its_lines(tx):
    store = await a_store_with_tea()
    boss = await a_staff_member(store, role=Role.SUPERVISOR)
    order = await an_order(store, 3)

    with pytest.raises(PromisedToOrders) as refusal:
        await inventory.count_shelf(boss, ShelfCount(store.id, "TEA", 1), "a spot check")

    assert refusal.value.owners == [order.id]
    assert await everything_adds_up()
    await ordering.cancel_order(GUEST, order.id, CancelReason.CHANGED_MIND)
    assert (await inventory.count_shelf(boss, ShelfCount(store.id, "TEA", 1), "a spot check")).on_hand == 1
    assert await everything_adds_up()


async def test_the_audit_names_an_order_that_lost_its_goods_and_goods_that_nobody_ordered(tx):
    store = await a_store_with_tea()
    order = await an_order(store, 3)
    [parcel] = (await pickups_of([order.id]))[order.id]
    [tea, pot] = await rows("SELECT id FROM stock_level ORDER BY sku DESC")
    assert await differences() == []

    await rows("UPDATE hold SET quantity = 2 WHERE owner = $1 AND countable_id = $2", order.id, tea["id"])
    await rows("UPDATE stock_level SET promised = 2 WHERE id = $1", tea["id"])
    await rows("UPDATE pickup_line SET refused = 1 WHERE pickup_id = $1 AND sku = 'POT'", parcel.id)

    assert sorted(await differences()) == sorted(
        [
            f"Order {order.id}: 3 still to be given, 2 held on shelf {tea['id']}.",
            f"Order {order.id}: 0 still to be given, 1 held on shelf {pot['id']}.",
        ]
    )
