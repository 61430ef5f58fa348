"""Values that every room shares: exact money, instants, points on the earth."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NewType, Self

import strawberry
from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency
from strawberry.types.scalar import ScalarDefinition

from schema.context import Info
from stores.kernel import address, money

MinorUnits = NewType("MinorUnits", int)
CurrencyCode = NewType("CurrencyCode", str)

INT64 = 2**63
FIRST_YEAR, LAST_YEAR = 1900, 2200


def _minor(value: object) -> int:
    if type(value) is not int or not -INT64 <= value < INT64:
        raise ValueError("minor units are a whole number of at most 64 bits")
    return value


def _currency(value: object) -> str:
    if not isinstance(value, str) or len(value) != 3 or not value.isascii() or not value.isupper():
        raise ValueError("a currency is an ISO 4217 code of three capital letters")
    return value


def _instant_out(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _instant_in(value: object) -> datetime:
    if not isinstance(value, str) or "T" not in value.upper():
        raise ValueError("an instant is text as RFC 3339 has it, such as 2026-03-29T01:00:00Z")
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("an instant says its offset from UTC, such as Z or +09:00")
    _require_calendar(instant)
    return instant.astimezone(UTC)


def _day_in(value: object) -> date:
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("a date is text as YYYY-MM-DD")
    day = date.fromisoformat(value)
    _require_calendar(day)
    return day


def _require_calendar(day: date) -> None:
    """Far years would leave the calendar as soon as something is added to them."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a year from {FIRST_YEAR} to {LAST_YEAR}")


def _decimal_in(value: object) -> Decimal:
    if not isinstance(value, str | int) or isinstance(value, bool) or len(str(value)) > 40:
        raise ValueError("a decimal is text, such as 12.50")
    return Decimal(value)


def _decimal_out(value: Decimal) -> str:
    return format(value, "f")


SCALARS: dict[object, ScalarDefinition] = {
    MinorUnits: strawberry.scalar(
        name="MinorUnits",
        description="A whole number of a currency's smallest units, of up to 64 bits.",
        serialize=_minor,
        parse_value=_minor,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode",
        description="A currency by its ISO 4217 code, such as JPY.",
        serialize=str,
        parse_value=_currency,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant as RFC 3339 has it; answers are always in UTC.",
        serialize=_instant_out,
        parse_value=_instant_in,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A local day on the calendar, as YYYY-MM-DD.",
        serialize=date.isoformat,
        parse_value=_day_in,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="A decimal number as text, exact.",
        serialize=_decimal_out,
        parse_value=_decimal_in,
    ),
}


@lru_cache(maxsize=4096)
def formatted_money(minor: int, currency: str, locale: str) -> str:
    """An amount as people of a locale (``de`` or ``de-AT``) write it; an unknown locale reads as English."""
    amount = money.Money(minor, currency).amount
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        known = Locale("en")
    return format_currency(amount, currency, locale=known, decimal_quantization=True)


@strawberry.type
class Money:
    """An exact amount of one currency.

    minor: The amount in the currency's smallest units, exact.
    currency: The currency, by its ISO 4217 code.
    amount: The amount in major units, as decimal text.
    """

    minor: MinorUnits
    currency: CurrencyCode
    amount: Decimal

    @strawberry.field
    def formatted(self, info: Info, locale: str | None = None) -> str:
        """The amount as people write it.

        locale: The language to write it in, such as "de" or "de-AT"; without it, the request's own.
        """
        return self.written(locale or info.context.locale)

    def written(self, locale: str) -> str:
        return formatted_money(self.minor, self.currency, locale)

    @classmethod
    def of(cls, value: money.Money) -> Self:
        return cls(minor=MinorUnits(value.minor), currency=CurrencyCode(value.currency), amount=value.amount)


@strawberry.type
class Position:
    """A point on the earth in WGS 84 degrees.

    latitude: Degrees north of the equator, -90 to 90.
    longitude: Degrees east of Greenwich, -180 to 180.
    """

    latitude: float
    longitude: float

    @classmethod
    def of(cls, point: address.Position) -> Self:
        return cls(latitude=point.latitude, longitude=point.longitude)


@strawberry.type
class Address:
    """A postal address as its country writes it.

    lines: Street, house and what else leads to the door.
    city: The town.
    region: The province, prefecture or state, where it is known.
    postal_code: The postal code, where there is one.
    country_code: The country, by its ISO 3166-1 alpha-2 code.
    formatted: The whole address on one line.
    """

    lines: list[str]
    city: str
    region: str | None
    postal_code: str | None
    country_code: str
    formatted: str

    @classmethod
    def of(cls, place: address.Address) -> Self:
        return cls(
            lines=list(place.lines),
            city=place.city,
            region=place.region,
            postal_code=place.postal_code,
            country_code=place.country_code,
            formatted=place.formatted,
        )


@strawberry.interface
class Node:
    """Anything that can be fetched again by its id.

    id: An opaque id that carries its kind.
    """

    id: strawberry.ID
