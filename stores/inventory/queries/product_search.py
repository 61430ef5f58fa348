"""How a search for products becomes SQL: its words, its filters, its order and its cursor."""

# ruff: noqa: S608 - the parts of these statements are ours, every value goes by its place

import base64
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

from stores.catalog.rules import locales_for, pattern_of, words_of
from stores.holds.queries import overdue
from stores.kernel import clock

_NO_PRICE = 2**62  # sorts after every price, whichever way prices go
_ALIKE = 0.4  # how much of a word's trigrams a name must share to be taken for a slip of the keyboard


class ProductSort(StrEnum):
    """The order of a list of products; products without a price come last when ordered by price."""

    RELEVANCE = "RELEVANCE"
    TITLE = "TITLE"
    PRICE_UP = "PRICE_UP"
    PRICE_DOWN = "PRICE_DOWN"
    NEWEST = "NEWEST"


class UnknownCursor(ValueError):
    """The cursor was not made by a list in this order."""


@dataclass(frozen=True, slots=True)
class View:
    """Whose eyes see the products: the reader's language, and the market whose prices are shown."""

    locale: str
    market_code: str


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Minor units of one currency, both ends included; a price in another currency is never in it."""

    currency: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSearch:
    """Which products, in which order, and which page of them."""

    view: View
    words: str = ""
    category: str | None = None
    origin_country: str | None = None
    price: PriceRange | None = None
    available_at: str | None = None  # a store's id
    sort: ProductSort = ProductSort.RELEVANCE
    first: int = 20
    after: str | None = None


@dataclass
class Statement:
    """A statement in the making: its conditions on a product ``p``, and its values in the order of their places."""

    values: list[object] = field(default_factory=list)
    conditions: list[str] = field(default_factory=lambda: ["p.is_published"])

    def place(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    @property
    def where(self) -> str:
        return " AND ".join(self.conditions)


_NEWEST = "-(extract(epoch FROM p.created_at) * 1000000)::bigint"
_NAMES = r"split_part(p.search_text, E'\n', 1)"
_RELEVANCE = rf"""-(SELECT sum(CASE
    WHEN {_NAMES} LIKE '% ' || word || ' %' THEN 400
    WHEN {_NAMES} LIKE '% ' || word || '%' THEN 300
    WHEN p.search_text LIKE '%' || word || '%' THEN 200
    ELSE round(100 * word_similarity(word, {_NAMES})) END)::bigint FROM unnest({{words}}::text[]) word)"""
_SLIPS = f"""NOT EXISTS (SELECT FROM unnest({{words}}::text[]) word
    WHERE word_similarity(word, {_NAMES}) < {_ALIKE})"""
_SORT_TITLE = """(SELECT sort_title FROM product_text WHERE product_id = p.id
    ORDER BY array_position({locales}::text[], locale::text) NULLS LAST, locale LIMIT 1) COLLATE "C" """
_LOWEST_PRICE = """(SELECT min(amount_minor) FROM variant v JOIN price USING (sku)
    WHERE v.product_id = p.id AND market_code = {market})"""


def key_of(sql: Statement, search: ProductSearch) -> str:
    """What the list is ordered by: always a key that ascends, so that one comparison of rows serves every order."""
    words = words_of(search.words)
    match search.sort:
        case ProductSort.RELEVANCE if words:
            return _RELEVANCE.format(words=sql.place(words))
        case ProductSort.TITLE:
            return _SORT_TITLE.format(locales=sql.place(locales_for(search.view.locale)))
        case ProductSort.PRICE_UP:
            return f"coalesce({_LOWEST_PRICE.format(market=sql.place(search.view.market_code))}, {_NO_PRICE})"
        case ProductSort.PRICE_DOWN:
            return f"coalesce(-{_LOWEST_PRICE.format(market=sql.place(search.view.market_code))}, {_NO_PRICE})"
    return _NEWEST


def narrow(sql: Statement, search: ProductSearch) -> None:
    """Add the conditions of the search's words and filters."""
    if words := words_of(search.words):
        sql.conditions.append(_found_by_words(sql, words))
    if search.category is not None:
        sql.conditions.append(f"p.category = {sql.place(search.category)}")
    if search.origin_country is not None:
        country = sql.place(search.origin_country)
        sql.conditions.append(f"(p.origin_country = {country} OR {_some_variant(f'v.origin_country = {country}')})")
    if search.price is not None:
        sql.conditions.append(_some_variant(_priced_within(sql, search.price, search.view), "JOIN price c USING (sku)"))
    if search.available_at is not None:
        store, now = sql.place(search.available_at), sql.place(clock.now())
        free = f"s.store_id = {store} AND (s.total > s.promised OR s.id IN (SELECT countable_id FROM {overdue(now)} o))"
        sql.conditions.append(_some_variant(free, "JOIN stock_level s USING (sku)"))


def continue_after(sql: Statement, search: ProductSearch, key: str) -> None:
    """Add the condition that a product comes after the search's cursor. Raises: UnknownCursor."""
    if search.after is None:
        return
    last_key, last_slug = _opened(search.after, search.sort)
    kind = "text" if search.sort is ProductSort.TITLE else "bigint"
    sql.conditions.append(f"({key}, p.slug) > ({sql.place(last_key)}::{kind}, {sql.place(last_slug)})")


def cursor_at(sort: ProductSort, key: str | int, slug: str) -> str:
    """The cursor of the page that begins after a product."""
    return base64.urlsafe_b64encode(orjson.dumps([sort, key, slug])).decode().rstrip("=")


def _found_by_words(sql: Statement, words: list[str]) -> str:
    every = " AND ".join(f"p.search_text LIKE {sql.place(pattern_of(word))}" for word in words)
    exact = f"SELECT p.id FROM product p WHERE p.is_published AND {every}"
    alike = f"SELECT p.id FROM product p WHERE p.is_published AND {_SLIPS.format(words=sql.place(words))}"
    return f"p.id IN ({exact} UNION ALL {alike} AND NOT EXISTS ({exact}))"


def _some_variant(condition: str, join: str = "") -> str:
    return f"EXISTS (SELECT FROM variant v {join} WHERE v.product_id = p.id AND {condition})"


def _priced_within(sql: Statement, asked: PriceRange, view: View) -> str:
    bounds = [f"c.market_code = {sql.place(view.market_code)}", f"c.currency = {sql.place(asked.currency)}"]
    if asked.least is not None:
        bounds.append(f"c.amount_minor >= {sql.place(asked.least)}")
    if asked.most is not None:
        bounds.append(f"c.amount_minor <= {sql.place(asked.most)}")
    return " AND ".join(bounds)


def _opened(cursor: str, sort: ProductSort) -> tuple[str | int, str]:
    try:
        made_for, key, slug = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as broken:
        raise UnknownCursor(cursor) from broken
    if made_for != sort or not isinstance(key, str if sort is ProductSort.TITLE else int) or not isinstance(slug, str):
        raise UnknownCursor(cursor)
    return key, slug
