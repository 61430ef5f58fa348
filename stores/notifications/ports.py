"""What telling people needs of the outside world."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail in plain text; ``id`` is the same when it is sent again, so that it may be recognised."""

    id: str
    to: str
    subject: str
    text: str


class MailNotTaken(Exception):
    """The mail will never be taken as it is: the address does not exist, or there is nobody to carry it."""


class Mailer(Protocol):
    """Carries mail."""

    async def send(self, mail: Mail) -> None:
        """Hand one mail over. Raises ``MailNotTaken`` for good; anything else may be tried again."""
        ...
