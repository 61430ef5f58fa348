"""At the counter and before it, with the operations of the contract: another time, another person, a broken cup."""

from datetime import UTC, date, datetime, timedelta

import pytest

from stores.identity.roles import Role
from stores.kernel import clock
from tests.asking import Shop, a_shop
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant

pytestmark = pytest.mark.usefixtures("tx")

MIDORI = {"name": "Midori Tanaka"}
TUESDAY = date(2026, 11, 24)
NINE = datetime(2026, 11, 24, 0, tzinfo=UTC)  # in Tokyo

SET_SLOT_PLAN = """
mutation SetSlotPlan($key: ID!, $storeId: ID!, $plan: SlotPlanInput!) {
  setSlotPlan(key: $key, storeId: $storeId, plan: $plan) {
    __typename ... on SlotPlan { weekday capacity leadMinutes } ... on Problem { message }
  }
}"""
REISSUE = """
mutation ReissuePass($key: ID!, $pickupId: ID!, $reason: String) {
  reissuePass(key: $key, pickupId: $pickupId, reason: $reason) {
    __typename ... on Pickup { passIssue pass { code payload } } ... on Problem { message }
  }
}"""
REVOKE = """
mutation Revoke($key: ID!, $id: ID!) {
  revokeDelegation(key: $key, delegationId: $id) { __typename ... on Delegation { revokedAt pass { code } } }
}"""
KEPT = """
query Kept($id: ID!) {
  store(id: $id) { promiseKept(from: "2026-11-24", to: "2026-11-24") { on promised kept late minutesToReady } }
}"""


async def asked(shop: Shop, query: str, **variables: object):
    """The first field of what an operation of our own answers."""
    said = (await shop.post({"query": query, "variables": {"key": query[:40], **variables}})).json()
    assert "errors" not in said, said["errors"]
    return next(iter(said["data"].values()))


async def a_counter() -> tuple[Shop, Shop, str]:
    """A shop as its customers ask it, as its manager does on a till, and the store."""
    await a_market()
    for sku in ("TEA", "CUP"):
        await a_variant(sku)
    store = await a_store(holding={"TEA": 5, "CUP": 5}, opening_hours="Mo-Su 10:00-14:00")
    mio = await a_staff_member(store, role=Role.MANAGER)
    shop = a_shop()
    with clock.frozen_at(NINE):
        session = await shop.ask("SignInStaff", email=mio.email, password=PASSWORD)
    return shop, shop.saying(authorization=f"Bearer {session['token']}", device="till-1"), store.id


async def an_order(shop: Shop, store_id: str, slot_id: str | None = None):
    lines = [{"sku": "TEA", "quantity": 2}, {"sku": "CUP", "quantity": 1}]
    place = {"pickup": {"storeId": store_id, "slotId": slot_id}}
    return await shop.ask("OrderNow", lines=lines, fulfil=place, contact=MIDORI, payWith="COUNTER")


async def test_a_slot_is_chosen_filled_exchanged_and_closed():
    shop, till, store_id = await a_counter()
    plan = {"weekday": 2, "lengthMinutes": 60, "capacity": 1, "leadMinutes": 0}
    with clock.frozen_at(NINE):
        planned = await asked(till, SET_SLOT_PLAN, storeId=store_id, plan=plan)
        ten, eleven, *_ = (await shop.ask("StorePage", id=store_id, on=str(TUESDAY)))["pickupSlots"]
        order = await an_order(shop, store_id, ten["id"])
        [parcel] = order["pickups"]
        cart = await shop.ask("CreateCart", lines=[{"sku": "TEA", "quantity": 1}])
        full = await shop.ask("ChoosePickup", cartId=cart["id"], storeId=store_id, slotId=ten["id"])
        chosen = await shop.ask("ChoosePickup", cartId=cart["id"], storeId=store_id, slotId=eleven["id"])
        moved = await shop.ask("ReschedulePickup", pickupId=parcel["id"], slotId=eleven["id"])
        again = await shop.ask("ChoosePickup", cartId=cart["id"], storeId=store_id, slotId=ten["id"])
        closed = await till.ask("AnnounceClosure", storeId=store_id, on=str(TUESDAY), reason="Stocktaking")

    assert planned == {"__typename": "SlotPlan", "weekday": 2, "capacity": 1, "leadMinutes": 0}
    assert (ten["localStart"], ten["remaining"], ten["state"], ten["whyNot"]) == ("2026-11-24T10:00", 1, "OPEN", None)
    assert parcel["slot"]["localStart"] == "2026-11-24T10:00"
    assert full["__typename"] == "SlotFull"
    assert full["alternatives"][0]["id"] == eleven["id"]
    assert (chosen["pickups"][0]["slot"]["id"], chosen["pickups"][0]["readyAt"]) == (eleven["id"], eleven["startsAt"])
    assert (moved["slot"]["id"], moved["readyAt"]) == (eleven["id"], eleven["startsAt"])
    assert again["__typename"] == "Cart"
    assert closed["exceptions"] == [{"on": "2026-11-24", "closed": True, "reason": "Stocktaking"}]


async def test_a_friend_collects_a_cup_is_broken_and_a_slip_is_undone():
    shop, till, store_id = await a_counter()
    with clock.frozen_at(NINE + timedelta(hours=1)):
        order = await an_order(shop, store_id)
        [parcel] = order["pickups"]
        cup = next(line["id"] for line in parcel["lines"] if line["quantity"] == 1)
        delegation = await shop.ask("DelegatePickup", pickupId=parcel["id"], name="Ken")
        here = await shop.ask("ImHere", pickupId=parcel["id"], spot="Bay 4")
        await till.ask("MarkReady", pickupId=parcel["id"])
        await till.ask("RefuseLine", pickupId=parcel["id"], lineId=cup, quantity=1, reason="DAMAGED")
        await till.ask("TakePayment", pickupId=parcel["id"], tender="CASH")
        scanned = await till.ask("Scan", storeId=store_id, code=delegation["pass"]["code"])
        collected = await till.ask("ConfirmCollection", pickupId=parcel["id"], code=delegation["pass"]["code"])
        elsewhere = await till.saying(device="till-2").ask("UndoCollection", pickupId=parcel["id"], reason="Slip")
        undone = await till.ask("UndoCollection", pickupId=parcel["id"], reason="Slip")
        await asked(shop, REVOKE, id=delegation["id"])
        revoked = await till.ask("Scan", storeId=store_id, code=delegation["pass"]["code"])
        await till.ask("ConfirmCollection", pickupId=parcel["id"], code=parcel["pass"]["code"])
        back = [{"lineId": order["lines"][0]["id"], "quantity": 1, "reason": "DECLINED", "restock": True}]
        returned = await till.ask("ReturnLines", storeId=store_id, orderId=order["id"], lines=back)
        kept = await asked(till, KEPT, id=store_id)

    assert here["arrivedAt"] is not None
    assert (scanned["collectorName"], scanned["owed"]["formatted"]) == ("Ken", "¥0")
    assert (collected["state"], elsewhere["__typename"], undone["state"]) == ("COLLECTED", "OnAnotherDevice", "READY")
    assert revoked["__typename"] == "PassRevoked"
    assert returned["refund"]["minor"] == 1200
    assert [(line["quantity"], line["restocked"]) for line in returned["lines"]] == [(1, True)]
    stock = await till.ask("Stock", storeId=store_id, skus=["TEA", "CUP"])
    assert [(level["onHand"], level["promised"]) for level in stock["stock"]] == [(4, 0), (4, 0)]
    assert kept["promiseKept"] == [{"on": "2026-11-24", "promised": 1, "kept": 1, "late": 0, "minutesToReady": 0}]


async def test_a_new_pass_is_the_customers_to_see_and_staff_say_why_they_make_one():
    shop, till, store_id = await a_counter()
    [parcel] = (await an_order(shop, store_id))["pickups"]

    silent = await asked(till, REISSUE, pickupId=parcel["id"])
    made = await asked(till, REISSUE, key="other", pickupId=parcel["id"], reason="Lost")
    mine = await asked(shop, REISSUE, pickupId=parcel["id"])
    key = await asked(shop, "{ passKey { algorithm publicKey } }")

    assert silent["__typename"] == "ReasonNeeded"
    assert made == {"__typename": "Pickup", "passIssue": 2, "pass": None}
    assert mine["passIssue"] == 3
    assert mine["pass"]["payload"].startswith(mine["pass"]["code"].replace(" ", ""))
    assert (key["algorithm"], len(key["publicKey"])) == ("Ed25519", 43)
