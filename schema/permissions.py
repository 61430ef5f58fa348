"""Who may ask a field at all; what exactly they may see is the door's to say."""

from schema.context import Info
from stores.identity.actors import Guest
from stores.identity.models import Channel, StaffMember
from stores.kernel.errors import NotAllowed


def the_staff_member(info: Info) -> StaffMember:
    """The staff member who asks. Raises ``NotAllowed`` for anybody else."""
    actor = info.context.actor
    if not isinstance(actor, StaffMember):
        raise NotAllowed(signed_in=not isinstance(actor, Guest))
    return actor


def the_channel(info: Info) -> Channel:
    """The chat channel whose process asks. Raises ``NotAllowed`` for anybody else."""
    actor = info.context.actor
    if not isinstance(actor, Channel):
        raise NotAllowed(signed_in=not isinstance(actor, Guest))
    return actor
