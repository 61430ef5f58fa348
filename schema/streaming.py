"""The same limits and masks for what comes by websocket, where Strawberry runs the operation."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from strawberry.extensions import SchemaExtension

from schema.errors import BAD_REQUEST, RequestError, public_error
from schema.limits import TOKENS, weigh


class Guard(SchemaExtension):
    """Refuses what is no subscription or too complex, and masks what is our bug."""

    def on_parse(self) -> Iterator[None]:
        """Cut a document off at the limit of tokens."""
        self.execution_context.parse_options["max_tokens"] = TOKENS
        yield None

    def on_validate(self) -> Iterator[None]:
        """Weigh the document before the rules of GraphQL look at it."""
        document = self.execution_context.graphql_document
        assert document is not None
        try:
            weigh(self.execution_context.schema._schema, document, self.execution_context.variables or {})
            for node in document.definitions:
                if isinstance(node, OperationDefinitionNode) and node.operation is not OperationType.SUBSCRIPTION:
                    raise RequestError(BAD_REQUEST, "Queries and mutations are served by POST.")
        except RequestError as breach:
            self.execution_context.pre_execution_errors = [breach]
        yield None

    def on_operation(self) -> Iterator[None]:
        """Mask what went wrong before there was anything to stream."""
        yield None
        self._mask(self.execution_context.result)

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """Mask what went wrong in one answer of a stream."""
        self._mask(result)
        yield None

    def _mask(self, result: Any) -> None:
        errors: list[GraphQLError] | None = getattr(result, "errors", None)
        if errors:
            context = self.execution_context.context
            result.errors = [
                error if (error.extensions or {}).get("code") else public_error(error, context) for error in errors
            ]
