"""What is to be told."""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class MailWritten(Event):
    """A mail is ready to be carried."""

    message_id: str
