"""Words that work everywhere, buttons that grew old, and never losing the way or the cart."""

import pytest

from tests.bots.customer import Customer
from tests.bots.fake_shop import FakeShop


async def a_customer_with_oil(**how: object) -> Customer:
    """Somebody with one bottle of oil in the cart."""
    customer = Customer(**how)
    await customer.types("olive")
    await customer.types("1")
    await customer.types("1")
    await customer.types("1")
    assert customer.session.memory.cart
    return customer


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("menu", "menu"),
        ("菜单", "menu"),
        ("/menu", "menu"),
        ("Hello!", "menu"),
        ("你好", "menu"),
        ("cart", "cart.show"),
        ("购物车", "cart.show"),
        ("My orders", "orders.list"),
        ("订单", "orders.list"),
        ("language", "menu.language"),
        ("语言", "menu.language"),
        ("cancel", "menu"),
        ("取消", "menu"),
        ("help", "cart.quantity"),
        ("帮助", "cart.quantity"),
        ("back", "browse.product"),
        ("返回", "browse.product"),
    ],
)
async def test_some_words_work_everywhere_in_every_language(words: str, step: str):
    customer = Customer()
    await customer.types("olive")
    await customer.types("1")
    await customer.types("1")
    assert customer.session.at.step == "cart.quantity"

    await customer.types(words)

    assert customer.session.at.step == step


async def test_cancelling_keeps_the_cart():
    customer = await a_customer_with_oil()

    answer = await customer.types("cancel")
    cart = await customer.types("cart")

    assert "your cart is kept" in answer
    assert "1 x Early harvest olive oil" in cart


async def test_going_back_leads_the_way_one_came():
    customer = Customer()
    await customer.types("menu")
    await customer.types("2")
    await customer.types("3")
    await customer.types("1")

    steps = []
    for _ in range(4):
        await customer.types("0")
        steps.append(customer.session.at.step)

    assert steps == ["browse.results", "browse.start", "menu", "menu"]


async def test_an_old_button_shows_where_we_are_and_does_nothing():
    shop = FakeShop()
    customer = Customer(shop)
    await customer.types("olive")
    await customer.chooses("Early harvest")
    await customer.chooses("Add to cart")
    old = customer.offered("2 pieces").token
    await customer.taps(old)
    effects = shop.effects.copy()

    answer = await customer.taps(old)

    assert answer.startswith("That button belongs to an earlier message.")
    assert "2 x Early harvest olive oil" in answer
    assert shop.effects == effects


async def test_the_language_changes_in_the_middle_and_nothing_is_lost():
    customer = await a_customer_with_oil()

    chinese = await customer.types("中文")
    english = await customer.types("English")

    assert "您的购物车（1 件）" in chinese and "早收橄榄油" in chinese
    assert "Your cart (1 item):" in english


async def test_the_language_is_chosen_from_a_list_and_the_talk_goes_on_where_it_was():
    customer = await a_customer_with_oil(by="number")
    await customer.types("language")

    answer = await customer.chooses("中文")

    assert "您的购物车（1 件）" in answer
    assert customer.session.at.step == "cart.show"


@pytest.mark.parametrize(
    ("words", "app", "expected"),
    [
        ("茶", "en", "zh"),
        ("tea", "zh-Hans-CN", "zh"),
        ("tea", "fr-FR", "en"),
        ("tea", "", "en"),
    ],
)
async def test_a_newcomer_is_answered_in_the_language_they_write_or_read(words: str, app: str, expected: str):
    customer = Customer(locale=app)

    await customer.types(words)

    assert customer.session.locale == expected


@pytest.mark.parametrize("number", ["2", "２", "2.", "two", "Two", "二", "(2)"])
async def test_a_number_may_be_written_in_many_ways(number: str):
    customer = Customer()
    await customer.types("menu")

    await customer.types(number)

    assert customer.session.at.step == "browse.start"


async def test_words_that_mean_nothing_here_are_answered_kindly():
    customer = await a_customer_with_oil()

    answer = await customer.types("what a lovely day")

    assert "I did not understand that." in answer
    assert "Your cart (1 item):" in answer


async def test_a_location_is_understood_wherever_it_is_shared():
    customer = await a_customer_with_oil()

    answer = await customer.shares()

    assert "The nearest stores to your location that have your whole cart:" in answer


async def test_a_picture_or_a_voice_is_answered_with_help():
    customer = Customer()
    await customer.types("menu")

    answer = await customer.types("")

    assert "Tap a choice, or type its number or its words." in answer


async def test_a_session_of_an_older_shop_goes_on_with_its_cart():
    customer = await a_customer_with_oil()
    away = customer.session.at.__class__("cart.engrave")
    customer.session = customer.session.__class__(
        **{**customer.session.__dict__, "at": away, "past": (away,), "offered": ()}
    )

    answer = await customer.types("cart")

    assert "1 x Early harvest olive oil" in answer
