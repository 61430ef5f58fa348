"""Reading markets and prices, and what amounts are worth elsewhere."""

from collections.abc import Collection, Set
from dataclasses import dataclass, fields
from datetime import timedelta

from asyncpg import Record

from stores.database import first_row, rows
from stores.kernel.money import Money
from stores.pricing.errors import MarketNotFound


@dataclass(frozen=True, slots=True)
class MarketRow:
    """Countries that share a currency and a price list, and how long things are kept for buyers there."""

    id: str
    code: str
    currency: str
    countries: tuple[str, ...]
    prices_include_tax: bool
    is_default: bool
    hold_minutes: int
    hold_at_most_minutes: int
    unpaid_minutes: int
    lapse_refund_percent: int

    @property
    def hold_for(self) -> timedelta:
        """How long a quote keeps its goods."""
        return timedelta(minutes=self.hold_minutes)

    @property
    def hold_at_most_for(self) -> timedelta:
        """How long a cart keeps goods in all, however often it is quoted again."""
        return timedelta(minutes=self.hold_at_most_minutes)

    @property
    def unpaid_for(self) -> timedelta:
        """How long an order that is to be paid online keeps its goods without a payment."""
        return timedelta(minutes=self.unpaid_minutes)


_MARKETS = """
SELECT id, code, currency, countries, prices_include_tax, is_default,
       hold_minutes, hold_at_most_minutes, unpaid_minutes, lapse_refund_percent
FROM market
"""
BEST_MARKET = f"""
{_MARKETS}
WHERE $1::text IS NULL OR code = $1
ORDER BY coalesce($2::text = ANY(countries), false) DESC, is_default DESC, code
LIMIT 1
"""  # $1 is a code or null, $2 a country or null


async def market_for(code: str | None = None, country_code: str | None = None) -> MarketRow:
    """The market with the code, else the one of the country, else the installation's default.

    Raises:
        MarketNotFound: no market has that code, or there is none at all.
    """
    found = await first_row(BEST_MARKET, code, country_code)
    if found is None:
        raise MarketNotFound(code or "")
    return market_row(found)


async def markets_by_id(ids: Collection[str]) -> dict[str, MarketRow]:
    """The markets with these ids."""
    found = await rows(_MARKETS + "WHERE id = ANY($1::text[])", list(ids))
    return {row["id"]: market_row(row) for row in found}


async def markets() -> list[MarketRow]:
    """Every market, by code."""
    return [market_row(row) for row in await rows(_MARKETS + "ORDER BY code")]


def market_row(row: Record) -> MarketRow:
    """A market from a row that may have more columns."""
    facts = {field.name: row[field.name] for field in fields(MarketRow)}
    return MarketRow(**{**facts, "countries": tuple(row["countries"])})


async def prices_of(skus: Collection[str], market_code: str) -> dict[str, Money]:
    """What one unit costs in the market, by SKU; a SKU that has no price there is not sold and is left out."""
    found = await rows(
        "SELECT sku, amount_minor, currency FROM price WHERE market_code = $1 AND sku = ANY($2::text[])",
        market_code,
        list(skus),
    )
    return {row["sku"]: Money(row["amount_minor"], row["currency"]) for row in found}


_SOLD_IN = """
SELECT country, array(SELECT sku FROM price WHERE market_code = best.code AND sku = ANY($2::text[])) AS skus
FROM unnest($1::text[]) country
CROSS JOIN LATERAL (
    SELECT code FROM market WHERE $3::text IS NULL OR code = $3
    ORDER BY country = ANY(countries) DESC, is_default DESC, code LIMIT 1
) best
"""


async def sold_in(
    countries: Collection[str], skus: Collection[str], market_code: str | None = None
) -> dict[str, Set[str]]:
    """By country the SKUs that have a price in its market, or in the one that is named."""
    found = await rows(_SOLD_IN, list(countries), list(skus), market_code)
    sold: dict[str, Set[str]] = dict.fromkeys(countries, frozenset())
    return sold | {row["country"]: frozenset(row["skus"]) for row in found}
