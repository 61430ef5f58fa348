"""Importing a merchant's products with their prices, tariff codes, origins and stock."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.imports.cells import WrongCell
from api.imports.inventory_csv import Customs, InventoryInFile, inventory_in
from api.imports.product_rows import KNOWN_AS, REQUIRED, ProductInFile, VariantInFile, products_in
from api.imports.rows import Advance, CannotImport, Row, in_batches, progress_bar, sheet
from api.imports.shelves import count_shelves
from api.imports.summary import Summary, Verdict, write_report
from api.imports.writing import kept_unless
from stores.catalog import services as catalog
from stores.catalog.rules import ProductDraft, VariantDraft
from stores.catalog.services import Change, Published
from stores.database import atomic
from stores.pricing import services as pricing
from stores.pricing.errors import MarketNotFound
from stores.pricing.queries import MarketRow, market_for

_BATCH = 100
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_NO_CUSTOMS = Customs(None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductOptions:
    """What a product file does not say, and how to import it."""

    locale: str = "en"  # the language of the texts
    market: str | None = None  # whose prices these are; none: the default market
    currency: str | None = None  # opens the market, when there is none of that code
    inventory: Path | None = None
    dry_run: bool = False
    report: Path | None = None


@dataclass
class _Import:
    """One import under way: what it knows of the file so far, and what became of it."""

    file: str
    market: MarketRow
    locale: str
    inventory: InventoryInFile
    has_prices: bool
    summary: Summary
    sku_lines: dict[str, int] = field(default_factory=dict)


async def import_products_file(path: Path, options: ProductOptions, advance: Advance | None = None) -> Summary:
    """Import a product CSV, batch by batch; ``advance`` is told the line reached, else a progress bar shows it.

    What the shop already has as the file says it is left alone, so running it again changes nothing, and an import
    that was interrupted goes on where it was. A price that the file leaves empty takes the variant off sale.

    Raises:
        CannotImport: a file is unreadable or lacks a column, or there is no such market.
    """
    file, locale = sheet(path, REQUIRED, KNOWN_AS), _locale(options.locale)
    inventory = inventory_in(options.inventory) if options.inventory else InventoryInFile("")
    summary = Summary("products", dry_run=options.dry_run, verdicts=list(inventory.verdicts))

    async with kept_unless(dry_run=options.dry_run):
        market = await _market(options)
        has_prices = "Variant Price" in file.columns
        work = _Import(path.name, market, locale, inventory, has_prices, summary)
        found = products_in(_counted(file.rows(), summary), market.currency)
        with progress_bar(f"Importing {path.name}", file.lines) as drawn:
            for batch in in_batches(found, _BATCH):
                await _take(work, batch)
                (advance or drawn)(batch[-1].last_line)
        await count_shelves(inventory, summary)

    if options.report:
        write_report(options.report, summary.verdicts)
    return summary


async def _market(options: ProductOptions) -> MarketRow:
    try:
        return await market_for(options.market)
    except MarketNotFound as missing:
        if not (options.market and options.currency):
            raise CannotImport(f"{missing} Name a market and its currency, and it is opened.") from missing
    countries = [options.market] if len(options.market) == 2 else []
    await pricing.open_market(options.market, options.currency, countries)
    return await market_for(options.market)


def _locale(locale: str) -> str:
    if not _LOCALE.fullmatch(locale) or len(locale) > 16:
        raise CannotImport(f"“{locale}” is not a language such as en or zh-Hans.")
    return locale.replace("_", "-")


def _counted(rows: Iterator[Row], summary: Summary) -> Iterator[Row]:
    for row in rows:
        summary.rows += 1
        yield row


async def _take(work: _Import, batch: Sequence[ProductInFile]) -> None:
    for product in batch:
        _leave_out_repeated(work, product)
        work.summary.verdicts += [Verdict(line, wrong.column, wrong.why, work.file) for line, wrong in product.wrong]
    whole = [product for product in batch if product.variants]
    outcomes, repriced = await _write(work, whole)
    for product, outcome in zip(whole, outcomes, strict=True):
        _tell(work, product, outcome, repriced)


@atomic
async def _write(work: _Import, products: Sequence[ProductInFile]) -> tuple[list[Published], set[str]]:
    """Products and their prices, together or not at all; the SKUs whose price changed."""
    outcomes = await catalog.import_catalog([_draft(work, product) for product in products])
    if not work.has_prices:
        return outcomes, set()
    strange = {taken.sku for outcome in outcomes for taken in outcome.left_out}
    variants = (variant for product in products for variant in product.variants)
    prices = {variant.sku: variant.price for variant in variants if variant.sku not in strange}
    return outcomes, await pricing.set_prices(work.market.code, prices)


def _draft(work: _Import, product: ProductInFile) -> ProductDraft:
    variants = tuple(_variant_draft(work, variant) for variant in product.variants)
    origins = {variant.origin_country for variant in variants}
    return ProductDraft(
        slug=product.handle,
        texts={work.locale: product.text},
        variants=variants,
        brand=product.brand,
        category=product.category,
        origin_country=origins.pop() if len(origins) == 1 else None,
        images=product.images_in_order or None,  # a file without pictures takes none away
        options=product.options,
        is_published=product.is_published,
    )


def _variant_draft(work: _Import, variant: VariantInFile) -> VariantDraft:
    customs = work.inventory.customs.get(variant.sku, _NO_CUSTOMS)
    return VariantDraft(
        sku=variant.sku,
        option_values=variant.option_values,
        barcode=variant.barcode,
        weight_g=variant.weight_g,
        hs_code=customs.hs_code,
        origin_country=customs.origin_country,
    )


def _leave_out_repeated(work: _Import, product: ProductInFile) -> None:
    """A SKU stands for one variant: the first row that has it keeps it."""
    for variant in list(product.variants):
        first = work.sku_lines.setdefault(variant.sku, variant.line)
        if first != variant.line:
            product.variants.remove(variant)
            why = f"The SKU {variant.sku} already stands on line {first}."
            product.wrong.append((variant.line, WrongCell("Variant SKU", why)))


def _tell(work: _Import, product: ProductInFile, outcome: Published, repriced: set[str]) -> None:
    """Add what became of one product to the summary."""
    summary = work.summary
    match outcome.change:
        case Change.CREATED:
            summary.created += 1
        case Change.UNCHANGED if repriced.isdisjoint(variant.sku for variant in product.variants):
            summary.unchanged += 1
        case _:
            summary.changed += 1
    lines = {variant.sku: variant.line for variant in product.variants}
    summary.verdicts += [Verdict(lines[t.sku], "Variant SKU", str(t), work.file) for t in outcome.left_out]
    made = sum(variant.sku_is_made for variant in product.variants)
    unpriced = sum(variant.price is None for variant in product.variants)
    if made:
        summary.remarks["Variants without a SKU, given one made of their handle and options"] += made
    if unpriced and work.has_prices:
        summary.remarks["Variants without a price, which are not sold"] += unpriced
