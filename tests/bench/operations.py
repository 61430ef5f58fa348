"""What is asked: the contract's own operations, with variables drawn from the data by a seed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import orjson
from graphql import parse, print_ast
from graphql.utilities import separate_operations

CONTRACT = Path(__file__).parents[1] / "contract" / "storefront.graphql"
DRAWN = 400
NEARBY_DEGREES = 0.05
BASKET = 3

STORES = "SELECT id, latitude, longitude FROM store WHERE retired_at IS NULL AND kind = 'STORE' ORDER BY code"
SLUGS = "SELECT slug FROM product WHERE is_published ORDER BY slug"
SOLD_AT = """
SELECT array_agg(level.sku ORDER BY level.sku) FROM stock_level level
JOIN store ON store.id = level.store_id
JOIN LATERAL (
    SELECT code FROM market ORDER BY store.country_code = ANY(countries) DESC, is_default DESC, code LIMIT 1
) market ON true
JOIN price ON price.sku = level.sku AND price.market_code = market.code
WHERE level.store_id = $1 AND level.total >= 2
"""
Variables = dict[str, Any]
keys = count()


@dataclass(frozen=True)
class Operation:
    """One row of the table: what is asked, and with which variables in turn."""

    title: str
    name: str
    document: str
    drawn: tuple[Variables, ...]

    def for_api(self) -> Iterator[bytes]:
        """Bodies for the API, without end."""
        return self._bodies(lambda variables: {"query": self.document, "variables": variables})

    def for_floor(self) -> Iterator[bytes]:
        """Bodies for the floor, without end."""
        return self._bodies(lambda variables: {"variables": variables})

    def _bodies(self, request: Callable[[Variables], dict[str, Any]]) -> Iterator[bytes]:
        if self.name != "OrderNow":
            return cycle([orjson.dumps(request(variables)) for variables in self.drawn])
        drawn = cycle(self.drawn)
        return (orjson.dumps(request({**next(drawn), "key": f"bench-{number}"})) for number in keys)


async def operations(url: str, seed: int) -> list[Operation]:
    """The operations of the table, in its order."""
    fate = Random(seed)
    connection = await asyncpg.connect(url)
    try:
        stores = await connection.fetch(STORES)
        slugs = [row["slug"] for row in await connection.fetch(SLUGS)]
        places = [fate.choice(stores) for _ in range(DRAWN)]
        sold = [await connection.fetchval(SOLD_AT, place["id"]) or [] for place in places]
    finally:
        await connection.close()
    points = [_near(place, fate) for place in places]
    baskets = [fate.sample(skus, BASKET) for skus in sold if len(skus) >= BASKET]
    with_goods = [point for point, skus in zip(points, sold, strict=True) if len(skus) >= BASKET]
    documents = _documents()
    drawn: dict[tuple[str, str], list[Variables]] = {
        ("nearest 10 stores", "StoresNear"): [{"near": point, "first": 10} for point in points],
        ("nearest 10 with a basket of 3", "StoresNear"): [
            {"near": point, "first": 10, "goods": [{"sku": sku, "quantity": 1} for sku in basket]}
            for point, basket in zip(with_goods, baskets, strict=True)
        ],
        ("product list of 20", "Products"): [{"first": 20}],
        ("the same, with what is free near", "Products"): [{"first": 20, "near": point} for point in points],
        ("product page", "ProductPage"): [{"slug": fate.choice(slugs), "storeId": place["id"]} for place in places],
        ("orderNow", "OrderNow"): _shuffled(
            [_order(place["id"], sku) for place, skus in zip(places, sold, strict=True) for sku in skus], fate
        ),
    }
    return [Operation(title, name, documents[name], tuple(asked)) for (title, name), asked in drawn.items()]


def _near(place: asyncpg.Record, fate: Random) -> Variables:
    latitude = min(90.0, max(-90.0, place["latitude"] + fate.uniform(-NEARBY_DEGREES, NEARBY_DEGREES)))
    longitude = place["longitude"] + fate.uniform(-NEARBY_DEGREES, NEARBY_DEGREES)
    return {"position": {"latitude": round(latitude, 5), "longitude": round((longitude + 180) % 360 - 180, 5)}}


def _shuffled(drawn: list[Variables], fate: Random) -> list[Variables]:
    return fate.sample(drawn, len(drawn))


def _order(store_id: str, sku: str) -> Variables:
    return {
        "lines": [{"sku": sku, "quantity": 1}],
        "fulfil": {"pickup": {"storeId": store_id}},
        "contact": {"name": "Hanako", "email": "hanako@wharfside.example"},
        "payWith": "COUNTER",
    }


def _documents() -> dict[str, str]:
    """Each operation of the contract as a client sends it: alone, with the fragments that it uses."""
    return {name: print_ast(alone) for name, alone in separate_operations(parse(CONTRACT.read_text())).items()}
