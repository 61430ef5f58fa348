"""The book of places where a talk can stand, and of the acts that lead from one to the next."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Generic

from bots.engine.turns import Reply, ShopT, Turn

Step = Callable[[Turn[ShopT]], Awaitable[Reply]]


class Book(Generic[ShopT]):
    """Steps by name.

    A *step* asks or shows, and may be shown again at any time; an *act* changes something, and always
    names the step that follows, so that no act is repeated because its page is shown again. What is
    *typed* at a step (words, a location) has a listener of its own.
    """

    def __init__(self) -> None:
        self._steps: dict[str, Step[ShopT]] = {}
        self._acts: dict[str, Step[ShopT]] = {}
        self._typed: dict[str, Step[ShopT]] = {}

    def step(self, name: str) -> Callable[[Step[ShopT]], Step[ShopT]]:
        """Enter a place to stand at."""
        return self._enter(self._steps, name)

    def act(self, name: str) -> Callable[[Step[ShopT]], Step[ShopT]]:
        """Enter something that is done in passing."""
        return self._enter(self._acts, name)

    def typed(self, name: str) -> Callable[[Step[ShopT]], Step[ShopT]]:
        """Enter who listens to free words or a location at the step of that name."""
        return self._enter(self._typed, name)

    def find(self, name: str) -> Step[ShopT]:
        """The step or act of that name."""
        return self._steps[name] if name in self._steps else self._acts[name]

    def knows(self, name: str) -> bool:
        """Whether there is such a step or act; an old session may stand at one that was removed."""
        return name in self._steps or name in self._acts

    def is_act(self, name: str) -> bool:
        """Whether the name is that of an act."""
        return name in self._acts

    def listener(self, name: str) -> Step[ShopT] | None:
        """Who listens at the step of that name, if anybody."""
        return self._typed.get(name)

    def bind(self, others: Iterable["Book[ShopT]"]) -> "Book[ShopT]":
        """Bind the chapters of others into this book."""
        for other in others:
            self._steps |= other._steps
            self._acts |= other._acts
            self._typed |= other._typed
        return self

    def _enter(self, shelf: dict[str, Step[ShopT]], name: str) -> Callable[[Step[ShopT]], Step[ShopT]]:
        def keep(step: Step[ShopT]) -> Step[ShopT]:
            if name in shelf:
                raise ValueError(f"{name} stands in the book twice")
            shelf[name] = step
            return step

        return keep
