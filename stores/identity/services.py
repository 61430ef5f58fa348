"""Signing in and out, and making known who may."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import orjson
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from tortoise.models import Model

from stores.database import atomic, first_row, rows
from stores.identity.errors import EmailTaken, SignInLocked, WrongPassword
from stores.identity.models import AuditEntry, Channel, Customer, SignIn, StaffMember
from stores.identity.roles import Role
from stores.identity.rules import hash_of_token, new_staff_token
from stores.kernel import clock
from stores.kernel.ids import new_id

SIGNED_IN_FOR = timedelta(hours=12)
FREE_TRIES = 5
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A new sign-in: the token is known to its holder alone, the shop keeps its hash."""

    token: str
    expires_at: datetime
    staff: StaffMember


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys_hash() -> str:
    """What an unknown email's password is compared with, so that it takes as long as a known one's."""
    return _hasher().hash(secrets.token_urlsafe())


async def sign_in_staff(email: str, password: str, *, from_loopback: bool) -> Session:
    """Open a session for a staff member; the password is compared outside any transaction, in a thread.

    Raises:
        SignInLocked: too many wrong passwords lately.
        WrongPassword: unknown email, wrong password, a person who has left, or a demo sign-in from another machine.
    """
    staff = await StaffMember.get_or_none(email=email.strip().lower(), left_at=None)
    if staff is not None and staff.is_locked_at(clock.now()):
        assert staff.locked_until is not None
        raise SignInLocked(int((staff.locked_until - clock.now()).total_seconds()) + 1)
    known_hash = staff.password_hash if staff else _nobodys_hash()
    matches = await asyncio.to_thread(_hasher().verify, password, known_hash)
    if staff is None or not matches or (staff.loopback_only and not from_loopback):
        await _count_wrong_try(staff)
        raise WrongPassword
    return await _open_session(staff)


async def _count_wrong_try(staff: StaffMember | None) -> None:
    """After a few free tries each wrong one locks the sign-in for twice as long as the one before."""
    if staff is None:
        return
    tried = await first_row(
        "UPDATE staff_member SET failed_tries = failed_tries + 1 WHERE id = $1 RETURNING failed_tries", staff.id
    )
    assert tried is not None
    over = tried["failed_tries"] - FREE_TRIES
    if over >= 0:
        lock = min(timedelta(seconds=2 ** min(over, 12)), LONGEST_LOCK)
        await StaffMember.filter(id=staff.id).update(locked_until=clock.now() + lock)


@atomic
async def _open_session(staff: StaffMember) -> Session:
    token = new_staff_token()
    now = clock.now()
    await StaffMember.filter(id=staff.id).update(failed_tries=0, locked_until=None)
    await SignIn.create(
        id=new_id("sgn"),
        staff=staff,
        token_hash=hash_of_token(token),
        started_at=now,
        expires_at=now + SIGNED_IN_FOR,
    )
    return Session(token, now + SIGNED_IN_FOR, staff)


async def sign_out(token: str) -> None:
    """End the session of a token; a token that is none is no error."""
    await SignIn.filter(token_hash=hash_of_token(token), ended_at=None).update(ended_at=clock.now())


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A person to hire: a role at some stores, or at every store."""

    email: str
    name: str
    role: Role
    password: str
    store_ids: tuple[str, ...] = ()
    every_store: bool = False
    loopback_only: bool = False
    locale: str = "en"


@atomic
async def hire(person: NewStaff) -> StaffMember:
    """Make a person a staff member who can sign in.

    Raises:
        EmailTaken: another staff member has the email.
    """
    email = person.email.strip().lower()
    if await StaffMember.exists(email=email):
        raise EmailTaken(email)
    return await StaffMember.create(
        id=new_id("stf"),
        email=email,
        name=person.name,
        role=person.role,
        locale=person.locale,
        password_hash=await asyncio.to_thread(_hasher().hash, person.password),
        store_ids=list(person.store_ids),
        every_store=person.every_store,
        loopback_only=person.loopback_only,
    )


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


@dataclass(frozen=True, slots=True)
class Alteration:
    """A thing before and after somebody changed it; None where it was not there."""

    thing_id: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


async def audit(staff: StaffMember, act: str, done: Alteration) -> AuditEntry:
    """Write down what a staff member did, inside the transaction of the deed."""
    return await AuditEntry.create(
        id=new_id("aud"),
        staff_id=staff.id,
        act=act,
        thing_id=done.thing_id,
        at=clock.now(),
        before=_plain(done.before),
        after=_plain(done.after),
    )


def _plain(facts: Mapping[str, object] | None) -> dict[str, object] | None:
    """Facts as JSON has them: what JSON does not know, as text."""
    return None if facts is None else orjson.loads(orjson.dumps(dict(facts), default=str))


def facts_of(row: Model) -> dict[str, object]:
    """The columns of a row, as an audit tells them."""
    return {name: getattr(row, name) for name in row._meta.db_fields}


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
