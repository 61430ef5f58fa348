"""The types and small helpers that every dialogue shares."""

from bots.client.shop import Shop
from bots.engine import steps, text, turns
from bots.engine.turns import Goes, Option

Turn = turns.Turn[Shop]
Book = steps.Book[Shop]


def tell(turn: Turn, name: str, /, **values: object) -> str:
    """The sentence of that name in the customer's language."""
    return text.tell(turn.locale, name, **values)


def option(turn: Turn, name: str, goes: Goes, /, **values: object) -> Option:
    """An option worded by that name; its short label is the wording ``<name>_short``, where there is one."""
    short = f"{name}_short"
    has_short = short in text.sentences(turn.locale)
    return Option(tell(turn, name, **values), goes, short=tell(turn, short, **values) if has_short else "")
