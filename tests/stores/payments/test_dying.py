"""The process dies between any two steps of a payment; whoever comes next settles its money and its goods."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from stores.identity.actors import Guest
from stores.kernel import clock
from stores.kernel.events import Event
from stores.ordering import services as ordering
from stores.ordering.models import Order
from stores.ordering.services import CancelReason
from stores.ordering.states import OrderState
from stores.outbox.relay import Reaction, Reactions
from stores.outside import Outside
from stores.payments import services as payments
from stores.payments.queries import out_of_tune
from stores.payments.states import PaymentState
from stores.pickup.queries import pickups_of
from stores.reactions import REACTIONS
from tests.fakes import Died, Fate
from tests.stores.payments.world import TeaShop, a_tea_shop, payment_of

pytestmark = pytest.mark.usefixtures("tx")

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
Story = Callable[[TeaShop, Order], Awaitable[None]]


def mortal(fate: Fate) -> Reactions:
    """The shop's reactions, before and after each of which the process may die."""

    def dying(reaction: Reaction) -> Reaction:
        async def react(event: Event, outside: Outside) -> None:
            fate.step()
            await reaction(event, outside)
            fate.step()

        return react

    return {event: [dying(reaction) for reaction in reactions] for event, reactions in REACTIONS.items()}


async def paid(shop: TeaShop, order: Order) -> None:
    payment = await payment_of(order)
    shop.gateway.pay(payment.id)
    await payments.look_after(shop.outside.gateways, payment.id)
    await shop.goes_on()


async def paid_and_given_up(shop: TeaShop, order: Order) -> None:
    await paid(shop, order)
    await ordering.cancel_order(Guest(), order.id, CancelReason.CHANGED_MIND)
    await shop.goes_on()


async def given_up_while_it_is_paid(shop: TeaShop, order: Order) -> None:
    shop.gateway.pay((await payment_of(order)).id)
    await ordering.cancel_order(Guest(), order.id, CancelReason.CHANGED_MIND)
    await shop.goes_on()


async def declined(shop: TeaShop, order: Order) -> None:
    payment = await payment_of(order)
    shop.gateway.refuse(payment.id)
    await payments.look_after(shop.outside.gateways, payment.id)
    await shop.goes_on()


@pytest.mark.parametrize("story", [paid, paid_and_given_up, given_up_while_it_is_paid, declined])
async def test_money_and_goods_settle_wherever_the_process_dies(story: Story):
    fate = Fate()
    shop = await a_tea_shop(holding=1000, reactions=mortal(fate))
    shop.gateway.fate = fate
    sold, deaths = 0, 0

    for fatal in count(1):
        with clock.frozen_at(NOON):
            order = await shop.order(units=2, start=False)
            died = await _until_death(shop, order, story, fate, fatal)
            await shop.minutes_pass(44)
        sold += 2 * await _is_kept(shop, order)
        deaths += died
        assert await shop.free() == 1000 - sold
        if not died:
            break

    assert deaths >= 4
    assert await out_of_tune() == []


async def _until_death(shop: TeaShop, order: Order, story: Story, fate: Fate, fatal: int) -> bool:
    fate.steps, fate.dies_at = 0, fatal
    try:
        await ordering.start_paying(shop.outside.gateways, order.id)
        await story(shop, order)
    except Died:
        return True
    finally:
        fate.dies_at = None
    return False


async def _is_kept(shop: TeaShop, order: Order) -> bool:
    """Was the order sold in the end? Its money, its parcel and the provider must then agree with that."""
    state, payment = (await Order.get(id=order.id)).state, await payment_of(order)
    kept = shop.gateway.kept(payment.id) if payment.provider_ref else 0
    parcels = [parcel.state for parcel in (await pickups_of([order.id]))[order.id]]
    if state is OrderState.PAID:
        assert (kept, payment.state, parcels) == (2400, PaymentState.PAID, ["TO_PREPARE"])
        return True
    assert (state, kept) == (OrderState.CANCELLED, 0)
    assert payment.state in (PaymentState.REFUNDED, PaymentState.FAILED, PaymentState.CANCELLED)
    assert set(parcels) <= {"CANCELLED"}
    return False
