"""Every product of the demo has a picture: well formed, titled, and the same whenever it is drawn."""

from xml.etree import ElementTree as ET

import pytest

from api.demo.pictures import picture, shapes
from api.demo.records import Product
from api.demo.world import load_world

PRODUCTS = load_world().products
SVG = "{http://www.w3.org/2000/svg}"


def drawn(product: Product) -> str:
    return picture(product.slug, product.category, product.picture, product.texts["en"].title)


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)
def test_a_product_can_be_seen(product: Product):
    root = ET.fromstring(drawn(product))

    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == product.texts["en"].title
    assert product.picture in shapes()


def test_a_picture_refers_only_to_what_it_holds():
    for product in PRODUCTS:
        root = ET.fromstring(drawn(product))
        known = {element.get("id") for element in root.iter()}
        paints = {
            value[5:-1] for element in root.iter() for value in element.attrib.values() if value.startswith("url(#")
        }
        uses = {element.get("href", "")[1:] for element in root.iter(f"{SVG}use")}

        assert paints | uses <= known, product.slug
        assert "$" not in drawn(product) and "http" not in drawn(product).replace("http://www.w3.org/2000/svg", "")


def test_a_picture_stays_the_same():
    first = PRODUCTS[0]

    assert drawn(first) == drawn(first)
    assert drawn(first) != drawn(PRODUCTS[1])


def test_a_thing_nobody_has_drawn_yet_comes_in_a_box():
    unknown = picture("mystery", "toys", "spaceship", "A <toy> & more")

    assert ET.fromstring(unknown).findtext(f"{SVG}title") == "A <toy> & more"
    assert unknown == picture("mystery", "toys", "box", "A <toy> & more")
