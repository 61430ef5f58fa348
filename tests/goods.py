"""Goods for stories about the catalogue: drafts that say little, and a shop that sells them."""

from collections.abc import Mapping

from stores.catalog.rules import ProductDraft, Text, VariantDraft
from stores.catalog.services import import_catalog
from stores.inventory.queries.product_search import ProductSearch, View
from stores.inventory.queries.products import products
from stores.kernel.money import Money
from stores.pricing.services import open_market, set_prices

IN_ENGLISH = View("en", "EU")


def a_draft(slug: str, titles: Mapping[str, str] | str | None = None, *skus: str, **said: object) -> ProductDraft:
    """A product with titles by locale (or one in English), and a variant for each SKU, at least one."""
    told = titles if isinstance(titles, Mapping) else {"en": titles or slug.replace("-", " ").title()}
    texts = {locale: Text(title) for locale, title in told.items()}
    variants = tuple(VariantDraft(sku=sku, option_values=(sku,)) for sku in skus) or (VariantDraft(sku=slug.upper()),)
    return ProductDraft(**{"slug": slug, "texts": texts, "variants": variants, **said})


async def sell(*drafts: ProductDraft, euros: Mapping[str, int] | None = None) -> None:
    """Publish products and open a market in euros, with prices in cents by SKU."""
    await open_market("EU", "EUR", ["DE", "ES"])
    await import_catalog(drafts)
    await set_prices("EU", {sku: Money(cents, "EUR") for sku, cents in (euros or {}).items()})


async def slugs(words: str = "", **asked: object) -> list[str]:
    """The slugs that a search finds, in their order."""
    page = await products(ProductSearch(**{"view": IN_ENGLISH, "words": words, **asked}))
    return [found.product.slug for found in page.found]
