"""A pickup ordered in the web chat and handed over at the counter, in two browser windows, mistakes and all."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.journeys.opening import Demo
from tests.journeys.windows import ChatWindow, CounterWindow

pytestmark = [pytest.mark.browser, pytest.mark.server]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
JONAS, LIN = "jonas.brandt@wharfside.example", "lin.zhao@wharfside.example"


@pytest_asyncio.fixture
async def chat(chromium: Browser, demo: Demo, request: pytest.FixtureRequest) -> AsyncIterator[ChatWindow]:
    """The chat on a phone, in the language that the test names."""
    context = await chromium.new_context(viewport=PHONE, locale=getattr(request, "param", "en-GB"))
    page = await context.new_page()
    await page.goto(f"{demo.ready['chat']}/")
    yield ChatWindow(page)
    await context.close()


@pytest_asyncio.fixture
async def counter(chromium: Browser, demo: Demo) -> AsyncIterator[CounterWindow]:
    """The console on a till."""
    context = await chromium.new_context(viewport=DESKTOP, locale="en-GB")
    yield CounterWindow(await context.new_page(), str(demo.ready["console"]))
    await context.close()


async def test_a_parcel_ordered_in_the_chat_is_handed_over_at_the_counter_with_a_mistake_at_every_step(
    chat: ChatWindow, counter: CounterWindow, demo: Demo
):
    await finds_a_store(chat)
    await fills_the_cart(chat)
    number, code = await orders(chat)

    await opens_the_counter(counter, demo.password_of(JONAS))
    await makes_it_ready(counter, number)
    await chat.hears(f"Order {number} is ready at Wharfside Mitte. Your code: {code}")
    await hands_it_over(counter, number, code)

    await chat.hears(f"Order {number} was handed over at Wharfside Mitte. Thank you!")
    await chat.types("my orders")
    await chat.hears("Choose one to see its pass")
    await chat.taps(f"{number}: collected")


async def finds_a_store(chat: ChatWindow) -> None:
    """A place that nobody knows, then one that is."""
    await chat.hears("Welcome to Wharfside")
    await chat.taps("Find a store")
    await chat.types("Nowhereville")
    await chat.hears('I do not know a place called "Nowhereville".')
    await chat.types("Berlin")
    await chat.hears("The nearest stores to Berlin:")
    await chat.taps("Wharfside Mitte")
    await chat.hears("10119 Berlin")


async def fills_the_cart(chat: ChatWindow) -> None:
    """More than any store has, then two."""
    await chat.taps("Browse products")
    await chat.types("chocolate")
    await chat.taps("Single-Estate Dark Chocolate")
    await chat.taps("Single-Estate Dark Chocolate, 70 %")
    await chat.types("many")
    await chat.hears("Please type a whole number from 1 to 99.")
    await chat.types("99")
    await chat.taps("Choose where to collect")
    await chat.taps("Near Berlin")
    await chat.hears("No store near Berlin has your whole cart.")
    await chat.types("cart")
    await chat.taps("Change Single-Estate")
    await chat.taps("Change the quantity")
    await chat.taps("2 pieces")
    await chat.hears("2 x Single-Estate Dark Chocolate, 70 %: €13.00")


async def orders(chat: ChatWindow) -> tuple[str, str]:
    """No name at first; the order's number and its code."""
    await chat.taps("Choose where to collect")
    await chat.taps("Near Berlin")
    await chat.hears("The nearest stores to Berlin that have your whole cart:")
    await chat.taps("Wharfside Mitte")
    await chat.taps("Collect here")
    await chat.hears("Whose name shall I write on the parcel?")
    await chat.types("Hanna Vogel")
    await chat.hears("To pay at the counter: €13.00")
    await chat.taps("Place the order")
    thanks = await chat.hears("Thank you, Hanna Vogel.")
    number = thanks.split("Your order ")[1].split(" ")[0]
    return number, await chat.code()


async def opens_the_counter(counter: CounterWindow, password: str) -> None:
    """With a wrong password, then the right one."""
    await counter.signs_in(JONAS, "let me in")
    await counter.reads("E-mail or password is wrong")
    await counter.signs_in(JONAS, password)
    await counter.presses("Wharfside Mitte")
    await counter.reads("To prepare")


async def makes_it_ready(counter: CounterWindow, number: str) -> None:
    await counter.parcel(number).get_by_role("button", name="Start preparing").click()
    await counter.reads("Preparation has started.")
    await counter.parcel(number).get_by_role("button", name="Mark ready").click()
    await counter.reads("Ready. The customer is told.")


async def hands_it_over(counter: CounterWindow, number: str, code: str) -> None:
    """With a wrong code, then before it is paid, then as it should be."""
    await counter.looks_up("AAA AAA AAA")
    await counter.reads("No pickup with this code here")
    await counter.looks_up(code.lower())
    await counter.reads("First take the payment")
    assert await counter.page.locator("#hand-over").count() == 0
    await counter.presses("Paid in cash")
    await counter.reads("Payment is recorded.")
    await counter.presses("Hand over all (2)")
    await counter.reads("Handed over")
    await counter.looks_up(code)
    await counter.reads("This pickup can no longer be handed over.")


@pytest.mark.parametrize("chat", ["zh-CN"], indirect=True)
async def test_the_same_order_is_talked_through_in_chinese_by_typing_alone(chat: ChatWindow, demo: Demo):
    await chat.hears("欢迎来到 Wharfside")
    await chat.types("查找门店")
    await chat.types("乌有乡")
    await chat.hears("我不知道“乌有乡”在哪里")
    await chat.types("上海")
    await chat.hears("离上海最近的门店")
    await chat.types("菜单")
    await chat.types("护手霜")
    await chat.types("1")
    await chat.types("2")
    await chat.types("两件")
    await chat.hears("请输入 1 到 99 之间的整数")
    await chat.types("2")
    await chat.types("选择取货门店")
    await chat.types("上海附近")
    await chat.types("1")
    await chat.types("在这里取货")
    await chat.types("林晓")
    await chat.hears("到店付款")
    await chat.types("下单")

    thanks = await chat.hears("谢谢您，林晓。")

    assert "已下" in thanks
    assert len((await chat.code()).replace(" ", "")) == 9
