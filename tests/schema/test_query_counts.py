"""No query count grows with the number of rows: twenty of anything ask the database as often as two."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest
from tortoise import Tortoise

from tests.asking import Shop, a_shop
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant

pytestmark = pytest.mark.usefixtures("tx")

HERE = {"position": {"latitude": 35.6717, "longitude": 139.765}}


async def statements(deed: Awaitable[object]) -> list[str]:
    """The SQL that is sent while something is done."""
    sent: list[str] = []
    async with Tortoise.get_connection("default").acquire_connection() as connection:
        pass  # the transaction of the test keeps it; only whoever speaks may hold it
    with connection.query_logger(lambda record: sent.append(record.query)):
        await deed
        await asyncio.sleep(0.01)  # what was sent is told a moment later
    return [sql for sql in sent if "typeinfo_tree" not in sql and "'jit'" not in sql]  # the driver's own, once


async def assert_as_often(few: Awaitable[object], many: Awaitable[object], at_most: int) -> None:
    asked_for_few, asked_for_many = await statements(few), await statements(many)

    assert len(asked_for_many) == len(asked_for_few), "\n".join(asked_for_few + asked_for_many)
    assert len(asked_for_many) <= at_most, "\n".join(asked_for_many)


@pytest.fixture
async def shop(tx: None) -> AsyncIterator[Shop]:
    await a_market()
    skus = [await a_variant(f"TEA-{number}") for number in range(20)]
    for number in range(20):
        await a_store(holding=dict.fromkeys(skus, 50), longitude=139.7 + number / 100)
    yield a_shop()


async def the_counter(shop: Shop) -> tuple[Shop, str]:
    """A staff member's shop, and the id of the store next to us."""
    staff = await a_staff_member()
    session = await shop.ask("SignInStaff", email=staff.email, password=PASSWORD)
    near = await shop.ask("StoresNear", near=HERE, first=1)
    return shop.saying(authorization=f"Bearer {session['token']}"), near["edges"][0]["node"]["id"]


async def test_stores_near_somebody_with_a_basket(shop: Shop):
    goods = [{"sku": "TEA-1", "quantity": 2}, {"sku": "TEA-2", "quantity": 1}]

    await assert_as_often(
        shop.ask("StoresNear", near=HERE, goods=goods, first=2),
        shop.ask("StoresNear", near=HERE, goods=goods, first=20),
        at_most=4,
    )


async def test_products_with_what_is_free_near_somebody(shop: Shop):
    await assert_as_often(
        shop.ask("Products", near=HERE, first=2), shop.ask("Products", near=HERE, first=20), at_most=4
    )


async def test_a_product_list_costs_its_page_and_its_market(shop: Shop):
    query = "{ products(first: 20) { edges { node { title variants { sku price { formatted } } } } } }"

    sent = await statements(shop.post({"query": query}))

    assert len(sent) == 2


async def test_the_board_of_a_counter(shop: Shop):
    counter, store_id = await the_counter(shop)
    for number in range(20):
        await shop.ask("OrderNow", **an_order(store_id, [f"TEA-{number}"]))

    await assert_as_often(
        counter.ask("PickupBoard", storeId=store_id, first=2),
        counter.ask("PickupBoard", storeId=store_id, first=20),
        at_most=6,
    )


async def test_an_order_page(shop: Shop):
    _, store_id = await the_counter(shop)
    few = await shop.ask("OrderNow", **an_order(store_id, ["TEA-1", "TEA-2"]))
    many = await shop.ask("OrderNow", **an_order(store_id, [f"TEA-{number}" for number in range(20)]))

    await assert_as_often(shop.ask("OrderPage", id=few["id"]), shop.ask("OrderPage", id=many["id"]), at_most=6)


async def test_a_cart(shop: Shop):
    few = await shop.ask("CreateCart", lines=lines(["TEA-1", "TEA-2"]))
    many = await shop.ask("CreateCart", lines=lines([f"TEA-{number}" for number in range(20)]))
    query = "query($id: ID!) { cart(id: $id) { lines { item { ... on Variant { sku title } } total { formatted } } } }"

    await assert_as_often(
        shop.post({"query": query, "variables": {"id": few["id"]}}),
        shop.post({"query": query, "variables": {"id": many["id"]}}),
        at_most=6,
    )


def lines(skus: list[str]) -> list[dict[str, object]]:
    return [{"sku": sku, "quantity": 1} for sku in skus]


def an_order(store_id: str, skus: list[str]) -> dict[str, object]:
    return {
        "lines": lines(skus),
        "fulfil": {"pickup": {"storeId": store_id}},
        "contact": {"name": "Midori"},
        "payWith": "COUNTER",
    }
