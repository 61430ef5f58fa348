"""The stock executor, but for the values of root fields, which are completed by plans."""

from collections.abc import Awaitable
from typing import Any

from graphql import GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.compiled.plans import Plan, Plans, Root
from schema.compiled.running import Run


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs root resolvers as the stock executor does, once; then a plan turns what they return into the answer.

    Where a plan gives up, the stock executor completes the same value from its beginning: fields below a root only
    read, so that errors, nulls and their places are always its own.
    """

    def __init__(self, *arguments: Any, plans: Plans | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.plans = plans

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: list[FieldDetails],
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """The value of a root field by its plan; every other value as usual."""
        usual = (return_type, field_details_list, info, path, result, position_context)
        if path.prev is not None or self.plans is None or info.field_name.startswith("__"):
            return super().complete_value(*usual)
        root = Root(return_type, field_details_list)
        plan = self.plans.plan(self.operation, str(path.key), self.variable_values, root)
        if plan is None or plan.kind is not return_type:
            return super().complete_value(*usual)
        run = Run(lambda number: plan.calls[number].bound(self, path))
        try:
            answer = plan.complete(result, run)
        except Exception:  # of whatever kind: the stock executor comes to the same, and says it properly
            return self._instead(plan, run, usual)
        return self._finished(plan, run, answer, usual) if run.later else answer

    async def _finished(self, plan: Plan, run: Run, answer: Any, usual: tuple[Any, ...]) -> Any:
        try:
            await run.finish()
        except Exception:  # as above
            completed = self._instead(plan, run, usual)
            return await completed if isinstance(completed, Awaitable) else completed
        return answer

    def _instead(self, plan: Plan, run: Run, usual: tuple[Any, ...]) -> Any:
        plan.given_up += 1
        run.drop()
        return super().complete_value(*usual)
