"""Cards, over real HTTP: the official library on our side, and on the other a stand-in that misbehaves."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import orjson
import pytest
import pytest_asyncio

from api.demo.fake_stripe.couriers import signed
from stores.identity.actors import Guest
from stores.identity.roles import Role
from stores.kernel import clock
from stores.ordering import services as ordering
from stores.ordering.services import CancelReason
from stores.payments import services as payments
from stores.payments.models import PaymentNotice, Refund
from stores.payments.queries import out_of_tune
from stores.payments.states import PaymentFlag, RefundState
from tests.api.bank import WEBHOOK_SECRET, Street, a_street
from tests.asking import Shop, a_shop
from tests.makers import PASSWORD, a_staff_member

pytestmark = pytest.mark.usefixtures("tx")

REFUND = """
mutation ($key: ID!, $paymentId: ID!, $lines: [RefundedLineInput!], $amount: MinorUnits) {
  refundPayment(key: $key, paymentId: $paymentId, lines: $lines, amount: $amount, reason: "dented") {
    __typename
    ... on Payment { state captured { minor } refunded { minor } flag }
    ... on RefundTooLarge { message refundable { minor } }
    ... on Problem { message }
  }
}
"""


@pytest_asyncio.fixture
async def street(tx: None) -> AsyncIterator[Street]:
    async with a_street() as street:
        yield street


def states(page: dict) -> tuple[str, str, int]:
    return page["state"], page["payments"][0]["state"], len(page["pickups"])


async def test_a_buyer_is_sent_to_the_page_pays_and_has_a_parcel(street: Street):
    order = await street.order()
    page = await street.browser.get(order["payments"][0]["action"]["url"])

    back = await street.click(order, "pay")
    await street.goes_on()

    assert states(order) == ("PLACED", "PENDING", 0)
    assert "stand-in" in page.text and "<script" not in page.text and "¥2,400" in page.text
    assert (back.status_code, back.headers["location"].endswith("paid=yes")) == (303, True)
    assert (await street.browser.get(back.headers["location"])).status_code == 200
    seen = await street.page(order)
    assert states(seen) == ("PAID", "PAID", 1)
    assert seen["payments"][0]["action"] is None
    assert set(street.bank.courier.statuses) == {200}


async def test_the_same_key_leads_to_the_same_page(street: Street):
    first = await street.order(key="kiosk-7")
    second = await street.order(key="kiosk-7")

    assert first["payments"] == second["payments"]
    assert len(street.bank.books.sessions) == 1


async def test_a_cart_is_told_that_cards_are_taken(street: Street):
    cart = await street.shop.ask("CreateCart", lines=[{"sku": "TEA", "quantity": 1}])
    await street.shop.ask("ChoosePickup", cartId=cart["id"], storeId=street.store_id)
    await street.shop.ask("SetContact", cartId=cart["id"], contact={"name": "Mei"})
    quote = await street.shop.ask("QuoteCart", cartId=cart["id"])

    order = await street.shop.ask("PlaceOrder", quoteId=quote["id"], payWith="CARD")

    assert quote["paymentMethods"] == ["COUNTER", "CARD"]
    assert order["payments"][0]["action"]["__typename"] == "Redirect"


@pytest.mark.parametrize("deed", ["decline", "expire"])
async def test_a_payment_that_will_not_come_ends_the_order(street: Street, deed: str):
    order = await street.order()

    if deed == "decline":
        await street.click(order, "decline")
    else:
        street.bank.books.expire(next(iter(street.bank.books.sessions.values())))
        await street.bank.courier.deliver()
    await street.goes_on()

    assert states(await street.page(order)) == ("CANCELLED", "FAILED", 0)


async def test_a_buyer_who_walks_away_can_come_back(street: Street):
    order = await street.order()

    await street.click(order, "leave")
    await street.goes_on()
    left = states(await street.page(order))
    await street.click(order, "pay")
    await street.goes_on()

    assert left == ("PLACED", "PENDING", 0)
    assert states(await street.page(order)) == ("PAID", "PAID", 1)


@pytest.mark.parametrize("how", ["twice", "the wrong way round", "late", "not at all"])
async def test_notices_may_come_as_they_like(street: Street, how: str):
    mischief = street.bank.mischief
    mischief.sends = 3 if how == "twice" else 1
    mischief.keeps_back = how in ("the wrong way round", "late")
    mischief.withholds = how == "not at all"
    order = await street.order()

    await street.click(order, "pay")
    if how == "late":
        await street.goes_on()
        assert states(await street.page(order)) == ("PLACED", "PENDING", 0)
    await street.bank.courier.let_go()
    await street.goes_on()
    if how == "not at all":
        with clock.frozen_at(clock.now() + timedelta(minutes=2, seconds=1)):
            await payments.reconcile(street.outside.gateways)
            await street.goes_on()

    assert states(await street.page(order)) == ("PAID", "PAID", 1)
    assert await PaymentNotice.all().count() == (0 if how == "not at all" else 2)
    assert await out_of_tune() == []


@pytest.mark.parametrize(
    ("off_by", "currency", "flag"), [(-1, None, PaymentFlag.WRONG_AMOUNT), (0, "eur", PaymentFlag.WRONG_CURRENCY)]
)
async def test_another_amount_or_currency_is_flagged_and_not_taken_for_paid(street, off_by, currency, flag):
    street.bank.mischief.amount_off_by, street.bank.mischief.currency = off_by, currency
    order = await street.order()

    await street.click(order, "pay")
    await street.goes_on()

    assert states(await street.page(order)) == ("PLACED", "PENDING", 0)
    assert (await street.payment(order)).flag is flag


async def test_an_error_after_the_deed_opens_one_page_and_sends_money_back_once(street: Street):
    street.bank.mischief.answers_500 = 1
    order = await street.order()
    await street.click(order, "pay")
    await street.goes_on()
    street.bank.mischief.answers_500 = 1

    await ordering.cancel_order(Guest(), order["id"], CancelReason.CHANGED_MIND)
    await street.goes_on()

    assert len(street.bank.books.sessions) == 1
    assert [refund["amount"] for refund in street.bank.books.refunds.values()] == [2400]
    assert states(await street.page(order))[:2] == ("CANCELLED", "REFUNDED")


async def test_an_order_that_is_given_up_closes_its_page(street: Street):
    order = await street.order()

    await street.shop.ask("CancelOrder", orderId=order["id"], reason="CHANGED_MIND")
    await street.goes_on()
    await street.click(order, "pay")

    [session] = street.bank.books.sessions.values()
    assert (session["status"], session["payment_intent"]) == ("expired", None)
    assert states(await street.page(order)) == ("CANCELLED", "CANCELLED", 0)


async def test_what_is_captured_in_part_is_not_paid_until_the_rest_has_come(street: Street):
    street.bank.mischief.captures_later = True
    order = await street.order()
    await street.click(order, "pay")
    await street.goes_on()
    authorised = states(await street.page(order))
    [intent] = street.bank.books.intents.values()

    street.bank.books.capture(intent, 900)
    await street.bank.courier.deliver()
    await street.goes_on()

    assert authorised == ("PLACED", "AUTHORISED", 0)
    assert states(await street.page(order)) == ("PLACED", "AUTHORISED", 0)
    assert (await street.payment(order)).captured_minor == 900


async def a_supervisor(street: Street) -> Shop:
    boss = await a_staff_member(role=Role.SUPERVISOR)
    session = await street.shop.ask("SignInStaff", email=boss.email, password=PASSWORD)
    return street.shop.saying(authorization=f"Bearer {session['token']}")


async def refund(street: Street, boss: Shop, **variables: object) -> dict:
    said = (await boss.post({"query": REFUND, "variables": variables})).json()
    assert "errors" not in said, said
    await street.goes_on()
    return said["data"]["refundPayment"]


async def test_staff_give_money_back_by_line_or_amount_and_never_too_much(street: Street):
    order = await street.order()
    await street.click(order, "pay")
    await street.goes_on()
    of = {"paymentId": order["payments"][0]["id"]}
    one_tin = [{"lineId": order["lines"][0]["id"], "quantity": 1}]
    boss = await a_supervisor(street)

    first = await refund(street, boss, key="r1", lines=one_tin, **of)
    again = await refund(street, boss, key="r1", lines=one_tin, **of)
    too_much = await refund(street, boss, key="r2", amount=1201, **of)
    rest = await refund(street, boss, key="r3", amount=1200, **of)
    no_more = await refund(street, boss, key="r4", lines=one_tin, **of)

    assert (first["__typename"], again["refunded"]["minor"]) == ("Payment", 1200)
    assert (too_much["__typename"], too_much["refundable"]["minor"]) == ("RefundTooLarge", 1200)
    assert (rest["__typename"], no_more["__typename"]) == ("Payment", "RefundTooLarge")
    assert [each["amount"] for each in street.bank.books.refunds.values()] == [1200, 1200]
    assert (await street.payment(order)).refunded_minor == 2400


@pytest.mark.parametrize(("ends", "state"), [("succeeded", RefundState.DONE), ("failed", RefundState.REFUSED)])
async def test_a_refund_that_takes_its_time_ends_as_the_provider_says(street, ends, state):
    street.bank.mischief.refunds_slowly = True
    order = await street.order()
    await street.click(order, "pay")
    await street.goes_on()
    lines = [{"lineId": order["lines"][0]["id"], "quantity": 2}]
    boss = await a_supervisor(street)
    await refund(street, boss, key="r1", paymentId=order["payments"][0]["id"], lines=lines)
    asked = (await street.payment(order)).refunded_minor

    street.bank.books.end_refunds(ends)
    await street.bank.courier.deliver()
    await street.goes_on()

    payment = await street.payment(order)
    assert (asked, (await Refund.get()).state) == (0, state)
    assert payment.refunded_minor == (2400 if state is RefundState.DONE else 0)
    assert payment.refundable.minor == (0 if state is RefundState.DONE else 2400)
    assert payment.flag is (None if state is RefundState.DONE else PaymentFlag.REFUND_REFUSED)


def a_notice(order: dict) -> bytes:
    thing = {"id": "cs_1", "object": "checkout.session", "client_reference_id": order["payments"][0]["id"]}
    return orjson.dumps({"id": "evt_1", "type": "checkout.session.completed", "data": {"object": thing}})


FORGERIES = {
    "unsigned": lambda body: (body, {}),
    "signed with another secret": lambda body: (body, signed(body, "whsec_of_a_thief")),
    "changed after it was signed": lambda body: (body.replace(b"evt_1", b"evt_2"), signed(body, WEBHOOK_SECRET)),
    "signed six minutes ago": lambda body: (body, signed(body, WEBHOOK_SECRET, int(time.time()) - 360)),
    "signed in an older scheme": lambda body: (
        body,
        {"Stripe-Signature": signed(body, WEBHOOK_SECRET)["Stripe-Signature"].replace("v1=", "v0=")},
    ),
    "no notice at all": lambda body: (b"\xff\xfe", signed(b"\xff\xfe", WEBHOOK_SECRET)),
}


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_forged_notice_is_refused_and_does_nothing(street: Street, how: str):
    order = await street.order()
    body, headers = FORGERIES[how](a_notice(order))

    answer = await street.browser.post(f"{street.url}/webhooks/stripe", content=body, headers=headers)
    await street.goes_on()

    assert answer.status_code == 400
    assert await PaymentNotice.all().count() == 0
    assert states(await street.page(order)) == ("PLACED", "PENDING", 0)


async def test_a_true_notice_that_tells_a_lie_is_checked_with_the_provider(street: Street):
    order = await street.order()
    body = a_notice(order)

    for _ in range(2):
        answer = await street.browser.post(
            f"{street.url}/webhooks/stripe", content=body, headers=signed(body, WEBHOOK_SECRET)
        )
    await street.goes_on()

    assert answer.status_code == 200
    assert await PaymentNotice.all().count() == 1
    assert states(await street.page(order)) == ("PLACED", "PENDING", 0)


async def test_a_shop_without_a_provider_expects_no_calls():
    transport = httpx.ASGITransport(a_shop().app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.post("/webhooks/stripe", content=b"{}")

    assert answer.status_code == 404
