"""The same story without a browser: GraphQL in one process, the worker beside it, and the chat's own messages."""

import time
from contextlib import closing

import pytest

from tests.journeys.opening import Demo, a_folder, opened

pytestmark = pytest.mark.server

GRACE = "grace.okafor@wharfside.example"
GOODS = [{"sku": "EARL-BERGAMOT-LOOSELEAF", "quantity": 2}]
NOBODYS_CODE = "AAA AAA AAA"


def an_order(shop: Demo, place: str = "London") -> tuple[dict[str, object], str]:
    """An order by a place that is typed, and the store that has it all."""
    nearest = shop.ask("StoresNear", near={"place": place}, goods=GOODS)["edges"][0]["node"]
    cart = shop.ask("CreateCart", lines=GOODS)
    shop.ask("ChoosePickup", cartId=cart["id"], storeId=nearest["id"])
    shop.ask("SetContact", cartId=cart["id"], contact={"name": "Rosa Díaz"})
    quote = shop.ask("QuoteCart", cartId=cart["id"])
    return shop.ask("PlaceOrder", quoteId=quote["id"], payWith="COUNTER"), nearest["id"]


def hand_over(shop: Demo, order: dict[str, object], store_id: str) -> dict[str, object]:
    """What the counter does, with its mistakes; what the last confirmation answers."""
    [parcel] = order["pickups"]
    code = parcel["pass"]["code"]
    unknown = shop.ask("Scan", storeId=store_id, code=NOBODYS_CODE)
    assert unknown["__typename"] == "CodeUnknown"
    found = shop.ask("Scan", storeId=store_id, code=code.replace(" ", "-").lower())
    assert found["id"] == parcel["id"]
    shop.ask("StartPreparing", pickupId=parcel["id"])
    shop.ask("MarkReady", pickupId=parcel["id"])
    unpaid = shop.ask("ConfirmCollection", pickupId=parcel["id"], code=code)
    assert unpaid["__typename"] == "PaymentOwed"
    shop.ask("TakePayment", pickupId=parcel["id"], tender="CARD_TERMINAL")
    wrong = shop.ask("ConfirmCollection", pickupId=parcel["id"], code=NOBODYS_CODE)
    assert wrong["__typename"] == "WrongPickupCode"
    return shop.ask("ConfirmCollection", pickupId=parcel["id"], code=code)


def test_an_order_by_the_api_is_handed_over_by_the_api_and_completed_by_the_worker(demo: Demo):
    unknown = demo.ask("StoresNear", near={"place": "Nowhereville"})
    too_many = demo.ask("CreateCart", lines=[{"sku": "EARL-BERGAMOT-LOOSELEAF", "quantity": 90}])
    refused = demo.ask("QuoteCart", cartId=too_many["id"])
    order, store_id = an_order(demo)

    collected = hand_over(demo.signed_in(GRACE), order, store_id)

    assert unknown == {"origin": None, "places": [], "edges": [], "pageInfo": unknown["pageInfo"]}
    assert refused["__typename"] not in {"Quote", "Cart"} and refused["message"]
    assert collected["state"] == "COLLECTED"
    assert state_of(demo, order, wanted="COMPLETED") == "COMPLETED"


def state_of(shop: Demo, order: dict[str, object], wanted: str) -> str:
    """The state of an order, as soon as the worker has done its part."""
    state = ""
    for _ in range(200):
        state = str(shop.ask("OrderPage", id=order["id"])["state"])
        if state == wanted:
            break
        time.sleep(0.1)
    return state


def test_an_order_and_its_parcel_outlive_a_power_cut(record_property):
    with a_folder() as data:
        with closing(opened(data)) as before:
            order, store_id = an_order(before)
            before.process.kill()

        with closing(opened(data)) as after:
            found = after.ask("OrderPage", id=order["id"])
            collected = hand_over(after.signed_in(GRACE), order, store_id)

    print(f"ready after {before.took_s:.1f} s with an empty folder, {after.took_s:.1f} s after a power cut")
    record_property("cold_s", before.took_s)
    record_property("after_power_cut_s", after.took_s)
    assert (found["number"], found["pickups"]) == (order["number"], order["pickups"])
    assert collected["state"] == "COLLECTED"
    assert (after.took_s, before.took_s) < (60, 60)
