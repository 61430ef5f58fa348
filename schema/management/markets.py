"""Markets, and what managers set in them: prices, rates of tax, rates of exchange."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self, TypeAlias

import strawberry

from schema.catalog import VariantNotFound
from schema.context import Context, Info
from schema.doors import opens
from schema.errors import BAD_REQUEST, RequestError
from schema.inputs import MoneyInput
from schema.management.problems import MarketExists, TermsNotPossible, WrongCurrency
from schema.ordering.problems import MarketNotFound
from schema.outbox import KeyReused, KeyTooLong
from schema.scalars import CurrencyCode, Node
from stores.identity.actors import is_manager
from stores.kernel import money
from stores.pricing import models
from stores.pricing import queries as pricing_read
from stores.pricing import services as pricing
from stores.pricing.services import MarketTerms, TaxTerms

MOST_PRICES = 500


@strawberry.type
class Market(Node):
    """Countries that share a currency and a price list.

    code: Its code, as the Market header has it.
    currency: Its currency.
    countries: Its countries, by their ISO 3166-1 alpha-2 codes.
    prices_include_tax: Do its prices include their sales tax?
    is_default: Is it the market of whoever belongs to no other?
    hold_minutes: How long a quote keeps its goods.
    hold_at_most_minutes: How long a cart keeps goods in all, however often it is quoted again.
    unpaid_minutes: How long an order to be paid online keeps its goods without a payment.
    lapse_refund_percent: What part of its price a paid parcel that nobody fetched gives back.
    """

    code: str
    currency: CurrencyCode
    countries: list[str]
    prices_include_tax: bool
    is_default: bool
    hold_minutes: int
    hold_at_most_minutes: int
    unpaid_minutes: int
    lapse_refund_percent: int

    @classmethod
    def of(cls, row: pricing_read.MarketRow | models.Market) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            code=row.code,
            currency=CurrencyCode(row.currency),
            countries=list(row.countries),
            prices_include_tax=row.prices_include_tax,
            is_default=row.is_default,
            hold_minutes=row.hold_minutes,
            hold_at_most_minutes=row.hold_at_most_minutes,
            unpaid_minutes=row.unpaid_minutes,
            lapse_refund_percent=row.lapse_refund_percent,
        )


@strawberry.type
class TaxRate(Node):
    """A rate of sales tax in a market from a day on; a narrower place or category is stronger, empty means any.

    market: The market, by its code.
    country_code: The country where goods are collected.
    region: The region of that country, as its stores' addresses have it.
    category: The category of the goods.
    rate: The rate, 0.19 being 19 percent.
    valid_from: The first local day on which it holds.
    """

    market: str
    country_code: str
    region: str
    category: str
    rate: Decimal
    valid_from: date

    @classmethod
    def of(cls, row: models.TaxRate) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            market=row.market_code,
            country_code=row.country_code,
            region=row.region,
            category=row.category,
            rate=row.rate,
            valid_from=row.valid_from,
        )


@strawberry.type
class ExchangeRate(Node):
    """What a major unit of a currency is worth in another, for showing amounts.

    currency: The currency of the amounts.
    shown_in: The currency in which they are shown.
    rate: How much of it one major unit is worth.
    valid_from: From when.
    """

    currency: CurrencyCode
    shown_in: CurrencyCode
    rate: Decimal
    valid_from: datetime

    @classmethod
    def of(cls, row: models.ExchangeRate) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            currency=CurrencyCode(row.currency),
            shown_in=CurrencyCode(row.shown_in),
            rate=row.rate,
            valid_from=row.valid_from,
        )


@strawberry.input
class MarketInput:
    """A market as it is to be.

    code: Its code; it stays for good.
    currency: Its currency; it stays for good.
    countries: Its countries, by their ISO 3166-1 alpha-2 codes.
    prices_include_tax: Do its prices include their sales tax?
    is_default: Is it the market of whoever belongs to no other?
    hold_minutes: How long a quote keeps its goods.
    hold_at_most_minutes: How long a cart keeps goods in all, however often it is quoted again.
    unpaid_minutes: How long an order to be paid online keeps its goods without a payment.
    lapse_refund_percent: What part of its price a paid parcel that nobody fetched gives back.
    """

    code: str
    currency: CurrencyCode
    countries: list[str]
    prices_include_tax: bool = True
    is_default: bool = False
    hold_minutes: int = 15
    hold_at_most_minutes: int = 60
    unpaid_minutes: int = 35
    lapse_refund_percent: int = 100

    def terms(self) -> MarketTerms:
        """The same for the domain."""
        return MarketTerms(**{**vars(self), "countries": tuple(self.countries)})


@strawberry.input
class PriceInput:
    """What one unit of a variant is to cost.

    sku: The variant.
    price: The price; null takes it off sale in the market.
    """

    sku: str
    price: MoneyInput | None = None


@strawberry.input
class TaxRateInput:
    """A rate of sales tax; what is left empty means any.

    market: The market, by its code.
    rate: The rate, 0.19 being 19 percent.
    valid_from: The first local day on which it holds.
    country_code: The country where goods are collected.
    region: The region of that country, as its stores' addresses have it.
    category: The category of the goods.
    """

    market: str
    rate: Decimal
    valid_from: date
    country_code: str = ""
    region: str = ""
    category: str = ""

    def terms(self) -> TaxTerms:
        """The same for the domain."""
        said = {name: value for name, value in vars(self).items() if name != "market"}
        return TaxTerms(market_code=self.market, **said)


CreateMarketResult: TypeAlias = Annotated[
    Market | MarketExists | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("CreateMarketResult", description="What became of a new market."),
]
ChangeMarketResult: TypeAlias = Annotated[
    Market | MarketNotFound | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("ChangeMarketResult", description="What became of the change of a market."),
]
SetPricesResult: TypeAlias = Annotated[
    Market | MarketNotFound | VariantNotFound | WrongCurrency | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("SetPricesResult", description="What became of prices; the market that has them now."),
]
SetTaxRateResult: TypeAlias = Annotated[
    TaxRate | MarketNotFound | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("SetTaxRateResult", description="What became of a rate of tax."),
]
SetExchangeRateResult: TypeAlias = Annotated[
    ExchangeRate | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("SetExchangeRateResult", description="What became of a rate of exchange."),
]


async def markets() -> list[Market]:
    """Every market, by its code."""
    return [Market.of(row) for row in await pricing_read.markets()]


async def create_market(info: Info, key: strawberry.ID, market: MarketInput) -> CreateMarketResult:
    """Open a market. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    market: The market.
    """
    return Market.of(await pricing.create_market(info.context.actor, market.terms()))


async def change_market(info: Info, key: strawberry.ID, market: MarketInput) -> ChangeMarketResult:
    """Change the market with that code. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    market: The market as it is to be.
    """
    return Market.of(await pricing.change_market(info.context.actor, market.terms()))


async def set_prices(info: Info, key: strawberry.ID, market: str, prices: list[PriceInput]) -> SetPricesResult:
    """Set what units cost in a market. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    market: The market, by its code.
    prices: The prices, at most 500.
    """
    await pricing.change_prices(info.context.actor, market, _by_sku(prices))
    return Market.of(await pricing_read.market_for(market))


def _by_sku(prices: Sequence[PriceInput]) -> dict[str, money.Money | None]:
    if len(prices) > MOST_PRICES:
        raise RequestError(BAD_REQUEST, f"prices are at most {MOST_PRICES}.", argument="prices")
    return {each.sku: each.price.money() if each.price else None for each in prices}


async def set_tax_rate(info: Info, key: strawberry.ID, rate: TaxRateInput) -> SetTaxRateResult:
    """Set the rate of sales tax for a place and a category from a day on. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    rate: The rate.
    """
    return TaxRate.of(await pricing.set_tax_rate(info.context.actor, rate.terms()))


async def set_exchange_rate(
    info: Info, key: strawberry.ID, currency: CurrencyCode, shown_in: CurrencyCode, rate: Decimal
) -> SetExchangeRateResult:
    """Say what a currency is worth in another from now on. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    currency: The currency of the amounts.
    shown_in: The currency in which they are shown.
    rate: How much of it one major unit is worth.
    """
    return ExchangeRate.of(await pricing.set_exchange_rate(info.context.actor, currency, shown_in, rate))


@opens("Market", kind="mkt")
async def market_again(context: Context, id: str) -> Market | None:
    """The market with an id."""
    row = (await pricing_read.markets_by_id([id])).get(id)
    return Market.of(row) if row else None


@opens("TaxRate", kind="txr")
async def tax_rate_again(context: Context, id: str) -> TaxRate | None:
    """The rate of tax with an id; rates are no secret."""
    row = await pricing_read.tax_rate_by_id(id)
    return TaxRate.of(row) if row else None


@opens("ExchangeRate", kind="xrt")
async def exchange_rate_again(context: Context, id: str) -> ExchangeRate | None:
    """The rate of exchange with an id, for managers."""
    row = await pricing_read.exchange_rate_by_id(id) if is_manager(context.actor) else None
    return ExchangeRate.of(row) if row else None
