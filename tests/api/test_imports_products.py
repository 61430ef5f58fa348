"""Importing the product files that merchants export."""

import csv
from pathlib import Path

import pytest

from api.imports.products_csv import ProductOptions, import_products_file
from api.imports.rows import CannotImport
from stores.catalog.models import Product, Variant
from stores.inventory.queries.product_search import View
from stores.inventory.queries.products import product
from stores.kernel.money import Money
from stores.pricing.models import Market
from stores.pricing.queries import prices_of
from stores.pricing.services import open_market
from tests.api.files import PRODUCT_COLUMNS, a_file, a_row

pytestmark = pytest.mark.usefixtures("tx")

IN_EUROS = ProductOptions(market="EU", currency="EUR")
IN_ENGLISH = View("en", "EU")


def products_file(folder: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    return a_file(folder / "products.csv", PRODUCT_COLUMNS, *rows, encoding=encoding)


async def test_a_product_with_variants_and_pictures_is_read_from_its_rows(tmp_path):
    shirt = a_row("shirt", Title="Linen Shirt", Vendor="Aster", Type="shirts", Option1_Name="Size", Option1_Value="S",
                  Option2_Name="Colour", Option2_Value="Sand", Variant_SKU="SH-S", Variant_Grams="210.0",
                  Variant_Barcode="4006381333931", Image_Src="/b.svg", Image_Position="2")  # fmt: skip
    shirt["Body (HTML)"] = "<p>Woven <b>by hand</b>.</p><script>alert(1)</script><ul><li>Linen &amp; air</li></ul>"
    more = {"Handle": "shirt", "Option1 Value": "M", "Option2 Value": "Sand", "Variant SKU": "SH-M",
            "Variant Price": "14.00", "Image Src": "/a.svg", "Image Position": "1"}  # fmt: skip
    picture = {"Handle": "shirt", "Image Src": "/c.svg", "Image Position": "3"}

    summary = await import_products_file(products_file(tmp_path, shirt, more, picture), IN_EUROS)

    assert (summary.created, summary.rows, summary.verdicts) == (1, 3, [])
    shown = await product("shirt", IN_ENGLISH)
    assert shown is not None
    assert (shown.title, shown.brand, shown.category) == ("Linen Shirt", "Aster", "shirts")
    assert shown.description == "Woven by hand.\nLinen & air"
    assert [image.url for image in shown.images] == ["/a.svg", "/b.svg", "/c.svg"]
    assert [(option.name, option.values) for option in shown.options] == [("Size", ("S", "M")), ("Colour", ("Sand",))]
    assert [variant.title for variant in shown.variants] == ["Linen Shirt, S, Sand", "Linen Shirt, M, Sand"]
    assert (shown.variants[0].weight_g, shown.variants[0].barcode) == (210, "4006381333931")
    assert shown.prices == {"SH-S": Money(1250, "EUR"), "SH-M": Money(1400, "EUR")}


async def test_running_it_twice_changes_nothing(tmp_path):
    path = products_file(tmp_path, a_row("tea"), a_row("rice", Variant_Price=""))
    await import_products_file(path, IN_EUROS)

    summary = await import_products_file(path, IN_EUROS)

    assert (summary.created, summary.changed, summary.unchanged) == (0, 0, 2)


async def test_a_new_price_changes_a_product_and_an_emptied_one_takes_it_off_sale(tmp_path):
    await import_products_file(products_file(tmp_path, a_row("tea"), a_row("rice")), IN_EUROS)

    path = products_file(tmp_path, a_row("tea", Variant_Price="13"), a_row("rice", Variant_Price=""))
    summary = await import_products_file(path, IN_EUROS)

    assert (summary.changed, summary.unchanged) == (2, 0)
    assert await prices_of(["TEA", "RICE"], "EU") == {"TEA": Money(1300, "EUR")}


async def test_a_product_without_a_price_is_imported_and_not_sold(tmp_path):
    summary = await import_products_file(products_file(tmp_path, a_row("rice", Variant_Price="")), IN_EUROS)

    shown = await product("rice", IN_ENGLISH)
    assert shown is not None
    assert shown.price_from is None
    assert summary.remarks == {"Variants without a price, which are not sold": 1}


@pytest.mark.parametrize(
    ("currency", "cell", "minor"),
    [
        ("EUR", "12.50", 1250),
        ("JPY", "1200", 1200),
        ("JPY", "1200.00", 1200),
        ("KWD", "1.234", 1234),
        ("EUR", "0.1", 10),
    ],
)
async def test_prices_are_exact_in_the_digits_of_their_currency(tmp_path, currency, cell, minor):
    path = products_file(tmp_path, a_row("tea", Variant_Price=cell))

    await import_products_file(path, ProductOptions(market="XX", currency=currency))

    assert await prices_of(["TEA"], "XX") == {"TEA": Money(minor, currency)}


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("Variant Price", "12,50", "not a number"),
        ("Variant Price", "-1", "not a number"),
        ("Variant Price", "NaN", "not a number"),
        ("Variant Price", "12.505", "decimals"),
        ("Variant Grams", "heavy", "not a number"),
        ("Title", "x" * 301, "longer than 300"),
        ("Title", "", "no title"),
        ("Published", "perhaps", "neither true nor false"),
        ("Status", "sleeping", "none of active"),
        ("Image Position", "first", "not a number"),
    ],
)
async def test_a_row_that_cannot_be_understood_is_left_out_with_its_reason(tmp_path, column, cell, why):
    wrong = a_row("tea", Image_Src="/tea.svg") | {column: cell}

    summary = await import_products_file(products_file(tmp_path, wrong, a_row("rice")), IN_EUROS)

    [verdict] = summary.verdicts
    assert (verdict.line, verdict.column, verdict.file) == (2, column, "products.csv")
    assert why in verdict.why
    assert [sold.slug for sold in await Product.all()] == ["rice"]


async def test_a_sku_is_taken_by_its_first_row_alone(tmp_path):
    path = products_file(tmp_path, a_row("tea", Variant_SKU="X"), a_row("rice", Variant_SKU="X"), a_row("miso"))

    summary = await import_products_file(path, IN_EUROS)

    assert [(v.line, v.column, v.why) for v in summary.verdicts] == [
        (3, "Variant SKU", "The SKU X already stands on line 2.")
    ]
    assert await Product.all().order_by("slug").values_list("slug", flat=True) == ["miso", "tea"]


async def test_a_sku_of_another_product_in_the_shop_is_left_to_it_with_its_price(tmp_path):
    await import_products_file(products_file(tmp_path, a_row("tea", Variant_SKU="X")), IN_EUROS)

    path = products_file(tmp_path, a_row("rice", Variant_SKU="X", Variant_Price="99"))
    summary = await import_products_file(path, IN_EUROS)

    assert [verdict.why for verdict in summary.verdicts] == ["The SKU X belongs to tea."]
    assert await prices_of(["X"], "EU") == {"X": Money(1250, "EUR")}


async def test_a_variant_without_a_sku_gets_the_same_one_every_time(tmp_path):
    small = a_row("pot", Option1_Name="Size", Option1_Value="Extra Small", Variant_SKU="")
    large = {"Handle": "pot", "Option1 Value": "Large", "Variant Price": "20"}
    path = products_file(tmp_path, small, large, a_row("lamp", Variant_SKU=""))

    summary = await import_products_file(path, IN_EUROS)

    assert {variant.sku for variant in await Variant.all()} == {"pot-extra-small", "pot-large", "lamp"}
    assert sum(summary.remarks.values()) == 3
    assert (await import_products_file(path, IN_EUROS)).unchanged == 2


async def test_rows_that_fit_nowhere_are_left_out_and_the_rest_goes_on(tmp_path):
    repeated = {"Handle": "tea", "Option1 Value": "Default Title", "Variant SKU": "TEA-2", "Variant Price": "3"}
    path = products_file(
        tmp_path, a_row("tea"), repeated, {"Handle": "tea"}, a_row("", Title="Nobody's"), a_row("rice"), a_row("tea")
    )
    with path.open("a") as file:
        file.write("miso,Miso" + "," * 30 + "stray\n")

    summary = await import_products_file(path, IN_EUROS)

    assert [(v.line, v.column) for v in sorted(summary.verdicts, key=lambda v: v.line)] == [
        (3, "Option1 Value"), (4, ""), (5, "Handle"), (7, "Handle"), (8, ""),
    ]  # fmt: skip
    assert (summary.rows, summary.created) == (7, 2)


@pytest.mark.parametrize(
    ("cells", "is_on_sale"),
    [
        ({"Published": "TRUE", "Status": "active"}, True),
        ({"Published": "", "Status": ""}, True),
        ({"Published": "false", "Status": "active"}, False),
        ({"Published": "true", "Status": "draft"}, False),
    ],
)
async def test_what_the_merchant_hides_is_hidden(tmp_path, cells, is_on_sale):
    await import_products_file(products_file(tmp_path, a_row("tea") | cells), IN_EUROS)

    assert (await product("tea", IN_ENGLISH) is not None) is is_on_sale


async def test_texts_of_a_second_language_join_the_first(tmp_path):
    await import_products_file(products_file(tmp_path, a_row("tea", Title="Green Tea")), IN_EUROS)

    german = ProductOptions(market="EU", locale="de")
    await import_products_file(products_file(tmp_path, a_row("tea", Title="Grüner Tee")), german)

    titles = [(await product("tea", View(locale, "EU"))).title for locale in ("en", "de-AT", "ja")]
    assert titles == ["Green Tea", "Grüner Tee", "Green Tea"]


async def test_a_dry_run_gives_the_same_verdicts_and_writes_nothing(tmp_path):
    rows = (a_row("tea"), a_row("rice", Variant_Price="?"), a_row("miso", Variant_SKU="TEA"))
    path = products_file(tmp_path, *rows)

    report = tmp_path / "report.csv"
    options = ProductOptions(market="EU", currency="EUR", dry_run=True, report=report)
    rehearsed = await import_products_file(path, options)

    assert await Product.all().count() == 0
    assert await Market.all().count() == 0
    assert "nothing was written" in rehearsed.lines[-1]
    with report.open(encoding="utf-8") as file:
        assert [(row["line"], row["column"]) for row in csv.DictReader(file)] == [
            ("3", "Variant Price"), ("4", "Variant SKU"),
        ]  # fmt: skip
    real = await import_products_file(path, IN_EUROS)
    assert (real.created, real.verdicts) == (rehearsed.created, rehearsed.verdicts)


async def test_an_interrupted_import_goes_on_where_it_was(tmp_path):
    path = products_file(tmp_path, *(a_row(f"tea-{number:03}") for number in range(250)))

    def pull_the_plug(line: int) -> None:
        if line > 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await import_products_file(path, IN_EUROS, pull_the_plug)
    done = await Product.all().count()
    summary = await import_products_file(path, IN_EUROS)

    assert done == 200
    assert (summary.created, summary.unchanged) == (50, 200)


async def test_the_market_must_be_open_or_its_currency_named(tmp_path):
    path = products_file(tmp_path, a_row("tea"))

    with pytest.raises(CannotImport, match="no market NO"):
        await import_products_file(path, ProductOptions(market="NO"))
    with pytest.raises(CannotImport, match="No market has been opened yet"):
        await import_products_file(path, ProductOptions())

    await open_market("NO", "NOK", ["NO"])
    await import_products_file(path, ProductOptions())
    assert await prices_of(["TEA"], "NO") == {"TEA": Money(1250, "NOK")}


async def test_a_language_that_is_none_is_refused(tmp_path):
    with pytest.raises(CannotImport, match="not a language"):
        await import_products_file(products_file(tmp_path, a_row("tea")), ProductOptions(market="EU", locale="?"))


async def test_the_headings_of_newer_exports_are_understood(tmp_path):
    columns = ("Title", "URL handle", "Description", "Published on online store", "Status", "SKU", "Option1 name",
               "Option1 value", "Option1 Linked To", "Price", "Weight value (grams)", "Product image URL")  # fmt: skip
    row = {"Title": "Green Tea", "URL handle": "tea", "Description": "<p>Fresh.</p>", "SKU": "TEA-50",
           "Status": "Active", "Published on online store": "TRUE", "Option1 name": "Size", "Option1 value": "50 g",
           "Price": "4.20", "Weight value (grams)": "60", "Product image URL": "/tea.svg"}  # fmt: skip

    await import_products_file(a_file(tmp_path / "new.csv", columns, row), IN_EUROS)

    shown = await product("tea", IN_ENGLISH)
    assert shown is not None
    assert (shown.description, shown.images[0].url, shown.price_from) == ("Fresh.", "/tea.svg", Money(420, "EUR"))
    assert (shown.variants[0].title, shown.variants[0].weight_g) == ("Green Tea, 50 g", 60)
