"""How an import writes: batch by batch, each kept once it is done; a dry run keeps nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.transactions import in_transaction


class _Undone(Exception):
    pass


@asynccontextmanager
async def kept_unless(*, dry_run: bool) -> AsyncIterator[None]:
    """Let services write, and take everything back at the end of a dry run.

    Otherwise each service call is kept as soon as it has ended, so that an import which was cut off has lost at
    most its last batch, and finds the ones before unchanged when it is run again.
    """
    if not dry_run:
        yield
        return
    try:
        async with in_transaction():
            yield
            raise _Undone
    except _Undone:
        pass
