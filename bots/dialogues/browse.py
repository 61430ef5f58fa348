"""Leafing through what is sold: by category, by words, one product at a time.

browse.start --category or typed words--> browse.results --> browse.product --> cart.quantity
                                               |  ^
                                               +--+ further products, or other words
"""

from bots.client.answers import Product, Variant
from bots.dialogues.kinds import Book, Turn, option, tell
from bots.engine import text
from bots.engine.turns import Card, Choice, Option, Reply, go, say

book = Book()
LONGEST_DESCRIPTION = 600


@book.step("browse.start")
async def start(turn: Turn) -> Reply:
    """The categories; anything typed is searched for."""
    return say(Choice(tell(turn, "browse.start"), await _categories(turn)))


@book.typed("browse.start")
@book.typed("browse.results")
@book.typed("browse.product")
@book.typed("pickup.store")
async def search(turn: Turn) -> Reply:
    """Look for the words that were typed."""
    if turn.heard.spot:
        turn.remember(spot=turn.heard.spot)
        return say(then=go("pickup.stores"))
    return say(then=go("browse.results", "search", turn.said))


@book.step("browse.results")
async def results(turn: Turn) -> Reply:
    """One page of the products of a category or of a search, with what is free near the customer."""
    kind, term, after = (*turn.given, "")[:3]
    near = turn.memory.spot
    found = await turn.shop.products(**{kind: term}, near=near, after=after)
    if not found.edges:
        return say(Choice(tell(turn, "browse.nothing", term=term), await _categories(turn)))

    options = [_product_option(turn, edge.node) for edge in found.edges]
    if found.page_info.has_next_page and found.page_info.end_cursor:
        options.append(option(turn, "browse.further", go("browse.results", kind, term, found.page_info.end_cursor)))
    return say(Choice(tell(turn, "browse.results", n=found.total_count), tuple(options)))


@book.step("browse.product")
async def product(turn: Turn) -> Reply:
    """One product: what it is, where it comes from, and its variants to choose from."""
    found = await turn.shop.product(turn.given[0], turn.memory.spot)
    if found is None:
        return say(tell(turn, "browse.gone"), then=go("browse.start"))

    options = tuple(_variant_option(turn, found, variant) for variant in found.variants if variant.price)
    card = Card(found.title, _about(turn, found), *_picture(found))
    if not options:
        return say(card, Choice(tell(turn, "browse.not_for_sale"), await _categories(turn)))
    return say(card, Choice(tell(turn, "browse.choose") if len(options) > 1 else "", options))


async def _categories(turn: Turn) -> tuple[Option, ...]:
    """What the shop sells, in the customer's words where we have them, else in the merchant's."""
    known = text.sentences(turn.locale)
    return tuple(
        option(turn, f"category.{name}", goes) if f"category.{name}" in known else Option(name, goes)
        for name in await turn.shop.categories()
        for goes in [go("browse.results", "category", name)]
    )


def _product_option(turn: Turn, found: Product) -> Option:
    free = [variant.free_near for variant in found.variants if variant.free_near is not None]
    price = tell(turn, "browse.priced", price=found.price_from.formatted) if found.price_from else ""
    near = _free_near(turn, max(free, default=None))
    image, alt = _picture(found)
    return Option(found.title, go("browse.product", found.slug), hint=_joined(price, near), image=image, alt=alt)


def _variant_option(turn: Turn, found: Product, variant: Variant) -> Option:
    price = variant.price.formatted if variant.price else ""
    free = _free_near(turn, variant.free_near)
    goes = go("cart.quantity", variant.sku, _full_title(found, variant))
    label = tell(turn, "browse.add") if len(found.variants) == 1 else variant.title
    return Option(label, goes, hint=_joined(price, free))


def _free_near(turn: Turn, free: int | None) -> str:
    if free is None:
        return ""
    return tell(turn, "browse.free_near", n=free) if free else tell(turn, "browse.none_near")


def _full_title(found: Product, variant: Variant) -> str:
    if not variant.title or variant.title.startswith(found.title) or len(found.variants) == 1:
        return variant.title if variant.title.startswith(found.title) else found.title
    return f"{found.title}, {variant.title}"


def _about(turn: Turn, found: Product) -> str:
    land = tell(turn, "browse.from_land", land=found.origin.name) if found.origin else ""
    description = (found.description or "").strip()
    if len(description) > LONGEST_DESCRIPTION:
        description = description[:LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + " …"
    return "\n".join(filter(None, [description, land]))


def _picture(found: Product) -> tuple[str, str]:
    return (found.image.url, found.image.alt or found.title) if found.image else ("", "")


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
