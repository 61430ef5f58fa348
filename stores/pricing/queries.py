"""Reading markets and prices."""

from collections.abc import Collection, Set
from dataclasses import dataclass

from stores.database import first_row, rows
from stores.kernel.money import Money
from stores.pricing.errors import MarketNotFound


@dataclass(frozen=True, slots=True)
class MarketRow:
    """Countries that share a currency and a price list."""

    code: str
    currency: str
    countries: tuple[str, ...]
    prices_include_tax: bool
    unpaid_minutes: int
    lapse_refund_percent: int


_BEST_MARKET = """
SELECT code, currency, countries, prices_include_tax, unpaid_minutes, lapse_refund_percent FROM market
WHERE $1::text IS NULL OR code = $1
ORDER BY coalesce($2::text = ANY(countries), false) DESC, is_default DESC, code
LIMIT 1
"""


async def market_for(code: str | None = None, country_code: str | None = None) -> MarketRow:
    """The market with the code, else the one of the country, else the installation's default.

    Raises:
        MarketNotFound: no market has that code, or there is none at all.
    """
    found = await first_row(_BEST_MARKET, code, country_code)
    if found is None:
        raise MarketNotFound(code)
    return MarketRow(**{**dict(found), "countries": tuple(found["countries"])})


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
