"""Reads the demo's world from its TOML files, and works out prices and bar codes on the way."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from api.demo.labels import Currency, PricePoint, barcode
from api.demo.records import (
    Market,
    Order,
    OrderLine,
    Product,
    Promotion,
    StaffMember,
    Store,
    TaxRate,
    Text,
    Variant,
    Voucher,
    World,
)

HERE = Path(__file__).parent
LOCALES = ("en", "zh", "ja", "de", "es")
CATEGORIES = ("food", "wine", "tea", "tableware", "cosmetics")
ALCOHOL_HEADINGS = ("2203", "2204", "2205", "2206", "2207", "2208")

Row = dict[str, Any]


@cache
def load_world() -> World:
    """Read the whole world from the files beside this one."""
    money = _toml("markets.toml")
    words = _toml("words.toml")
    stores = tuple(Store(**_tuples(row)) for row in _toml("stores.toml")["store"])
    markets = tuple(Market(**_tuples(row)) for row in money["market"])
    currencies = {code: _currency(code, row) for code, row in money["currency"].items()}
    return World(
        stores=stores,
        currencies=tuple(currencies.values()),
        markets=markets,
        categories=words["category"],
        options=words["option"],
        values=words["value"],
        products=tuple(_PriceTagger(markets, currencies).products()),
        staff=tuple(_staff(row, stores) for row in _toml("staff.toml")["staff"]),
        taxes=tuple(rate for row in _toml("taxes.toml")["rate"] for rate in _tax_rates(row)),
        promotions=tuple(_promotion(row) for row in _toml("promotions.toml")["promotion"]),
        orders=tuple(_order(row) for row in _toml("orders.toml")["order"]),
    )


@dataclass(frozen=True)
class _PriceTagger:
    """Turns the rows of the product files into products with prices in every market and with bar codes."""

    markets: tuple[Market, ...]
    currencies: Mapping[str, Currency]

    def products(self) -> Iterator[Product]:
        for category in CATEGORIES:
            for row in _toml(f"products/{category}.toml")["product"]:
                yield self._product(row, category)

    def _product(self, row: Row, category: str) -> Product:
        return Product(
            **{name: row[name] for name in ("number", "slug", "brand", "origin", "hs_code", "picture")},
            category=category,
            min_age=row.get("min_age"),
            options=tuple(row["options"]),
            texts={locale: Text(*row[locale]) for locale in LOCALES},
            variants=tuple(self._variant(row, place, variant) for place, variant in enumerate(row["variants"])),
        )

    def _variant(self, row: Row, place: int, variant: Row) -> Variant:
        markets = [market for market in self.markets if _is_sold(row, market)] if "eur" in variant else []
        return Variant(
            sku=_sku(row["sku"], variant["is"]),
            values=tuple(variant["is"]),
            barcode=barcode(row["number"], place),
            weight_g=variant["weight_g"],
            prices={market.code: self._price(variant, market.currency) for market in markets},
        )

    def _price(self, variant: Row, currency: str) -> int:
        stated: int | None = variant.get("prices", {}).get(currency)
        return self.currencies[currency].price_for(variant["eur"]) if stated is None else stated


def _is_sold(row: Row, market: Market) -> bool:
    if market.code in row.get("not_in", ()):
        return False
    return market.alcohol_age is not None or not row["hs_code"].startswith(ALCOHOL_HEADINGS)


def _sku(stem: str, values: list[str]) -> str:
    """SENCHA and "50 g" make SENCHA-50G."""
    plain = ("".join(sign for sign in value.upper() if sign.isascii() and sign.isalnum()) for value in values)
    return "-".join([stem, *plain])


def _currency(code: str, row: Row) -> Currency:
    points = tuple(PricePoint(*point) for point in row.get("price_points", ()))
    return Currency(code, row["digits"], Decimal(row["minor_per_cent"]), points)


def _staff(row: Row, stores: tuple[Store, ...]) -> StaffMember:
    everywhere = [store.code for store in stores]
    return StaffMember(**_tuples({**row, "stores": everywhere if row["stores"] == "ALL" else row["stores"]}))


def _tax_rates(row: Row) -> Iterator[TaxRate]:
    rates = {"": row["rate"], **row.get("lower", {})}
    for category, rate in rates.items():
        yield TaxRate(row["market"], row["country"], row.get("region", ""), category, row["valid_from"], rate)


def _promotion(row: Row) -> Promotion:
    voucher = Voucher(**row["voucher"]) if "voucher" in row else None
    return Promotion(**_tuples({**row, "voucher": voucher}))


def _order(row: Row) -> Order:
    return Order(**{**row, "lines": tuple(OrderLine(**line) for line in row["lines"])})


def _tuples(row: Row) -> Row:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _toml(name: str) -> Row:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
