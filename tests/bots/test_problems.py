"""What goes wrong is explained, and there is always something to do next."""

from datetime import timedelta

import pytest

from tests.bots.customer import Customer
from tests.bots.fake_shop import FakeShop


async def a_customer_before_ordering(shop: FakeShop, locale: str = "en") -> Customer:
    """Somebody who sees the quote for two bottles of oil at Ginza."""
    customer = Customer(shop, locale=locale, by="number")
    for words in ("olive", "1", "1", "2", "1"):
        await customer.types(words)
    await customer.shares()
    for words in ("1", "1", "Aiko"):
        await customer.types(words)
    assert customer.session.at.step == "ordering.confirm"
    return customer


async def test_goods_that_are_gone_are_offered_at_another_store():
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    await customer.chooses("Another store")
    shop.stock["str_ginza", "OLIVE-50"] = 1
    await customer.chooses("Wharfside Ginza")

    answer = await customer.chooses("Collect here")
    await customer.chooses("Wharfside Bund, 3.2 km")
    quote = await customer.chooses("I am Aiko")

    assert "you asked for 2 of OLIVE-50, and 1 are free." in answer
    assert "To collect at Wharfside Bund" in quote


async def test_goods_that_are_gone_everywhere_lead_back_to_the_cart():
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    await customer.chooses("Another store")
    shop.stock["str_ginza", "OLIVE-50"] = shop.stock["str_bund", "OLIVE-50"] = 0
    await customer.chooses("Wharfside Ginza")

    answer = await customer.chooses("Collect here")

    assert "No other store nearby has it." in answer
    assert customer.session.at.step == "pickup.stores"


async def test_no_store_with_everything_says_what_each_lacks():
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    shop.stock["str_ginza", "OLIVE-50"] = shop.stock["str_bund", "OLIVE-50"] = 1

    answer = await customer.chooses("Another store")

    assert "No store near your location has your whole cart." in answer
    assert "1. Wharfside Ginza, 850 m\n   missing 1 of OLIVE-50" in answer


async def test_a_changed_price_is_shown_before_anything_is_ordered():
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    shop.refuse("placeOrder", "PriceChanged")

    answer = await customer.chooses("Place the order")

    assert answer.startswith("A price has changed since you looked.")
    assert customer.session.at.step == "cart.show"
    assert shop.orders == {}


@pytest.mark.parametrize("who", ["the clock", "the shop"])
async def test_an_expired_quote_is_renewed_with_one_choice(who: str):
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    if who == "the shop":
        shop.refuse("placeOrder", "QuoteExpired", expiredAt=customer.now.isoformat())
        answer = await customer.chooses("Place the order")
    else:
        customer.waits(timedelta(minutes=16))
        answer = await customer.types("help")

    customer.now -= timedelta(minutes=16) if who == "the clock" else timedelta()
    quote = await customer.chooses("Ask for a new quote")
    placed = await customer.chooses("Place the order")

    assert "has passed" in answer
    assert "Please check your order:" in quote
    assert "Thank you, Aiko." in placed


async def test_an_empty_cart_leads_to_the_goods():
    customer = Customer()

    answer = await customer.types("cart")

    assert "Your cart is empty." in answer
    assert customer.offered("Browse products")


async def test_a_cart_that_was_ordered_elsewhere_makes_room_for_a_new_one():
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    shop.carts.clear()

    for words in ("menu", "olive", "1", "1"):
        await customer.types(words)
    cart = await customer.types("3")

    assert "3 x Early harvest olive oil" in cart


@pytest.mark.parametrize("trouble", ["500", "429", "gone"])
async def test_a_short_silence_of_the_shop_is_not_noticed(trouble: str):
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    shop.misbehave("PlaceOrder", trouble, trouble)

    placed = await customer.chooses("Place the order")

    assert "Thank you, Aiko." in placed
    assert shop.effects["placeOrder"] == 1


async def test_an_answer_that_was_lost_does_not_order_twice():
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    shop.misbehave("PlaceOrder", "lost", "lost", "lost")

    cut_off = await customer.chooses("Place the order")
    placed = await customer.chooses("Try again")

    assert "I cannot reach the shop just now." in cut_off
    assert "Thank you, Aiko. Your order W-1001 is placed." in placed
    assert len(shop.orders) == 1


async def test_goods_are_added_once_when_the_shop_was_out_of_reach():
    shop = FakeShop()
    customer = Customer(shop)
    for words in ("olive", "1", "1"):
        await customer.types(words)
    shop.misbehave("CreateCart", "lost", "lost", "lost")

    cut_off = await customer.types("2")
    cart = await customer.chooses("Try again")

    assert "I cannot reach the shop just now." in cut_off
    assert "2 x Early harvest olive oil" in cart
    assert len(shop.carts) == 1


async def test_a_shop_that_refuses_is_explained_too():
    shop = FakeShop()
    customer = Customer(shop, locale="zh")
    shop.misbehave("Products", "errors")

    answer = await customer.types("茶")

    assert "商店暂时无法处理。" in answer
    assert customer.offered("再试一次")


async def test_a_problem_nobody_thought_of_is_told_in_the_shops_own_words():
    shop = FakeShop()
    customer = await a_customer_before_ordering(shop)
    shop.refuse("placeOrder", "KeyReused")

    answer = await customer.chooses("Place the order")

    assert "KeyReused" in answer
    assert customer.session.at.step == "cart.show"
