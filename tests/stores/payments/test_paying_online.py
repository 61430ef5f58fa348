"""An order is paid on the provider's page, or is not; money and goods end up where they belong."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.identity.roles import Role
from stores.kernel import clock
from stores.kernel.errors import NotAllowed
from stores.kernel.money import Money
from stores.ordering import services as ordering
from stores.ordering.errors import QuantityNotPossible, TooLateToCancel
from stores.ordering.models import Order, OrderLine
from stores.ordering.services import CancelReason, RefundWish
from stores.ordering.states import OrderState
from stores.payments import services as payments
from stores.payments.errors import PaymentDeclined, RefundTooLarge
from stores.payments.models import Payment, PaymentEntry, Refund
from stores.payments.ports import Ask, GatewayDown
from stores.payments.queries import out_of_tune, payments_of
from stores.payments.services.starting import note_started
from stores.payments.states import EntryKind, PaymentFlag, PaymentState
from stores.pickup import services as pickup
from stores.pickup.queries import pickups_of
from stores.pickup.services import Handover
from stores.pickup.states import PickupState
from stores.pricing.models import Market
from tests.fakes import ref_of
from tests.makers import a_staff_member
from tests.stores.payments.world import GUEST, TeaShop, a_tea_shop, payment_of

pytestmark = pytest.mark.usefixtures("tx")

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


async def state_of(order: Order) -> tuple[OrderState, PaymentState]:
    return (await Order.get(id=order.id)).state, (await payment_of(order)).state


async def a_paid_order(shop: TeaShop, units: int = 2) -> Order:
    order = await shop.order(units)
    shop.gateway.pay((await payment_of(order)).id)
    await payments.look_after(shop.outside.gateways, (await payment_of(order)).id)
    await shop.goes_on()
    return order


async def test_an_order_paid_online_waits_for_its_money_and_then_asks_the_store():
    shop = await a_tea_shop()
    order = await shop.order(units=2)
    waiting = (await payments_of([order.id]))[order.id][0]
    before = (await pickups_of([order.id]))[order.id]

    shop.gateway.pay(waiting.id)
    await payments.look_after(shop.outside.gateways, waiting.id)
    await shop.goes_on()

    assert (waiting.state, waiting.url, before) == (PaymentState.PENDING, f"https://pay.example/{waiting.id}", [])
    assert await state_of(order) == (OrderState.PAID, PaymentState.PAID)
    [parcel] = (await pickups_of([order.id]))[order.id]
    assert (parcel.state, parcel.owed) == (PickupState.TO_PREPARE, Money(0, "JPY"))
    assert await shop.free() == 8
    assert await out_of_tune() == []


async def test_the_same_news_twice_or_late_changes_nothing():
    shop = await a_tea_shop()
    order = await shop.order()
    payment = await payment_of(order)
    unpaid = await shop.gateway.find(ref_of(payment.id))
    shop.gateway.pay(payment.id)
    paid = await shop.gateway.find(ref_of(payment.id))

    for news in (paid, unpaid, paid, paid, unpaid):
        await payments.settle(payment.id, news)
    await shop.goes_on()
    await shop.goes_on()

    assert await state_of(order) == (OrderState.PAID, PaymentState.PAID)
    kinds = await PaymentEntry.filter(payment_id=payment.id).order_by("id").values_list("kind", flat=True)
    assert kinds == [EntryKind.OWED, EntryKind.STARTED, EntryKind.AUTHORISED, EntryKind.CAPTURED]
    assert len((await pickups_of([order.id]))[order.id]) == 1


async def test_a_bank_that_says_no_ends_the_order_and_frees_its_goods():
    shop = await a_tea_shop()
    order = await shop.order()
    payment = await payment_of(order)

    shop.gateway.refuse(payment.id)
    await payments.look_after(shop.outside.gateways, payment.id)
    await shop.goes_on()

    assert await state_of(order) == (OrderState.CANCELLED, PaymentState.FAILED)
    assert (await payment_of(order)).reason == "Insufficient funds."
    assert await shop.free() == 10


async def test_a_payment_declined_at_once_is_told_and_the_goods_are_free():
    shop = await a_tea_shop()
    shop.gateway.declines = "This card is not taken here."
    order = await shop.order(start=False)

    for _ in range(2):
        with pytest.raises(PaymentDeclined, match="not taken here"):
            await ordering.start_paying(shop.outside.gateways, order.id)

    assert await state_of(order) == (OrderState.CANCELLED, PaymentState.FAILED)
    assert await shop.free() == 10


async def test_a_buyer_who_walks_away_loses_the_goods_after_35_minutes():
    shop = await a_tea_shop()
    with clock.frozen_at(NOON):
        order = await shop.order()
        await shop.minutes_pass(34)
        assert (await state_of(order), await shop.free()) == ((OrderState.PLACED, PaymentState.PENDING), 8)

        await shop.minutes_pass(36)

    assert await state_of(order) == (OrderState.CANCELLED, PaymentState.CANCELLED)
    assert await shop.free() == 10
    assert (await shop.gateway.find(ref_of((await payment_of(order)).id))).reason == "closed"


async def test_money_without_a_notice_is_found_within_five_minutes():
    shop = await a_tea_shop()
    with clock.frozen_at(NOON):
        order = await shop.order()
        shop.gateway.pay((await payment_of(order)).id)

        await shop.minutes_pass(4)

    assert await state_of(order) == (OrderState.PAID, PaymentState.PAID)


async def test_a_page_that_could_not_be_opened_is_opened_by_the_worker():
    shop = await a_tea_shop()
    with clock.frozen_at(NOON):
        order = await shop.order(start=False)
        shop.gateway.is_down = True
        with pytest.raises(GatewayDown):
            await ordering.start_paying(shop.outside.gateways, order.id)
        shop.gateway.is_down = False

        await shop.minutes_pass(2)

    assert (await payments_of([order.id]))[order.id][0].url is not None


async def test_a_provider_that_stays_down_ends_the_order():
    shop = await a_tea_shop()
    with clock.frozen_at(NOON):
        order = await shop.order(start=False)
        shop.gateway.is_down = True

        await shop.minutes_pass(8)

    assert await state_of(order) == (OrderState.CANCELLED, PaymentState.FAILED)
    assert await shop.free() == 10


async def test_money_that_comes_after_the_order_was_given_up_goes_back():
    shop = await a_tea_shop()
    order = await shop.order()
    payment = await payment_of(order)
    shop.gateway.pay(payment.id)

    await ordering.cancel_order(GUEST, order.id, CancelReason.CHANGED_MIND)
    await shop.goes_on()

    assert await state_of(order) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert shop.gateway.kept(payment.id) == 0
    assert await shop.free() == 10


async def test_a_paid_order_that_is_given_up_gives_its_money_and_goods_back():
    shop = await a_tea_shop()
    order = await a_paid_order(shop)

    await ordering.cancel_order(GUEST, order.id, CancelReason.CHANGED_MIND)
    await shop.goes_on()

    assert await state_of(order) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert shop.gateway.kept((await payment_of(order)).id) == 0
    assert await shop.free() == 10


async def test_what_was_handed_over_is_not_given_up():
    shop = await a_tea_shop()
    order = await a_paid_order(shop)
    staff = await a_staff_member()
    [parcel] = (await pickups_of([order.id]))[order.id]
    await pickup.mark_ready(staff, parcel.id)
    await pickup.confirm_collection(staff, parcel.id, Handover(parcel.code))

    with pytest.raises(TooLateToCancel):
        await ordering.cancel_order(GUEST, order.id, CancelReason.CHANGED_MIND)

    assert shop.gateway.kept((await payment_of(order)).id) == 2400


@pytest.mark.parametrize(("percent", "kept"), [(100, 0), (75, 600), (0, 2400)])
async def test_a_paid_parcel_that_nobody_fetches_gives_back_what_the_market_says(percent: int, kept: int):
    shop = await a_tea_shop()
    await Market.all().update(lapse_refund_percent=percent)
    with clock.frozen_at(NOON):
        order = await a_paid_order(shop)
        [parcel] = (await pickups_of([order.id]))[order.id]
        await pickup.mark_ready(await a_staff_member(), parcel.id)

    with clock.frozen_at(NOON + timedelta(days=30)):
        await shop.ticks()
        await ordering.refund_lapsed(order.id, parcel.id)
        await shop.ticks()

    assert (await Order.get(id=order.id)).state is OrderState.CANCELLED
    assert shop.gateway.kept((await payment_of(order)).id) == kept
    assert await shop.free() == 10


@pytest.mark.parametrize(
    ("amount", "currency", "whose", "flag"),
    [
        (2300, "JPY", None, PaymentFlag.WRONG_AMOUNT),
        (2400, "EUR", None, PaymentFlag.WRONG_CURRENCY),
        (2400, "JPY", "pay_somebody_elses", PaymentFlag.WRONG_ORDER),
    ],
)
async def test_news_that_do_not_fit_are_flagged_and_do_not_count(amount, currency, whose, flag):
    shop = await a_tea_shop()
    order = await shop.order(units=2)
    payment = await payment_of(order)
    shop.gateway.pay(payment.id)
    told = await shop.gateway.find(ref_of(payment.id))
    money = Money(amount, currency)

    for _ in range(2):
        odd = {"payment_id": whose or payment.id, "asked": money, "authorised": money, "captured": money}
        await payments.settle(payment.id, type(told)(**odd, refunds=(), outcome=told.outcome))
    await shop.goes_on()

    assert await state_of(order) == (OrderState.PLACED, PaymentState.PENDING)
    assert ((await payment_of(order)).flag, (await payment_of(order)).captured_minor) == (flag, 0)


async def test_a_supervisor_gives_back_units_and_no_unit_twice():
    shop = await a_tea_shop()
    order = await a_paid_order(shop, units=3)
    [line] = await OrderLine.filter(order_id=order.id)
    payment = await payment_of(order)
    boss = await a_staff_member(shop.store, role=Role.SUPERVISOR)

    await ordering.refund(boss, payment.id, RefundWish("dented", lines=((line.id, 2),)))
    with pytest.raises(QuantityNotPossible):
        await ordering.refund(boss, payment.id, RefundWish("dented", lines=((line.id, 2),)))
    with pytest.raises(RefundTooLarge) as refusal:
        await ordering.refund(boss, payment.id, RefundWish("sorry", amount_minor=1201))
    with pytest.raises(NotAllowed):
        await ordering.refund(await a_staff_member(shop.store), payment.id, RefundWish("mine", amount_minor=1))
    await shop.goes_on()

    assert refusal.value.refundable == Money(1200, "JPY")
    assert await state_of(order) == (OrderState.PAID, PaymentState.PARTLY_REFUNDED)
    assert shop.gateway.kept(payment.id) == 1200


async def test_money_given_back_at_the_providers_desk_is_counted():
    shop = await a_tea_shop()
    order = await a_paid_order(shop)
    payment = await payment_of(order)

    shop.gateway.refund_at_desk(payment.id, 400)
    for _ in range(2):
        await payments.look_after(shop.outside.gateways, payment.id)

    assert (await payment_of(order)).refunded_minor == 400
    assert (await payment_of(order)).refundable == Money(2000, "JPY")


async def test_an_order_that_is_paid_in_part_is_given_up_and_the_part_goes_back():
    shop = await a_tea_shop()
    with clock.frozen_at(NOON):
        order = await shop.order(units=2)
        payment = await payment_of(order)
        shop.gateway.pay(payment.id, 1000)
        await payments.look_after(shop.outside.gateways, payment.id)
        await shop.goes_on()
        in_part = await state_of(order)

        await shop.minutes_pass(36)

    assert in_part == (OrderState.PLACED, PaymentState.AUTHORISED)
    assert await state_of(order) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert shop.gateway.kept(payment.id) == 0


async def test_goods_whose_hold_ended_and_that_somebody_else_has_are_paid_back():
    shop = await a_tea_shop(holding=2)
    with clock.frozen_at(NOON):
        late = await shop.order(units=2)
    with clock.frozen_at(NOON + timedelta(minutes=35)):
        first = await shop.order(units=2)  # the worker is down: nobody has given the late order up
        for order in (late, first):
            shop.gateway.pay((await payment_of(order)).id)
            await payments.look_after(shop.outside.gateways, (await payment_of(order)).id)
        await shop.goes_on()

    assert await state_of(late) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert await state_of(first) == (OrderState.PAID, PaymentState.PAID)


async def test_the_ledger_is_only_ever_added_to():
    shop = await a_tea_shop()
    payment = await payment_of(await shop.order())

    with pytest.raises(Exception, match="only ever added to"):
        await PaymentEntry.filter(payment_id=payment.id).update(amount_minor=1)


async def test_a_late_answer_to_a_page_that_is_not_wanted_any_more_still_closes_it():
    shop = await a_tea_shop()
    with clock.frozen_at(NOON):
        order = await shop.order(start=False)
        payment = await payment_of(order)
        begun = await shop.gateway.start(await _ask(payment))
        await ordering.cancel_order(GUEST, order.id, CancelReason.MISTAKE)
        await shop.goes_on()

        await note_started(payment.id, begun)
        await shop.minutes_pass(4)

    assert (await shop.gateway.find(begun.ref)).reason == "closed"
    assert await Refund.all().count() == 0


async def _ask(payment: Payment) -> Ask:
    return Ask(payment.id, payment.order_id, "tea", payment.money, NOON + timedelta(minutes=35))
