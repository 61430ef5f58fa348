"""Importing what is on the shelves, and what the border asks, from the inventory files of merchants."""

import pytest

from api.imports.products_csv import ProductOptions, import_products_file
from stores.catalog.models import Product
from stores.catalog.queries import variants_by_sku
from stores.holds import services as holds
from stores.inventory.models import StockLevel
from stores.kernel.address import Address, Position
from stores.locator.drafts import StoreDraft
from stores.locator.models import Store
from stores.locator.services import import_stores
from tests.api.files import INVENTORY_COLUMNS, PRODUCT_COLUMNS, a_file, a_row

pytestmark = pytest.mark.usefixtures("tx")

TALL = (*INVENTORY_COLUMNS, "Location", "Bin name", "Incoming (not editable)", "Unavailable (not editable)",
        "Committed (not editable)", "Available (not editable)", "On hand (current)", "On hand (new)")  # fmt: skip


@pytest.fixture
async def stores(tx):
    somewhere = Address(("1-2-3",), "Tokyo", None, None, "JP")
    await import_stores(
        [
            StoreDraft(code, name, somewhere, Position(35.67, 139.76), "Asia/Tokyo")
            for code, name in [("GINZA", "Ginza"), ("UENO", "Ueno"), ("K1", "Kiosk"), ("K2", "Kiosk")]
        ]
    )


async def import_both(folder, products, columns, *inventory, **options):
    known = a_file(folder / "products.csv", PRODUCT_COLUMNS, *products)
    shelves = a_file(folder / "inventory.csv", columns, *inventory)
    asked = ProductOptions(market="EU", currency="EUR", inventory=shelves, **options)
    return await import_products_file(known, asked)


async def on_hand():
    codes = dict(await Store.all().values_list("id", "code"))
    return {(codes[level.store_id], level.sku): level.on_hand for level in await StockLevel.all()}


async def test_tariff_codes_and_origins_reach_the_variants(tmp_path):
    rows = [{"SKU": "TEA", "HS Code": "0902.10", "COO": "jp"}, {"SKU": "RICE", "HS Code": "100630"}]

    summary = await import_both(tmp_path, [a_row("tea"), a_row("rice")], INVENTORY_COLUMNS, *rows)

    told = await variants_by_sku(["TEA", "RICE"], "en")
    assert (told["TEA"].hs_code, told["TEA"].origin_country) == ("090210", "JP")
    assert (told["RICE"].hs_code, told["RICE"].origin_country) == ("100630", None)
    assert (await Product.get(slug="tea")).origin_country == "JP"
    assert summary.verdicts == []


async def test_a_product_of_several_origins_has_none_itself(tmp_path):
    first = a_row("tea", Option1_Name="Kind", Option1_Value="A", Variant_SKU="A")
    second = {"Handle": "tea", "Option1 Value": "B", "Variant SKU": "B", "Variant Price": "1"}

    await import_both(
        tmp_path, [first, second], INVENTORY_COLUMNS, {"SKU": "A", "COO": "JP"}, {"SKU": "B", "COO": "CN"}
    )

    assert (await Product.get(slug="tea")).origin_country is None
    assert {sku: v.origin_country for sku, v in (await variants_by_sku(["A", "B"], "en")).items()} == {
        "A": "JP",
        "B": "CN",
    }


async def test_the_wide_form_counts_each_location_by_code_or_name(tmp_path, stores):
    columns = (*INVENTORY_COLUMNS, "GINZA", "ueno", "Atlantis")
    row = {"SKU": "TEA", "GINZA": "7", "ueno": "not stocked", "Atlantis": "3"}

    summary = await import_both(tmp_path, [a_row("tea")], columns, row)

    assert await on_hand() == {("GINZA", "TEA"): 7}
    [verdict] = summary.verdicts
    assert (verdict.line, verdict.column, verdict.file) == (2, "Atlantis", "inventory.csv")
    assert verdict.why == "No store has the code or name Atlantis."


async def test_the_tall_form_counts_a_location_a_row_and_the_new_count_holds(tmp_path, stores):
    rows = [
        {"SKU": "TEA", "Location": "Ginza", "On hand (current)": "5", "On hand (new)": "8"},
        {"SKU": "TEA", "Location": "Ueno", "On hand (current)": "4"},
        {"SKU": "RICE", "Location": "Ginza", "On hand (current)": "not stocked"},
    ]

    summary = await import_both(tmp_path, [a_row("tea"), a_row("rice")], TALL, *rows)

    assert await on_hand() == {("GINZA", "TEA"): 8, ("UENO", "TEA"): 4}
    assert summary.verdicts == []
    assert summary.remarks["Shelves counted"] == 2


async def test_the_earlier_tall_form_is_understood_too(tmp_path, stores):
    columns = (*INVENTORY_COLUMNS, "Location", "Incoming", "Unavailable", "Committed", "Available", "On hand")
    rows = [{"SKU": "TEA", "Location": "GINZA", "On hand": "5", "Available": "4"}, {"SKU": "RICE", "COO": "JP"}]

    await import_both(tmp_path, [a_row("tea"), a_row("rice")], columns, *rows)

    assert await on_hand() == {("GINZA", "TEA"): 5}


async def test_a_name_that_two_stores_share_needs_the_code(tmp_path, stores):
    columns = (*INVENTORY_COLUMNS, "Kiosk", "K2")

    summary = await import_both(tmp_path, [a_row("tea")], columns, {"SKU": "TEA", "Kiosk": "1", "K2": "2"})

    assert await on_hand() == {("K2", "TEA"): 2}
    assert [verdict.why for verdict in summary.verdicts] == ["Several stores are called Kiosk; use the store's code."]


async def test_rows_that_cannot_be_understood_are_left_out_with_their_reason(tmp_path, stores):
    columns = (*INVENTORY_COLUMNS, "GINZA")
    rows = [
        {"SKU": "TEA", "GINZA": "-2"},
        {"SKU": "TEA", "GINZA": "2.5"},
        {"SKU": "TEA", "HS Code": "tea leaves"},
        {"SKU": "TEA", "COO": "Japan"},
        {"COO": "JP"},
        {"SKU": "GHOST", "GINZA": "3"},
        {"SKU": "TEA", "GINZA": "6"},
    ]

    summary = await import_both(tmp_path, [a_row("tea")], columns, *rows)

    assert [(verdict.line, verdict.column) for verdict in summary.verdicts] == [
        (2, "GINZA"), (3, "GINZA"), (4, "HS Code"), (5, "COO"), (6, "SKU"), (7, "SKU"),
    ]  # fmt: skip
    assert await on_hand() == {("GINZA", "TEA"): 6}


async def test_variants_without_a_sku_are_matched_by_handle_and_options(tmp_path, stores):
    pot = a_row("pot", Option1_Name="Size", Option1_Value="Large", Variant_SKU="")
    rows = [
        {"Handle": "pot", "Option1 Name": "Size", "Option1 Value": "Large", "COO": "PT", "GINZA": "2"},
        {"Handle": "lamp", "Option1 Name": "Title", "Option1 Value": "Default Title", "GINZA": "1"},
    ]

    await import_both(tmp_path, [pot, a_row("lamp", Variant_SKU="")], (*INVENTORY_COLUMNS, "GINZA"), *rows)

    assert await on_hand() == {("GINZA", "pot-large"): 2, ("GINZA", "lamp"): 1}


async def test_a_count_below_what_is_promised_is_left_out(tmp_path, stores):
    columns = (*INVENTORY_COLUMNS, "GINZA")
    await import_both(tmp_path, [a_row("tea")], columns, {"SKU": "TEA", "GINZA": "5"})
    level = await StockLevel.get(sku="TEA")
    await holds.take("ord_1", [holds.Want(StockLevel, level.id, 4)], until=None)

    summary = await import_both(tmp_path, [a_row("tea")], columns, {"SKU": "TEA", "GINZA": "3"})

    assert [verdict.why for verdict in summary.verdicts] == ["3 x TEA are fewer than are promised to buyers."]
    assert await on_hand() == {("GINZA", "TEA"): 5}


async def test_a_dry_run_counts_nothing(tmp_path, stores):
    columns = (*INVENTORY_COLUMNS, "GINZA", "Atlantis")

    summary = await import_both(
        tmp_path, [a_row("tea")], columns, {"SKU": "TEA", "GINZA": "5", "Atlantis": "1"}, dry_run=True
    )

    assert await on_hand() == {}
    assert [verdict.column for verdict in summary.verdicts] == ["Atlantis"]
