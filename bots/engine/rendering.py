"""Replies as data, made into messages that a channel can show, by its table of capabilities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bots.engine import text
from bots.engine.turns import BACK_NUMBER, AskLocation, Card, Choice, Option, Pass, Piece, Session, Text


@dataclass(frozen=True)
class Capabilities:
    """What a channel can show. A new channel is a new table and an adapter; no dialogue changes."""

    name: str
    text_limit: int
    page: int
    buttons: int = 0
    button_label: int = 0
    rows: int = 0
    row_label: int = 0
    has_images: bool = False
    asks_location: bool = False


@dataclass(frozen=True)
class Button:
    """A choice that can be tapped."""

    token: str
    label: str
    hint: str = ""
    image: str = ""
    alt: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Message:
    """One message as a channel sends it.

    ``surely``: sent at least once, even at the price of twice (passes, money); anything else at most once.
    """

    text: str = ""
    title: str = ""
    image: str = ""
    alt: str = ""
    code: str = ""
    buttons: tuple[Button, ...] = ()
    rows: tuple[Button, ...] = ()
    ask_location: str = ""
    surely: bool = False
    said: str = ""


def render(pieces: Sequence[Piece], session: Session, shows: Capabilities) -> tuple[Message, ...]:
    """The messages that show these pieces on a channel: as few as can be, each within the channel's limits."""
    messages: list[Message] = []
    for piece in pieces:
        for message in _shown(piece, session, shows):
            may_join = bool(messages) and _may_join(messages[-1], message, shows)
            messages.append(_joined(messages.pop(), message) if may_join else message)
    return tuple(part for message in messages for part in _split(message, shows.text_limit))


def _shown(piece: Piece, session: Session, shows: Capabilities) -> tuple[Message, ...]:
    match piece:
        case Text(words):
            return (Message(words),)
        case Card(title, body, image, alt) if shows.has_images:
            return (Message(body, title=title, image=image, alt=alt),)
        case Card(title, body):
            return (Message(f"{title}\n{body}".strip()),)
        case AskLocation(prompt, label):
            return (Message(prompt, ask_location=label if shows.asks_location else ""),)
        case Pass(caption, code, qr, alt):
            return (Message(caption, image=qr if shows.has_images else "", alt=alt, code=code, surely=True),)
        case Choice():
            return (_choice(piece, session, shows),)


def _choice(choice: Choice, session: Session, shows: Capabilities) -> Message:
    """The ladder: a list, buttons by label or short label, buttons by number, numbered text."""
    options, is_more = _page(choice.options, session.page, shows.page)
    more = Button(session.token_of_more, text.tell(session.locale, "talk.more"))
    has_hints = any(option.hint or option.image for option in options)
    if shows.rows and has_hints and _fits(options, shows.row_label, shows.rows - is_more):
        return Message(choice.prompt, rows=_buttons(options, shows.row_label, (more,) * is_more))
    if shows.buttons and not has_hints and _fits(options, shows.button_label, shows.buttons - is_more):
        return Message(choice.prompt, buttons=_buttons(options, shows.button_label, (more,) * is_more))
    if shows.rows and _fits(options, shows.row_label, shows.rows - is_more):
        return Message(choice.prompt, rows=_buttons(options, shows.row_label, (more,) * is_more))
    listing = _listing(choice.prompt, options, more.label if is_more else "")
    if len(options) + is_more <= shows.buttons:
        return Message(listing, buttons=_buttons(options, shows.button_label, (more,) * is_more))
    return Message(listing)


def _page(options: tuple[Option, ...], page: int, size: int) -> tuple[tuple[Option, ...], bool]:
    """One page of the options, the way back on each of them, and whether there is another page."""
    back = tuple(option for option in options if option.number == BACK_NUMBER)
    others = tuple(option for option in options if option.number != BACK_NUMBER)
    if len(others) <= size:
        return (*others, *back), False
    pages = -(-len(others) // size)
    start = page % pages * size
    return (*others[start : start + size], *back), True


def _fits(options: Iterable[Option], label: int, count: int) -> bool:
    options = tuple(options)
    return len(options) <= count and all(min(len(o.label), len(o.short or o.label)) <= label for o in options)


def _buttons(options: Iterable[Option], limit: int, more: tuple[Button, ...]) -> tuple[Button, ...]:
    return (*(_button(option, limit) for option in options), *more)


def _button(option: Option, limit: int) -> Button:
    """A button with the label, the declared short label, or the number; a label is never cut."""
    fitting = (label for label in (option.label, option.short) if label and len(label) <= limit)
    label = next(fitting, str(option.number))
    return Button(option.token, label, option.hint, option.image, option.alt, option.number)


def _listing(prompt: str, options: Iterable[Option], more: str) -> str:
    lines = [_line(option) for option in options]
    return "\n".join(filter(None, [prompt, *lines, f"+ {more}" if more else ""]))


def _line(option: Option) -> str:
    line = f"{option.number}. {option.label}"
    return f"{line}\n   {option.hint}" if option.hint else line


def _may_join(before: Message, after: Message, shows: Capabilities) -> bool:
    """Words may share a message with the words and choices that follow them, while the channel has room."""
    if before.image or before.title or before.buttons or before.rows or before.ask_location or before.code:
        return False
    return not (after.image or after.title or after.code) and len(before.text) + len(after.text) + 2 <= shows.text_limit


def _joined(before: Message, after: Message) -> Message:
    return replace(after, text="\n\n".join(filter(None, [before.text, after.text])))


def _split(message: Message, limit: int) -> list[Message]:
    """A message too long for the channel, in parts that end at line ends; the choices hang on the last part."""
    if len(message.text) <= limit:
        return [message]
    cut = message.text.rfind("\n", 1, limit)
    cut = cut if cut > 0 else limit
    head = Message(message.text[:cut], title=message.title, surely=message.surely)
    return [head, *_split(replace(message, text=message.text[cut:].lstrip("\n"), title=""), limit)]
