"""Lifecycles: which state may follow which, one table for each kind of thing."""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Generic, TypeVar

State = TypeVar("State", bound=StrEnum)


class IllegalMove(Exception):
    """A state was asked to follow one that it cannot follow: a bug, not a refusal."""


class Lifecycle(Generic[State]):
    """The moves that a thing may make between its states."""

    def __init__(self, moves: Mapping[State, Set[State]]) -> None:
        self.moves = moves

    def may_move(self, old: State, new: State) -> bool:
        return new in self.moves[old]

    def move(self, old: State, new: State) -> State:
        """The new state. Raises ``IllegalMove`` when the table does not allow it."""
        if not self.may_move(old, new):
            raise IllegalMove(f"{type(old).__name__}: {old} cannot become {new}")
        return new
