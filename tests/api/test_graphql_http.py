"""GraphQL over HTTP: which status, which body, for what kind of request."""

import asyncio
import logging

import httpx
import pytest

from schema import execution
from stores.locator.atlas import ATLAS
from tests.asking import a_shop

pytestmark = pytest.mark.usefixtures("db")

ASK = {"query": "{ me { __typename } }"}
NEW = "application/graphql-response+json"


async def test_a_good_request_is_answered_as_json_with_what_it_cost():
    answer = await a_shop().post(ASK)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"data": {"me": None}, "extensions": {"cost": 1}}


BAD_BODIES = [b"null", b"[]", b'[{"query":"{me{__typename}}"}]', b"{", b"", b'"\xff"', b"[" * 50_000, b'{"a":' * 9_000]
BAD_SHAPES = [
    {},
    {"query": ""},
    {"query": 1},
    {**ASK, "variables": []},
    {**ASK, "variables": "{}"},
    {**ASK, "operationName": 1},
    {**ASK, "extensions": []},
]


@pytest.mark.parametrize("body", [*BAD_BODIES, *BAD_SHAPES], ids=lambda body: repr(body)[:30])
async def test_what_is_no_request_is_a_bad_request(body: object):
    answer = await a_shop().post(body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_request_is_a_short_post_of_json():
    shop = a_shop()
    by_get = httpx.Request("GET", "http://localhost/graphql?query={me{__typename}}")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.app)) as client:
        assert (await client.send(by_get)).status_code == 405
    assert (await shop.post(b"x" * 100_001)).status_code == 413
    assert (await shop.post(b"query=1", **{"content-type": "application/x-www-form-urlencoded"})).status_code == 415
    assert (await shop.post(ASK, **{"content-type": "application/json; charset=utf-8"})).status_code == 200


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", {}),
        ("{ nothing }", {}),
        ("query($n: Int!) { products(first: $n) { nodes { id } } }", {"n": "many"}),
        ("query A { me { __typename } } query B { me { __typename } }", {}),
        ("subscription { channelMessageDue { id } }", {}),
    ],
)
async def test_a_request_that_cannot_run_has_a_status_of_its_own_for_clients_that_know_it(query, variables):
    shop = a_shop()
    body = {"query": query, "variables": variables}

    old, new = await shop.post(body), await shop.post(body, accept=NEW)

    assert (old.status_code, new.status_code) == (200, 400)
    assert new.headers["content-type"] == NEW
    assert old.json() == new.json()
    assert "data" not in new.json()
    assert new.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_page_out_of_bounds_is_told_its_bounds():
    answer = (await a_shop().post({"query": "{ products(first: 101) { nodes { id } } }"})).json()

    assert answer["errors"][0]["message"] == "first is a number from 1 to 100, not 101."
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST", "argument": "first"}


@pytest.mark.parametrize("cursor", ["x", "....", "bnVsbA", "é", "W10"])
async def test_a_forged_cursor_is_no_bug(cursor: str):
    query = 'query($after: String) { storesNear(near: {place: "Tokyo"}, after: $after) { nodes { id } } }'

    answer = (await a_shop().post({"query": query, "variables": {"after": cursor}})).json()

    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_bug_is_logged_under_an_id_and_says_nothing(monkeypatch: pytest.MonkeyPatch, caplog):
    monkeypatch.setattr(ATLAS, "card", lambda _: 1 / 0)

    with caplog.at_level(logging.ERROR):
        answer = (await a_shop().post({"query": '{ store(id: "str_1") { id } }'})).json()

    [error] = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "zero" not in str(answer)
    assert error["extensions"]["id"] in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_a_request_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch):
    stopped = asyncio.Event()

    async def never(*_: object) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise

    monkeypatch.setattr(execution, "DEADLINE_S", 0.05)
    monkeypatch.setattr("schema.catalog.view_of", never)

    answer = await a_shop().post({"query": "{ products { nodes { id } } }"}, accept=NEW)

    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "TIMED_OUT"
    assert stopped.is_set()


async def test_what_needs_a_sign_in_says_so_in_the_language_of_the_reader(tx: None):
    shop = a_shop()
    query = {"query": "{ channelMessages { nodes { id } } }"}

    english, german = await shop.post(query), await shop.saying(accept_language="de-AT,de;q=0.9").post(query)
    unknown = await shop.saying(authorization="Bearer staff_nobody").post(query)

    assert english.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert german.json()["errors"][0]["message"] == "Bitte melden Sie sich zuerst an."
    assert unknown.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_nobody_but_a_channel_acts_for_others(tx: None):
    answer = await a_shop().saying(acting_for="telegram:1").post(ASK)

    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_shape_of_the_api_is_shown_where_it_is_a_demo():
    query = {"query": "{ __schema { queryType { name } } }"}

    assert (await a_shop().post(query)).json()["data"]["__schema"]["queryType"]["name"] == "Query"
    assert "errors" in (await a_shop(is_demo=False).post(query)).json()


async def test_every_answer_carries_an_id_and_forbids_what_it_does_not_need():
    answer = await a_shop().post(ASK, **{"x-request-id": "till-7-000123"})

    assert answer.headers["x-request-id"] == "till-7-000123"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_stranger_who_asks_too_much_waits_and_the_machine_itself_does_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("api.budget.time.time", lambda: 1_800_000_005.0)
    shop = a_shop()
    dear = {"query": '{ storesNear(near: {place: "Tokyo"}, first: 100) { nodes { address { city } } } }'}

    async def asked_from(address: str, times: int) -> list[httpx.Response]:
        transport = httpx.ASGITransport(shop.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [await client.post("/graphql", json=dear) for _ in range(times)]

    strangers, ours = await asked_from("203.0.113.9", 5), await asked_from("127.0.0.1", 5)

    assert [answer.status_code for answer in strangers] == [200] * 3 + [429] * 2
    assert strangers[-1].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert strangers[-1].headers["retry-after"] == "15"
    assert {answer.status_code for answer in ours} == {200}
    assert (await asked_from("203.0.113.10", 1))[0].status_code == 200


ODD = [
    ('{ products(search: "\\u0000") { nodes { id } } }', {}),
    ("query($s: String) { products(search: $s) { nodes { id } } }", {"s": "\x00"}),
    ('{ store(id: "str_1") { hours(on: "9999-12-31") { opens } } }', {}),
    ('{ storesNear(near: {place: "Tokyo"}, openAt: "0001-01-01T00:00:00+14:00") { nodes { id } } }', {}),
    ("{ storesNear(near: {position: {latitude: 91, longitude: 0}}) { nodes { id } } }", {}),
    ('{ storesNear(near: {place: ""}) { nodes { id } } }', {}),
    ('{ storesNear(near: {place: "Tokyo"}, goods: [{sku: "x", quantity: -1}]) { nodes { id } } }', {}),
    ('{ products(filter: {price: {currency: "yen"}}) { nodes { id } } }', {}),
    ('mutation { setContact(key: "1", cartId: "crt_1", contact: {name: "' + "x" * 201 + '"}) { __typename } }', {}),
    ('mutation { createCart(key: "1", lines: [{quantity: 1}]) { __typename } }', {}),
]


@pytest.mark.parametrize(("query", "variables"), ODD)
async def test_odd_values_are_bad_requests_and_no_bugs(tx: None, query: str, variables: dict[str, str]):
    answer = await a_shop().post({"query": query, "variables": variables})

    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
