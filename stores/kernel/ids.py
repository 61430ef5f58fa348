"""Opaque ids that carry their kind, and short codes that people read aloud."""

import re
import secrets

_ID_SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 26  # 130 bits: a guest's cart and order are reached by their id alone
CODE_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for another: no 0 O 1 I L U
_FILLING = re.compile(r"[\s\-.]+")


def new_id(kind: str) -> str:
    """A new unguessable id, as ``ord_`` and 26 symbols."""
    return f"{kind}_{''.join(secrets.choice(_ID_SYMBOLS) for _ in range(_ID_LENGTH))}"


def kind_of(some_id: str) -> str:
    """The kind in front of an id: ``ord`` of ``ord_…``; empty when there is none."""
    kind, separator, _ = some_id.partition("_")
    return kind if separator else ""


def new_code(length: int) -> str:
    """A new random code; each symbol holds 4.9 bits."""
    return "".join(secrets.choice(CODE_SYMBOLS) for _ in range(length))


def code_as_typed(typed: str) -> str:
    """A code as it is stored, from what a person typed or a scanner read: any case, with spaces, hyphens or points."""
    return _FILLING.sub("", typed).upper()


def code_as_read(code: str, group: int = 3) -> str:
    """A code in groups, for eyes and for reading aloud: ``K7Q M4T XD9``."""
    return " ".join(code[start : start + group] for start in range(0, len(code), group))
