"""How the chat asks the shop: valid operations, patient retries with the same key, answers read by their kind."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from graphql import parse, validate
from websockets.asyncio.server import ServerConnection, serve

from bots.client import live
from bots.client.answers import Cart, Order, OutOfStock, Problem, Quote
from bots.client.documents import documents
from bots.client.shop import Goods, Shop
from bots.client.wire import ShopRefused
from bots.engine.turns import Heard, Spot, Unreachable
from tests.bots.customer import shops_of
from tests.bots.fake_shop import SCHEMA, FakeShop
from tests.bots.fake_world import NOW


def a_shop(fake: FakeShop, locale: str = "en") -> Shop:
    """The shop as one customer asks it."""
    return shops_of(fake)(Heard("test", "c1", "1"), locale)


@pytest.mark.parametrize("name", sorted(documents()))
def test_an_operation_is_valid_by_the_contract(name: str):
    assert validate(SCHEMA, parse(documents()[name])) == []


async def test_a_retry_carries_the_same_key_and_has_one_effect():
    fake = FakeShop()
    fake.misbehave("CreateCart", "lost", "500")

    cart = await a_shop(fake).create_cart(Goods("OLIVE-50", 2), key="event-1")

    assert isinstance(cart, Cart) and cart.lines[0].quantity == 2
    assert [variables["key"] for _, variables in fake.requests] == ["event-1"] * 3
    assert fake.effects["createCart"] == 1


async def test_a_shop_that_stays_silent_is_said_to_be_unreachable():
    fake = FakeShop()
    fake.misbehave("Cart", "500", "429", "gone")

    with pytest.raises(Unreachable):
        await a_shop(fake).cart("crt_1")

    assert len(fake.requests) == 3


async def test_a_shop_that_is_not_there_at_all_is_unreachable():
    shop = a_shop(FakeShop())
    nowhere = replace(shop.wire, url="http://127.0.0.1:9/graphql", http=httpx.AsyncClient())

    with pytest.raises(Unreachable):
        await Shop(nowhere).cart("crt_1")


async def test_errors_are_not_asked_again():
    fake = FakeShop()
    fake.misbehave("Cart", "errors")

    with pytest.raises(ShopRefused) as refusal:
        await a_shop(fake).cart("crt_1")

    assert refusal.value.code == "TOO_COMPLEX"
    assert len(fake.requests) == 1


async def test_the_shop_hears_for_whom_and_in_which_language():
    fake = FakeShop()

    await a_shop(fake, "zh").store("str_ginza")

    headers = fake.headers[0]
    assert headers["acting-for"] == "test:c1"
    assert headers["authorization"] == "Bearer channel"
    assert headers["accept-language"] == "zh"


async def test_answers_are_read_by_their_kind():
    fake = FakeShop()
    shop = a_shop(fake)
    cart = await shop.create_cart(Goods("OLIVE-50", 20), key="1")
    assert isinstance(cart, Cart)

    refused = await shop.choose_pickup(cart.id, "str_ginza", key="2")
    await shop.change_line(cart.id, cart.lines[0].id, 2, key="3")
    await shop.choose_pickup(cart.id, "str_ginza", key="4")
    quote = await shop.quote_cart(cart.id, key="5")
    assert isinstance(quote, Quote)
    order = await shop.place_order(quote.id, key="6")
    gone = await shop.add_to_cart("crt_9", Goods("OLIVE-50", 1), key="7")

    assert isinstance(refused, OutOfStock) and (refused.asked, refused.free) == (20, 10)
    assert quote.totals.total.minor == 4400
    assert isinstance(order, Order) and order.pickups[0].pass_ and order.pickups[0].pass_.code == "K7Q M4T XD9"
    assert order.pickups[0].ready_at == datetime(2026, 3, 12, 7, tzinfo=UTC)
    assert gone == Problem("CartNotFound", "No such cart.")


async def test_stores_come_with_distance_and_promise():
    found = await a_shop(FakeShop()).stores_near(Spot(35.67, 139.76), (Goods("OLIVE-50", 1),))

    ginza = found.edges[0]
    assert (ginza.node.name, ginza.distance_km, ginza.node.open_now) == ("Wharfside Ginza", 0.85, True)
    assert ginza.offer and ginza.offer.whole and ginza.offer.ready_at and ginza.offer.ready_at > NOW


async def a_counter(socket: ServerConnection) -> None:
    """A shop's end of the subscription: greets, is asked, pings, says that one message is due, and completes."""
    opening = json.loads(await socket.recv())
    assert opening == {"type": "connection_init", "payload": {"Authorization": "Bearer token"}}
    await socket.send(json.dumps({"type": "connection_ack"}))
    asked = json.loads(await socket.recv())
    assert "channelMessageDue" in asked["payload"]["query"]
    await socket.send(json.dumps({"type": "ping"}))
    assert json.loads(await socket.recv()) == {"type": "pong"}
    due = {"data": {"channelMessageDue": {"id": "msg_1"}}}
    await socket.send(json.dumps({"id": asked["id"], "type": "next", "payload": due}))
    await socket.send(json.dumps({"id": asked["id"], "type": "complete"}))


async def test_the_subscription_says_when_something_is_due():
    woken = 0
    async with serve(a_counter, "127.0.0.1", 0, subprotocols=[live.PROTOCOL]) as server:
        port = server.sockets[0].getsockname()[1]

        with pytest.raises(Unreachable):
            async for _ in live.messages_due(f"http://127.0.0.1:{port}/graphql", "token"):
                woken += 1

    assert woken == 2


async def test_a_shop_without_subscriptions_is_unreachable():
    with pytest.raises(Unreachable):
        async for _ in live.messages_due("http://127.0.0.1:9/graphql", "token"):
            pass
