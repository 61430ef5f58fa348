"""Problems of promises."""

import strawberry

from schema.problems import Problem, explains
from stores.holds import errors


@explains(errors.NotEnough)
class NotEnough(Problem):
    """countable_id: What is scarce.

    asked: How much was asked for.
    free: How much is free.
    """

    countable_id: strawberry.ID
    asked: int
    free: int


@explains(errors.HoldExpired)
class HoldExpired(Problem):
    """owner: Whose promise it was."""

    owner: strawberry.ID
