"""What is sold: products, their variants, and the search for them."""

from collections.abc import Awaitable, Mapping, Sequence
from functools import cache
from typing import Any, Self

import strawberry
from babel.core import Locale

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import ProductSort
from schema.errors import BAD_REQUEST, RequestError
from schema.inputs import NearInput, ProductFilter
from schema.loaders import loader
from schema.paging import Connection, Page, bounded, connection
from schema.places import free_near
from schema.pricing import view_of
from schema.problems import Problem, explains
from schema.scalars import Money, Node
from stores.catalog import errors
from stores.catalog import queries as catalog
from stores.catalog.queries import VariantRow
from stores.catalog.rules import Option
from stores.inventory.queries import availability
from stores.inventory.queries import products as shelves
from stores.inventory.queries.product_search import PriceRange, ProductSearch, UnknownCursor, View
from stores.inventory.queries.products import ProductRow
from stores.kernel import money
from stores.pricing import queries as pricing


@explains(errors.ProductNotFound)
class ProductNotFound(Problem):
    """slug: The slug that was asked for."""

    slug: str


@explains(errors.VariantNotFound)
class VariantNotFound(Problem):
    """sku: The SKU that was asked for."""

    sku: str


@explains(errors.SkuTaken)
class SkuTaken(Problem):
    """sku: The SKU in question.

    taken_by: The slug of the product that has it.
    """

    sku: str
    taken_by: str


@strawberry.type
class Country:
    """A country.

    country_code: Its ISO 3166-1 alpha-2 code.
    name: Its name in the language of the request.
    """

    country_code: str
    name: str

    @classmethod
    def of(cls, code: str | None, locale: str) -> Self | None:
        if code is None:
            return None
        return cls(country_code=code, name=_country_names(locale).get(code, code))


@cache
def _country_names(locale: str) -> Mapping[str, str]:
    return dict(Locale.parse(locale).territories)


@strawberry.type
class Image:
    """A picture.

    url: Where it is; a path without a host is on this server.
    alt: What it shows, in words.
    """

    url: str
    alt: str


@strawberry.type
class ProductOption:
    """One way in which the variants of a product differ.

    name: What differs, such as the size.
    values: The choices.
    """

    name: str
    values: list[str]

    @classmethod
    def of(cls, option: Option) -> Self:
        return cls(name=option.name, values=list(option.values))


@strawberry.type
class Variant(Node):
    """One thing on a shelf: what a price, a barcode and a stock level belong to.

    sku: Its stock keeping unit, unique in the installation.
    title: The product's title, and the choices that make it this variant.
    barcode: The number under its bars, where it has one.
    price: What one unit costs in the market of the request; null where it is not sold.
    weight_grams: What one unit weighs, in grams, where it is known.
    hs_code: Its code in the Harmonized System of customs, where it is known.
    minimum_age: How old a buyer must be, in years, where the law says so.
    origin: The country it comes from, where it is known.
    """

    sku: str
    title: str
    barcode: str | None
    price: Money | None
    weight_grams: int | None
    hs_code: str | None
    minimum_age: int | None
    origin: Country | None

    @strawberry.field
    def free_near(self, info: Info, near: NearInput | None = None) -> int | None:
        """Units that may still be ordered at the nearest store that has any within 50 km; null without a place.

        near: Where the buyer is.
        """
        return awaited(free_near(info.context, near, self.sku)) if near else None

    @strawberry.field
    async def free_at(self, info: Info, store_id: strawberry.ID) -> int:
        """Units that may still be ordered at one store.

        store_id: The store.
        """
        return await _free_at(info.context, store_id, self.sku)

    @classmethod
    def of(cls, row: VariantRow, price: money.Money | None, locale: str) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            sku=row.sku,
            title=row.title,
            barcode=row.barcode,
            price=Money.of(price) if price else None,
            weight_grams=row.weight_g,
            hs_code=row.hs_code,
            minimum_age=row.minimum_age,
            origin=Country.of(row.origin_country, locale),
        )


def awaited(later: Awaitable[Any]) -> Any:
    """A value that GraphQL waits for; a field that often has none at hand need not be a coroutine."""
    return later


async def _free_at(context: Context, store_id: str, sku: str) -> int:
    async def fetch(skus: Sequence[str]) -> Mapping[str, int]:
        return {sku: free for (_, sku), free in (await availability(skus, [store_id])).items()}

    return await loader(context, ("free_at", store_id), fetch).load(sku) or 0


@strawberry.type
class Product(Node):
    """Something sold, in one or more variants.

    slug: Its name in addresses, unique and lasting.
    title: What it is called.
    description: What it is, in plain text.
    brand: Who makes it, where that is known.
    category: Where it belongs in the catalogue.
    origin: The country it comes from, where it is known.
    image: Its first picture.
    images: All its pictures.
    options: The ways in which its variants differ.
    price_from: The lowest price of its variants in the market of the request; null where none is sold.
    variants: What can be bought.
    """

    slug: str
    title: str
    description: str
    brand: str | None
    category: str | None
    origin: Country | None
    image: Image | None
    images: list[Image]
    options: list[ProductOption]
    price_from: Money | None
    variants: list[Variant]

    @classmethod
    def of(cls, row: ProductRow, locale: str) -> Self:
        images = [Image(url=image.url, alt=image.alt) for image in row.images]
        return cls(
            id=strawberry.ID(row.id),
            slug=row.slug,
            title=row.title,
            description=row.description,
            brand=row.brand,
            category=row.category,
            origin=Country.of(row.origin_country, locale),
            image=images[0] if images else None,
            images=images,
            options=[ProductOption.of(option) for option in row.options],
            price_from=Money.of(row.price_from) if row.price_from else None,
            variants=[Variant.of(variant, row.prices.get(variant.sku), locale) for variant in row.variants],
        )


async def product(info: Info, slug: str) -> Product | None:
    """A product by its slug; null when there is none that is on sale.

    slug: Its name in addresses.
    """
    row = await shelves.product(slug, await view_of(info.context))
    return Product.of(row, info.context.locale) if row else None


@strawberry.type
class Category:
    """A kind of goods.

    name: As the merchant names it; "products" filters by it.
    product_count: How many products are of it.
    """

    name: str
    product_count: int


async def categories() -> list[Category]:
    """The kinds of goods that are sold, those with the most products first."""
    return [Category(name=row.name, product_count=row.products) for row in await catalog.categories()]


async def products(
    info: Info,
    search: str | None = None,
    filter: ProductFilter | None = None,
    sort: ProductSort | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Connection[Product]:
    """Products by their words in any language, their category, origin, price and availability.

    search: Words of the names, the category, the choices, the codes or the description.
    filter: Which of them to show.
    sort: In which order; by default by relevance.
    first: How many on the page, 1 to 100; 20 by default.
    after: The cursor behind which the page begins.
    """
    wish = _search(await view_of(info.context), search, filter or ProductFilter(), sort, bounded(first), after)
    try:
        page = await shelves.products(wish)
    except UnknownCursor as broken:
        raise RequestError(BAD_REQUEST, "after is not a cursor of this list.", argument="after") from broken
    members = [Product.of(found.product, info.context.locale) for found in page.found]
    shown = Page(members, [found.cursor for found in page.found], page.has_next, after is None)
    return connection(Product, shown, lambda: shelves.product_count(wish))


def _search(
    view: View, words: str | None, wanted: ProductFilter, sort: ProductSort | None, first: int, after: str | None
) -> ProductSearch:
    price = wanted.price
    return ProductSearch(
        view=view,
        words=words or "",
        category=wanted.category,
        origin_country=wanted.origin_country_code,
        price=PriceRange(price.currency, price.min, price.max) if price else None,
        available_at=wanted.available_at,
        sort=sort or ProductSort.RELEVANCE,
        first=first,
        after=after,
    )


@opens("Product", kind="prd")
async def product_again(context: Context, id: str) -> Product | None:
    """The published product with an id."""
    found = await shelves.products_by_id([id], await view_of(context))
    return Product.of(found[id], context.locale) if id in found else None


@opens("Variant", kind="var")
async def variant_again(context: Context, id: str) -> Variant | None:
    """The variant with an id, if people may see it."""
    view = await view_of(context)
    row = (await catalog.variants_by_id([id], view.locale)).get(id)
    if row is None or not row.is_published:
        return None
    prices = await pricing.prices_of([row.sku], view.market_code)
    return Variant.of(row, prices.get(row.sku), view.locale)
