"""Fields with a resolver of their own, called with the arguments of one request."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import Executor as StockExecutor
from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_argument_values
from graphql.pyutils import Path
from strawberry import Info
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.described import DEFINITION


@dataclass(frozen=True, slots=True)
class Call:
    """One place in an operation where a resolver is called, for each row anew."""

    kind: GraphQLObjectType
    field: GraphQLField
    nodes: list[FieldNode]

    def bound(self, executor: StockExecutor[Any], path: Path) -> Callable[[Any], Any]:
        """The resolver as a function of the row alone.

        Arguments do not depend on the row, so that they are read once; ``path`` is that of the root field.

        Raises:
            GraphQLError: an argument does not fit.
        """
        info = executor.build_resolve_info(self.field, self.nodes, self.kind, path)
        arguments = get_argument_values(self.field, self.nodes[0], executor.variable_values)
        definition: StrawberryField = self.field.extensions[DEFINITION]
        resolver = definition.base_resolver
        if resolver is None or definition.extensions or not resolver.self_parameter:
            return lambda source: self.field.resolve(source, info, **arguments)  # type: ignore[misc]  # it has one
        told: Info[Any, Any] = Info(_raw_info=info, _field=definition)
        given = _converted(arguments, definition, told, executor)
        if resolver.info_parameter:
            given[resolver.info_parameter.name] = told
        method: Callable[..., Any] = resolver.wrapped_func  # type: ignore[assignment]  # of a method, a function
        return partial(method, **given) if given else method


def _converted(
    arguments: dict[str, Any], definition: StrawberryField, info: Info[Any, Any], executor: StockExecutor[Any]
) -> dict[str, Any]:
    schema = executor.schema.extensions[DEFINITION]
    scalars = schema.schema_converter.scalar_registry
    return convert_arguments(arguments, definition.arguments, scalars, schema.config, info)


def is_attribute(field: GraphQLField) -> bool:
    """Is the field's value merely an attribute of its row?"""
    definition: StrawberryField = field.extensions[DEFINITION]
    return definition.base_resolver is None and not definition.extensions
