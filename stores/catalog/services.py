"""Putting products on sale and taking them off it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tortoise.expressions import Q
from tortoise.models import Model

from stores.catalog.errors import SkuTaken
from stores.catalog.models import Product, ProductText, Variant
from stores.catalog.queries import product_for
from stores.catalog.rules import ProductDraft, VariantDraft, folded, search_text
from stores.database import atomic
from stores.kernel import clock
from stores.kernel.ids import new_id


class Change(StrEnum):
    """What publishing a draft did."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one draft, and the variants that were left out of it."""

    slug: str
    change: Change
    left_out: tuple[SkuTaken, ...] = ()


@atomic
async def publish_product(draft: ProductDraft) -> Product:
    """Put one product on sale, or change it: ``import_catalog`` for a single draft.

    Raises:
        SkuTaken: a variant's SKU belongs to another product; nothing is written.
    """
    [outcome] = await import_catalog([draft])
    if outcome.left_out:
        raise outcome.left_out[0]
    return await product_for(draft.slug)


@atomic
async def import_catalog(drafts: Sequence[ProductDraft]) -> list[Published]:
    """Create or change products by slug and their variants by SKU, all drafts in a few statements.

    What a draft does not say (a None, a language, a variant) stays as it is. A variant whose SKU
    belongs to another product is left out, and its outcome says so.
    """
    shelf = await _shelf_for(drafts)
    outcomes = [_publish(shelf, draft) for draft in drafts]
    await shelf.write()
    return outcomes


async def retire_product(slug: str) -> Product:
    """Take a product off sale; its orders and its stock keep it. Raises: ProductNotFound."""
    product = await product_for(slug)
    product.is_published = False
    await product.save(update_fields=["is_published"])
    return product


@dataclass
class _Shelf:
    """The rows that some drafts touch, and which of them have changed."""

    products: dict[str, Product]  # by slug
    texts: dict[str, dict[str, ProductText]]  # by product id and locale
    variants: dict[str, Variant]  # by SKU
    slugs: dict[str, str]  # by product id, of all whose variants are here
    changed: dict[type[Model], dict[int, Model]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, row: Model, **values: object) -> bool:
        """Give a row these values; one that then differs from what is stored will be written."""
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        if different:
            self.changed[type(row)][id(row)] = row
        return bool(different)

    def variants_of(self, product: Product) -> list[Variant]:
        own = (variant for variant in self.variants.values() if variant.product_id == product.id)
        return sorted(own, key=lambda variant: variant.place)

    async def write(self) -> None:
        """Insert or update the changed rows: a product before what refers to it."""
        for model, columns in _WRITTEN.items():
            if rows := list(self.changed[model].values()):
                await model.bulk_create(rows, on_conflict=_KEYS[model], update_fields=columns)


_WRITTEN: dict[type[Model], tuple[str, ...]] = {
    Product: ("brand", "category", "origin_country", "images", "options", "is_published", "search_text"),
    ProductText: ("title", "sort_title", "description"),
    Variant: (
        "place",
        "option_values",
        "barcode",
        "hs_code",
        "origin_country",
        "weight_g",
        "minimum_age",
    ),
}
_KEYS: dict[type[Model], tuple[str, ...]] = {
    Product: ("id",),
    ProductText: ("product_id", "locale"),
    Variant: ("id",),
}


async def _shelf_for(drafts: Collection[ProductDraft]) -> _Shelf:
    products = await Product.filter(slug__in=[draft.slug for draft in drafts])
    ids = [product.id for product in products]
    texts: dict[str, dict[str, ProductText]] = defaultdict(dict)
    for text in await ProductText.filter(product_id__in=ids):
        texts[text.product_id][text.locale] = text
    skus = [variant.sku for draft in drafts for variant in draft.variants]
    variants = await Variant.filter(Q(product_id__in=ids) | Q(sku__in=skus))
    holders = await Product.filter(id__in=[variant.product_id for variant in variants]).values_list("id", "slug")
    return _Shelf({p.slug: p for p in products}, texts, {v.sku: v for v in variants}, dict(holders))


def _publish(shelf: _Shelf, draft: ProductDraft) -> Published:
    is_new = draft.slug not in shelf.products
    product = shelf.products.setdefault(draft.slug, Product(id=new_id("prd"), slug=draft.slug, created_at=clock.now()))
    shelf.slugs[product.id] = product.slug
    taken = _taken_by_others(shelf, product, draft)

    changes = [_describe(shelf, product, draft)]
    changes += [_translate(shelf, product, locale, draft) for locale in draft.texts]
    changes += [
        _stock_up(shelf, product, variant, place)
        for place, variant in enumerate(draft.variants)
        if variant.sku not in taken
    ]
    changes.append(shelf.put(product, search_text=_searchable(shelf, product)))

    change = Change.CREATED if is_new else Change.CHANGED if any(changes) else Change.UNCHANGED
    return Published(draft.slug, change, tuple(taken.values()))


def _taken_by_others(shelf: _Shelf, product: Product, draft: ProductDraft) -> dict[str, SkuTaken]:
    holders = {variant.sku: shelf.variants.get(variant.sku) for variant in draft.variants}
    return {
        sku: SkuTaken(sku, shelf.slugs[holder.product_id])
        for sku, holder in holders.items()
        if holder and holder.product_id != product.id
    }


def _describe(shelf: _Shelf, product: Product, draft: ProductDraft) -> bool:
    said: dict[str, object] = {
        "brand": draft.brand,
        "category": draft.category,
        "origin_country": draft.origin_country,
        "images": None if draft.images is None else [{"url": image.url, "alt": image.alt} for image in draft.images],
        "options": None
        if draft.options is None
        else [{"name": o.name, "values": list(o.values)} for o in draft.options],
        "is_published": draft.is_published,
    }
    return shelf.put(product, **_without_none(said))


def _translate(shelf: _Shelf, product: Product, locale: str, draft: ProductDraft) -> bool:
    told = draft.texts[locale]
    texts = shelf.texts[product.id]
    text = texts.setdefault(locale, ProductText(product_id=product.id, locale=locale, title=""))
    return shelf.put(text, title=told.title, sort_title=folded(told.title), description=told.description)


def _stock_up(shelf: _Shelf, product: Product, draft: VariantDraft, place: int) -> bool:
    new = Variant(id=new_id("var"), product_id=product.id, sku=draft.sku, place=-1)
    said: dict[str, object] = {
        "option_values": list(draft.option_values),
        "barcode": draft.barcode,
        "hs_code": draft.hs_code,
        "origin_country": draft.origin_country,
        "weight_g": draft.weight_g,
        "minimum_age": draft.minimum_age,
    }
    variant = shelf.variants.setdefault(draft.sku, new)
    return shelf.put(variant, place=place, **_without_none(said))


def _searchable(shelf: _Shelf, product: Product) -> str:
    texts = shelf.texts[product.id].values()
    variants = shelf.variants_of(product)
    choices = [value for variant in variants for value in variant.option_values]
    names = [*(text.title for text in texts), product.brand]
    codes = [code for variant in variants for code in (variant.sku, variant.barcode)]
    return search_text(names, [product.category, *choices, *codes, *(text.description for text in texts)])


def _without_none(said: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if value is not None}
