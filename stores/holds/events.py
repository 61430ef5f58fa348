"""What happened to promises."""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class PromiseWithdrawn(Event):
    """What was promised to an owner for a while turned out not to be there; all that it held has expired."""

    owner: str
