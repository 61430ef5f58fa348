"""Following an order or a counter by websocket."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from api.budget import Budget
from api.graphql import Desk, Socket
from api.settings import Settings
from api.wiring import redis_for
from schema.execution import Executor
from schema.root import schema
from stores.locator.adapters.gazetteer import Gazetteer
from stores.outside import Outside
from tests.api.sockets import Socket as Line
from tests.api.sockets import connected
from tests.asking import a_shop, operations
from tests.fakes import KeptMail
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant

pytestmark = pytest.mark.usefixtures("tx")


class Gossip:
    """Announcements that a test makes itself."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[str] = asyncio.Queue()

    async def about(self, subject: str) -> AsyncIterator[str]:
        while True:
            yield await self.told.get()


def a_switchboard() -> tuple[Starlette, Gossip]:
    gossip = Gossip()
    outside = Outside(geocoder=Gazetteer(with_geonames=False), mailer=KeptMail())
    desk = Desk(Executor(schema._schema, introspection=True), outside, gossip, Budget(redis_for(Settings())))
    return Starlette(routes=[WebSocketRoute("/graphql", Socket(schema, desk))]), gossip


async def an_order() -> dict[str, object]:
    await a_market()
    await a_variant("SENCHA")
    store = await a_store(holding={"SENCHA": 5})
    order = await a_shop().ask(
        "OrderNow",
        lines=[{"sku": "SENCHA", "quantity": 1}],
        fulfil={"pickup": {"storeId": store.id}},
        contact={"name": "Midori"},
        payWith="COUNTER",
    )
    return {"id": order["id"], "store": store}


async def test_whoever_follows_an_order_sees_it_now_and_when_something_happens():
    app, gossip = a_switchboard()
    order = await an_order()
    line = await connected(app)

    await line.say(type="subscribe", id="1", payload={"query": operations()["OrderChanged"], "variables": order})
    first = await line.hear()
    await gossip.told.put(str(order["id"]))
    second = await line.hear()
    await line.close()

    assert first["payload"]["data"]["orderChanged"]["state"] == "PLACED"
    assert second["payload"]["data"]["orderChanged"]["id"] == order["id"]


async def test_staff_who_sign_in_with_their_first_message_follow_their_counter():
    app, gossip = a_switchboard()
    order = await an_order()
    staff = await a_staff_member()
    session = await a_shop().ask("SignInStaff", email=staff.email, password=PASSWORD)
    line = await connected(app, {"Authorization": f"Bearer {session['token']}"})
    variables = {"storeId": order["store"].id}

    await line.say(type="subscribe", id="1", payload={"query": operations()["PickupsChanged"], "variables": variables})
    await gossip.told.put(str(order["id"]))
    told = await line.hear()
    await line.close()

    assert told["payload"]["data"]["pickupsChanged"]["state"] == "TO_PREPARE"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('subscription { pickupsChanged(storeId: "str_1") { id } }', "UNAUTHENTICATED"),
        ('subscription { orderChanged(id: "ord_1") { id } }', "NOT_FOUND"),
        ("subscription { channelMessageDue { id } }", "UNAUTHENTICATED"),
        ("{ me { __typename } }", "BAD_REQUEST"),
        ("subscription { orderChanged(id: 1) { " + "id " * 320 + "} }", "TOO_COMPLEX"),
    ],
)
async def test_what_may_not_be_followed_is_refused_with_a_code(query: str, code: str):
    app, _ = a_switchboard()
    line = await connected(app)

    await line.say(type="subscribe", id="1", payload={"query": query})
    told = await line.hear()
    await line.close()

    errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
    assert errors[0]["extensions"]["code"] == code


async def test_a_page_of_another_origin_is_turned_away():
    app, _ = a_switchboard()

    stranger, neighbour = Line(app, origin="https://evil.example"), Line(app, origin="http://localhost")

    assert await stranger.hear() == "websocket.close"
    assert await neighbour.hear() == "websocket.accept"
    await neighbour.close()
