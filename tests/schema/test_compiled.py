"""Plans answer to the last byte as the stock executor does."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.root import schema
from tests.asking import Shop, a_shop
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant
from tests.schema.both import compared
from tests.schema.selections import Wishes

HERE = {"position": {"latitude": 35.6717, "longitude": 139.765}}
LITERALS = {
    "near": "{position: {latitude: 35.67, longitude: 139.76}}",
    "first": "3",
    "on": '"2026-03-29"',
    "from": '"2026-03-29"',
    "skus": '["SENCHA", "MATCHA"]',
    "locale": '"de-AT"',
}
SENCHA = '{sku: "SENCHA", quantity: 5}'


class World:
    """A small shop in which something of everything is there, and who may see it."""

    def __init__(self) -> None:
        self.roots: dict[str, str] = {}
        self.said: dict[str, str] = {}
        self.counter: Shop = a_shop()
        self.shop: Shop = a_shop()


async def a_world() -> World:
    world = World()
    await a_market("JP", "JPY")
    for sku in ("SENCHA", "MATCHA"):
        await a_variant(sku)
    await a_variant("UNSOLD", {})
    near = await a_store(holding={"SENCHA": 30, "MATCHA": 1}, phone="+81 3", opening_hours="Mo-Fr 09:00-18:00")
    await a_store(holding={"SENCHA": 3}, latitude=35.69, opening_hours="")
    staff = await a_staff_member()
    session = await world.shop.ask("SignInStaff", email=staff.email, password=PASSWORD)
    world.counter = world.shop.saying(authorization=f"Bearer {session['token']}")
    order = await world.shop.ask("OrderNow", **an_order(near.id, "SENCHA", 2))
    cart = await world.counter.ask("CreateCart", lines=[{"sku": "MATCHA", "quantity": 1}])
    world.said = LITERALS | {"storeId": quoted(near.id)}
    [parcel] = order["pickups"]
    products = await world.shop.ask("Products")
    ids = [near.id, order["id"], cart["id"], products["edges"][0]["node"]["id"], "prd_nothing"]
    world.roots = {
        "node": f"node(id: {quoted(parcel['id'])})",
        "nodes": f"nodes(ids: [{', '.join(map(quoted, ids))}])",
        "me": "me",
        "store": f"store(id: {quoted(near.id)})",
        "storesNear": f"storesNear(near: {LITERALS['near']}, goods: [{SENCHA}], serving: ANY)",
        "product": 'product(slug: "sencha")',
        "products": "products(first: 3)",
        "categories": "categories",
        "cart": f"cart(id: {quoted(cart['id'])})",
        "order": f"order(id: {quoted(order['id'])})",
        "scan": f"scan(storeId: {quoted(near.id)}, code: {quoted(parcel['pass']['code'])})",
    }
    return world


def quoted(text: str) -> str:
    return f'"{text}"'


def an_order(store_id: str, sku: str, quantity: int) -> dict[str, Any]:
    return {
        "lines": [{"sku": sku, "quantity": quantity}],
        "fulfil": {"pickup": {"storeId": store_id}},
        "contact": {"name": "Midori"},
        "payWith": "COUNTER",
    }


@pytest.fixture
async def world(tx: None) -> World:
    return await a_world()


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), is_staff=st.booleans(), yes=st.booleans())
async def test_whatever_may_be_asked_is_answered_the_same(world: World, seed: int, is_staff: bool, yes: bool):
    text = Wishes(schema._schema, world.said, Random(seed)).query(world.roots)

    with compared() as both:
        answer = (await (world.counter if is_staff else world.shop).post(text_of(text, yes))).json()

    codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert both.answers >= 1 or codes in (["TOO_COMPLEX"], ["UNAUTHENTICATED"]), (text, answer)
    assert "INTERNAL" not in codes, (text, answer)


def text_of(query: str, yes: bool) -> dict[str, Any]:
    used = {name: yes for name in ("yes",) if f"${name}" in query}
    return {"query": query, "variables": used}
