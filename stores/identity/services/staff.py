"""Staff signing in and out, and making known who may."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from stores.database import atomic, first_row
from stores.identity.errors import EmailTaken, SignInLocked, WrongPassword
from stores.identity.models import SignIn, StaffMember
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
