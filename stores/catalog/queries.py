"""Reading the catalogue: products by slug, variants by SKU or id in a reader's language."""

from collections.abc import Collection
from dataclasses import dataclass

import orjson
from asyncpg import Record

from stores.catalog.errors import ProductNotFound, VariantNotFound
from stores.catalog.models import Product
from stores.catalog.rules import locales_for, variant_title
from stores.database import rows

MOST_CATEGORIES = 200


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant in one language; ``title`` is the product's title and the choices that make it this variant."""

    id: str
    sku: str
    product_id: str
    title: str
    option_values: tuple[str, ...]
    barcode: str | None
    hs_code: str | None
    origin_country: str | None
    weight_g: int | None
    minimum_age: int | None
    is_published: bool
    category: str | None = None


_VARIANTS = """
SELECT v.id, v.sku, v.product_id, t.title, v.option_values, v.barcode, v.hs_code,
       coalesce(v.origin_country, p.origin_country) AS origin_country, v.weight_g, v.minimum_age, p.is_published,
       p.category
FROM variant v
JOIN product p ON p.id = v.product_id
CROSS JOIN LATERAL (
    SELECT title FROM product_text WHERE product_id = p.id
    ORDER BY array_position($2::text[], locale::text) NULLS LAST, locale LIMIT 1
) t
"""


async def product_for(slug: str) -> Product:
    """One product, on sale or not. Raises: ProductNotFound: there is none with that slug."""
    product = await Product.get_or_none(slug=slug)
    if product is None:
        raise ProductNotFound(slug)
    return product


async def variants_by_sku(skus: Collection[str], locale: str) -> dict[str, VariantRow]:
    """The variants with these SKUs, on sale or not, told in the locale or what comes nearest to it."""
    found = await rows(_VARIANTS + "WHERE v.sku = ANY($1::text[])", list(skus), locales_for(locale))
    return {row["sku"]: _variant_row(row) for row in found}


async def variants_by_id(ids: Collection[str], locale: str) -> dict[str, VariantRow]:
    """The variants with these ids, on sale or not, told in the locale or what comes nearest to it."""
    found = await rows(_VARIANTS + "WHERE v.id = ANY($1::text[])", list(ids), locales_for(locale))
    return {row["id"]: _variant_row(row) for row in found}


async def variant_on_sale(sku: str, locale: str) -> VariantRow:
    """One variant that people may see. Raises: VariantNotFound: no such SKU, or its product is not published."""
    variant = (await variants_by_sku([sku], locale)).get(sku)
    if variant is None or not variant.is_published:
        raise VariantNotFound(sku)
    return variant


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of goods, as the merchant names it, and how many products are of it."""

    name: str
    products: int


async def categories() -> list[Category]:
    """The categories of what people may see, those with the most products first."""
    found = await rows(
        "SELECT category AS name, count(*) AS products FROM product WHERE is_published AND category IS NOT NULL"
        " GROUP BY category ORDER BY products DESC, category LIMIT $1",
        MOST_CATEGORIES,
    )
    return [Category(**row) for row in found]


async def known_skus(skus: Collection[str]) -> set[str]:
    """Those of the SKUs that some variant has."""
    return {row["sku"] for row in await rows("SELECT sku FROM variant WHERE sku = ANY($1::text[])", list(skus))}


async def minimum_ages(skus: Collection[str]) -> dict[str, int]:
    """How old whoever takes these has to be, in years; what anybody may take is absent."""
    found = await rows(
        "SELECT sku, minimum_age FROM variant WHERE sku = ANY($1::text[]) AND minimum_age IS NOT NULL", list(skus)
    )
    return {row["sku"]: row["minimum_age"] for row in found}


def _variant_row(row: Record) -> VariantRow:
    values = tuple(orjson.loads(row["option_values"]))
    return VariantRow(
        **{**dict(row), "title": variant_title(row["title"], values), "option_values": values},
    )
