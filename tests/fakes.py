"""Stand-ins for what cannot be reached from here, each fulfilling a port."""

from dataclasses import dataclass, field

from stores.locator.ports import Match
from stores.notifications.ports import Mail, MailNotTaken


class Nowhere:
    """A geocoder that knows no place."""

    async def matches(self, text: str) -> list[Match]:
        return []


nowhere = Nowhere()


@dataclass
class KeptMail:
    """A mailer that keeps what it was handed; ``refuses`` are addresses that do not exist."""

    sent: list[Mail] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()
    is_down: bool = False

    async def send(self, mail: Mail) -> None:
        if self.is_down:
            raise ConnectionError("the mail server does not answer")
        if mail.to in self.refuses:
            raise MailNotTaken("no such mailbox")
        self.sent.append(mail)
