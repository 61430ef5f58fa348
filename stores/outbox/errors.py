"""Refusals of answering once."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class KeyReused(Refusal):
    """The idempotency key was used before, with other arguments."""

    key: str

    def __str__(self) -> str:
        return f"The key {self.key!r} was used for another request."


@dataclass(eq=False)
class KeyTooLong(Refusal):
    """An idempotency key has between 1 and 255 characters."""

    length: int

    def __str__(self) -> str:
        return f"A key has 1 to 255 characters, not {self.length}."
