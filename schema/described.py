"""Descriptions from docstrings: the first paragraph is the thing's, ``name: text`` lines are its parts'."""

import inspect
import re
from collections.abc import Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)
from strawberry.types.field import StrawberryField

_PART = re.compile(r"^([a-z][a-z0-9_]*): (.+)$")
_SIGNATURE = re.compile(r"^\w+\(.*\)$")

DEFINITION = "strawberry-definition"


def describe(schema: GraphQLSchema, members: Mapping[str, Mapping[str, str]]) -> None:
    """Give every type, field, argument and enum value of a schema its description.

    ``members`` says what the values of each enum mean, by the enum's name.
    """
    for kind in schema.type_map.values():
        definition = kind.extensions.get(DEFINITION)
        if definition is None or kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLEnumType):
            _describe_enum(kind, definition.wrapped_cls, members.get(kind.name, {}))
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            _describe_fields(kind, (definition.concrete_of or definition).origin)


def parts_of(docstring: str | None) -> tuple[str | None, dict[str, str]]:
    """A docstring's first paragraph, and what it says about each part that it names."""
    text = inspect.cleandoc(docstring or "")
    if _SIGNATURE.match(text):  # what a dataclass writes for itself
        text = ""
    summary = " ".join(text.split("\n\n")[0].split()) or None
    return summary, {match[1]: match[2] for line in text.splitlines() if (match := _PART.match(line))}


def _describe_enum(kind: GraphQLEnumType, origin: type, members: Mapping[str, str]) -> None:
    kind.description, _ = parts_of(origin.__doc__)
    for name, value in kind.values.items():
        value.description = members.get(name)


def _describe_fields(kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType, origin: type) -> None:
    summary, parts = _of_class(origin)
    kind.description = kind.description or _named(summary, kind)
    for field in kind.fields.values():
        definition = field.extensions.get(DEFINITION)
        if not isinstance(definition, StrawberryField):
            continue
        if definition.base_resolver is not None and isinstance(field, GraphQLField):
            _describe_resolver(field, definition)
        field.description = field.description or parts.get(definition.python_name)


def _named(summary: str | None, kind: GraphQLNamedType) -> str | None:
    """A generic type's description, with the name of what it holds."""
    return summary.replace("{kind}", kind.name.removesuffix("Connection").removesuffix("Edge")) if summary else None


def _of_class(origin: type) -> tuple[str | None, dict[str, str]]:
    """What a class says of its fields, and its ancestors of those that it inherits."""
    parts: dict[str, str] = {}
    for ancestor in reversed(origin.__mro__[:-1]):
        parts |= parts_of(ancestor.__dict__.get("__doc__"))[1]
    return parts_of(origin.__doc__)[0], parts


def _describe_resolver(field: GraphQLField, definition: StrawberryField) -> None:
    assert definition.base_resolver is not None
    summary, arguments = parts_of(definition.base_resolver.wrapped_func.__doc__)
    field.description = field.description or summary
    for argument in definition.arguments:
        name = argument.graphql_name or definition.python_name
        for shown, spec in field.args.items():
            if shown in (name, _camel(argument.python_name)):
                spec.description = arguments.get(argument.python_name)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
