"""Leaves of an answer: scalars and enums, as the client reads them."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLLeafType, Undefined

from schema.compiled.running import GivenUp
from schema.described import DEFINITION

PLAIN = frozenset({str, int, float, bool, Decimal, date, datetime, time, UUID})

# What a built-in scalar accepts as it is; anything else is for its own rules.
AS_IT_IS = {
    "String": "{v}.__class__ is str",
    "ID": "{v}.__class__ is str",
    "Boolean": "{v}.__class__ is bool",
    "Int": "{v}.__class__ is int and -2147483648 <= {v} <= 2147483647",
    "Float": "{v}.__class__ is float and {v} - {v} == 0.0",  # neither infinite nor no number
}


def leaf(kind: GraphQLLeafType, *, nullable: bool) -> Callable[[Any], Any]:
    """How a value of a scalar or an enum is written; the function raises ``GivenUp`` where that is unusual."""
    written = _member(kind) if isinstance(kind, GraphQLEnumType) else _scalar(kind)

    def write(value: Any) -> Any:
        if value is None and nullable:
            return None
        return written(value)

    return write


def _scalar(kind: GraphQLLeafType) -> Callable[[Any], Any]:
    coerce = kind.coerce_output_value

    def write(value: Any) -> Any:
        if value.__class__ not in PLAIN:
            raise GivenUp
        told = coerce(value)
        if told is None or told is Undefined:
            raise GivenUp
        return told

    return write


def _member(kind: GraphQLEnumType) -> Callable[[Any], Any]:
    members, known = kind.extensions[DEFINITION].wrapped_cls, dict[Any, str]()

    def write(value: Any) -> Any:
        if value.__class__ is not members:
            raise GivenUp
        if value not in known:
            known[value] = kind.coerce_output_value(value)
        return known[value]

    return write
