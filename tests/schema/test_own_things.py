"""Everybody sees their own things only: through pages, through node, and at the counter."""

import pytest

from stores.identity.roles import Role
from stores.identity.services import register_channel
from stores.locator.atlas import StoreCard
from stores.notifications.services import invite_to_collect, thank_for_order
from tests.asking import Shop, a_shop
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant

pytestmark = pytest.mark.usefixtures("tx", "answered_twice")

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"


async def a_chat() -> Shop:
    await register_channel("telegram", "chat-token")
    return a_shop().saying(authorization="Bearer chat-token")


async def an_order(shop: Shop) -> tuple[dict, StoreCard]:
    await a_market()
    await a_variant("SENCHA")
    store = await a_store(holding={"SENCHA": 5})
    order = await shop.ask(
        "OrderNow",
        lines=[{"sku": "SENCHA", "quantity": 1}],
        fulfil={"pickup": {"storeId": store.id}},
        contact={"name": "Midori"},
        payWith="COUNTER",
    )
    return order, store


async def node(shop: Shop, some_id: str) -> object:
    return (await shop.post({"query": NODE, "variables": {"id": some_id}})).json()["data"]["node"]


async def staff_at(*stores: StoreCard, role: Role = Role.ASSOCIATE) -> Shop:
    staff = await a_staff_member(*stores, role=role)
    session = await a_shop().ask("SignInStaff", email=staff.email, password=PASSWORD)
    return a_shop().saying(authorization=f"Bearer {session['token']}")


async def test_an_order_from_a_chat_is_seen_in_that_chat_alone():
    chat = await a_chat()
    midori, ken = chat.saying(acting_for="telegram:1"), chat.saying(acting_for="telegram:2")

    order, _ = await an_order(midori)

    parcel, payment = order["pickups"][0]["id"], order["payments"][0]["id"]
    assert (await midori.ask("OrderPage", id=order["id"]))["number"] == order["number"]
    for stranger in (ken, a_shop(), chat):
        assert await stranger.ask("OrderPage", id=order["id"]) is None
        assert [await node(stranger, some_id) for some_id in (order["id"], parcel, payment)] == [None] * 3
    assert await node(midori, payment) == {"__typename": "Payment", "id": payment}


async def test_a_guest_reaches_an_order_by_its_id():
    order, store = await an_order(a_shop())

    kinds = [await node(a_shop(), some_id) for some_id in (order["id"], order["pickups"][0]["id"], store.id)]

    assert [found["__typename"] for found in kinds] == ["Order", "Pickup", "Store"]
    assert await node(a_shop(), "ord_0000") is None
    assert await node(a_shop(), "nothing") is None


async def test_a_counter_belongs_to_the_staff_of_its_store():
    order, store = await an_order(a_shop())
    elsewhere = await staff_at(await a_store())
    here = await staff_at(store)
    parcel, code = order["pickups"][0]["id"], order["pickups"][0]["pass"]["code"]

    for name, variables in {
        "PickupBoard": {"storeId": store.id},
        "Stock": {"storeId": store.id, "skus": ["SENCHA"]},
        "Scan": {"storeId": store.id, "code": code},
        "StartPreparing": {"pickupId": parcel},
        "TakePayment": {"pickupId": parcel, "tender": "CASH"},
        "ConfirmCollection": {"pickupId": parcel, "code": code},
        "AdjustStock": {"storeId": store.id, "sku": "SENCHA", "by": 1, "reason": "FOUND"},
    }.items():
        assert await elsewhere.refused(name, **variables) == "FORBIDDEN"
        assert await a_shop().refused(name, **variables) == "UNAUTHENTICATED"

    assert await here.refused("AdjustStock", storeId=store.id, sku="SENCHA", by=1, reason="FOUND") == "FORBIDDEN"
    supervisor = await staff_at(store, role=Role.SUPERVISOR)
    adjusted = await supervisor.ask("AdjustStock", storeId=store.id, sku="SENCHA", by=1, reason="FOUND")
    assert (adjusted["onHand"], adjusted["free"]) == (6, 5)


async def test_staff_do_not_see_the_code_that_the_customer_must_show():
    order, store = await an_order(a_shop())
    here = await staff_at(store)

    seen = await here.ask("OrderPage", id=order["id"])

    assert order["pickups"][0]["pass"]["qr"].startswith("data:image/svg+xml")
    assert seen["pickups"][0]["pass"] is None


async def test_whoever_signs_out_is_a_guest_again():
    store = await a_store()
    here = await staff_at(store)
    assert (await here.ask("Me"))["role"] == "ASSOCIATE"

    await here.post({"query": "mutation { signOut { at } }"})

    assert await here.ask("Me") is None


async def test_a_chat_reads_what_it_has_to_tell_until_it_has_told_it():
    chat = await a_chat()
    order, _ = await an_order(chat.saying(acting_for="telegram:1"))
    await thank_for_order(order["id"])
    await invite_to_collect(order["id"], order["pickups"][0]["id"])

    due = await chat.ask("ChannelMessages", first=1)
    [first] = [edge["node"] for edge in due["edges"]]
    told = await chat.ask("ReportDelivered", messageId=first["id"], delivered=True)
    left = await chat.ask("ChannelMessages")

    assert (first["to"], first["kind"], first["order"]["number"]) == ("1", "ORDER_PLACED", order["number"])
    assert due["pageInfo"]["hasNextPage"]
    assert told["deliveredAt"] is not None
    assert [edge["node"]["kind"] for edge in left["edges"]] == ["PARCEL_READY"]
    assert await a_shop().refused("ChannelMessages") == "UNAUTHENTICATED"
