"""A page of products, and one product."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import asyncpg
import orjson

from stores.catalog.rules import variant_title
from tests.bench.floor.shared import cursor, money, origin
from tests.bench.floor.stores import StoreMap

WHOLE = """
CROSS JOIN LATERAL (
    SELECT title, description FROM product_text WHERE product_id = p.id
    ORDER BY array_position('{en}', locale::text) NULLS LAST, locale LIMIT 1
) t
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(v.id, v.sku, v.option_values, c.amount_minor, c.currency,
                                     v.barcode, v.weight_g, v.hs_code) ORDER BY v.place, v.sku) AS variants
    FROM variant v LEFT JOIN price c ON c.sku = v.sku AND c.market_code = $1
    WHERE v.product_id = p.id
) v
"""
PAGE = f"""
SELECT p.id, p.slug, p.brand, p.origin_country, p.images, p.key, t.title, v.variants,
       (SELECT count(*) FROM product WHERE is_published) AS number
FROM (
    SELECT *, -(extract(epoch FROM created_at) * 1000000)::bigint AS key
    FROM product WHERE is_published ORDER BY key, slug LIMIT $2
) p {WHOLE} ORDER BY p.key, p.slug
"""
ONE = f"""
SELECT p.id, p.slug, p.brand, p.origin_country, p.images, p.options, t.title, t.description, v.variants,
       (SELECT json_object_agg(level.sku, level.total - level.promised)
        FROM stock_level level JOIN variant own USING (sku)
        WHERE own.product_id = p.id AND level.store_id = $3) AS free
FROM product p {WHOLE} WHERE p.slug = $2 AND p.is_published
"""
FREE = """
SELECT DISTINCT ON (sku) sku, total - promised AS free
FROM stock_level WHERE sku = ANY($1) AND store_id = ANY($2) AND total > promised
ORDER BY sku, array_position($2, store_id::text)
"""
Free = Mapping[str, int]


class ProductShelf:
    """What is for sale, in the market of the installation, in English."""

    def __init__(self, pool: asyncpg.Pool, market: str) -> None:
        self.pool = pool
        self.market = market

    @classmethod
    async def load(cls, pool: asyncpg.Pool) -> Self:
        return cls(pool, await pool.fetchval("SELECT code FROM market ORDER BY is_default DESC, code LIMIT 1"))

    async def page(self, asked: Mapping[str, Any], stores: StoreMap) -> dict[str, Any]:
        """The answer to Products, newest first, with what is free near a point or without."""
        first = asked["first"]
        found = await self.pool.fetch(PAGE, self.market, first + 1)
        shown = [(row, orjson.loads(row["variants"] or b"[]")) for row in found[:first]]
        free = await self._free_near(asked.get("near"), shown, stores)
        edges = [
            {"cursor": cursor("RELEVANCE", row["key"], row["slug"]), "node": _listed(row, variants, free)}
            for row, variants in shown
        ]
        page = {"hasNextPage": len(found) > first, "endCursor": edges[-1]["cursor"] if edges else None}
        return {"products": {"totalCount": found[0]["number"] if found else 0, "edges": edges, "pageInfo": page}}

    async def _free_near(self, near: Mapping[str, Any] | None, shown: Sequence[Any], stores: StoreMap) -> Free:
        if near is None:
            return {}
        skus = [variant[1] for _, variants in shown for variant in variants]
        rows = await self.pool.fetch(FREE, skus, stores.close_by(near["position"]))
        return {row["sku"]: row["free"] for row in rows}

    async def product(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to ProductPage."""
        row = await self.pool.fetchrow(ONE, self.market, asked["slug"], asked["storeId"])
        if row is None:
            return {"product": None}
        free = orjson.loads(row["free"] or b"{}")
        facts = {name: row[name] for name in ("id", "slug", "title", "description", "brand")}
        pictures = {"images": orjson.loads(row["images"]), "options": orjson.loads(row["options"])}
        variants = [_in_full(row["title"], variant, free) for variant in orjson.loads(row["variants"] or b"[]")]
        return {"product": {**facts, **pictures, "origin": origin(row["origin_country"]), "variants": variants}}


def _listed(row: asyncpg.Record, variants: list[Any], free: Free) -> dict[str, Any]:
    images = orjson.loads(row["images"])
    prices = [money(variant[3], variant[4]) for variant in variants if variant[4]]
    return {
        **{name: row[name] for name in ("id", "slug", "title", "brand")},
        "origin": origin(row["origin_country"]),
        "image": images[0] if images else None,
        "priceFrom": min(prices, key=lambda price: price["minor"], default=None),
        "variants": [{**_variant(row["title"], each), "freeNear": free.get(each[1])} for each in variants],
    }


def _in_full(title: str, variant: list[Any], free: Free) -> dict[str, Any]:
    _, sku, _, _, _, barcode, weight_g, hs_code = variant
    more = {"barcode": barcode, "weightGrams": weight_g, "hsCode": hs_code, "freeAt": free.get(sku, 0)}
    return {**_variant(title, variant), **more}


def _variant(title: str, variant: list[Any]) -> dict[str, Any]:
    variant_id, sku, values, minor, currency, *_ = variant
    price = money(minor, currency) if currency else None
    return {"id": variant_id, "sku": sku, "title": variant_title(title, values), "price": price}
