"""Whatever happens to orders and their money, in whatever order: nothing is negative, and in the end it adds up."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tortoise import Tortoise

from stores.database import rows, tortoise_config
from stores.inventory.errors import OutOfStock
from stores.kernel import clock
from stores.ordering import services as ordering
from stores.ordering.errors import QuantityNotPossible, TooLateToCancel
from stores.ordering.models import Order, OrderLine
from stores.ordering.services import CancelReason, RefundWish
from stores.ordering.states import OrderState
from stores.payments import services as payments
from stores.payments.errors import RefundTooLarge
from stores.payments.models import Payment
from stores.payments.ports import Standing
from stores.payments.queries import out_of_tune
from stores.payments.states import PaymentState
from tests.fakes import ref_of
from tests.makers import a_staff_member
from tests.stores.payments.world import GUEST, TeaShop, a_tea_shop

HOLDING = 6
SETTINGS = settings(
    max_examples=20,
    stateful_step_count=30,
    phases=[Phase.generate],  # one world for all runs: a failure is told as it happened
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
# Who stands behind whom: a payment never goes back towards the front.
PLACES = [
    {PaymentState.OWED, PaymentState.PENDING},
    {PaymentState.AUTHORISED},
    {PaymentState.FAILED, PaymentState.CANCELLED},
    {PaymentState.PAID},
    {PaymentState.PARTLY_REFUNDED},
    {PaymentState.REFUNDED},
]


class Shop:
    """A world that outlives one run of the machine, with a loop that sync code can use."""

    def __init__(self, url: str) -> None:
        self.runner, self.context = asyncio.Runner(), Context()  # apart from the database of other tests
        self.run(Tortoise.init(config=tortoise_config(url)))
        self.tea: TeaShop = self.run(a_tea_shop(holding=HOLDING))
        self.boss = self.run(a_staff_member(self.tea.store, role="SUPERVISOR"))

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(doing, context=self.context)

    def close(self) -> None:
        self.run(Tortoise.close_connections())
        self.runner.close()


@pytest.fixture
def shop(fresh_database: str) -> Iterator[Shop]:
    shop = Shop(fresh_database)
    yield shop
    shop.close()
    clock.move_by(timedelta(0))


def test_money_and_goods_add_up_whatever_happens(shop: Shop):
    run_state_machine_as_test(lambda: Till(shop), settings=SETTINGS)


async def _payment(payment_id: str) -> Payment:
    return await Payment.get(id=payment_id)


async def _line_of(order_id: str) -> str:
    return (await OrderLine.get(order_id=order_id)).id


class Till(RuleBasedStateMachine):
    """Everything that buyers, staff, the provider, its notices and the clock can do to orders paid online."""

    orders = Bundle("orders")
    old_news = Bundle("old_news")

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop, self.tea = shop, shop.tea
        self.reached: dict[str, int] = {}
        self.mine: list[str] = []  # the orders of this run

    @initialize()
    def begin(self) -> None:
        self.before = self.shop.run(self.tea.free())

    @rule(target=orders, units=st.integers(1, 4), start=st.booleans())
    def order(self, units: int, start: bool) -> Any:
        try:
            return self.shop.run(self._order(units, start))
        except OutOfStock:
            return multiple()

    async def _order(self, units: int, start: bool) -> tuple[str, str]:
        order = await self.tea.order(units, start=start)
        self.mine.append(order.id)
        return order.id, (await Payment.get(order_id=order.id)).id

    @rule(target=old_news, order=orders, part=st.sampled_from([None, None, 700]))
    def pay(self, order: tuple[str, str], part: int | None) -> Any:
        return self._at_the_provider(order[1], lambda: self.tea.gateway.pay(order[1], part))

    @rule(target=old_news, order=orders)
    def refuse(self, order: tuple[str, str]) -> Any:
        return self._at_the_provider(order[1], lambda: self.tea.gateway.refuse(order[1]))

    @rule(target=old_news, order=orders, minor=st.integers(1, 900))
    def refund_at_desk(self, order: tuple[str, str], minor: int) -> Any:
        return self._at_the_provider(order[1], lambda: self._refund_at_desk(order[1], minor))

    def _refund_at_desk(self, payment_id: str, minor: int) -> None:
        promised = self.shop.run(_payment(payment_id)).refundable.minor
        if minor <= min(self.tea.gateway.kept(payment_id), promised):
            self.tea.gateway.refund_at_desk(payment_id, minor)
            self.shop.run(payments.look_after(self.tea.outside.gateways, payment_id))  # its notice comes

    def _at_the_provider(self, payment_id: str, act: Any) -> Any:
        """What the provider would have told before; nothing when it has no page."""
        page = self.tea.gateway.pages.get(ref_of(payment_id))
        if page is None:
            return multiple()
        act()
        return payment_id, page

    @rule(news=old_news)
    def hear_old_news(self, news: tuple[str, Standing]) -> None:
        self.shop.run(payments.settle(*news))

    @rule(news=consumes(old_news))
    def hear_old_news_for_the_last_time(self, news: tuple[str, Standing]) -> None:
        self.shop.run(payments.settle(*news))

    @rule(order=orders)
    def hear_news(self, order: tuple[str, str]) -> None:
        self.shop.run(payments.look_after(self.tea.outside.gateways, order[1]))

    @rule(order=orders)
    def give_up(self, order: tuple[str, str]) -> None:
        with suppress(TooLateToCancel):
            self.shop.run(ordering.cancel_order(GUEST, order[0], CancelReason.CHANGED_MIND))

    @rule(order=orders, units=st.integers(1, 3))
    def refund_units(self, order: tuple[str, str], units: int) -> None:
        self._refund(order[1], RefundWish("dented", lines=((self.shop.run(_line_of(order[0])), units),)))

    @rule(order=orders, minor=st.integers(1, 3000))
    def refund_amount(self, order: tuple[str, str], minor: int) -> None:
        self._refund(order[1], RefundWish("sorry", amount_minor=minor))

    def _refund(self, payment_id: str, wish: RefundWish) -> None:
        with suppress(RefundTooLarge, QuantityNotPossible):
            self.shop.run(ordering.refund(self.shop.boss, payment_id, wish))

    @rule(minutes=st.sampled_from([1, 5, 36]))
    def time_passes(self, minutes: int) -> None:
        clock.move_by(clock._moved_by + timedelta(minutes=minutes))

    @rule()
    def events_are_delivered(self) -> None:
        self.shop.run(self.tea.goes_on())

    @rule()
    def the_worker_ticks(self) -> None:
        self.shop.run(self.tea.ticks())

    @invariant()
    def nothing_is_negative_and_every_sum_is_its_ledgers(self) -> None:
        self.shop.run(self._in_order())

    async def _in_order(self) -> None:
        assert await out_of_tune() == []
        for payment in await Payment.filter(order_id__in=self.mine):
            assert 0 <= payment.refunded_minor <= payment.refund_asked_minor <= payment.captured_minor
            place = next(number for number, states in enumerate(PLACES) if payment.state in states)
            assert place >= self.reached.get(payment.id, 0), "a payment went back"
            self.reached[payment.id] = place
        [level] = await rows("SELECT promised, on_hand FROM stock_level")
        [held] = await rows("SELECT coalesce(sum(quantity), 0)::int AS units FROM hold WHERE ended_at IS NULL")
        assert level["promised"] == held["units"] <= level["on_hand"] == HOLDING

    def teardown(self) -> None:
        self.shop.run(self._in_the_end())

    async def _in_the_end(self) -> None:
        for _ in range(25):  # the clock goes on until whatever waits for it has been done
            clock.move_by(clock._moved_by + timedelta(minutes=2))
            await self.tea.ticks()
        for order in await Order.filter(id__in=self.mine):
            await self._adds_up(order)
        await self._in_order()
        for order in await Order.filter(id__in=self.mine, state=OrderState.PAID):
            await ordering.cancel_order(GUEST, order.id, CancelReason.OTHER)
        await self.tea.ticks()
        assert await self.tea.free() == HOLDING

    async def _adds_up(self, order: Order) -> None:
        payment = await Payment.get(order_id=order.id)
        page = self.tea.gateway.pages.get(ref_of(payment.id))
        kept = self.tea.gateway.kept(payment.id) if page else 0
        assert payment.captured_minor - payment.refunded_minor == kept, "the provider's books and ours agree"
        assert order.state in (OrderState.PAID, OrderState.CANCELLED)
        if order.state is OrderState.CANCELLED:
            assert kept == 0, "nobody has paid for nothing"
        else:
            assert payment.captured_minor == payment.amount_minor
