"""The audit that every race and every random story ends with."""

from stores.ordering.queries.audit import differences


async def everything_adds_up() -> bool:
    """Are movements, promises and orders of every store the sums that they stand for? Says what is not."""
    assert await differences() == []
    return True
