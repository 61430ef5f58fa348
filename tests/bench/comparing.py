"""Whether two answers are the same but for what differs by nature: ids, codes, instants, last bits of distances."""

import base64
import re
from datetime import datetime
from typing import Any

import orjson

CLOSE_KM = 1e-5  # a centimetre
CLOSE_S = 60
MADE_UP = {"number", "code"}
CURSORS = {"cursor", "endCursor"}
ID = re.compile(r"([a-z]{3})_[0-9a-z]{26}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


def difference(one: Any, other: Any, path: str = "") -> str | None:
    """The first place where two answers differ, with what stands there; None where they are the same."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return _first(difference(one[key], other[key], f"{path}.{key}") for key in one)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return _first(difference(each, twin, f"{path}[{n}]") for n, (each, twin) in pairs)
    name = path.rpartition(".")[2]
    if _are_alike(name, one, other):
        return None
    return f"{path}: {one!r} and {other!r}"


def _first(found: Any) -> str | None:
    return next((each for each in found if each), None)


def _are_alike(name: str, one: Any, other: Any) -> bool:
    if one == other:
        return True
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < CLOSE_KM
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    if name in CURSORS:
        return difference(_opened(one), _opened(other)) is None
    if INSTANT.fullmatch(one) and INSTANT.fullmatch(other):
        return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds()) < CLOSE_S
    return _are_both_made_up(name, one, other)


def _are_both_made_up(name: str, one: str, other: str) -> bool:
    if name == "qr":
        return one.split(",", maxsplit=1)[0] == other.split(",", maxsplit=1)[0]
    kind, twin = ID.fullmatch(one), ID.fullmatch(other)
    if kind and twin:
        return kind[1] == twin[1] and name == "id"
    return name in MADE_UP and len(one) == len(other)


def _opened(cursor: str) -> Any:
    return orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
