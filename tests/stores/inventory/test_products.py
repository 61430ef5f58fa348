"""What shoppers find: search in five languages, filters, orders and pages."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.catalog.models import Product
from stores.catalog.services import retire_product
from stores.holds import services as holds
from stores.inventory import services as inventory
from stores.inventory.models import StockLevel
from stores.inventory.queries.product_search import PriceRange, ProductSearch, ProductSort, UnknownCursor, View
from stores.inventory.queries.products import product, product_count, products, products_by_id
from stores.inventory.services import ShelfCount
from stores.kernel import clock
from stores.kernel.money import Money
from tests.goods import IN_ENGLISH, a_draft, sell, slugs

pytestmark = pytest.mark.usefixtures("tx")

SAKE = a_draft(
    "sake",
    {"en": "Daiginjo Sake", "ja": "純米大吟醸 清酒", "zh": "纯米大吟酿清酒", "de": "Reiswein", "es": "Sake añejo"},
    "SAKE-72",
    "SAKE-18",
    brand="Kurayoshi",
    category="sake",
    origin_country="JP",
)
TEA = a_draft("tea", {"en": "Green Tea", "ja": "緑茶", "de": "Grüner Tee"}, category="tea", origin_country="JP")
WINE = a_draft("wine", {"en": "Chianti Classico", "zh": "基安蒂红酒"}, category="wine", origin_country="IT")


@pytest.mark.parametrize(
    "typed",
    ["sake", "DAIGINJO", "清酒", "酒", "大吟醸", "大吟酿", "reiswein", "wein", "anejo sake", "kurayoshi", "SAKE-18",
     "純米 清酒", "sake kurayoshi reiswein"],
)  # fmt: skip
async def test_a_product_is_found_by_its_names_in_any_language_its_brand_and_its_codes(typed):
    await sell(SAKE, TEA)

    assert await slugs(typed) == ["sake"]
    assert await product_count(ProductSearch(view=IN_ENGLISH, words=typed)) == 1


async def test_every_word_must_be_there():
    await sell(SAKE, TEA, WINE)

    assert await slugs("green tea") == ["tea"]
    assert await slugs("green sake") == []


@pytest.mark.parametrize(("slip", "meant"), [("daigingo", "sake"), ("chiannti", "wine"), ("gruener tee", "tea")])
async def test_a_slip_of_the_keyboard_finds_what_was_meant(slip, meant):
    await sell(SAKE, TEA, WINE)

    assert await slugs(slip) == [meant]


async def test_nonsense_finds_nothing():
    await sell(SAKE, TEA, WINE)

    assert await slugs("xqzzyw") == []
    assert await slugs("バナナ") == []


async def test_the_closest_name_comes_first():
    await sell(
        a_draft("teapot", "Teapot"),
        a_draft("steak-knife", "Steak Knife"),
        a_draft("cup", "Cup", category="tea"),
        a_draft("black-tea", "Black Tea"),
    )

    assert await slugs("tea") == ["black-tea", "teapot", "cup", "steak-knife"]


async def test_a_page_comes_whole_in_the_readers_language_with_the_prices_of_the_market():
    await sell(SAKE, euros={"SAKE-72": 2500, "SAKE-18": 4500})

    [found] = (await products(ProductSearch(view=View("ja-JP", "EU")))).found

    shown = found.product
    assert (shown.title, shown.brand, shown.origin_country) == ("純米大吟醸 清酒", "Kurayoshi", "JP")
    assert [variant.title for variant in shown.variants] == ["純米大吟醸 清酒, SAKE-72", "純米大吟醸 清酒, SAKE-18"]
    assert shown.prices == {"SAKE-72": Money(2500, "EUR"), "SAKE-18": Money(4500, "EUR")}
    assert shown.price_from == Money(2500, "EUR")


async def test_a_product_without_a_price_is_shown_and_has_none():
    await sell(TEA)

    shown = await product("tea", IN_ENGLISH)

    assert shown is not None
    assert (shown.title, shown.price_from, shown.prices) == ("Green Tea", None, {})


async def test_a_product_off_sale_is_hidden_from_every_list_and_door():
    await sell(SAKE, TEA)
    tea = await Product.get(slug="tea")

    await retire_product("tea")

    assert await slugs() == ["sake"]
    assert await slugs("tea") == []
    assert await product("tea", IN_ENGLISH) is None
    assert await products_by_id([tea.id], IN_ENGLISH) == {}


async def test_filters_narrow_a_list():
    await sell(SAKE, TEA, WINE, euros={"SAKE-72": 2500, "SAKE-18": 4500, "WINE": 1200})

    assert await slugs(category="wine") == ["wine"]
    assert await slugs(origin_country="IT") == ["wine"]
    assert await slugs(price=PriceRange("EUR", least=2000)) == ["sake"]
    assert await slugs(price=PriceRange("EUR", least=1200, most=1200)) == ["wine"]
    assert await slugs(price=PriceRange("JPY", least=1)) == []
    assert await slugs("sake", origin_country="IT") == []


async def test_what_a_store_has_free_is_available_there():
    await sell(SAKE, TEA)
    counts = [
        ShelfCount("str_ginza", "SAKE-18", 2),
        ShelfCount("str_ginza", "TEA", 0),
        ShelfCount("str_ueno", "TEA", 9),
    ]
    await inventory.count_shelves(counts, reference="test")
    assert await slugs(available_at="str_ginza") == ["sake"]

    level = await StockLevel.get(store_id="str_ginza", sku="SAKE-18")
    until = clock.now() + timedelta(minutes=15)
    await holds.take("quo_1", [holds.Want(StockLevel, level.id, 2)], until=until)

    assert await slugs(available_at="str_ginza") == []
    with clock.frozen_at(until):  # nobody has ended the hold yet
        assert await slugs(available_at="str_ginza") == ["sake"]
    assert await slugs(available_at="str_ueno") == ["tea"]


async def test_lists_are_ordered_as_asked_and_what_has_no_price_comes_last():
    for day, draft in enumerate([SAKE, TEA, WINE], start=1):
        with clock.frozen_at(datetime(2026, 5, day, tzinfo=UTC)):
            await sell(draft, euros={"SAKE-72": 2500, "SAKE-18": 4500, "WINE": 1200})

    assert await slugs(sort=ProductSort.PRICE_UP) == ["wine", "sake", "tea"]
    assert await slugs(sort=ProductSort.PRICE_DOWN) == ["sake", "wine", "tea"]
    assert await slugs(sort=ProductSort.NEWEST) == ["wine", "tea", "sake"]
    assert await slugs(sort=ProductSort.TITLE) == ["wine", "sake", "tea"]
    assert await slugs(sort=ProductSort.TITLE, view=View("de", "EU")) == ["wine", "tea", "sake"]


@pytest.mark.parametrize("sort", ProductSort)
async def test_pages_of_a_list_show_each_product_once(sort):
    drafts = [a_draft(f"tea-{number:02}", "Tea") for number in range(23)]
    await sell(*drafts, euros={f"TEA-{number:02}": 100 * (number % 3) for number in range(15)})
    whole = await slugs("tea", sort=sort, first=100)

    seen, after = [], None
    while True:
        page = await products(ProductSearch(view=IN_ENGLISH, words="tea", sort=sort, first=5, after=after))
        seen += [found.product.slug for found in page.found]
        after = page.found[-1].cursor
        if not page.has_next:
            break

    assert seen == whole
    assert len(set(seen)) == 23


async def test_a_page_begins_after_its_cursor_even_when_that_product_is_gone():
    await sell(*(a_draft(f"tea-{number}", f"Tea {number}") for number in range(4)))
    first = await products(ProductSearch(view=IN_ENGLISH, sort=ProductSort.TITLE, first=2))

    await retire_product("tea-1")

    assert await slugs(sort=ProductSort.TITLE, after=first.found[-1].cursor) == ["tea-2", "tea-3"]


@pytest.mark.parametrize("cursor", ["", "nonsense", "W10", "WyJUSVRMRSIsMSwieCJd"])
async def test_a_cursor_of_another_list_is_refused(cursor):
    await sell(TEA)

    with pytest.raises(UnknownCursor):
        await slugs(sort=ProductSort.NEWEST, after=cursor)
