"""The plans of one document: for each root field, and each choice of what it leaves out, a function made once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues

from schema.compiled.calls import Call
from schema.compiled.writing import Completer, Source, Writer

MOST_PLANS = 64
KNOWN = {GraphQLSkipDirective.name, GraphQLIncludeDirective.name}
Key: TypeAlias = tuple[int, str, tuple[object, ...]]


@dataclass(slots=True)
class Plan:
    """How the value of one root field is completed. ``given_up`` counts the values that were too unusual."""

    kind: GraphQLOutputType
    complete: Completer
    calls: list[Call]
    given_up: int = 0


@dataclass(slots=True)
class Plans:
    """The plans of one document so far."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    switches: frozenset[str]
    made: dict[Key, Plan] = field(default_factory=dict)

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode) -> "Plans | None":
        """No plans yet; None for a document with constructs that plans know nothing of."""
        directives = [found for part in _parts(document) for found in part.directives or ()]
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        is_usual = all(each.name.value in KNOWN for each in directives)
        if not is_usual or any(each.variable_definitions for each in fragments.values()):
            return None
        said = [argument.value for each in directives for argument in each.arguments or ()]
        return cls(schema, fragments, frozenset(value.name.value for value in said if isinstance(value, VariableNode)))

    def plan(self, operation: OperationDefinitionNode, name: str, values: VariableValues, root: "Root") -> Plan | None:
        """The plan of a root field, by its name in the answer; None when the document has too many already."""
        key = (id(operation), name, tuple(values.coerced.get(each) for each in sorted(self.switches)))
        known = self.made.get(key)
        if known is None and len(self.made) < MOST_PLANS:
            writer = Writer(Source(self.schema, self.fragments, operation, _only(values, self.switches)))
            known = self.made[key] = Plan(root.kind, writer.function(root.kind, root.details), writer.calls)
        return known


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: the kind of its value, and where the operation selects it."""

    kind: GraphQLOutputType
    details: list[FieldDetails]


def _only(values: VariableValues, names: frozenset[str]) -> VariableValues:
    """What is remembered with a plan: never what a customer sent."""
    return VariableValues(
        {name: value for name, value in values.sources.items() if name in names},
        {name: value for name, value in values.coerced.items() if name in names},
    )


def _parts(document: DocumentNode) -> Iterator[Any]:
    """Everything in a document that can carry directives."""
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            yield definition
            yield from _selected(definition.selection_set)


def _selected(selected: SelectionSetNode | None) -> Iterator[SelectionNode]:
    for part in selected.selections if selected else ():
        yield part
        if isinstance(part, FieldNode | InlineFragmentNode):
            yield from _selected(part.selection_set)
        else:
            assert isinstance(part, FragmentSpreadNode)
