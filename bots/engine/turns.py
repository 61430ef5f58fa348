"""What is heard, what is said, and what is remembered between the two: all of it plain data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

ShopT = TypeVar("ShopT")
BACK_NUMBER = 0


class Interrupted(Exception):
    """A step could not be finished; ``said`` names the sentence that explains it."""

    said = "talk.busy"


class Unreachable(Interrupted):
    """The shop did not answer; nothing is known about what it did."""

    said = "talk.unreachable"


@dataclass(frozen=True)
class Spot:
    """A point on the earth in WGS 84 degrees, with the name that people call it by."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True)
class Heard:
    """One thing a person did in a chat: words, a tap, or a shared location.

    ``event_id`` is the channel's own name for it; a delivery repeated has the same one.
    """

    channel: str
    chat: str
    event_id: str
    text: str = ""
    token: str = ""
    spot: Spot | None = None
    locale: str = ""

    @property
    def key(self) -> str:
        """What every effect of this event is keyed by, so that a repeated delivery has one effect."""
        return f"{self.channel}:{self.chat}:{self.event_id}"


@dataclass(frozen=True)
class Goes:
    """A place in the talk and what is brought there; ``key`` carries on an act that was interrupted."""

    step: str
    given: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Option:
    """One thing a person may choose, by tap, by number or by its words.

    ``short`` is the label for a channel whose buttons are narrow; ``hint`` explains, and is never needed to choose.
    """

    label: str
    goes: Goes
    short: str = ""
    hint: str = ""
    image: str = ""
    alt: str = ""
    number: int | None = None
    token: str = ""


@dataclass(frozen=True)
class Text:
    """Some sentences."""

    text: str


@dataclass(frozen=True)
class Card:
    """One thing shown: a product, a store."""

    title: str
    body: str = ""
    image: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Choice:
    """A question and what may be answered."""

    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class AskLocation:
    """An invitation to share where one is; the prompt says that a place may be typed instead."""

    prompt: str
    label: str


@dataclass(frozen=True)
class Pass:
    """What is shown at the counter: a code to read aloud and its picture (``qr``, a data URL)."""

    caption: str
    code: str
    qr: str
    alt: str = ""


Piece = Text | Card | Choice | AskLocation | Pass


@dataclass(frozen=True)
class Reply:
    """What a step says, and where the talk goes on; a step that names no next place is one to stand at.

    ``is_end``: the business is finished, and only the menu lies behind what follows.
    """

    pieces: tuple[Piece, ...] = ()
    then: Goes | None = None
    is_end: bool = False


def say(*pieces: Piece | str, then: Goes | None = None) -> Reply:
    """A reply; a bare string is a text."""
    return Reply(tuple(Text(piece) if isinstance(piece, str) else piece for piece in pieces), then)


def finish(*pieces: Piece | str, then: Goes) -> Reply:
    """A reply that ends a piece of business: nobody goes back into it."""
    return replace(say(*pieces, then=then), is_end=True)


def go(step: str, *given: str) -> Goes:
    """The place of that name, with what is brought there."""
    return Goes(step, given)


@dataclass(frozen=True)
class Memory:
    """What the talk remembers of this customer between turns."""

    cart: str = ""
    spot: Spot | None = None
    name: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()
    quote: dict[str, Any] = field(default_factory=dict)
    orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    """Where a talk stands: what is offered now, the places before, and the memory.

    ``version`` grows by one with every turn. ``salt`` makes the tokens of one session unlike those of another.
    """

    salt: str
    version: int = 0
    locale: str = ""
    at: Goes | None = None
    past: tuple[Goes, ...] = ()
    offered: tuple[Option, ...] = ()
    page: int = 0
    memory: Memory = field(default_factory=Memory)

    def token(self, number: int) -> str:
        """The opaque name of an offered choice: far under the 64 bytes that the strictest channel allows."""
        return f"{self.salt}.{self.version:x}.{number:x}"

    @property
    def token_of_more(self) -> str:
        """The opaque name of the choice to see the next page of what is offered."""
        return f"{self.salt}.{self.version:x}.more"


@dataclass
class Turn(Generic[ShopT]):
    """One event on its way through the steps: who answers, what was given, what is remembered."""

    heard: Heard
    now: datetime
    memory: Memory
    locale: str
    shop_in: Callable[[Heard, str], ShopT]
    given: tuple[str, ...] = ()
    key: str = ""

    @property
    def shop(self) -> ShopT:
        """The shop, asked for this customer and in this language."""
        return self.shop_in(self.heard, self.locale)

    def speak(self, locale: str) -> None:
        """Go on in another language."""
        self.locale = locale

    def remember(self, **facts: Any) -> None:
        """Keep these facts for later turns."""
        self.memory = replace(self.memory, **facts)

    def key_of(self, act: str) -> str:
        """The idempotency key of one act of this event."""
        return f"{self.key}:{act}"

    @property
    def said(self) -> str:
        """The words that were typed, without the space around them."""
        return self.heard.text.strip()


def options_of(pieces: Sequence[Piece]) -> tuple[Option, ...]:
    """Every option on offer, in the order of reading."""
    return tuple(option for piece in pieces if isinstance(piece, Choice) for option in piece.options)
