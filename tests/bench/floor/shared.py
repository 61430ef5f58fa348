"""Pieces of answers: money as people write it, cursors, countries."""

import base64
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from babel.core import Locale
from babel.numbers import format_currency

from stores.kernel.money import minor_digits

TERRITORIES = dict(Locale("en").territories)


@cache
def money(minor: int, currency: str) -> dict[str, Any]:
    """An amount; the same one is made once."""
    amount = Decimal(minor).scaleb(-minor_digits(currency))
    formatted = format_currency(amount, currency, locale="en", decimal_quantization=True)
    return {"minor": minor, "currency": currency, "amount": format(amount, "f"), "formatted": formatted}


def origin(country_code: str | None) -> dict[str, str] | None:
    """A country with its name in English."""
    if country_code is None:
        return None
    return {"countryCode": country_code, "name": TERRITORIES.get(country_code, country_code)}


def cursor(*key: object) -> str:
    """The sort key of an edge, as the API writes it."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")
