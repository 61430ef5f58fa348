"""The records of the demo's world, frozen: what there is, and what a store has of it on the first day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from api.demo.labels import Currency

Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Store:
    """A store, or the warehouse behind them; opening hours are on the wall clock of its zone."""

    code: str
    kind: str
    name: str
    lines: tuple[str, ...]
    city: str
    region: str
    postal_code: str
    country: str
    latitude: float
    longitude: float
    zone: str
    phone: str
    opening_hours: str
    services: tuple[str, ...]
    lead_minutes: int
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Market:
    """Countries that share a currency and a price list; without an ``alcohol_age``, alcohol is not sold there."""

    code: str
    name: str
    countries: tuple[str, ...]
    currency: str
    tax_included: bool
    alcohol_age: int | None = None


@dataclass(frozen=True)
class Text:
    """A product's words in one language."""

    title: str
    description: str


@dataclass(frozen=True)
class Variant:
    """One article on the shelf; ``prices`` has minor units by the code of each market where it is sold."""

    sku: str
    values: tuple[str, ...]
    barcode: str
    weight_g: int
    prices: Mapping[str, int]


@dataclass(frozen=True)
class Product:
    """What is sold, in one or more variants; ``min_age`` is the least age anywhere, a market may ask for more."""

    number: int
    slug: str
    brand: str
    category: str
    origin: str
    hs_code: str
    picture: str
    min_age: int | None
    options: tuple[str, ...]
    texts: Mapping[str, Text]
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class StaffMember:
    """Somebody who works in the demo, with a password that anybody may know."""

    email: str
    name: str
    role: str
    password: str
    stores: tuple[str, ...]
    locale: str


@dataclass(frozen=True)
class OrderLine:
    """Goods of an order; ``collected`` of them have been handed over."""

    sku: str
    quantity: int
    collected: int = 0


@dataclass(frozen=True)
class Order:
    """An order to place when the demo begins, and the state of its pickup to bring it to."""

    name: str
    email: str
    locale: str
    store: str
    state: str
    paid: bool
    days_ago: int
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True)
class TaxRate:
    """A rate of sales tax from a day on; an empty region or category means any."""

    market: str
    country: str
    region: str
    category: str
    valid_from: date
    rate: str


@dataclass(frozen=True)
class Voucher:
    """A code, how often it may be used in all, and how often by each customer."""

    code: str
    uses: int
    per_customer: int | None = None


@dataclass(frozen=True)
class Promotion:
    """Something that is taken off prices; what is left out is not of its kind, or means any."""

    kind: str
    titles: Mapping[str, str]
    rate: str | None = None
    minor: int | None = None
    buy: int | None = None
    get: int | None = None
    market: str | None = None
    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    voucher: Voucher | None = None


@dataclass(frozen=True)
class World:
    """Everything that the demo begins with."""

    stores: tuple[Store, ...]
    currencies: tuple[Currency, ...]
    markets: tuple[Market, ...]
    categories: Words
    options: Words
    values: Words
    products: tuple[Product, ...]
    staff: tuple[StaffMember, ...]
    taxes: tuple[TaxRate, ...]
    promotions: tuple[Promotion, ...]
    orders: tuple[Order, ...]

    def market_of(self, country: str) -> Market:
        """The market that a country belongs to. Raises StopIteration for a country without one."""
        return next(market for market in self.markets if country in market.countries)

    def variant_title(self, variant: Variant, locale: str) -> str:
        """What tells a variant from its siblings, in one language: "Indigo, 500 ml"; empty when it is alone."""
        return ", ".join(self.values.get(value, {}).get(locale, value) for value in variant.values)

    def stock_of(self, store: Store, variant: Variant) -> int | None:
        """How many a store has on the first day, the same in every demo; None where it does not carry the variant."""
        chance = _chance(f"{store.code}/{variant.sku}")
        if store.kind == "WAREHOUSE":
            return 120 + chance % 480
        if self.market_of(store.country).code not in variant.prices:
            return None
        return _on_shelf(chance)


def _on_shelf(chance: int) -> int | None:
    """One in six is not carried; of the rest some are sold out, some are nearly, most are there."""
    if chance % 6 == 0:
        return None
    if chance % 13 == 0:
        return 0
    if chance % 7 == 0:
        return 1 + chance % 2
    return 3 + chance % 38


def _chance(seed: str) -> int:
    return int.from_bytes(blake2b(seed.encode(), digest_size=6).digest())
