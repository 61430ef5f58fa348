"""One value on its way to an answer: what its plan calls, and what it still waits for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import CoroutineType
from typing import Any, NamedTuple, TypeAlias


class GivenUp(Exception):
    """A value is not of the usual kind: the stock executor says what becomes of it."""


Bound: TypeAlias = Callable[[Any], Any]


class Later(NamedTuple):
    """A field that is awaited: where its value belongs, and how it is completed."""

    answer: dict[str, Any]
    name: str
    value: Awaitable[Any]
    complete: Callable[[Any, Any], Any]


class Run(dict[int, Bound]):
    """The resolvers of one plan, each with the arguments of this request, made on first use; and what is awaited."""

    def __init__(self, bind: Callable[[int], Bound]) -> None:
        super().__init__()
        self.bind = bind
        self.later: list[Later] = []

    def __missing__(self, number: int) -> Bound:
        bound = self[number] = self.bind(number)
        return bound

    def wait(self, later: Later) -> None:
        """Keep a field's place in its answer until its value is there."""
        later.answer[later.name] = None
        self.later.append(later)

    async def finish(self) -> None:
        """Await everything there is to wait for; what all rows of one level wait for, together.

        Raises:
            GivenUp: something failed; by then nothing of it runs any more.
        """
        while self.later:
            waiting, self.later = self.later, []
            for (answer, name, _, complete), value in zip(waiting, await _awaited(waiting), strict=True):
                if isinstance(value, BaseException):
                    raise GivenUp from value
                answer[name] = complete(value, self)

    def drop(self) -> None:
        """Let go of what nobody will await."""
        for each in self.later:
            if isinstance(each.value, CoroutineType):
                each.value.close()
        self.later.clear()


async def _awaited(waiting: Sequence[Later]) -> list[Any]:
    if len(waiting) == 1:
        return [await waiting[0].value]
    return await asyncio.gather(*(each.value for each in waiting), return_exceptions=True)
