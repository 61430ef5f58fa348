"""How much one request may ask: counted once per document, fragments remembered, stopping at the first breach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_introspection_type,
)

from schema.errors import TOO_COMPLEX, RequestError
from schema.paging import DEFAULT_FIRST, MOST

TOKENS = 1000
OPERATIONS = 10
DEPTH = 10
INTROSPECTION_DEPTH = 15
FIELDS = 300
ALIASES = 15
DIRECTIVES = 50
ROOT_FIELDS = 30
MUTATIONS = 5
COST = 5000


class TooComplex(RequestError):
    """A request asks for more than one request may."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(TOO_COMPLEX, f"Too complex: at most {limit} {what} in one request.", limit=limit, of=what)


@dataclass(frozen=True, slots=True)
class Weight:
    """What one selection amounts to, with everything below it; ``cost`` counts objects."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0

    def plus(self, other: "Weight") -> "Weight":
        return Weight(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.cost + other.cost,
        )

    def check(self, *, depth: int) -> None:
        """Raises ``TooComplex`` at the first figure that is over its limit."""
        for figure, limit, what in (
            (self.depth, depth, "levels"),
            (self.fields, FIELDS, "fields"),
            (self.aliases, ALIASES, "aliases"),
            (self.directives, DIRECTIVES, "directives"),
            (self.cost, COST, "points of cost"),
        ):
            if figure > limit:
                raise TooComplex(what, limit)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a document costs, in points, and the variables that say how long its pages are."""

    points: int
    lengths: frozenset[str]


def weigh(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> Cost:
    """The cost of the document's dearest operation.

    Raises:
        TooComplex: the document, or one of its operations, is over a limit.
    """
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) > OPERATIONS:
        raise TooComplex("operations", OPERATIONS)
    costs = [_Scale(schema, fragments, variables).weigh(operation) for operation in operations]
    return Cost(max((cost.points for cost in costs), default=0), frozenset().union(*(cost.lengths for cost in costs)))


class _Scale:
    """Weighs one operation; a fragment is weighed once, however often it is spread."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables: dict[str, Any] = dict(variables)
        self.lengths: set[str] = set()
        self.weighed: dict[str, Weight] = {}
        self.rooted: dict[str, list[str]] = {}
        self.depth = DEPTH

    def weigh(self, operation: OperationDefinitionNode) -> Cost:
        for variable in operation.variable_definitions or ():
            if isinstance(variable.default_value, IntValueNode):
                self.variables.setdefault(variable.variable.name.value, _number(variable.default_value))
        roots = self._roots(operation.selection_set)
        if len(roots) > ROOT_FIELDS:
            raise TooComplex("root fields", ROOT_FIELDS)
        if operation.operation is OperationType.MUTATION and len(roots) > MUTATIONS:
            raise TooComplex("mutations", MUTATIONS)
        self.depth = INTROSPECTION_DEPTH if all(name.startswith("__") for name in roots) else DEPTH
        root = self.schema.get_root_type(operation.operation)
        weight = self._selection(operation.selection_set, root)
        return Cost(max(1, weight.cost), frozenset(self.lengths))

    def _roots(self, selected: SelectionSetNode) -> list[str]:
        """The names of the fields that the operation begins with, through fragments; cut soon after the limit."""
        names: list[str] = []
        for part in selected.selections:
            if isinstance(part, FieldNode):
                names.append(part.name.value)
            elif isinstance(part, InlineFragmentNode):
                names += self._roots(part.selection_set)
            elif isinstance(part, FragmentSpreadNode):
                names += self._fragment_roots(part.name.value)
        return names[: ROOT_FIELDS + 1]

    def _fragment_roots(self, name: str) -> list[str]:
        if name not in self.rooted:
            self.rooted[name] = []  # a fragment that spreads itself: validation refuses it
            fragment = self.fragments.get(name)
            self.rooted[name] = self._roots(fragment.selection_set) if fragment else []
        return self.rooted[name]

    def _selection(self, selected: SelectionSetNode, parent: GraphQLNamedType | None) -> Weight:
        weight = Weight()
        for part in selected.selections:
            weight = weight.plus(self._part(part, parent))
            weight.check(depth=self.depth)
        return weight

    def _part(self, part: Any, parent: GraphQLNamedType | None) -> Weight:
        directives = Weight(directives=len(part.directives or ()))
        if isinstance(part, FieldNode):
            return directives.plus(self._field(part, parent))
        if isinstance(part, InlineFragmentNode):
            kind = self.schema.get_type(part.type_condition.name.value) if part.type_condition else parent
            return directives.plus(self._selection(part.selection_set, kind))
        return directives.plus(self._fragment(part.name.value))

    def _fragment(self, name: str) -> Weight:
        if name not in self.weighed:
            self.weighed[name] = Weight()  # a fragment that spreads itself weighs nothing: validation refuses it
            fragment = self.fragments.get(name)
            if fragment is not None:
                kind = self.schema.get_type(fragment.type_condition.name.value)
                self.weighed[name] = self._selection(fragment.selection_set, kind)
        return self.weighed[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Weight:
        own = Weight(depth=1, fields=1, aliases=1 if node.alias else 0)
        if node.selection_set is None:
            return own
        field = self._definition(node, parent)
        kind = get_named_type(field.type) if field else None
        below = self._selection(node.selection_set, kind)
        cost = (1 + below.cost) * self._length(node, field)
        if kind is not None and is_introspection_type(kind):
            cost = 0
        return Weight(1 + below.depth, 1 + below.fields, own.aliases + below.aliases, below.directives, cost)

    def _definition(self, node: FieldNode, parent: GraphQLNamedType | None) -> GraphQLField | None:
        if parent is None or not is_composite_type(parent):
            return None
        composite: GraphQLCompositeType = parent
        return self.schema.get_field(composite, node.name.value)

    def _length(self, node: FieldNode, field: GraphQLField | None) -> int:
        """How many members a page may have; what is out of bounds is refused later, and counts as the most."""
        if field is None or "first" not in field.args:
            return 1
        value = next((a.value for a in node.arguments or () if a.name.value == "first"), None)
        first: object = DEFAULT_FIRST
        if isinstance(value, IntValueNode):
            first = _number(value)
        elif isinstance(value, VariableNode):
            self.lengths.add(value.name.value)
            first = self.variables.get(value.name.value)
        return length_told(first)


def length_told(first: object) -> int:
    """How many members a page may have, as far as it was said; what is out of bounds counts as the most."""
    if first is None:
        return DEFAULT_FIRST
    return min(max(first, 1), MOST) if isinstance(first, int) else MOST


def _number(node: IntValueNode) -> int:
    return int(node.value) if len(node.value) < 10 else MOST
