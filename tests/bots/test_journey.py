"""The one journey, whole: from a place on the map to a pass, by tap, by number and by word, in both languages."""

import pytest

from bots.engine.turns import Pass
from tests.bots.customer import Customer
from tests.bots.fake_shop import FakeShop

WORDS = {
    "en": {
        "hello": "hello",
        "browse": "Browse products",
        "tea": "Tea",
        "matcha": "Kyoto matcha",
        "small": "Kyoto matcha, 40 g",
        "two": "2 pieces",
        "collect": "Choose where to collect",
        "ginza": "Wharfside Ginza",
        "here": "Collect here",
        "place": "Place the order",
        "orders": "my orders",
        "thanks": "Thank you, Aiko.",
        "state": "waiting to be prepared",
        "ready": "ready today 16:00",
    },
    "zh": {
        "hello": "你好",
        "browse": "浏览商品",
        "tea": "茶",
        "matcha": "京都抹茶",
        "small": "京都抹茶, 40 g",
        "two": "2 件",
        "collect": "选择取货门店",
        "ginza": "Wharfside 银座店",
        "here": "在这里取货",
        "place": "下单",
        "orders": "我的订单",
        "thanks": "谢谢您，Aiko。",
        "state": "等待备货",
        "ready": "今天 16:00 可取",
    },
}


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("by", ["tap", "number", "word"])
async def test_a_customer_orders_and_receives_the_pass(by: str, locale: str):
    shop, words = FakeShop(), WORDS[locale]
    customer = Customer(shop, by=by, locale=locale)

    await customer.types(words["hello"])
    await customer.chooses(words["browse"])
    await customer.chooses(words["tea"])
    await customer.chooses(words["matcha"])
    await customer.chooses(words["small"])
    await customer.chooses(words["two"])
    await customer.chooses(words["collect"])
    stores = await customer.shares()
    await customer.chooses(words["ginza"])
    await customer.chooses(words["here"])
    quote = await customer.types("Aiko")
    placed = await customer.chooses(words["place"])
    passes = [piece for piece in customer.pieces if isinstance(piece, Pass)]
    await customer.types(words["orders"])
    order = await customer.chooses("W-1001")

    assert words["ready"] in stores
    assert "¥3,600" in quote
    assert words["thanks"] in placed and "W-1001" in placed
    assert [(piece.code, piece.qr[:18]) for piece in passes] == [("K7Q M4T XD9", "data:image/svg+xml")]
    assert words["state"] in order and "K7Q M4T XD9" in order
    assert shop.stock["str_ginza", "MATCHA-40"] == 8
    assert shop.effects["placeOrder"] == 1
    assert customer.session.memory.cart == ""


@pytest.mark.parametrize(
    ("locale", "place", "asked", "chosen"),
    [
        ("en", "Springfield", "Which one do you mean?", "Springfield, Illinois, US"),
        ("zh", "松江", "您指的是哪一个？", "松江, 上海, CN"),
    ],
)
async def test_an_unclear_place_is_asked_about(locale: str, place: str, asked: str, chosen: str):
    customer = Customer(by="number", locale=locale)
    await customer.types("menu")
    await customer.chooses({"en": "Find a store", "zh": "查找门店"}[locale])

    question = await customer.types(place)
    answer = await customer.chooses(chosen)

    assert asked in question
    assert "Wharfside" in answer
    assert customer.session.at.step == "pickup.stores"


async def test_a_typed_place_leads_to_the_nearest_stores_with_distance_and_hours():
    customer = Customer()
    await customer.types("menu")
    await customer.chooses("Find a store")

    stores = await customer.types("Tokyo")

    assert "1. Wharfside Ginza, 850 m\n   open now, until today 20:00" in stores
    assert "2. Wharfside Shibuya, 5.2 km\n   closed, opens tomorrow 10:00" in stores
    assert "3. Wharfside Bund, 1763 km" in stores


async def test_a_place_nobody_knows_is_asked_for_again():
    customer = Customer()
    await customer.types("menu")
    await customer.chooses("Find a store")

    answer = await customer.types("Nowhereville")

    assert 'I do not know a place called "Nowhereville".' in answer
    assert customer.session.at.step == "pickup.where"


async def test_words_typed_at_the_menu_are_searched_for():
    customer = Customer()

    found = await customer.types("olive")
    product = await customer.chooses("Early harvest olive oil")

    assert "1 product found." in found
    assert "from Spain" in product


async def test_a_long_list_goes_on():
    customer = Customer()
    await customer.types("bowl")
    await customer.chooses("Show more products")

    labels = [option.label for option in customer.session.offered]

    assert labels[:4] == ["Rice bowl 9", "Rice bowl 10", "Rice bowl 11", "Rice bowl 12"]


async def test_a_line_is_changed_and_removed():
    customer = Customer(by="word")
    await customer.types("olive")
    await customer.chooses("Early harvest")
    await customer.chooses("Add to cart")
    await customer.types("twelve is too hard")
    cart = await customer.types("7")
    assert "7 x Early harvest olive oil: ¥15,400" in cart

    await customer.chooses("Change Early harvest olive oil")
    await customer.chooses("Change the quantity")
    changed = await customer.types("three")
    await customer.chooses("Change Early harvest olive oil")
    removed = await customer.chooses("Remove it")

    assert "3 x Early harvest olive oil: ¥6,600" in changed
    assert "Your cart is empty." in removed


async def test_a_store_abroad_says_what_the_goods_cost_there():
    customer = Customer(by="word")
    await customer.types("olive")
    for label in ("Early harvest", "Add to cart", "1 piece", "Choose where"):
        await customer.chooses(label)
    await customer.shares()
    await customer.chooses("Wharfside Bund")

    answer = await customer.chooses("Collect here")

    assert "your goods come to CN¥2,200 there." in answer


async def test_a_piece_for_looking_at_is_shown_and_not_sold():
    customer = Customer()
    await customer.types("moon")

    answer = await customer.chooses("Moon jar")

    assert "This is not sold by chat." in answer
    assert not [option for option in customer.session.offered if option.goes.step == "cart.quantity"]
