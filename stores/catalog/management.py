"""What managers do to the catalogue, one product at a time; each change is audited."""

from collections.abc import Mapping
from dataclasses import dataclass

from stores.catalog import services as catalog
from stores.catalog.errors import ProductNotFound, ProductNotPossible, SlugTaken
from stores.catalog.models import Product, ProductText, Variant
from stores.catalog.queries import product_for
from stores.catalog.rules import ProductDraft, VariantDraft
from stores.database import atomic
from stores.identity import services as identity
from stores.identity.actors import Actor, require_manager
from stores.identity.services import Alteration, facts_of


@dataclass(frozen=True, slots=True)
class ProductFile:
    """A product as managers see it, on sale or not: its row, what it is called, and its variants."""

    product: Product
    texts: tuple[ProductText, ...]
    variants: tuple[Variant, ...]

    def facts(self) -> dict[str, object]:
        """What an audit tells of it."""
        return facts_of(self.product) | {
            "texts": [facts_of(text) for text in self.texts],
            "variants": [facts_of(variant) for variant in self.variants],
        }


async def file_of(product: Product) -> ProductFile:
    """All that is known of a product."""
    texts = await ProductText.filter(product_id=product.id).order_by("locale")
    variants = await Variant.filter(product_id=product.id).order_by("place", "sku")
    return ProductFile(product, tuple(texts), tuple(variants))


async def file_by_id(product_id: str) -> ProductFile | None:
    """A product by its id, on sale or not."""
    product = await Product.get_or_none(id=product_id)
    return await file_of(product) if product else None


@atomic
async def publish_product(actor: Actor, draft: ProductDraft) -> ProductFile:
    """Put a new product on sale. For managers of the whole shop.

    Raises:
        SlugTaken, SkuTaken: another product has its slug, or one of its SKUs.
        ProductNotPossible: of a field.
    """
    staff = require_manager(actor)
    if await Product.exists(slug=draft.slug):
        raise SlugTaken(draft.slug)
    _require_possible(draft)
    new = await file_of(await catalog.publish_product(draft))
    await identity.audit(staff, "publishProduct", Alteration(new.product.id, None, new.facts()))
    return new


@atomic
async def change_product(actor: Actor, draft: ProductDraft) -> ProductFile:
    """Change a product, or put it back on sale; what the draft does not say stays. For managers of the whole shop.

    Raises:
        ProductNotFound: there is none with that slug.
        SkuTaken: another product has one of its SKUs.
        ProductNotPossible: of a field.
    """
    staff = require_manager(actor)
    before = (await file_of(await _locked(draft.slug))).facts()
    _require_possible(draft)
    changed = await file_of(await catalog.publish_product(draft))
    await identity.audit(staff, "changeProduct", Alteration(changed.product.id, before, changed.facts()))
    return changed


@atomic
async def retire_product(actor: Actor, slug: str) -> ProductFile:
    """Take a product off sale; its orders and its stock keep it. For managers of the whole shop.

    Raises:
        ProductNotFound: there is none with that slug.
    """
    staff = require_manager(actor)
    before = facts_of(await _locked(slug))
    retired = await file_of(await catalog.retire_product(slug))
    await identity.audit(staff, "retireProduct", Alteration(retired.product.id, before, facts_of(retired.product)))
    return retired


async def _locked(slug: str) -> Product:
    product = await Product.select_for_update().get_or_none(slug=slug)
    if product is None:
        raise ProductNotFound(slug)
    return await product_for(slug)


def _require_possible(draft: ProductDraft) -> None:
    checks = {
        "slug": 0 < len(draft.slug) <= 255,
        "texts": bool(draft.texts)
        and all(0 < len(locale) <= 16 and 0 < len(text.title) <= 300 for locale, text in draft.texts.items()),
        "variants": all(_is_possible(variant) for variant in draft.variants),
        "brand": len(draft.brand or "") <= 200,
        "category": len(draft.category or "") <= 120,
        "originCountryCode": _is_country(draft.origin_country),
    }
    _require(checks)


def _require(checks: Mapping[str, bool]) -> None:
    for field, is_possible in checks.items():
        if not is_possible:
            raise ProductNotPossible(field)


def _is_possible(variant: VariantDraft) -> bool:
    return (
        0 < len(variant.sku) <= 120
        and len(variant.barcode or "") <= 64
        and len(variant.hs_code or "") <= 12
        and (variant.weight_g or 0) >= 0
        and _is_country(variant.origin_country)
    )


def _is_country(code: str | None) -> bool:
    return code is None or (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper())
