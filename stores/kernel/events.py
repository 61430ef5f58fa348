"""Events: facts announced in the past tense, as ids and plain values."""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """Something that happened. The first field is the id of the aggregate whose stream it joins."""

    BY_NAME: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        if cls.__name__ in Event.BY_NAME and Event.BY_NAME[cls.__name__].__module__ != cls.__module__:
            raise TypeError(f"two events are called {cls.__name__}")
        Event.BY_NAME[cls.__name__] = cls

    @property
    def aggregate(self) -> str:
        return str(getattr(self, fields(self)[0].name))

    def as_payload(self) -> dict[str, Any]:
        """The fields as JSON values, to be stored and read back by ``from_payload``."""
        return asdict(self)


def from_payload(name: str, payload: dict[str, Any]) -> Event:
    """The event that was stored under its class name."""
    return Event.BY_NAME[name](**payload)
