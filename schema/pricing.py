"""Which market a request is in, and whose eyes it sees products with."""

from schema.context import Context
from stores.inventory.queries.product_search import View
from stores.pricing import queries as pricing
from stores.pricing.errors import MarketNotFound

NOWHERE = ""  # a market that no price belongs to


async def view_of(context: Context, country_code: str | None = None) -> View:
    """The reader's language and market: the one of the header, else a country's, else the installation's default.

    Before any market was opened products are seen without prices.

    Raises:
        MarketNotFound: the header names a market that there is not.
    """
    try:
        market = await pricing.market_for(context.market, country_code)
    except MarketNotFound:
        if context.market is not None:
            raise
        return View(context.locale, NOWHERE)
    return View(context.locale, market.code)
