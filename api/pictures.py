"""The pictures of the demo's products, drawn when they are asked for."""

from functools import cache, lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.demo.pictures import picture
from api.demo.records import Product
from api.demo.world import load_world

KEPT_FOR = "public, max-age=86400"
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


async def picture_of_product(request: Request) -> Response:
    """The picture of a product of the demo, as SVG."""
    drawn = _drawn(request.path_params["slug"])
    if drawn is None:
        return PlainTextResponse("There is no such picture.", 404)
    headers = {"Cache-Control": KEPT_FOR, "Content-Security-Policy": HARMLESS}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


@lru_cache(maxsize=512)
def _drawn(slug: str) -> str | None:
    product = _products().get(slug)
    if product is None:
        return None
    return picture(product.slug, product.category, product.picture, product.texts["en"].title)


@cache
def _products() -> dict[str, Product]:
    return {product.slug: product for product in load_world().products}
