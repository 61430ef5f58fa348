"""Every answer made twice, by its plan and by the stock executor, and held to be the same to the last byte."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any, ClassVar

import orjson
from graphql import GraphQLError
from graphql.execution.executor import CollectedErrors
from strawberry.execution import optimized_is_awaitable

from schema import execution
from schema.compiled import CompiledExecutor

PATH = 3  # the place of the path among what is handed on


class Both(CompiledExecutor):
    """A compiled executor that completes each root value again as the stock executor does, and compares.

    ``answers`` counts what was compared, ``given_up`` what plans left to the stock executor.
    """

    answers = 0
    given_up = 0
    differences: ClassVar[list[tuple[Any, Any]]] = []  # kept, for an exception here would only be one more error

    def complete_value(self, *usual: Any) -> Any:
        if usual[PATH].prev is not None or self.plans is None:
            return super().complete_value(*usual)
        return self.compared(usual)

    async def compared(self, usual: tuple[Any, ...]) -> Any:
        planned, stock = self.twin(), self.twin()
        stock.plans = None
        before = sum(plan.given_up for plan in self.plans.made.values())
        mine, my_failure = await told(planned.complete_value(*usual))
        theirs, their_failure = await told(stock.complete_value(*usual))

        one = (orjson.dumps(mine), seen(my_failure), errors(planned))
        other = (orjson.dumps(theirs), seen(their_failure), errors(stock))
        if one != other:
            Both.differences.append((one, other))
        for error in planned.collected_errors.errors:
            self.collected_errors.add(error, None)
        Both.answers += 1
        Both.given_up += sum(plan.given_up for plan in self.plans.made.values()) - before
        if my_failure is not None:
            raise my_failure
        return mine

    def twin(self) -> CompiledExecutor:
        """An executor of the same request that has met no error yet."""
        twin = copy(self)
        twin.__class__ = CompiledExecutor
        twin.collected_errors, twin._relevant_sub_fields = CollectedErrors(), {}
        return twin


async def told(completed: Any) -> tuple[Any, Exception | None]:
    try:
        return (await completed if optimized_is_awaitable(completed) else completed), None
    except Exception as failure:
        return None, failure


def errors(executor: CompiledExecutor) -> list[Any]:
    return sorted((seen(error) for error in executor.collected_errors.errors), key=repr)


def seen(error: Exception | None) -> Any:
    """What a client could tell errors apart by."""
    if isinstance(error, GraphQLError):
        return (error.message, error.path, error.locations, error.extensions, type(error.original_error))
    return (type(error), str(error))


@contextmanager
def compared() -> Iterator[type[Both]]:
    """Make every answer twice for a while. What differs fails the test."""
    usual, execution.CompiledExecutor = execution.CompiledExecutor, Both
    Both.answers = Both.given_up = 0
    Both.differences.clear()
    try:
        yield Both
    finally:
        execution.CompiledExecutor = usual
    assert Both.differences == []
