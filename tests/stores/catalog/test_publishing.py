"""Putting products on sale, changing them, taking them off."""

from dataclasses import replace

import pytest

from stores.catalog.errors import ProductNotFound, SkuTaken, VariantNotFound
from stores.catalog.models import Product, Variant
from stores.catalog.queries import product_for, variant_on_sale, variants_by_id, variants_by_sku
from stores.catalog.rules import Image, Option, Text, VariantDraft
from stores.catalog.services import Change, import_catalog, publish_product, retire_product
from tests.goods import a_draft, slugs

pytestmark = pytest.mark.usefixtures("tx")


async def test_a_new_product_is_on_sale_with_all_that_was_said_of_it():
    draft = a_draft(
        "sake",
        {"en": "Sake", "ja": "清酒"},
        "SAKE-72",
        "SAKE-18",
        brand="Kura",
        origin_country="JP",
        images=(Image("/sake.svg", "A bottle"),),
        options=(Option("Volume", ("SAKE-72", "SAKE-18")),),
    )

    product = await publish_product(draft)

    assert (product.slug, product.brand, product.origin_country) == ("sake", "Kura", "JP")
    assert product.images == [{"url": "/sake.svg", "alt": "A bottle"}]
    told = await variants_by_sku(["SAKE-72", "SAKE-18", "BEER"], "ja-JP")
    assert {sku: variant.title for sku, variant in told.items()} == {
        "SAKE-72": "清酒, SAKE-72",
        "SAKE-18": "清酒, SAKE-18",
    }
    assert {variant.origin_country for variant in told.values()} == {"JP"}
    assert set(await variants_by_id([told["SAKE-72"].id], "en")) == {told["SAKE-72"].id}


async def test_the_same_drafts_again_change_nothing():
    drafts = [a_draft("sake", None, "SAKE-72", "SAKE-18"), a_draft("tea")]
    first = await import_catalog(drafts)

    second = await import_catalog(drafts)

    assert [outcome.change for outcome in first] == [Change.CREATED, Change.CREATED]
    assert [outcome.change for outcome in second] == [Change.UNCHANGED, Change.UNCHANGED]
    assert await Product.all().count() == 2


async def test_a_draft_changes_what_it_says_and_leaves_the_rest():
    await publish_product(a_draft("tea", "Green Tea", "TEA-50", "TEA-100", brand="Uji"))

    [outcome] = await import_catalog([replace(a_draft("tea", {"de": "Grüner Tee"}, "TEA-50"), category="tea")])

    assert outcome.change is Change.CHANGED
    product = await product_for("tea")
    assert (product.brand, product.category) == ("Uji", "tea")
    told = await variants_by_sku(["TEA-50", "TEA-100"], "en")
    assert {variant.title for variant in told.values()} == {"Green Tea, TEA-50", "Green Tea, TEA-100"}
    assert await slugs("green grüner") == ["tea"]


async def test_a_sku_belongs_to_one_product():
    await publish_product(a_draft("tea", None, "TEA-50"))

    with pytest.raises(SkuTaken) as refusal:
        await publish_product(a_draft("coffee", None, "TEA-50", "COFFEE-1"))

    assert (refusal.value.sku, refusal.value.taken_by) == ("TEA-50", "tea")
    assert await slugs() == ["tea"]


async def test_an_import_takes_the_variants_whose_sku_is_free():
    await publish_product(a_draft("tea", None, "TEA-50"))

    [outcome] = await import_catalog([a_draft("coffee", None, "TEA-50", "COFFEE-1")])

    assert [taken.sku for taken in outcome.left_out] == ["TEA-50"]
    coffee = await product_for("coffee")
    assert [variant.sku for variant in await Variant.filter(product_id=coffee.id)] == ["COFFEE-1"]


async def test_two_products_of_one_file_do_not_share_a_sku():
    outcomes = await import_catalog([a_draft("tea", None, "X"), a_draft("coffee", None, "X", "COFFEE")])

    assert [len(outcome.left_out) for outcome in outcomes] == [0, 1]
    assert outcomes[1].left_out[0].taken_by == "tea"


async def test_what_a_file_no_longer_says_of_a_variant_is_kept():
    known = VariantDraft(sku="TEA", hs_code="090210", weight_g=50)
    await publish_product(replace(a_draft("tea"), variants=(known,)))

    await publish_product(replace(a_draft("tea"), variants=(VariantDraft(sku="TEA", barcode="4006381333931"),)))

    variant = await Variant.get(sku="TEA")
    assert (variant.hs_code, variant.weight_g, variant.barcode) == ("090210", 50, "4006381333931")


async def test_a_retired_product_is_hidden_and_its_orders_still_know_its_name():
    await publish_product(replace(a_draft("tea"), texts={"en": Text("Green Tea")}))

    await retire_product("tea")

    assert await slugs() == []
    assert (await variants_by_sku(["TEA"], "en"))["TEA"].title == "Green Tea"
    with pytest.raises(VariantNotFound):
        await variant_on_sale("TEA", "en")


async def test_a_product_that_nobody_sells_is_not_found():
    with pytest.raises(ProductNotFound, match="unicorn"):
        await retire_product("unicorn")
