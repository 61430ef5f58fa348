"""The demo's world keeps its promises: enough of everything, true places, sound labels, words in five languages."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from opening_hours import OpeningHours

from api.demo.labels import check_digit
from api.demo.records import Product, Store, Variant
from api.demo.world import ALCOHOL_HEADINGS, CATEGORIES, LOCALES, load_world

WORLD = load_world()
SHOPS = [store for store in WORLD.stores if store.kind == "STORE"]
SERVICES = {"PICKUP", "EXPERIENCES", "RETURNS", "CURBSIDE", "LOCAL_DELIVERY"}
STATES = {"TO_PREPARE", "PREPARING", "READY", "PARTLY_COLLECTED", "COLLECTED", "LAPSED", "CANCELLED"}


def all_variants() -> list[tuple[Product, Variant]]:
    return [(product, variant) for product in WORLD.products for variant in product.variants]


def store_called(code: str) -> Store:
    return next(store for store in WORLD.stores if store.code == code)


def the_variant(sku: str) -> Variant:
    return next(variant for _, variant in all_variants() if variant.sku == sku)


def hours_of(store: Store) -> OpeningHours:
    return OpeningHours(store.opening_hours, timezone=ZoneInfo(store.zone))


def test_the_importer_has_stores_all_over_the_world():
    assert len(SHOPS) >= 24
    assert len({store.city for store in SHOPS}) >= 12
    assert len({store.country for store in SHOPS}) >= 8
    assert [store.kind for store in WORLD.stores].count("WAREHOUSE") == 1


def test_every_store_has_a_code_of_its_own():
    codes = Counter(store.code for store in WORLD.stores)

    assert max(codes.values()) == 1
    assert all(code == code.upper() and code.replace("-", "").isalnum() for code in codes)


@pytest.mark.parametrize("store", WORLD.stores, ids=lambda store: store.code)
def test_a_store_says_where_it_is_and_when_it_opens(store: Store):
    assert -60 < store.latitude < 72 and -180 <= store.longitude <= 180
    assert store.zone in available_timezones()
    assert store.lines and store.city and store.phone.startswith("+")
    assert len(store.country) == 2 and WORLD.market_of(store.country)

    assert hours_of(store).next_change() is not None


def test_shops_offer_pickup_and_need_some_time_to_prepare_it():
    for store in SHOPS:
        assert "PICKUP" in store.services
        assert set(store.services) <= SERVICES
        assert store.lead_minutes > 0
        assert store.aliases


def test_clocks_change_in_both_hemispheres_and_in_some_places_never():
    def offsets(store: Store) -> tuple[float, float]:
        zone = ZoneInfo(store.zone)
        winter, summer = (datetime(2026, month, 1, 12, tzinfo=zone).utcoffset() for month in (1, 7))
        assert winter is not None and summer is not None
        return winter.total_seconds() / 3600, summer.total_seconds() / 3600

    clocks = [offsets(store) for store in SHOPS]

    assert any(january < july for january, july in clocks), "northern daylight saving"
    assert any(january > july for january, july in clocks), "southern daylight saving"
    assert any(january == july for january, july in clocks), "none"
    assert any(january % 1 == 0.5 for january, july in clocks), "half hours"


def test_opening_hours_show_every_difficulty():
    hours = " | ".join(store.opening_hours for store in SHOPS)

    assert "PH off" in hours and "Su,PH" in hours
    assert "26:00" in hours, "past midnight"
    assert "14:00,17:00" in hours, "a break at lunch"
    assert "Dec 24 10:00-14:00" in hours, "a day of its own"
    assert "Dec-Feb" in hours, "a season"


def test_there_are_goods_of_every_kind():
    kinds = Counter(product.category for product in WORLD.products)

    assert len(WORLD.products) >= 120
    assert set(kinds) == set(CATEGORIES)
    assert min(kinds.values()) >= 20
    assert len(all_variants()) > len(WORLD.products)


def test_no_two_goods_share_a_name_a_number_or_a_bar_code():
    assert len({product.slug for product in WORLD.products}) == len(WORLD.products)
    assert len({product.number for product in WORLD.products}) == len(WORLD.products)
    assert len({variant.sku for _, variant in all_variants()}) == len(all_variants())
    assert len({variant.barcode for _, variant in all_variants()}) == len(all_variants())


@pytest.mark.parametrize("locale", LOCALES)
def test_every_product_speaks_the_customers_language(locale: str):
    texts = [product.texts[locale] for product in WORLD.products]

    assert all(text.title.strip() and text.description.strip() for text in texts)
    assert len({text.title for text in texts}) == len(texts)
    assert len({text.description for text in texts}) == len(texts)


def test_no_language_is_left_in_another_ones_words():
    for product in WORLD.products:
        assert len({text.description for text in product.texts.values()}) == len(LOCALES), product.slug
        assert any("\u3040" <= sign <= "\u30ff" for sign in product.texts["ja"].description), product.slug
        assert not any("\u3040" <= sign <= "\u30ff" for sign in product.texts["zh"].description), product.slug
        assert any("\u4e00" <= sign <= "\u9fff" for sign in product.texts["zh"].title), product.slug


def test_shared_words_are_there_in_five_languages():
    for words in (WORLD.categories, WORLD.options, WORLD.values):
        assert all(set(wordings) == set(LOCALES) for wordings in words.values())
    used = {option for product in WORLD.products for option in product.options}

    assert used == set(WORLD.options)
    assert set(WORLD.categories) == set(CATEGORIES)


def test_a_variant_says_what_makes_it_different():
    for product, variant in all_variants():
        assert len(variant.values) == len(product.options), variant.sku
        assert all(value in WORLD.values or value[0].isdigit() for value in variant.values), variant.sku

    flask = the_variant("FLASK-STEEL-INDIGO-500ML")
    assert WORLD.variant_title(flask, "de") == "Indigo, 500 ml"
    assert WORLD.variant_title(flask, "zh") == "靛蓝, 500 ml"


def test_customs_papers_can_be_written_for_everything():
    for product in WORLD.products:
        assert len(product.hs_code) == 6 and product.hs_code.isdigit(), product.slug
        assert len(product.origin) == 2 and product.origin.isupper(), product.slug
        assert all(variant.weight_g > 0 for variant in product.variants), product.slug


def test_bar_codes_are_right_and_belong_to_nobody():
    for _, variant in all_variants():
        assert len(variant.barcode) == 13 and variant.barcode.startswith("20")
        assert variant.barcode[-1] == check_digit(variant.barcode[:-1])

    assert check_digit("400638133393") == "1"


def test_drink_is_sold_to_adults_and_only_where_it_may_be():
    dry = {market.code for market in WORLD.markets if market.alcohol_age is None}
    assert dry

    for product, variant in all_variants():
        if product.hs_code.startswith(ALCOHOL_HEADINGS):
            assert product.min_age is not None and product.min_age >= 18, product.slug
            assert not dry & set(variant.prices), product.slug


def test_prices_are_whole_minor_units_a_shopkeeper_would_write():
    digits = {currency.code: currency.digits for currency in WORLD.currencies}
    assert set(digits.values()) == {0, 2, 3}
    assert all(market.currency in digits for market in WORLD.markets)

    for _, variant in all_variants():
        assert all(type(price) is int and price > 0 for price in variant.prices.values())

    sencha = the_variant("SENCHA-UJI-50G").prices
    assert (sencha["EU"], sencha["UK"], sencha["US"], sencha["JP"], sencha["KW"]) == (1190, 1095, 1299, 1080, 4250)


def test_most_goods_are_sold_everywhere_some_not_in_one_place_and_two_not_at_all():
    everywhere = {market.code for market in WORLD.markets}
    sold = [set().union(*(variant.prices for variant in product.variants)) for product in WORLD.products]

    assert sold.count(set()) == 2
    assert sum(len(everywhere - markets) == 1 for markets in sold) >= 3
    assert sum(markets == everywhere for markets in sold) > 90


def test_shelves_are_full_low_and_empty_and_the_same_every_morning():
    shelves = [WORLD.stock_of(store, variant) for store in SHOPS for _, variant in all_variants()]
    counted = [count for count in shelves if count is not None]

    assert min(counted) == 0 and max(counted) <= 40
    assert 0.03 < counted.count(0) / len(counted) < 0.15
    assert sum(count >= 3 for count in counted) / len(counted) > 0.7
    assert 0.1 < shelves.count(None) / len(shelves) < 0.4
    assert WORLD.stock_of(store_called("BER-MITTE"), the_variant("DARK-CHOC-70")) == 14


def test_the_warehouse_has_plenty():
    warehouse = next(store for store in WORLD.stores if store.kind == "WAREHOUSE")

    assert all((WORLD.stock_of(warehouse, variant) or 0) >= 100 for _, variant in all_variants())


def test_every_role_has_somebody_and_managers_serve_everywhere():
    codes = {store.code for store in WORLD.stores}
    roles = {member.role for member in WORLD.staff}
    assert roles == {"ASSOCIATE", "SUPERVISOR", "MANAGER", "ADMINISTRATOR"}

    for member in WORLD.staff:
        assert member.email.endswith("@wharfside.example")
        assert len(member.password) >= 12
        assert set(member.stores) <= codes and member.stores
        if member.role in {"MANAGER", "ADMINISTRATOR"}:
            assert set(member.stores) == codes


def test_there_are_orders_in_every_state_at_several_stores():
    assert len(WORLD.orders) >= 12
    assert {order.state for order in WORLD.orders} == STATES
    assert len({order.store for order in WORLD.orders}) >= 3
    assert {order.paid for order in WORLD.orders} == {True, False}


def test_what_was_ordered_was_on_the_shelf_and_had_a_price():
    wanted: Counter[tuple[str, str]] = Counter()
    for order in WORLD.orders:
        market = WORLD.market_of(store_called(order.store).country)
        for line in order.lines:
            wanted[order.store, line.sku] += line.quantity
            assert market.code in the_variant(line.sku).prices, line.sku

    for (code, sku), quantity in wanted.items():
        assert (WORLD.stock_of(store_called(code), the_variant(sku)) or 0) > quantity, (code, sku)


def test_what_was_handed_over_agrees_with_the_state_of_the_order():
    for order in WORLD.orders:
        collected = [line.collected for line in order.lines]
        whole = [line.quantity for line in order.lines]

        if order.state == "COLLECTED":
            assert collected == whole and order.paid
        elif order.state == "PARTLY_COLLECTED":
            assert 0 < sum(collected) < sum(whole) and order.paid
        else:
            assert sum(collected) == 0


def test_every_market_that_taxes_sales_has_its_rates_and_promotions_name_what_is_sold():
    taxed = {rate.market for rate in WORLD.taxes}
    assert {market.code for market in WORLD.markets} - taxed == {"HK", "KW"}
    standard = {(rate.country, rate.region) for rate in WORLD.taxes if not rate.category}
    stores = {(store.country, store.region if store.country == "US" else "") for store in WORLD.stores}
    assert {place for place in stores if place[0] not in ("HK", "KW")} <= standard

    skus = {variant.sku for product in WORLD.products for variant in product.variants}
    categories = {product.category for product in WORLD.products}
    for promotion in WORLD.promotions:
        assert set(promotion.skus) <= skus
        assert set(promotion.categories) <= categories
        assert set(promotion.titles) == {"en", "zh", "ja", "de", "es"}
    assert {rate.category for rate in WORLD.taxes} <= categories | {""}
