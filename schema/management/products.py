"""Products as managers see them, on sale or not, and what managers change of them."""

from collections.abc import Sequence
from typing import Annotated, Self, TypeAlias

import strawberry

from schema.catalog import ProductNotFound, SkuTaken
from schema.context import Context, Info
from schema.doors import opens
from schema.management.problems import ProductNotPossible, SlugTaken
from schema.outbox import KeyReused, KeyTooLong
from stores.catalog import management as catalog
from stores.catalog.management import ProductFile
from stores.catalog.models import Variant
from stores.catalog.rules import Image, Option, ProductDraft, Text, VariantDraft
from stores.identity.actors import is_manager


@strawberry.type
class ProductText:
    """What a product is called and how it is described, in one language.

    locale: The language.
    title: What it is called.
    description: What it is, in plain text.
    """

    locale: str
    title: str
    description: str


@strawberry.type
class ManagedVariant:
    """A variant as managers see it.

    id: The variant.
    sku: Its stock keeping unit.
    option_values: The choices that make it this variant, in the order of the product's options.
    barcode: The number under its bars.
    hs_code: Its code in the Harmonized System of customs.
    origin_country_code: The country it comes from, where it is not the product's.
    weight_grams: What one unit weighs.
    minimum_age: How old a buyer must be, in years.
    """

    id: strawberry.ID
    sku: str
    option_values: list[str]
    barcode: str | None
    hs_code: str | None
    origin_country_code: str | None
    weight_grams: int | None
    minimum_age: int | None

    @classmethod
    def of(cls, row: Variant) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            sku=row.sku,
            option_values=row.option_values,
            barcode=row.barcode,
            hs_code=row.hs_code,
            origin_country_code=row.origin_country,
            weight_grams=row.weight_g,
            minimum_age=row.minimum_age,
        )


@strawberry.type
class ManagedProduct:
    """A product as managers see it, on sale or not.

    id: The product.
    slug: Its name in addresses.
    brand: Who makes it.
    category: Where it belongs in the catalogue.
    origin_country_code: The country it comes from.
    is_published: Is it on sale?
    texts: What it is called, by language.
    variants: Its variants, in their order.
    """

    id: strawberry.ID
    slug: str
    brand: str | None
    category: str | None
    origin_country_code: str | None
    is_published: bool
    texts: list[ProductText]
    variants: list[ManagedVariant]

    @classmethod
    def of(cls, file: ProductFile) -> Self:
        product = file.product
        return cls(
            id=strawberry.ID(product.id),
            slug=product.slug,
            brand=product.brand,
            category=product.category,
            origin_country_code=product.origin_country,
            is_published=product.is_published,
            texts=[ProductText(locale=t.locale, title=t.title, description=t.description) for t in file.texts],
            variants=[ManagedVariant.of(variant) for variant in file.variants],
        )


@strawberry.input
class ProductTextInput:
    """What a product is to be called, in one language.

    locale: The language.
    title: What it is called.
    description: What it is, in plain text.
    """

    locale: str
    title: str
    description: str = ""


@strawberry.input
class VariantInput:
    """A variant as it is to be; what is left out stays as it is.

    sku: Its stock keeping unit, unique in the installation.
    option_values: The choices that make it this variant, in the order of the product's options.
    barcode: The number under its bars.
    hs_code: Its code in the Harmonized System of customs.
    origin_country_code: The country it comes from, where it is not the product's.
    weight_grams: What one unit weighs.
    minimum_age: How old a buyer must be, in years.
    """

    sku: str
    option_values: list[str] = strawberry.field(default_factory=list)
    barcode: str | None = None
    hs_code: str | None = None
    origin_country_code: str | None = None
    weight_grams: int | None = None
    minimum_age: int | None = None

    def draft(self) -> VariantDraft:
        """The same for the domain."""
        return VariantDraft(
            sku=self.sku,
            option_values=tuple(self.option_values),
            barcode=self.barcode,
            hs_code=self.hs_code,
            origin_country=self.origin_country_code,
            weight_g=self.weight_grams,
            minimum_age=self.minimum_age,
        )


@strawberry.input
class ImageInput:
    """A picture.

    url: Where it is.
    alt: What it shows, in words.
    """

    url: str
    alt: str = ""


@strawberry.input
class ProductOptionInput:
    """One way in which the variants of a product differ.

    name: What differs, such as the size.
    values: The choices.
    """

    name: str
    values: list[str]


@strawberry.input
class ProductInput:
    """A product as it is to be; what is left out stays as it is.

    slug: Its name in addresses, unique and lasting.
    texts: What it is called, by language.
    variants: Its variants, in their order.
    brand: Who makes it.
    category: Where it belongs in the catalogue.
    origin_country_code: The country it comes from.
    images: All its pictures, the first being its face.
    options: The ways in which its variants differ.
    is_published: Is it to be on sale?
    """

    slug: str
    texts: list[ProductTextInput]
    variants: list[VariantInput] = strawberry.field(default_factory=list)
    brand: str | None = None
    category: str | None = None
    origin_country_code: str | None = None
    images: list[ImageInput] | None = None
    options: list[ProductOptionInput] | None = None
    is_published: bool = True

    def draft(self) -> ProductDraft:
        """The same for the domain."""
        return ProductDraft(
            slug=self.slug,
            texts={text.locale: Text(text.title, text.description) for text in self.texts},
            variants=tuple(variant.draft() for variant in self.variants),
            brand=self.brand,
            category=self.category,
            origin_country=self.origin_country_code,
            images=_images(self.images),
            options=_options(self.options),
            is_published=self.is_published,
        )


def _images(given: Sequence[ImageInput] | None) -> tuple[Image, ...] | None:
    return None if given is None else tuple(Image(image.url, image.alt) for image in given)


def _options(given: Sequence[ProductOptionInput] | None) -> tuple[Option, ...] | None:
    return None if given is None else tuple(Option(option.name, tuple(option.values)) for option in given)


PublishProductResult: TypeAlias = Annotated[
    ManagedProduct | SlugTaken | SkuTaken | ProductNotPossible | KeyReused | KeyTooLong,
    strawberry.union("PublishProductResult", description="What became of a new product."),
]
ChangeProductResult: TypeAlias = Annotated[
    ManagedProduct | ProductNotFound | SkuTaken | ProductNotPossible | KeyReused | KeyTooLong,
    strawberry.union("ChangeProductResult", description="What became of the change of a product."),
]
RetireProductResult: TypeAlias = Annotated[
    ManagedProduct | ProductNotFound | KeyReused | KeyTooLong,
    strawberry.union("RetireProductResult", description="What became of the end of a product."),
]


async def publish_product(info: Info, key: strawberry.ID, product: ProductInput) -> PublishProductResult:
    """Put a new product on sale. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    product: The product.
    """
    return ManagedProduct.of(await catalog.publish_product(info.context.actor, product.draft()))


async def change_product(info: Info, key: strawberry.ID, product: ProductInput) -> ChangeProductResult:
    """Change the product with that slug, or put it back on sale. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    product: What it is to be.
    """
    return ManagedProduct.of(await catalog.change_product(info.context.actor, product.draft()))


async def retire_product(info: Info, key: strawberry.ID, slug: str) -> RetireProductResult:
    """Take a product off sale; its orders and its stock keep it. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    slug: The product.
    """
    return ManagedProduct.of(await catalog.retire_product(info.context.actor, slug))


@opens("ManagedProduct")
async def managed_product_again(context: Context, id: str) -> ManagedProduct | None:
    """The product with an id, on sale or not, for managers."""
    file = await catalog.file_by_id(id) if is_manager(context.actor) else None
    return ManagedProduct.of(file) if file else None
