"""Refusals: outcomes that we expect and can explain, as data."""

from typing import ClassVar


class Refusal(Exception):
    """What the shop will not do, and why; a subclass is a dataclass of the facts.

    ``stands`` marks a refusal whose own effect must last, such as a counted try at a code: what was
    written before it is committed, while any other refusal undoes the transaction. Its fields are plain JSON values.
    """

    BY_NAME: ClassVar[dict[str, type["Refusal"]]] = {}
    stands: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        known = Refusal.BY_NAME.setdefault(cls.__name__, cls)
        if known.__module__ != cls.__module__:
            raise TypeError(f"two refusals are called {cls.__name__}")
        Refusal.BY_NAME[cls.__name__] = cls


class NotAllowed(Exception):
    """Not this person's to do; GraphQL answers ``UNAUTHENTICATED`` or ``FORBIDDEN``."""

    def __init__(self, *, signed_in: bool) -> None:
        self.signed_in = signed_in
        super().__init__("You may not do this." if signed_in else "Sign in first.")
