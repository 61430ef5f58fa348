"""Opening markets and setting what things cost in them."""

from collections.abc import Collection, Mapping

from stores.database import atomic
from stores.kernel.ids import new_id
from stores.kernel.money import MixedCurrencies, Money
from stores.pricing.models import Market, Price
from stores.pricing.queries.markets import market_for


@atomic
async def open_market(
    code: str, currency: str, countries: Collection[str], *, prices_include_tax: bool = True, is_default: bool = False
) -> Market:
    """Open a market, or change the one with that code; the first market is the default until another is.

    A market that changes its currency loses its prices: an amount in one currency says nothing in another.
    """
    if is_default:
        await Market.exclude(code=code).update(is_default=False)
    market = await Market.get_or_none(code=code) or Market(id=new_id("mkt"), code=code)
    market.currency = currency
    market.countries = sorted(countries)
    market.prices_include_tax = prices_include_tax
    market.is_default = is_default or not await Market.exclude(code=code).filter(is_default=True).exists()
    await market.save()
    await Price.filter(market_code=code).exclude(currency=currency).delete()
    return market


@atomic
async def set_prices(market_code: str, prices: Mapping[str, Money | None]) -> set[str]:
    """Set what one unit of each SKU costs in a market; None takes it off sale there.

    Answers the SKUs whose price this changed.

    Raises:
        MarketNotFound: there is no such market.
    """
    market = await market_for(market_code)
    if wrong := next((amount for amount in prices.values() if amount and amount.currency != market.currency), None):
        raise MixedCurrencies(f"{wrong.currency} in {market_code}, whose currency is {market.currency}")

    standing = {price.sku: price.money for price in await Price.filter(market_code=market_code, sku__in=list(prices))}
    changed = {sku: amount for sku, amount in prices.items() if standing.get(sku) != amount}
    asked = [_price(sku, market_code, amount) for sku, amount in changed.items() if amount is not None]
    if asked:
        await Price.bulk_create(asked, on_conflict=("sku", "market_code"), update_fields=("currency", "amount_minor"))
    if off_sale := [sku for sku, amount in changed.items() if amount is None]:
        await Price.filter(market_code=market_code, sku__in=off_sale).delete()
    return set(changed)


def _price(sku: str, market_code: str, amount: Money) -> Price:
    return Price(sku=sku, market_code=market_code, currency=amount.currency, amount_minor=amount.minor)
