"""Refusals of messages."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class MessageNotFound(Refusal):
    """No such message, or another channel's."""

    message_id: str

    def __str__(self) -> str:
        return "There is no such message."
