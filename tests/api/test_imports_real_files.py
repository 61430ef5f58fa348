"""The real files of merchants, where they are at hand."""

import pytest

from api.imports.products_csv import ProductOptions, import_products_file
from api.imports.stores_csv import StoreOptions, import_stores_file
from stores.inventory.queries.product_search import ProductSearch, View
from stores.inventory.queries.products import product_count
from tests.api.files import DATA, with_real_files

pytestmark = [pytest.mark.usefixtures("tx"), with_real_files]


async def test_the_wines_and_foods_of_a_merchant_are_taken_whole():
    products, inventory = (DATA / "products" / f"merchant_{kind}.csv" for kind in ("products", "inventory"))
    options = ProductOptions(market="NO", currency="NOK", locale="no", inventory=inventory)

    first = await import_products_file(products, options)
    second = await import_products_file(products, options)

    assert (first.rows, first.created, first.verdicts) == (1052, 887, [])
    assert first.remarks["Variants without a price, which are not sold"] == 377
    assert (second.created, second.changed, second.unchanged) == (0, 0, 887)
    assert await product_count(ProductSearch(view=View("no", "NO"), words="chianti")) == 6
    assert await product_count(ProductSearch(view=View("no", "NO"), origin_country="PT")) > 0


@pytest.mark.parametrize("name", ["apparel", "home-and-garden", "jewelery", "packt-product-data"])
async def test_the_sample_files_of_the_format_are_taken_whole(name):
    path = DATA / "products" / "shopify_samples" / f"{name}.csv"

    summary = await import_products_file(path, ProductOptions(market="US", currency="USD"))

    assert (summary.created, summary.verdicts) == (20, [])


async def test_the_stores_of_a_chain_are_taken_whole():
    summary = await import_stores_file(DATA / "stores" / "stores_us_hours_2016.csv.gz", StoreOptions())

    assert (summary.created, summary.verdicts) == (1565, [])
