"""Short cuts for the fields that lists are made of: what is merely an attribute is read as one."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from schema.described import DEFINITION
from schema.scalars import Money

Resolver = Callable[..., Any]


def straighten(schema: GraphQLSchema) -> None:
    """Let plain fields, and those of ``SHORT_CUTS``, be read without the framework's steps in between.

    A page of twenty products has seven hundred of them. Values are always instances of the schema's own classes,
    so that what they are need not be asked again for each.
    """
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) or kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType):
            kind.is_type_of = None
        for name, field in kind.fields.items():
            if getattr(field.resolve, "_is_default", False):
                field.resolve = _attribute(field.extensions[DEFINITION].python_name)
            if (kind.name, name) in SHORT_CUTS and field.resolve is not None:
                field.resolve = SHORT_CUTS[kind.name, name](field.resolve)


def _attribute(name: str) -> Resolver:
    def read(source: Any, _info: GraphQLResolveInfo[Any]) -> Any:
        return getattr(source, name)

    return read


def _formatted(_: Resolver) -> Resolver:
    def read(source: Money, info: GraphQLResolveInfo[Any], locale: str | None = None) -> str:
        return source.written(locale or info.context.locale)

    return read


def _free_near(usual: Resolver) -> Resolver:
    def read(source: Any, info: GraphQLResolveInfo[Any], near: object = None) -> Any:
        return None if near is None else usual(source, info, near=near)

    return read


SHORT_CUTS: Mapping[tuple[str, str], Callable[[Resolver], Resolver]] = {
    ("Money", "formatted"): _formatted,
    ("Variant", "freeNear"): _free_near,
}
