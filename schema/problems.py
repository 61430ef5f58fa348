"""Refusals as members of unions: every problem carries what a client needs to mend it."""

import dataclasses
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Any, TypeVar

import strawberry

from schema.context import FALLBACK_LOCALE, LOCALES, Context
from schema.scalars import Money
from stores.kernel import money
from stores.kernel.errors import Refusal

TEXTS = Path(__file__).parent / "text"


@strawberry.interface
class Problem:
    """Why something was not done, in a form that a client can mend.

    message: A sentence for people, in the language of the request.
    """

    message: str


Face = TypeVar("Face", bound=type[Problem])

_FACES: dict[type[Refusal], type[Problem]] = {}


def explains(refusal: type[Refusal]) -> Callable[[Face], Face]:
    """Make a problem the public face of a refusal of the same name, whose facts fill its fields."""

    def register(face: Face) -> Face:
        assert face.__name__ == refusal.__name__, f"{face.__name__} explains {refusal.__name__}"
        face.__doc__ = "\n\n".join(cleandoc(text) for text in (refusal.__doc__, face.__doc__) if text)
        _FACES[refusal] = strawberry.type(face)
        return face

    return register


def faces() -> Mapping[type[Refusal], type[Problem]]:
    """Every refusal that has a public face, with that face."""
    return _FACES


def problem_of(refusal: Refusal, context: Context) -> Problem:
    """The problem that explains a refusal, worded in the language of the request."""
    face = _FACES[type(refusal)]
    shown = {field.name for field in dataclasses.fields(face) if field.init}
    facts = {name: _public(value) for name, value in _facts(refusal).items() if name in shown}
    return face(**facts, message=message_of(refusal, context.locale))


def message_of(refusal: Refusal, locale: str) -> str:
    """The sentence that tells a person what was refused."""
    facts = {name: _readable(value, locale) for name, value in _facts(refusal).items()}
    return text(type(refusal).__name__, locale, **facts)


def text(name: str, locale: str, **facts: object) -> str:
    """A sentence by its name, in a locale or in English, with its facts filled in."""
    return _texts(locale if locale in LOCALES else FALLBACK_LOCALE)[name].format(**facts)


def _facts(refusal: Refusal) -> dict[str, Any]:
    return {field.name: getattr(refusal, field.name) for field in dataclasses.fields(refusal)}  # type: ignore[arg-type]  # every refusal is a dataclass


def _public(value: object) -> object:
    return Money.of(value) if isinstance(value, money.Money) else value


def _readable(value: object, locale: str) -> object:
    if isinstance(value, money.Money):
        return Money.of(value).written(locale)
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value


@cache
def _texts(locale: str) -> dict[str, str]:
    with (TEXTS / f"{locale}.toml").open("rb") as file:
        words: dict[str, str] = tomllib.load(file)
    return words if locale == FALLBACK_LOCALE else _texts(FALLBACK_LOCALE) | words
