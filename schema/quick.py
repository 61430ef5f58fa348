"""A short cut for the stock executor: what is merely an attribute is read as one."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from schema.described import DEFINITION

Resolver = Callable[..., Any]


def straighten(schema: GraphQLSchema) -> None:
    """Let plain fields be read without the framework's steps in between.

    A page of twenty products has seven hundred of them. Values are always instances of the schema's own classes,
    so that what they are need not be asked again for each.
    """
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) or kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType):
            kind.is_type_of = None
        for field in kind.fields.values():
            if getattr(field.resolve, "_is_default", False):
                field.resolve = _attribute(field.extensions[DEFINITION].python_name)


def _attribute(name: str) -> Resolver:
    def read(source: Any, _info: GraphQLResolveInfo[Any]) -> Any:
        return getattr(source, name)

    return read
