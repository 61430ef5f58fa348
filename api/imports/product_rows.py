"""The product CSV that merchants export: rows of one handle become one product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from api.imports.cells import WrongCell, decimal_in, grams_in, money_in, short_in, text_of_html, yes_in
from api.imports.rows import Row
from stores.catalog.rules import ONLY_OPTION, Image, Option, Text
from stores.kernel.money import Money

REQUIRED = ("Handle", "Title")
OPTIONS = (1, 2, 3)

# Headings that other exports use, in lower case, and the ones that this module reads.
KNOWN_AS = {
    "url handle": "Handle",
    "description": "Body (HTML)",
    "body html": "Body (HTML)",
    "product category": "Product Category",
    "published on online store": "Published",
    "sku": "Variant SKU",
    "barcode": "Variant Barcode",
    "price": "Variant Price",
    "weight value (grams)": "Variant Grams",
    "weight unit for display": "Variant Weight Unit",
    "product image url": "Image Src",
    "image position": "Image Position",
    "image alt text": "Image Alt Text",
} | {
    heading.casefold(): heading
    for heading in (
        "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "Status", "Image Src", "Variant SKU",
        "Variant Grams", "Variant Weight", "Variant Weight Unit", "Variant Price", "Variant Barcode",
        *(f"Option{number} {part}" for number in OPTIONS for part in ("Name", "Value")),
    )
}  # fmt: skip

_VISIBLE = {"active": True, "draft": False, "archived": False, "unlisted": False}
_ODD = re.compile(r"[^\w.]+")


@dataclass(frozen=True, slots=True)
class VariantInFile:
    """What one row says of a variant."""

    line: int
    sku: str
    sku_is_made: bool  # the file has none
    option_values: tuple[str, ...]
    price: Money | None
    barcode: str | None
    weight_g: int | None


@dataclass
class ProductInFile:
    """What the rows of one handle say of a product; a row that cannot be understood is among ``wrong``."""

    handle: str
    last_line: int
    text: Text = field(default_factory=lambda: Text(""))
    brand: str | None = None
    category: str | None = None
    is_published: bool = True
    option_names: tuple[str, ...] = ()
    variants: list[VariantInFile] = field(default_factory=list)
    images: list[tuple[Decimal, Image]] = field(default_factory=list)  # with their positions
    wrong: list[tuple[int, WrongCell]] = field(default_factory=list)  # with their lines

    @property
    def options(self) -> tuple[Option, ...]:
        chosen = [variant.option_values for variant in self.variants]
        return tuple(
            Option(name, tuple(dict.fromkeys(values[place] for values in chosen if place < len(values))))
            for place, name in enumerate(self.option_names)
        )

    @property
    def images_in_order(self) -> tuple[Image, ...]:
        in_order = (image for _, image in sorted(self.images, key=lambda placed: placed[0]))
        return tuple(dict.fromkeys(in_order))


def products_in(rows: Iterator[Row], currency: str) -> Iterator[ProductInFile]:
    """The products of a file in its order; one that cannot be taken at all has no variants, and says why."""
    began: dict[str, int] = {}
    for handle, of_handle in groupby(rows, key=lambda row: row["Handle"]):
        group = list(of_handle)
        product = ProductInFile(handle, last_line=group[-1].line)
        first = began.setdefault(handle, group[0].line)
        if not handle:
            _refuse(product, group, "is empty, so the row belongs to no product.")
        elif first != group[0].line:
            _refuse(product, group, f"The rows of a product must follow each other; {handle} began on line {first}.")
        else:
            _read(product, group, currency)
        yield product


def _refuse(product: ProductInFile, rows: list[Row], why: str) -> None:
    product.wrong += [(row.line, WrongCell("Handle", why)) for row in rows]


def _read(product: ProductInFile, rows: list[Row], currency: str) -> None:
    try:
        _describe(product, rows[0])
    except WrongCell as wrong:
        rest = WrongCell("", f"The product was not taken, because of line {rows[0].line}.")
        product.wrong += [(rows[0].line, wrong), *((row.line, rest) for row in rows[1:])]
        return
    for row in rows:
        try:
            _add(product, row, currency)
        except WrongCell as wrong:
            product.wrong.append((row.line, wrong))


def _describe(product: ProductInFile, row: Row) -> None:
    """What the first row of a handle says of the whole product."""
    _trust(row)
    short_in("Handle", row["Handle"], 255)
    if not row["Title"]:
        raise WrongCell("Title", f"The first row of {product.handle} has no title.")
    product.text = Text(short_in("Title", row["Title"], 300), text_of_html(row["Body (HTML)"]))
    product.brand = short_in("Vendor", row["Vendor"], 200) or None
    kind = row["Type"] or row["Product Category"].split(">")[-1].strip()
    product.category = short_in("Type", kind, 120) or None
    product.is_published = _is_published(row)
    if row["Option1 Value"] != ONLY_OPTION:
        product.option_names = tuple(filter(None, (row[f"Option{number} Name"] for number in OPTIONS)))


def _is_published(row: Row) -> bool:
    status = row["Status"].casefold() or "active"
    if status not in _VISIBLE:
        raise WrongCell("Status", f"“{row['Status']}” is none of active, draft, archived and unlisted.")
    return yes_in("Published", row["Published"], unsaid="true") and _VISIBLE[status]


def _add(product: ProductInFile, row: Row, currency: str) -> None:
    """Add what a row brings: a picture, a variant, or both."""
    _trust(row)
    brings_variant = row["Title"] or row["Option1 Value"] or row["Variant SKU"] or row["Variant Price"]
    if not (brings_variant or row["Image Src"]):
        raise WrongCell("", "The row has neither a variant nor a picture.")
    variant = _variant_in(product, row, currency) if brings_variant else None
    if row["Image Src"]:
        position = decimal_in("Image Position", row["Image Position"] or str(len(product.images) + 1))
        product.images.append((position, Image(row["Image Src"], row["Image Alt Text"])))
    if variant:
        product.variants.append(variant)


def _variant_in(product: ProductInFile, row: Row, currency: str) -> VariantInFile:
    values = tuple(row[f"Option{number} Value"] for number in OPTIONS[: len(product.option_names)])
    if not all(values):
        number = values.index("") + 1
        raise WrongCell(f"Option{number} Value", f"is empty, but the product has {product.option_names[number - 1]}.")
    if any(values == other.option_values for other in product.variants):
        raise WrongCell(
            "Option1 Value", f"{', '.join(values) or 'This variant'} was already given for {product.handle}."
        )
    in_grams = row["Variant Grams"]
    return VariantInFile(
        line=row.line,
        sku=short_in("Variant SKU", row["Variant SKU"] or made_sku(product.handle, values), 120),
        sku_is_made=not row["Variant SKU"],
        option_values=values,
        price=money_in("Variant Price", row["Variant Price"], currency),
        barcode=short_in("Variant Barcode", row["Variant Barcode"].removeprefix("'"), 64) or None,
        weight_g=grams_in("Variant Grams", in_grams, "g")
        if in_grams
        else grams_in("Variant Weight", row["Variant Weight"], row["Variant Weight Unit"] or "g"),
    )


def made_sku(handle: str, option_values: tuple[str, ...]) -> str:
    """The SKU of a variant that has none in its file: the handle and its choices, always the same."""
    return "-".join([handle, *(_ODD.sub("-", value).strip("-").casefold() for value in option_values)])


def _trust(row: Row) -> None:
    if row.surplus:
        raise WrongCell("", f"The row has {row.surplus} more cells than there are columns.")
