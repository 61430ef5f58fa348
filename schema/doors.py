"""The doors to single things by id: what ``node`` opens, and how a stored outcome is found again."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

from schema.context import Context
from stores.kernel.ids import kind_of

Door: TypeAlias = Callable[[Context, str], Awaitable[Any]]
SomeDoor = TypeVar("SomeDoor", bound=Door)

_BY_NAME: dict[str, Door] = {}
_BY_KIND: dict[str, Door] = {}


def opens(name: str, *, kind: str | None = None) -> Callable[[SomeDoor], SomeDoor]:
    """Make a function the door to things of a GraphQL type, by its name; with ``kind``, the ids of ``node`` too.

    A door returns None for what does not exist or is not the actor's to see.
    """

    def register(door: SomeDoor) -> SomeDoor:
        _BY_NAME[name] = door
        if kind is not None:
            _BY_KIND[kind] = door
        return door

    return register


async def thing_again(context: Context, kind: str, id: str) -> Any:
    """What a stored outcome names, as it stands now."""
    return await _BY_NAME[kind](context, id)


async def node(context: Context, some_id: str) -> Any:
    """The thing with an id of any kind; None when there is none that this actor may see."""
    door = _BY_KIND.get(kind_of(some_id))
    return await door(context, some_id) if door else None


def kinds() -> set[str]:
    """The kinds of ids that ``node`` opens."""
    return set(_BY_KIND)


def names() -> set[str]:
    """The GraphQL types that have a door."""
    return set(_BY_NAME)
