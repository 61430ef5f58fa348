"""Loaders: what many rows need of one kind is fetched in one query."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from strawberry.dataloader import DataLoader

from schema.context import Context

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def loader(
    context: Context, name: Hashable, fetch: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]
) -> DataLoader[K, V | None]:
    """This request's loader of a name, made on first use; ``fetch`` answers for many keys at once.

    A key that ``fetch`` does not know loads as None.
    """
    known: DataLoader[K, V | None] | None = context.loaders.get(name)
    if known is None:

        async def load(keys: list[K]) -> list[V | None]:
            found = await fetch(keys)
            return [found.get(key) for key in keys]

        known = context.loaders[name] = DataLoader(load_fn=load)
    return known
