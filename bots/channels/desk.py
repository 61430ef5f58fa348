"""What a channel is handed: someone to bring events to, and what sending can come to."""

from collections.abc import Sequence
from typing import Protocol

from bots.engine.rendering import Capabilities, Message
from bots.engine.turns import Heard


class Written(Protocol):
    """A message in the order of its chat."""

    @property
    def id(self) -> int:
        """Grows along the chat."""
        ...

    @property
    def message(self) -> Message:
        """What it says."""
        ...


class Desk(Protocol):
    """Where a channel brings what it heard, and where one that comes and reads finds the answers."""

    async def hear(self, heard: Heard, shows: Capabilities, echo: str = "") -> None:
        """Answer one event, once however often it is delivered."""
        ...

    async def letters_soon(self, channel: str, chat: str, after: int, patience: float) -> Sequence[Written]:
        """What was said in a chat after one message; waits a while for it."""
        ...

    async def locale_of(self, channel: str, chat: str) -> str:
        """The language of a chat, or none that is known."""
        ...


class TryLater(Exception):
    """The channel did not take the message, and says when to send it again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Undeliverable(Exception):
    """The channel will never take the message: the customer left, or it is malformed."""


class Sender(Protocol):
    """A channel that is sent to."""

    @property
    def shows(self) -> Capabilities:
        """What it can show; its name is the channel's."""
        ...

    async def send(self, chat: str, message: Message) -> None:
        """Send one message.

        Raises:
            TryLater: it was certainly not sent.
            Undeliverable: it never will be.
        """
        ...
