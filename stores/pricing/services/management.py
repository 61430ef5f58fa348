"""What managers change: markets, prices, tax rates and exchange rates; each change is audited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stores.catalog.errors import VariantNotFound
from stores.catalog.queries import known_skus
from stores.database import atomic
from stores.identity import services as identity
from stores.identity.actors import Actor, require_manager
from stores.identity.services import Alteration, facts_of
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.kernel.money import Money
from stores.pricing.errors import MarketExists, MarketNotFound, TermsNotPossible, WrongCurrency
from stores.pricing.models import ExchangeRate, Market, Price, TaxRate
from stores.pricing.queries import market_for
from stores.pricing.services.markets import open_market, set_prices

CODE_SIZE = 32
LONGEST_NAME = 120
MOST_MINUTES = 30 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTerms:
    """A market as a manager describes it."""

    code: str
    currency: str
    countries: tuple[str, ...]
    prices_include_tax: bool = True
    is_default: bool = False
    hold_minutes: int = 15
    hold_at_most_minutes: int = 60
    unpaid_minutes: int = 35
    lapse_refund_percent: int = 100

    def require_possible(self) -> None:
        """Raises ``TermsNotPossible`` when a field cannot be what it is."""
        checks = {
            "code": 0 < len(self.code) <= CODE_SIZE,
            "currency": _is_code(self.currency, 3),
            "countries": bool(self.countries) and all(_is_code(country, 2) for country in self.countries),
            "holdMinutes": 0 < self.hold_minutes <= self.hold_at_most_minutes,
            "holdAtMostMinutes": self.hold_at_most_minutes <= MOST_MINUTES,
            "unpaidMinutes": 35 <= self.unpaid_minutes <= 24 * 60,
            "lapseRefundPercent": 0 <= self.lapse_refund_percent <= 100,
        }
        require(checks)


def require(checks: Mapping[str, bool]) -> None:
    """Raises ``TermsNotPossible`` for the first field whose check failed."""
    for field, is_possible in checks.items():
        if not is_possible:
            raise TermsNotPossible(field)


def is_rate(rate: Decimal, digits: int) -> bool:
    """Is it a number, with no more decimals than that?"""
    return rate.is_finite() and rate == round(rate, digits)


def _is_code(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isalpha() and text.isupper()


@atomic
async def create_market(actor: Actor, terms: MarketTerms) -> Market:
    """Open a market. For managers of the whole shop.

    Raises:
        MarketExists: one has that code.
        TermsNotPossible: of a field.
    """
    staff = require_manager(actor)
    if await Market.exists(code=terms.code):
        raise MarketExists(terms.code)
    market = await _written(terms)
    await identity.audit(staff, "createMarket", Alteration(market.id, None, facts_of(market)))
    return market


@atomic
async def change_market(actor: Actor, terms: MarketTerms) -> Market:
    """Change the market with that code. For managers of the whole shop.

    Its currency stays: amounts in carts and promotions would say nothing in another.

    Raises:
        MarketNotFound: none has that code.
        TermsNotPossible: of a field.
    """
    staff = require_manager(actor)
    market = await Market.select_for_update().get_or_none(code=terms.code)
    if market is None:
        raise MarketNotFound(terms.code)
    require({"currency": terms.currency == market.currency})
    before = facts_of(market)
    changed = await _written(terms)
    await identity.audit(staff, "changeMarket", Alteration(market.id, before, facts_of(changed)))
    return changed


async def _written(terms: MarketTerms) -> Market:
    terms.require_possible()
    market = await open_market(
        terms.code,
        terms.currency,
        terms.countries,
        prices_include_tax=terms.prices_include_tax,
        is_default=terms.is_default,
    )
    market.hold_minutes = terms.hold_minutes
    market.hold_at_most_minutes = terms.hold_at_most_minutes
    market.unpaid_minutes = terms.unpaid_minutes
    market.lapse_refund_percent = terms.lapse_refund_percent
    await market.save()
    return market


@atomic
async def change_prices(actor: Actor, market_code: str, prices: Mapping[str, Money | None]) -> set[str]:
    """Set what units cost in a market, None for what is taken off sale; the SKUs whose price this changed.

    Raises:
        MarketNotFound: there is no such market.
        VariantNotFound: there is no variant with one of the SKUs.
        WrongCurrency, TermsNotPossible: an amount is in another currency, or negative.
    """
    staff = require_manager(actor)
    market = await market_for(market_code)
    if strange := set(prices) - await known_skus(prices):
        raise VariantNotFound(min(strange))
    for price in prices.values():
        if price is not None and price.currency != market.currency:
            raise WrongCurrency(market.code, market.currency, price.currency)
        require({"prices": price is None or price.minor >= 0})
    standing = await Price.filter(market_code=market_code, sku__in=list(prices)).values_list("sku", "amount_minor")
    before = {**dict.fromkeys(prices), **dict(standing)}
    changed = await set_prices(market_code, prices)
    after = {sku: price.minor if price else None for sku, price in prices.items()}
    told = [{sku: minor for sku, minor in told.items() if sku in changed} for told in (before, after)]
    await identity.audit(staff, "setPrices", Alteration(market.id, *told))
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTerms:
    """A rate of tax as a manager sets it; what is left empty means any."""

    market_code: str
    rate: Decimal
    valid_from: date
    category: str = ""
    country_code: str = ""
    region: str = ""


@atomic
async def set_tax_rate(actor: Actor, terms: TaxTerms) -> TaxRate:
    """Set the rate of tax for a place and a category from a day on. For managers of the whole shop.

    Raises:
        MarketNotFound: there is no such market.
        TermsNotPossible: a rate below zero or of 1,000 % and more, or a region without its country.
    """
    staff = require_manager(actor)
    rate, before = await put_tax_rate(terms)
    await identity.audit(staff, "setTaxRate", Alteration(rate.id, before, facts_of(rate)))
    return rate


async def put_tax_rate(terms: TaxTerms) -> tuple[TaxRate, dict[str, object] | None]:
    """The rate as it was written, and the facts of the one in whose place it came."""
    await market_for(terms.market_code)
    require(
        {
            "rate": is_rate(terms.rate, 5) and 0 <= terms.rate < 10,
            "category": len(terms.category) <= LONGEST_NAME,
            "countryCode": terms.country_code == "" or _is_code(terms.country_code, 2),
            "region": len(terms.region) <= LONGEST_NAME and (terms.region == "" or terms.country_code != ""),
        }
    )
    where = {
        "market_code": terms.market_code,
        "country_code": terms.country_code,
        "region": terms.region,
        "category": terms.category,
        "valid_from": terms.valid_from,
    }
    standing = await TaxRate.select_for_update().get_or_none(**where)
    before = facts_of(standing) if standing else None
    rate = standing or TaxRate(id=new_id("txr"), **where)
    rate.rate = terms.rate
    await rate.save()
    return rate, before


@atomic
async def set_exchange_rate(actor: Actor, currency: str, shown_in: str, rate: Decimal) -> ExchangeRate:
    """Say what a major unit of a currency is worth in another from now on. For managers of the whole shop.

    Raises:
        TermsNotPossible: a rate of zero or less, or a currency in itself.
    """
    staff = require_manager(actor)
    require({"currency": _is_code(currency, 3), "shownIn": _is_code(shown_in, 3) and shown_in != currency})
    require({"rate": is_rate(rate, 12) and 0 < rate < 10**12})
    known = await ExchangeRate.create(
        id=new_id("xrt"), currency=currency, shown_in=shown_in, rate=rate, valid_from=clock.now()
    )
    await identity.audit(staff, "setExchangeRate", Alteration(known.id, None, facts_of(known)))
    return known
