"""Problems of answering once."""

from schema.problems import Problem, explains
from stores.outbox import errors


@explains(errors.KeyReused)
class KeyReused(Problem):
    """key: The key in question; a new wish needs a new key."""

    key: str


@explains(errors.KeyTooLong)
class KeyTooLong(Problem):
    """length: How many characters the key has."""

    length: int
