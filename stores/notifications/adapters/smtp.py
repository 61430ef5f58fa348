"""Mail through an SMTP server, by the standard library in a thread."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from stores.notifications.ports import Mail, MailNotTaken

PATIENCE_S = 10
PERMANENT = 500  # SMTP answers from here on will not change


class SmtpMailer:
    """Hands mail to the server at ``smtp://user:password@host:587`` (with STARTTLS) or ``smtps://…:465``."""

    def __init__(self, url: str, sender: str) -> None:
        self._address = urlsplit(url)
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        """Hand one mail over. Raises ``MailNotTaken`` when the server refuses it for good."""
        await asyncio.to_thread(self._send, mail)

    def _send(self, mail: Mail) -> None:
        try:
            with self._server() as server:
                server.send_message(as_message(mail, self._sender))
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            if code >= PERMANENT:
                raise MailNotTaken(words.decode(errors="replace")) from refused
            raise
        except smtplib.SMTPResponseException as refused:
            if refused.smtp_code >= PERMANENT and not isinstance(refused, smtplib.SMTPAuthenticationError):
                raise MailNotTaken(str(refused.smtp_error)) from refused
            raise

    def _server(self) -> smtplib.SMTP:
        host, port = self._address.hostname or "localhost", self._address.port
        if self._address.scheme == "smtps":
            secure = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE_S, context=secure)
        else:
            server = smtplib.SMTP(host, port or 587, timeout=PATIENCE_S)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
        if self._address.username:
            server.login(unquote(self._address.username), unquote(self._address.password or ""))
        return server


def as_message(mail: Mail, sender: str) -> EmailMessage:
    """A mail as it travels."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message.set_content(mail.text)
    return message
