"""JSON read into frozen dataclasses, by the types of their fields."""

import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def read(wanted: type[T], data: Any) -> T:
    """Read what GraphQL answered as an instance of a dataclass; fields it did not answer keep their defaults."""
    return cast(T, _value(wanted, data))


@cache
def _fields(wanted: type) -> tuple[tuple[str, str, Any], ...]:
    hints = get_type_hints(wanted)
    assert is_dataclass(wanted)
    return tuple((field.name, _camel(field.name), hints[field.name]) for field in fields(wanted))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)  # pass_ is "pass": a keyword of Python


def _value(wanted: Any, data: Any) -> Any:
    origin = get_origin(wanted)
    if origin in {Union, types.UnionType}:
        inner = next(kind for kind in get_args(wanted) if kind is not type(None))
        return None if data is None else _value(inner, data)
    if origin is tuple:
        return tuple(_value(get_args(wanted)[0], item) for item in data or ())
    if is_dataclass(wanted):
        assert isinstance(wanted, type)
        return wanted(**{name: _value(kind, data[key]) for name, key, kind in _fields(wanted) if key in data})
    if wanted is datetime:
        return datetime.fromisoformat(data)
    return data
