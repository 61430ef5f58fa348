"""The API with its row locks taken away, to show that the races would notice: ``python -m tests.races.unlocked``."""

from tortoise.queryset import QuerySet

from api.__main__ import commands
from stores.holds import services as holds


def without_lock(query: QuerySet, *_: object, **__: object) -> QuerySet:
    """Stands in for ``select_for_update``: the same rows, unlocked."""
    return query._clone()


if __name__ == "__main__":
    holds.LOCK = ""
    QuerySet.select_for_update = without_lock
    commands(["serve"])
