"""Customers: recognised in a chat, or signed in by a code that is sent to them."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from stores.database import atomic, first_row, rows
from stores.identity.errors import EmailNotUnderstood, TooManyCodes, WrongSignInCode
from stores.identity.events import SignInCodeAsked
from stores.identity.models import Channel, Customer, SignIn, SignInCode
from stores.identity.rules import hash_of_token, new_customer_token, new_sign_in_code
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.outbox import services as outbox

CODE_LIVES_FOR = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 5
SIGNED_IN_FOR = timedelta(days=30)
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class CustomerSession:
    """A customer's new sign-in: the token is known to its holder alone, the shop keeps its hash."""

    token: str
    expires_at: datetime
    customer: Customer


@atomic
async def ask_sign_in_code(email: str, locale: str) -> SignInCode:
    """Have a one-time code sent to an email; whether a customer has that email is not told.

    Raises:
        EmailNotUnderstood: mail cannot be sent there.
        TooManyCodes: several were sent there within the hour.
    """
    address = email.strip().lower()
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise EmailNotUnderstood(email[:LONGEST_EMAIL])
    await _lock(address)
    now = clock.now()
    lately = await SignInCode.filter(email=address, asked_at__gt=now - timedelta(hours=1)).order_by("asked_at")
    if len(lately) >= CODES_AN_HOUR:
        free_at = lately[-CODES_AN_HOUR].asked_at + timedelta(hours=1)
        raise TooManyCodes(int((free_at - now).total_seconds()) + 1)
    code = await SignInCode.create(
        id=new_id("sic"),
        email=address,
        code=new_sign_in_code(),
        locale=locale,
        asked_at=now,
        expires_at=now + CODE_LIVES_FOR,
    )
    await outbox.record(SignInCodeAsked(code.id))
    return code


async def _lock(address: str) -> None:
    """One at a time for each email, though it may have no row yet."""
    await rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))", address)


async def sign_in_customer(email: str, code: str) -> CustomerSession:
    """Open a session by the code that was sent last to an email; who has none yet becomes a customer.

    Raises:
        WrongSignInCode: the code is wrong, was used, has expired, or was guessed at too often.
    """
    session = await _by_code(email.strip().lower(), code)
    if isinstance(session, WrongSignInCode):
        raise session
    return session


@atomic
async def _by_code(email: str, typed: str) -> CustomerSession | WrongSignInCode:
    await _lock(email)
    sent = await SignInCode.filter(email=email).order_by("-asked_at").first()
    if sent is None or sent.used_at or sent.expires_at <= clock.now() or sent.failed_tries >= CODE_TRIES:
        return WrongSignInCode(attempts_left=0)
    if not secrets.compare_digest(re.sub(r"\D", "", typed), sent.code):
        sent.failed_tries += 1
        await sent.save(update_fields=["failed_tries"])
        return WrongSignInCode(attempts_left=CODE_TRIES - sent.failed_tries)
    sent.used_at = clock.now()
    await sent.save(update_fields=["used_at"])
    return await _open_session(email, sent.locale)


async def _open_session(email: str, locale: str) -> CustomerSession:
    now = clock.now()
    customer = await Customer.get_or_none(email=email) or await Customer.create(
        id=new_id("cus"), email=email, locale=locale, created_at=now
    )
    token = new_customer_token()
    await SignIn.create(
        id=new_id("sgn"),
        customer_id=customer.id,
        token_hash=hash_of_token(token),
        started_at=now,
        expires_at=now + SIGNED_IN_FOR,
    )
    return CustomerSession(token, now + SIGNED_IN_FOR, customer)


async def sweep_sign_in_codes() -> None:
    """Forget the codes that count for nothing any more."""
    await SignInCode.filter(asked_at__lt=clock.now() - timedelta(hours=1)).delete()


async def register_channel(name: str, token: str) -> Channel:
    """Make a chat channel known by its token, or give a known one a new token."""
    await rows(
        "INSERT INTO channel (id, name, token_hash) VALUES ($1, $2, $3)"
        " ON CONFLICT (name) DO UPDATE SET token_hash = excluded.token_hash",
        new_id("chn"),
        name,
        hash_of_token(token),
    )
    return await Channel.get(name=name)


@atomic
async def customer_of_chat(channel: Channel, user_id: str, locale: str) -> Customer:
    """The customer that a chat user is; one who writes for the first time becomes a customer."""
    known = await first_row(
        "SELECT customer_id FROM chat_link WHERE channel = $1 AND user_id = $2", channel.name, user_id
    )
    if known:
        return await Customer.get(id=known["customer_id"])
    await rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", f"{channel.name}:{user_id}")
    linked = await first_row(
        "INSERT INTO chat_link (channel, user_id, customer_id) VALUES ($1, $2, $3)"
        " ON CONFLICT (channel, user_id) DO UPDATE SET channel = excluded.channel RETURNING customer_id",
        channel.name,
        user_id,
        new_id("cus"),
    )
    assert linked is not None
    customer, _ = await Customer.get_or_create(
        id=linked["customer_id"], defaults={"locale": locale, "created_at": clock.now()}
    )
    return customer
