"""Where mail goes without a mail server: into a folder, each mail a file that mail programs open, or nowhere."""

import asyncio
from pathlib import Path

from stores.notifications.adapters.smtp import as_message
from stores.notifications.ports import Mail, MailNotTaken


class FolderMailer:
    """Writes each mail into a folder instead of sending it; the same mail again replaces its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, mail: Mail) -> None:
        """Write one mail."""
        await asyncio.to_thread(self._write, mail)

    def _write(self, mail: Mail) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{mail.id}.eml").write_bytes(bytes(as_message(mail, "shop@wharfside.example")))


class NoMailer:
    """Stands where nothing is named: every mail fails for good, and the message says why."""

    async def send(self, mail: Mail) -> None:
        """Raises ``MailNotTaken``."""
        raise MailNotTaken("SMTP_URL is not set: there is nobody to carry mail")
