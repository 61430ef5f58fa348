"""Sessions and messages as JSON and back; what an older version wrote is read as far as it is still known."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, TypeVar

from bots.engine.rendering import Button, Message
from bots.engine.turns import Goes, Memory, Option, Session, Spot

T = TypeVar("T")


def frozen_session(session: Session) -> dict[str, Any]:
    """A session as JSON can keep it."""
    return asdict(session)


def thawed_session(data: Mapping[str, Any]) -> Session:
    """A session as it was kept."""
    memory = dict(data["memory"])
    memory["spot"] = _known(Spot, memory.get("spot"))
    memory["orders"] = tuple(memory.get("orders", ()))
    memory["elsewhere"] = tuple((str(store), str(label)) for store, label in memory.get("elsewhere", ()))
    offered = tuple(_known(Option, {**option, "goes": _goes(option["goes"])}) for option in data["offered"])
    return Session(
        salt=data["salt"],
        version=data["version"],
        locale=data["locale"],
        at=_goes(data["at"]) if data["at"] else None,
        past=tuple(map(_goes, data["past"])),
        offered=tuple(option for option in offered if option),
        page=data["page"],
        memory=_known(Memory, memory) or Memory(),
    )


def frozen_message(message: Message) -> dict[str, Any]:
    """A message as JSON can keep it, without what is empty."""
    return {name: value for name, value in asdict(message).items() if value}


def thawed_message(data: Mapping[str, Any]) -> Message:
    """A message as it was kept."""
    kept = dict(data)
    for name in ("buttons", "rows"):
        kept[name] = tuple(button for row in kept.get(name, ()) if (button := _known(Button, row)))
    return _known(Message, kept) or Message()


def _goes(data: Mapping[str, Any]) -> Goes:
    return Goes(data["step"], tuple(data["given"]), data.get("key", ""))


def _known(wanted: type[T], data: Mapping[str, Any] | None) -> T | None:
    if data is None:
        return None
    assert is_dataclass(wanted)
    names = {field.name for field in fields(wanted)}
    return wanted(**{name: value for name, value in data.items() if name in names})
