"""Running one operation: parsed and validated once per text, weighed, and stopped at its deadline."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    specified_rules,
    validate,
)
from strawberry.execution import optimized_is_awaitable

from schema.compiled import CompiledExecutor, Plans
from schema.context import Context
from schema.errors import BAD_REQUEST, TIMED_OUT, RequestError
from schema.limits import TOKENS, TooComplex, length_told, weigh

MOST_ERRORS = 5
DOCUMENTS_REMEMBERED = 500
LONGEST_REMEMBERED = 20_000
DEADLINE_S = 5.0


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as a client sends it."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is well formed and valid, or the errors that say why it is not."""

    document: DocumentNode | None
    errors: list[GraphQLError]
    lengths: frozenset[str] = frozenset()
    costs: dict[tuple[object, ...], int] = field(default_factory=dict)  # by the values of ``lengths``
    plans: Plans | None = None


class Executor:
    """Prepares documents and runs their operations against one schema."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self.schema = schema
        hidden = () if introspection else (NoSchemaIntrospectionCustomRule,)
        self.rules = (*specified_rules, *hidden)
        self.remembered: OrderedDict[str, Prepared] = OrderedDict()

    def prepared(self, text: str) -> Prepared:
        """A document parsed and validated, from memory when the same text came lately."""
        known = self.remembered.get(text)
        if known is not None:
            self.remembered.move_to_end(text)
            return known
        fresh = self._prepare(text)
        if len(text) <= LONGEST_REMEMBERED:
            self.remembered[text] = fresh
            if len(self.remembered) > DOCUMENTS_REMEMBERED:
                self.remembered.popitem(last=False)
        return fresh

    def _prepare(self, text: str) -> Prepared:
        try:
            document = parse(text, max_tokens=TOKENS)
            lengths = weigh(self.schema, document, {}).lengths
        except RequestError as breach:
            return Prepared(None, [breach])
        except GraphQLError as error:
            is_long = f"more than {TOKENS} tokens" in error.message
            return Prepared(None, [TooComplex("tokens", TOKENS) if is_long else error])
        except RecursionError:
            return Prepared(None, [TooComplex("levels", TOKENS)])
        errors = validate(self.schema, document, self.rules, max_errors=MOST_ERRORS)
        plans = None if errors else Plans.of(self.schema, document)
        return Prepared(document, errors[:MOST_ERRORS], lengths, plans=plans)

    def operation(self, prepared: Prepared, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises ``RequestError`` when it is not clear which."""
        assert prepared.document is not None
        found = [
            node
            for node in prepared.document.definitions
            if isinstance(node, OperationDefinitionNode) and (name is None or (node.name and node.name.value == name))
        ]
        if len(found) != 1:
            raise RequestError(BAD_REQUEST, "operationName must name one operation of the document.")
        return found[0]

    def cost(self, prepared: Prepared, variables: Mapping[str, Any]) -> int:
        """What the request costs, in points. Raises ``TooComplex`` when its variables make it too dear."""
        assert prepared.document is not None
        told = {name: length_told(variables[name]) for name in sorted(prepared.lengths) if name in variables}
        lengths = tuple(told.items())
        if lengths not in prepared.costs:
            points = weigh(self.schema, prepared.document, told).points
            if len(prepared.costs) > DOCUMENTS_REMEMBERED:
                prepared.costs.clear()
            prepared.costs[lengths] = points
        return prepared.costs[lengths]

    async def run(self, prepared: Prepared, ask: Ask, context: Context) -> ExecutionResult:
        """Execute a query or a mutation; at the deadline its work is cancelled.

        Raises:
            RequestError: the operation is not clear, is a subscription, or took too long.
        """
        operation = self.operation(prepared, ask.operation_name)
        if operation.operation is OperationType.SUBSCRIPTION:
            raise RequestError(BAD_REQUEST, "Subscriptions are served by websocket, as graphql-transport-ws.")
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await self._executed(prepared, ask, context)
        except TimeoutError as late:
            raise RequestError(TIMED_OUT, f"The request took longer than {DEADLINE_S:g} s and was stopped.") from late

    async def _executed(self, prepared: Prepared, ask: Ask, context: Context) -> ExecutionResult:
        assert prepared.document is not None
        result = execute(
            self.schema,
            prepared.document,
            context_value=context,
            variable_values=dict(ask.variables),
            operation_name=ask.operation_name,
            executor_class=CompiledExecutor,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # Strawberry calls it a plain test
            plans=prepared.plans,
        )
        return await result if isawaitable(result) else result
