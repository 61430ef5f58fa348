"""What is for sale: a page of products by search, filters and order, and single products, each in one statement."""

# ruff: noqa: S608 - the parts of these statements are ours, every value goes by its place

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from asyncpg import Record

from stores.catalog.queries import VariantRow
from stores.catalog.rules import Image, Option, locales_for, variant_title
from stores.database import rows
from stores.inventory.queries.product_search import (
    ProductSearch,
    Statement,
    View,
    continue_after,
    cursor_at,
    key_of,
    narrow,
)
from stores.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A published product in one language, with its variants and what they cost in one market.

    A variant that ``prices`` does not name is not sold there.
    """

    id: str
    slug: str
    title: str
    description: str
    brand: str | None
    category: str | None
    origin_country: str | None
    images: tuple[Image, ...]
    options: tuple[Option, ...]
    variants: tuple[VariantRow, ...]
    prices: Mapping[str, Money]  # by SKU

    @property
    def price_from(self) -> Money | None:
        """The lowest price of its variants; None when none is sold in the market."""
        return min(self.prices.values(), default=None)


@dataclass(frozen=True, slots=True)
class Found:
    """One product of a page, and the cursor of the page that begins after it."""

    cursor: str
    product: ProductRow


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Some products of a list in its order, and whether there are more."""

    found: tuple[Found, ...]
    has_next: bool


_WHOLE = """
SELECT {key} AS key, p.id, p.slug, p.brand, p.category, p.origin_country, p.images, p.options,
       t.title, t.description, v.variants
FROM {source} p
CROSS JOIN LATERAL (
    SELECT title, description FROM product_text WHERE product_id = p.id
    ORDER BY array_position({locales}::text[], locale::text) NULLS LAST, locale LIMIT 1
) t
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(
        v.id, v.sku, v.option_values, v.barcode, v.hs_code, coalesce(v.origin_country, p.origin_country),
        v.weight_g, v.minimum_age, c.amount_minor, c.currency) ORDER BY v.place, v.sku) AS variants
    FROM variant v LEFT JOIN price c ON c.sku = v.sku AND c.market_code = {market}
    WHERE v.product_id = p.id
) v
"""


async def products(search: ProductSearch) -> ProductPage:
    """One page of the published products that a search finds, whole, in one statement.

    Every word must be in a product's names, category, choices, codes or descriptions, in any language; when no
    product has them all, names that look like them are found instead.

    Raises:
        UnknownCursor: ``search.after`` is no cursor of a list in this order.
    """
    sql = Statement()
    key = key_of(sql, search)
    narrow(sql, search)
    continue_after(sql, search, key)
    page = f"SELECT p.*, {key} AS key FROM product p WHERE {sql.where} ORDER BY key, p.slug"
    page = f"({page} LIMIT {sql.place(search.first + 1)})"
    found = await rows(_whole(sql, search.view, page, "p.key") + " ORDER BY p.key, p.slug", *sql.values)

    shown = found[: search.first]
    return ProductPage(
        tuple(Found(cursor_at(search.sort, row["key"], row["slug"]), _product_row(row)) for row in shown),
        has_next=len(found) > len(shown),
    )


async def product_count(search: ProductSearch) -> int:
    """How many published products a search finds on all its pages together."""
    sql = Statement()
    narrow(sql, search)
    [row] = await rows(f"SELECT count(*) AS number FROM product p WHERE {sql.where}", *sql.values)
    return int(row["number"])


async def product(slug: str, view: View) -> ProductRow | None:
    """The published product with that slug, or None."""
    found = await _published(view, "slug", [slug])
    return found[0] if found else None


async def products_by_id(ids: Collection[str], view: View) -> dict[str, ProductRow]:
    """The published products with these ids."""
    return {row.id: row for row in await _published(view, "id", ids)}


async def _published(view: View, column: str, wanted: Collection[str]) -> list[ProductRow]:
    sql = Statement()
    sql.conditions.append(f"p.{column} = ANY({sql.place(list(wanted))}::text[])")
    statement = f"{_whole(sql, view, 'product', 'NULL')} WHERE {sql.where}"
    return [_product_row(row) for row in await rows(statement, *sql.values)]


def _whole(sql: Statement, view: View, source: str, key: str) -> str:
    locales, market = sql.place(locales_for(view.locale)), sql.place(view.market_code)
    return _WHOLE.format(key=key, source=source, locales=locales, market=market)


def _product_row(row: Record) -> ProductRow:
    variants = orjson.loads(row["variants"] or "[]")
    return ProductRow(
        id=row["id"],
        slug=row["slug"],
        title=row["title"],
        description=row["description"],
        brand=row["brand"],
        category=row["category"],
        origin_country=row["origin_country"],
        images=tuple(Image(image["url"], image["alt"]) for image in orjson.loads(row["images"])),
        options=tuple(Option(option["name"], tuple(option["values"])) for option in orjson.loads(row["options"])),
        variants=tuple(_variant_row(row, facts) for *facts, _, _ in variants),
        prices={sku: Money(minor, currency) for _, sku, *_, minor, currency in variants if currency},
    )


def _variant_row(row: Record, facts: list[Any]) -> VariantRow:
    variant_id, sku, values, barcode, hs_code, origin, weight_g, minimum_age = facts
    return VariantRow(
        variant_id,
        sku,
        row["id"],
        variant_title(row["title"], values),
        tuple(values),
        barcode,
        hs_code,
        origin,
        weight_g,
        minimum_age,
        is_published=True,
        category=row["category"],
    )
