"""Eight people give the same money back at once: no more goes back than came, and a lock that is missing is noticed."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context

import pytest
import pytest_asyncio
from tortoise import Tortoise

from stores.database import tortoise_config
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.kernel.errors import Refusal
from stores.kernel.money import Money
from stores.ordering import services as ordering
from stores.ordering.models import OrderLine
from stores.ordering.services import RefundWish
from stores.payments import services as payments
from stores.payments.models import Payment
from stores.payments.queries import out_of_tune
from stores.payments.services import refunding
from stores.payments.services.refunding import Wish
from tests.makers import a_staff_member
from tests.stores.payments.world import TeaShop, a_tea_shop, payment_of

RIVALS = 8


@pytest_asyncio.fixture
async def url(fresh_database: str) -> AsyncIterator[str]:
    """A database in which rivals really are rivals: each with a connection of its own."""
    yield f"{fresh_database}&max_size={RIVALS + 2}"


async def within(url: str, story) -> None:
    """Run a story on its own database, in a context of its own: others keep theirs."""

    async def told() -> None:
        await Tortoise.init(config=tortoise_config(url))
        try:
            await story()
        finally:
            await Tortoise.close_connections()

    await asyncio.create_task(told(), context=Context())


async def a_paid_tea_order() -> tuple[TeaShop, Payment, StaffMember]:
    shop = await a_tea_shop(holding=20)
    order = await shop.order(units=4)
    payment = await payment_of(order)
    shop.gateway.pay(payment.id)
    await payments.look_after(shop.outside.gateways, payment.id)
    await shop.goes_on()
    return shop, payment, await a_staff_member(shop.store, role=Role.SUPERVISOR)


async def outcomes(*doings) -> tuple[int, int]:
    """How many were done, and how many were refused; anything else is a bug."""
    said = await asyncio.gather(*doings, return_exceptions=True)
    refused = sum(isinstance(each, Refusal) for each in said)
    assert [each for each in said if isinstance(each, BaseException) and not isinstance(each, Refusal)] == []
    return len(said) - refused, refused


async def test_eight_refunds_at_once_give_back_what_came_and_no_more(url: str):
    async def story() -> None:
        shop, payment, boss = await a_paid_tea_order()
        wish = RefundWish("dented", amount_minor=1200)

        done, refused = await outcomes(*(ordering.refund(boss, payment.id, wish) for _ in range(RIVALS)))
        await shop.goes_on()

        assert (done, refused) == (4, 4)
        assert shop.gateway.kept(payment.id) == 0
        assert (await Payment.get(id=payment.id)).refunded_minor == 4800
        assert await out_of_tune() == []

    await within(url, story)


async def test_eight_refunds_of_one_line_at_once_give_each_unit_back_once(url: str):
    async def story() -> None:
        shop, payment, boss = await a_paid_tea_order()
        [line] = await OrderLine.filter(order_id=payment.order_id)
        wish = RefundWish("dented", lines=((line.id, 3),))

        done, refused = await outcomes(*(ordering.refund(boss, payment.id, wish) for _ in range(RIVALS)))
        await shop.goes_on()

        assert (done, refused) == (1, 7)
        assert shop.gateway.kept(payment.id) == 1200
        assert (await OrderLine.get(id=line.id)).refunded == 3

    await within(url, story)


async def test_rivals_would_be_noticed_if_payments_were_not_locked(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(refunding, "LOCK", False)

    async def story() -> None:
        _, payment, _ = await a_paid_tea_order()
        rivals = [
            payments.ask_refund(payment.id, Wish(Money(1200, "JPY"), "dented", f"rival {number}"))
            for number in range(RIVALS)
        ]

        said = await asyncio.gather(*rivals, return_exceptions=True)

        done = [each for each in said if not isinstance(each, BaseException)]
        assert len(done) > 4 or await out_of_tune() != []

    await within(url, story)
