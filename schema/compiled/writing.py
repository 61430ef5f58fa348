"""Selections as Python: for each selection of an object a function that turns a row into the answer's dict."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias

from graphql import (
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues
from strawberry.execution import optimized_is_awaitable

from schema.compiled.calls import Call, is_attribute
from schema.compiled.leaves import AS_IT_IS, leaf
from schema.compiled.running import GivenUp, Later
from schema.described import DEFINITION

Completer: TypeAlias = Callable[[Any, Any], Any]
Details: TypeAlias = list[FieldDetails]

AROUND = {"GivenUp": GivenUp, "Later": Later, "is_awaitable": optimized_is_awaitable}


@dataclass(frozen=True, slots=True)
class Source:
    """What is compiled: an operation, its fragments, and the variables that say which of its fields are left out."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    operation: OperationDefinitionNode
    switches: VariableValues

    def fields_of(self, kind: GraphQLObjectType, details: Details) -> dict[str, Details]:
        """The fields of an object, by the names of the answer, as the stock executor would collect them."""
        fragments = {name: FragmentDetails(each) for name, each in self.fragments.items()}
        return collect_subfields(self.schema, fragments, self.switches, self.operation, kind, details).grouped_field_set


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the functions of one plan, and collects the calls that they make."""

    source: Source
    calls: list[Call] = field(default_factory=list)

    def function(self, kind: GraphQLOutputType, details: Details) -> Completer:
        """A function that completes a value of any kind: it takes the value and the ``Run``."""
        page = _Page(self)
        return page.compiled([f"return {page.expression(kind, details, 'it')}"])

    def selection(self, kind: GraphQLObjectType, details: Details) -> Completer:
        """A function that makes the answer's dict of one object."""
        page = _Page(self)
        return page.compiled(page.selection(kind, details))


class Members(dict[type, Completer]):
    """The functions of an abstract position, by the class of the value; each is written when it is first met."""

    def __init__(self, writer: Writer, kind: Any, details: Details) -> None:
        super().__init__()
        self.writer, self.details = writer, details
        self.kinds = {_class_of(member): member for member in writer.source.schema.get_possible_types(kind)}

    def __missing__(self, value: type) -> Completer:
        if value not in self.kinds:
            raise GivenUp
        written = self[value] = self.writer.selection(self.kinds[value], self.details)
        return written


class _Page:
    """The text of one function, and the values that it names."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.names: dict[str, Any] = dict(AROUND)
        self.numbers = count(1)

    def compiled(self, lines: list[str]) -> Completer:
        """The function of these lines. Names of fields are the schema's, those of the answer are quoted."""
        text = "\n    ".join(["def complete(it, run):", *lines])
        exec(compile(text, "<plan>", "exec"), self.names)  # noqa: S102  # our own text, of checked names
        function: Completer = self.names["complete"]
        return function

    def selection(self, kind: GraphQLObjectType, details: Details) -> list[str]:
        """Lines that read an object's fields into a dict, in their order; fields that wait are left to the ``Run``."""
        lines = [f"if it.__class__ is not {self.named(_class_of(kind))}: raise GivenUp", "answer = {}"]
        for name, chosen in self.writer.source.fields_of(kind, details).items():
            lines += self.field(kind, name, chosen)
        return [*lines, "return answer"]

    def field(self, kind: GraphQLObjectType, name: str, details: Details) -> list[str]:
        """Lines that put one field into the answer."""
        field_name = details[0].node.name.value
        if field_name == "__typename":
            return [f"answer[{name!r}] = {kind.name!r}"]
        spec = kind.fields[field_name]
        written = f"answer[{name!r}] = {self.expression(spec.type, details, 'v')}"
        if is_attribute(spec):
            return [f"v = it.{spec.extensions[DEFINITION].python_name}", written]
        number = len(self.writer.calls)
        self.writer.calls.append(Call(kind, spec, [each.node for each in details]))
        complete = self.named(self.writer.function(spec.type, details))
        return [
            f"v = run[{number}](it)",
            f"if is_awaitable(v): run.wait(Later(answer, {name!r}, v, {complete}))",
            f"else: {written}",
        ]

    def expression(self, kind: GraphQLOutputType, details: Details, value: str) -> str:
        """Python that completes a value of a kind; ``value`` names it."""
        if isinstance(kind, GraphQLNonNull):
            return self.present(kind.of_type, details, value, nullable=False)
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
            return self.present(kind, details, value, nullable=True)
        return f"None if {value} is None else {self.present(kind, details, value, nullable=True)}"

    def present(self, kind: GraphQLOutputType, details: Details, value: str, *, nullable: bool) -> str:
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
            written = f"{self.named(leaf(kind, nullable=nullable))}({value})"
            usual = AS_IT_IS.get(kind.name)
            return f"({value} if {usual.format(v=value)} else {written})" if usual else written
        if isinstance(kind, GraphQLList):
            each = f"e{next(self.numbers)}"
            rows = f"({value} if {value}.__class__ is list else {self.named(_listed)}({value}))"
            return f"[{self.expression(kind.of_type, details, each)} for {each} in {rows}]"
        if isinstance(kind, GraphQLObjectType):
            return f"{self.named(self.writer.selection(kind, details))}({value}, run)"
        return f"{self.named(Members(self.writer, kind, details))}[{value}.__class__]({value}, run)"

    def named(self, value: Any) -> str:
        """A name under which the function finds a value."""
        name = f"n{next(self.numbers)}"
        self.names[name] = value
        return name


def _listed(value: Any) -> Any:
    if value.__class__ is not tuple:
        raise GivenUp
    return value


def _class_of(kind: GraphQLObjectType) -> type:
    definition = kind.extensions[DEFINITION]
    found: type = (definition.concrete_of or definition).origin
    return found
