"""Staff correct shelves and move goods between stores, each wish by its key once."""

from pathlib import Path
from typing import Any

import pytest

from stores.database import rows
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.services import Goods
from tests.asking import Shop, a_shop, keys
from tests.auditing import everything_adds_up
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant

pytestmark = pytest.mark.usefixtures("tx")

DOCUMENT = Path(__file__).with_name("shelves.graphql").read_text()


async def said(shop: Shop, operation: str, **variables: object) -> Any:
    """The first field of the answer, or the code of the error that it ends with."""
    variables.setdefault("key", f"shelf-{next(keys)}")
    body = {"query": DOCUMENT, "operationName": operation, "variables": variables}
    answer = (await shop.post(body)).json()
    return next(iter(answer["data"].values())) if "errors" not in answer else answer["errors"][0]["extensions"]["code"]


async def a_street(role: Role = Role.MANAGER) -> tuple[Shop, str, str]:
    """Somebody who works at both stores of a street; the first has nine tins of tea."""
    await a_market()
    await a_variant("SENCHA")
    here, there = await a_store(holding={"SENCHA": 9}, code="HERE"), await a_store(code="THERE")
    shop = a_shop()
    staff = await a_staff_member(here, there, role=role)
    session = await shop.ask("SignInStaff", email=staff.email, password=PASSWORD)
    return shop.saying(authorization=f"Bearer {session['token']}"), here.id, there.id


async def test_a_count_changes_the_shelf_once_for_each_key():
    shop, here, _ = await a_street()

    first = await said(shop, "Count", key="count-1", storeId=here, onHand=7)
    again = await said(shop, "Count", key="count-1", storeId=here, onHand=7)
    other = await said(shop, "Count", key="count-1", storeId=here, onHand=8)

    assert (first["onHand"], first["free"]) == (7, 7)
    assert again == first
    assert other["__typename"] == "KeyReused"
    assert len(await rows("SELECT id FROM movement WHERE kind = 'COUNT'")) == 1


async def test_a_count_below_what_was_ordered_names_the_parcels_to_refuse():
    shop, here, _ = await a_street()
    order = await shop.ask(
        "OrderNow",
        lines=[{"sku": "SENCHA", "quantity": 4}],
        fulfil={"pickup": {"storeId": here}},
        contact={"name": "Midori", "email": "midori@example.com"},
        payWith="COUNTER",
    )

    refused = await said(shop, "Count", storeId=here, onHand=3)

    assert (refused["__typename"], refused["counted"], refused["promised"]) == ("PromisedToOrders", 3, 4)
    assert refused["owners"] == [order["id"]]
    [parcel] = refused["pickups"]
    assert (parcel["id"], parcel["order"]["number"]) == (order["pickups"][0]["id"], order["number"])
    assert await everything_adds_up()


async def test_a_manager_keeps_units_back_and_a_supervisor_does_not():
    shop, here, _ = await a_street()

    kept = await said(shop, "KeepBack", storeId=here, units=2)
    too_high = await said(shop, "KeepBack", storeId=here, units=10)
    nonsense = await said(shop, "KeepBack", storeId=here, units=-1)

    assert (kept["free"], kept["safety"], kept["safetyWanted"]) == (7, 2, 2)
    assert (too_high["__typename"], too_high["most"]) == ("SafetyTooHigh", 9)
    assert nonsense == "BAD_REQUEST"


@pytest.mark.parametrize(("role", "told"), [(Role.ASSOCIATE, "FORBIDDEN"), (Role.SUPERVISOR, "FORBIDDEN")])
async def test_who_may_not_keep_units_back(role: Role, told: str):
    shop, here, _ = await a_street(role)

    assert await said(shop, "KeepBack", storeId=here, units=2) == told
    assert await said(a_shop(), "Count", storeId=here, onHand=2) == "UNAUTHENTICATED"


async def test_goods_go_from_store_to_store_and_every_step_is_taken_once():
    shop, here, there = await a_street()
    tea = [{"sku": "SENCHA", "quantity": 5}]

    made = [await said(shop, "Create", **{"key": "t", "from": here, "to": there, "goods": tea}) for _ in range(2)]
    transfer = made[0]["id"]
    sent = [await said(shop, "Send", key="s", id=transfer) for _ in range(2)]
    three = [{"sku": "SENCHA", "quantity": 3}]
    part = [await said(shop, "Receive", key="r", id=transfer, goods=three) for _ in range(2)]
    too_many = await said(shop, "Receive", id=transfer, goods=three)
    closed = await said(shop, "Receive", id=transfer, goods=[], isLast=True)

    assert made[0] == made[1] and made[0]["state"] == "DRAFT"
    assert (made[0]["fromStore"], made[0]["toStore"]) == ({"code": "HERE"}, {"code": "THERE"})
    assert sent[0] == sent[1] and sent[0]["state"] == "SENT"
    assert part[0] == part[1] and part[0]["state"] == "RECEIVED_IN_PART"
    assert too_many == {"__typename": "NotInTransfer", "sku": "SENCHA", "outstanding": 2}
    assert closed["state"] == "RECEIVED"
    assert closed["lines"] == [{"sku": "SENCHA", "quantity": 5, "received": 3, "missing": 2, "outstanding": 0}]
    stock = [(await shop.ask("Stock", storeId=store, skus=["SENCHA"]))["stock"][0]["onHand"] for store in (here, there)]
    assert stock == [4, 3]
    assert await everything_adds_up()


async def test_a_store_lists_its_transfers_and_a_stranger_finds_none():
    shop, here, there = await a_street()
    tea = [{"sku": "SENCHA", "quantity": 1}]
    made = [(await said(shop, "Create", **{"from": here, "to": there, "goods": tea}))["id"] for _ in range(3)]
    cancelled = await said(shop, "Cancel", id=made[0])

    page = (await said(shop, "Transfers", storeId=there, first=2))["transfers"]
    rest = (await said(shop, "Transfers", storeId=there, first=2, after=page["pageInfo"]["endCursor"]))["transfers"]
    drafts = (await said(shop, "Transfers", storeId=here, states=["DRAFT"]))["transfers"]

    assert cancelled["state"] == "CANCELLED"
    assert page["totalCount"] == 3
    assert [node["id"] for node in [*page["nodes"], *rest["nodes"]]] == made[::-1]
    assert drafts["totalCount"] == 2
    assert await said(a_shop(), "Transfers", storeId=here) == "UNAUTHENTICATED"
    stranger = await said(a_shop(), "Any", id=made[0])
    assert stranger is None


async def test_nonsense_is_a_bad_request():
    shop, here, there = await a_street()
    goods = [{"sku": "SENCHA", "quantity": 1}]

    for wish in (
        {"from": here, "to": here, "goods": goods},
        {"from": here, "to": there, "goods": []},
        {"from": here, "to": there, "goods": [{"sku": "SENCHA", "quantity": 0}]},
    ):
        assert await said(shop, "Create", **wish) == "BAD_REQUEST"


async def test_a_correction_is_made_once_and_its_repetition_sees_the_shelf_as_it_stands():
    shop, here, _ = await a_street()
    wish = {"storeId": here, "sku": "SENCHA", "by": -2, "reason": "DAMAGED"}

    first = await shop.ask("AdjustStock", key="broken", **wish)
    await inventory.hold_goods("quo_1", [Goods(here, "SENCHA", 1)], until=None)
    again = await shop.ask("AdjustStock", key="broken", **wish)
    short = await shop.ask("AdjustStock", **wish | {"by": -7})

    assert (first["onHand"], first["promised"]) == (7, 0)
    assert (again["onHand"], again["promised"]) == (7, 1)
    assert (short["__typename"], short["asked"], short["free"]) == ("OutOfStock", 7, 6)
