"""From a search to goods handed over, with the operations of the contract."""

import pytest

from tests.asking import Shop, a_shop
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant

pytestmark = pytest.mark.usefixtures("tx", "answered_twice")

MIDORI = {"name": "Midori Tanaka", "email": "midori@example.com"}


async def a_street() -> tuple[Shop, str]:
    """Tea in two stores of Ginza; the nearer one has only one tin."""
    await a_market("JP", "JPY")
    await a_variant("SENCHA", title="Sencha")
    near = await a_store(holding={"SENCHA": 1}, name="Near", latitude=35.6717, longitude=139.7650)
    far = await a_store(holding={"SENCHA": 9}, name="Far", latitude=35.6895, longitude=139.6917)
    assert near.id != far.id
    return a_shop(), far.id


async def signed_in(shop: Shop, **facts: object) -> Shop:
    staff = await a_staff_member(**facts)
    session = await shop.ask("SignInStaff", email=staff.email, password=PASSWORD)
    return shop.saying(authorization=f"Bearer {session['token']}")


async def test_a_basket_is_found_quoted_ordered_paid_and_handed_over():
    shop, _ = await a_street()
    here = {"position": {"latitude": 35.6717, "longitude": 139.765}}

    found = await shop.ask("StoresNear", near=here, goods=[{"sku": "SENCHA", "quantity": 2}])
    [edge] = found["edges"]
    assert (edge["node"]["name"], edge["offer"]["whole"], edge["offer"]["whyNot"]) == ("Far", True, None)
    cart = await shop.ask("CreateCart", lines=[{"sku": "SENCHA", "quantity": 2}])
    chosen = await shop.ask("ChoosePickup", cartId=cart["id"], storeId=edge["node"]["id"])
    assert chosen["pickups"][0]["readyAt"] is not None
    await shop.ask("SetContact", cartId=cart["id"], contact=MIDORI)
    quote = await shop.ask("QuoteCart", cartId=cart["id"])
    assert quote["totals"]["total"]["formatted"] == "¥2,400"
    order = await shop.ask("PlaceOrder", quoteId=quote["id"], payWith="COUNTER")
    [parcel] = order["pickups"]
    code = parcel["pass"]["code"]

    counter = await signed_in(shop)
    board = await counter.ask("PickupBoard", storeId=edge["node"]["id"])
    assert [node["owed"]["minor"] for node in board["pickups"]["nodes"]] == [2400]
    scanned = await counter.ask("Scan", storeId=edge["node"]["id"], code=code.lower())
    assert scanned["order"]["number"] == order["number"]
    await counter.ask("StartPreparing", pickupId=parcel["id"])
    ready = await counter.ask("MarkReady", pickupId=parcel["id"])
    assert ready["keptUntil"] is not None
    unpaid = await counter.ask("ConfirmCollection", pickupId=parcel["id"], code=code)
    assert (unpaid["__typename"], unpaid["owed"]["minor"]) == ("PaymentOwed", 2400)
    await counter.ask("TakePayment", pickupId=parcel["id"], tender="CASH")
    collected = await counter.ask("ConfirmCollection", pickupId=parcel["id"], code=code)

    assert collected["state"] == "COLLECTED"
    assert [line["collected"] for line in collected["lines"]] == [2]
    stock = await counter.ask("Stock", storeId=edge["node"]["id"], skus=["SENCHA"])
    assert stock["stock"] == [{"sku": "SENCHA", "onHand": 7, "promised": 0, "free": 7, "safety": 0}]
    again = await counter.ask("ConfirmCollection", pickupId=parcel["id"], code=code)
    assert (again["__typename"], again["by"]) == ("AlreadyCollected", "Aiko")


async def test_an_order_in_one_request_names_the_nearest_other_store_when_a_shelf_is_short():
    shop, far = await a_street()
    here = {"position": {"latitude": 35.6717, "longitude": 139.765}}
    stores = await shop.ask("StoresNear", near=here, goods=[{"sku": "SENCHA", "quantity": 2}], serving="ANY")
    short = stores["edges"][0]
    assert (short["node"]["name"], short["offer"]["whyNot"]) == ("Near", "OUT_OF_STOCK")

    cart = await shop.ask("CreateCart", lines=[{"sku": "SENCHA", "quantity": 2}])
    refused = await shop.ask("ChoosePickup", cartId=cart["id"], storeId=short["node"]["id"])
    order = await shop.ask(
        "OrderNow",
        lines=[{"sku": "SENCHA", "quantity": 2}],
        fulfil={"pickup": {"storeId": far}},
        contact=MIDORI,
        payWith="COUNTER",
    )

    assert (refused["__typename"], refused["asked"], refused["free"]) == ("OutOfStock", 2, 1)
    assert [other["store"]["id"] for other in refused["elsewhere"]] == [far]
    assert order["__typename"] == "Order"
    page = await shop.ask("OrderPage", id=order["id"])
    assert page == {name: value for name, value in order.items() if name != "__typename"}
    assert [happened["what"] for happened in page["timeline"]][:1] == ["OrderPlaced"]


async def test_the_same_key_gets_the_same_order_and_other_arguments_are_told_so():
    shop, far = await a_street()
    wish = {
        "lines": [{"sku": "SENCHA", "quantity": 1}],
        "fulfil": {"pickup": {"storeId": far}},
        "contact": MIDORI,
        "payWith": "COUNTER",
    }

    first = await shop.ask("OrderNow", key="kiosk-1", **wish)
    second = await shop.ask("OrderNow", key="kiosk-1", **wish)
    other = await shop.ask("OrderNow", key="kiosk-1", **wish | {"contact": {"name": "Ken"}})
    endless = await shop.ask("OrderNow", key="k" * 256, **wish)

    assert first["id"] == second["id"]
    assert first == second
    assert other["__typename"] == "KeyReused"
    assert endless["__typename"] == "KeyTooLong"
    counter = await signed_in(shop)
    stock = await counter.ask("Stock", storeId=far, skus=["SENCHA"])
    assert stock["stock"][0]["promised"] == 1


async def test_a_wrong_code_is_counted_once_for_each_key():
    shop, far = await a_street()
    order = await shop.ask(
        "OrderNow",
        lines=[{"sku": "SENCHA", "quantity": 1}],
        fulfil={"pickup": {"storeId": far}},
        contact=MIDORI,
        payWith="COUNTER",
    )
    parcel = order["pickups"][0]["id"]
    counter = await signed_in(shop)
    await counter.ask("MarkReady", pickupId=parcel)

    tries = [
        await counter.ask("ConfirmCollection", key=key, pickupId=parcel, code="AAAAAAAAA") for key in ("a", "a", "b")
    ]

    assert [attempt["attemptsLeft"] for attempt in tries] == [4, 4, 3]


async def test_a_cart_moves_to_another_device_by_a_link_that_works_once():
    shop, _ = await a_street()
    cart = await shop.ask("CreateCart", lines=[{"sku": "SENCHA", "quantity": 1}])
    link = await shop.ask("ShareCart", cartId=cart["id"])

    taken = await shop.ask("TakeOverCart", token=link["token"])
    again = await shop.ask("TakeOverCart", token=link["token"])

    assert taken["id"] == cart["id"]
    assert again["__typename"] == "CartLinkNotValid"
