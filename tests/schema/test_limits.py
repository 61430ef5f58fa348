"""One request cannot hurt: what is too much is refused before anything runs, and quickly."""

import time

import pytest
from graphql import parse

from schema.limits import TooComplex, weigh
from schema.root import schema
from tests.asking import a_shop

pytestmark = pytest.mark.usefixtures("db")


def doubling(levels: int) -> str:
    """A document whose fragments each spread the next one twice."""
    spreads = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    return "\n".join(["query { ...F0 }", *spreads, f"fragment F{levels} on Query {{ me {{ __typename }} }}"])


TOO_MUCH = {
    "levels": "{ " + "node(id: 1) { ... on Order { pickups { order { " * 6 + "number" + " } } } }" * 6 + " }",
    "aliases": "{ " + " ".join(f"a{n}: me {{ __typename }}" for n in range(20)) + " }",
    "directives": "{ me " + "@include(if: true) " * 60 + "{ __typename } }",
    "root fields": "{ " + "me { __typename } " * 40 + " }",
    "fields": "{ me { " + "__typename " * 320 + " } }",
    "operations": " ".join(f"query Q{n} {{ me {{ __typename }} }}" for n in range(12)),
    "mutations": "mutation { " + "signOut { at } " * 6 + " }",
    "points of cost": "{ products(first: 100) { nodes { variants { price { minor } } images { url } origin { name }"
    ' } edges { node { variants { price { minor } } } } } a: storesNear(near: {place: "x"}, first: 100) { nodes'
    " { pickups(first: 100) { nodes { lines { sku } } } } } }",
    "tokens": "{ " + "me " * 2000 + " }",
}


@pytest.mark.parametrize("what", TOO_MUCH)
async def test_a_request_that_asks_too_much_is_told_what_is_too_much(what: str):
    shop = a_shop()

    started = time.perf_counter()
    answer = (await shop.post({"query": TOO_MUCH[what]})).json()

    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["of"]) == ("TOO_COMPLEX", what)
    assert "data" not in answer
    assert time.perf_counter() - started < 1.5


def test_fragments_that_double_are_weighed_once_each():
    started = time.perf_counter()

    with pytest.raises(TooComplex):
        weigh(schema._schema, parse(doubling(200)), {})
    cost = weigh(schema._schema, parse(doubling(4)), {})

    assert time.perf_counter() - started < 0.5
    assert cost.points == 2**4


def test_the_length_of_a_page_counts_wherever_it_is_written():
    text = "query Page($n: Int = 10) { products(first: $n) { nodes { image { url } } } }"

    points = [weigh(schema._schema, parse(text), told).points for told in ({}, {"n": 50}, {"n": None}, {"n": 10**9})]

    assert points == [10 * 3, 50 * 3, 20 * 3, 100 * 3]


def test_a_fragment_that_spreads_itself_does_not_go_round_for_ever():
    text = "{ ...F } fragment F on Query { me { __typename } ...F }"

    assert weigh(schema._schema, parse(text), {}).points == 1
