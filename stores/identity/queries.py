"""Finding out who is asking."""

from collections.abc import Sequence
from dataclasses import dataclass

from stores.database import rows
from stores.identity.models import AuditEntry, Channel, Customer, SignIn, SignInCode, StaffMember
from stores.identity.rules import hash_of_token, is_session_token
from stores.kernel import clock


async def actor_of_token(token: str) -> StaffMember | Customer | Channel | None:
    """The person or channel that holds a token; None when it is unknown, ended or expired."""
    if not is_session_token(token):
        return await Channel.get_or_none(token_hash=hash_of_token(token))
    session = await SignIn.get_or_none(
        token_hash=hash_of_token(token), ended_at=None, expires_at__gt=clock.now()
    ).select_related("staff", "customer")
    if session is None or (session.staff is not None and session.staff.left_at is not None):
        return None
    return session.staff or session.customer


async def sign_in_code(code_id: str) -> SignInCode | None:
    """A one-time code by its id, while it is of use."""
    return await SignInCode.get_or_none(id=code_id, used_at=None, expires_at__gt=clock.now())


@dataclass(frozen=True, slots=True)
class ChatUser:
    """Where a customer can be written to."""

    channel: str
    user_id: str


async def chats_of(customer_id: str) -> Sequence[ChatUser]:
    """The chats in which a customer talks to the shop."""
    found = await rows("SELECT channel, user_id FROM chat_link WHERE customer_id = $1 ORDER BY id", customer_id)
    return [ChatUser(row["channel"], row["user_id"]) for row in found]


async def audit_of(thing_id: str) -> list[AuditEntry]:
    """What staff changed on a thing, oldest first."""
    return await AuditEntry.filter(thing_id=thing_id).order_by("at", "id")
