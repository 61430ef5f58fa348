"""Mail leaves through a real SMTP conversation, and a refusal for good is told from one for now."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from stores.notifications.adapters.smtp import SmtpMailer
from stores.notifications.ports import Mail, MailNotTaken

MAIL = Mail("msg_1", "ken@example.org", "Ihre Bestellung 謝謝", "Grüße aus München")


@dataclass
class Postoffice:
    """Speaks as much SMTP as a client needs; ``says`` answers RCPT TO."""

    says: bytes = b"250 good"
    letters: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 postoffice\r\n")
        while line := await reader.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
            answers = {b"RCPT": self.says, b"QUIT": b"221 bye"}
            writer.write(answers.get(word, b"250 good") + b"\r\n")
            await writer.drain()
            if word == b"QUIT":
                break
        writer.close()


@asynccontextmanager
async def open_at(postoffice: Postoffice) -> AsyncIterator[SmtpMailer]:
    server = await asyncio.start_server(postoffice.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield SmtpMailer(f"smtp://127.0.0.1:{port}", "Wharfside <shop@example.com>")
    finally:
        server.close()


async def test_a_mail_arrives_with_its_subject_sender_and_words():
    postoffice = Postoffice()

    async with open_at(postoffice) as mailer:
        await mailer.send(MAIL)

    [letter] = postoffice.letters
    assert b"To: ken@example.org" in letter
    assert b"Message-ID: <msg_1@example.com>" in letter
    assert b"=?utf-8?" in letter


async def test_a_mailbox_that_does_not_exist_is_refused_for_good():
    async with open_at(Postoffice(says=b"550 no such mailbox")) as mailer:
        with pytest.raises(MailNotTaken, match="no such mailbox"):
            await mailer.send(MAIL)


async def test_a_mailbox_that_is_full_is_tried_again_later():
    async with open_at(Postoffice(says=b"452 full just now")) as mailer:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            await mailer.send(MAIL)
