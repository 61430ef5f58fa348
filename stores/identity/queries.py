"""Finding out who is asking."""

from collections.abc import Sequence
from dataclasses import dataclass

from stores.database import rows
from stores.identity.models import AuditEntry, Channel, SignIn, StaffMember
from stores.identity.rules import hash_of_token, is_staff_token
from stores.kernel import clock


async def actor_of_token(token: str) -> StaffMember | Channel | None:
    """The staff member or channel that holds a token; None when it is unknown, ended or expired."""
    if not is_staff_token(token):
        return await Channel.get_or_none(token_hash=hash_of_token(token))
    session = await SignIn.get_or_none(
        token_hash=hash_of_token(token), ended_at=None, expires_at__gt=clock.now(), staff__left_at=None
    ).select_related("staff")
    return session.staff if session else None


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
