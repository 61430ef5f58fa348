"""Refusals of pricing."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class MarketNotFound(Refusal):
    """There is no such market; without a code, no market has been opened yet."""

    code: str | None

    def __str__(self) -> str:
        return f"There is no market {self.code}." if self.code else "No market has been opened yet."
