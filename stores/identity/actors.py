"""Who asks, and what each may see and do."""

from dataclasses import dataclass

from stores.identity.models import Channel, Customer, StaffMember
from stores.identity.roles import Role
from stores.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who has not said who they are: what they may see, they reach by an unguessable id."""


Actor = Guest | Customer | StaffMember | Channel


def scope_of(actor: Actor) -> str:
    """Whose idempotency keys these are; guests share one scope."""
    return "guest" if isinstance(actor, Guest) else actor.id


def customer_id_of(actor: Actor) -> str | None:
    """The id to which this actor's carts and orders belong; None for whoever is no customer."""
    return actor.id if isinstance(actor, Customer) else None


def works_at(actor: Actor, store_id: str, role: Role = Role.ASSOCIATE) -> bool:
    """Is this a staff member of at least this role at this store?"""
    if not isinstance(actor, StaffMember) or actor.role.rank < role.rank:
        return False
    return actor.every_store or store_id in actor.store_ids


def require_staff_at(actor: Actor, store_id: str, role: Role = Role.ASSOCIATE) -> StaffMember:
    """The staff member who acts at a store.

    Raises ``NotAllowed`` for anybody else.
    """
    if not works_at(actor, store_id, role):
        raise NotAllowed(signed_in=not isinstance(actor, Guest))
    assert isinstance(actor, StaffMember)
    return actor


def is_manager(actor: Actor) -> bool:
    """May this actor act for the whole shop: a manager of every store, or the administrator?"""
    if not isinstance(actor, StaffMember):
        return False
    return actor.role is Role.ADMINISTRATOR or (actor.role is Role.MANAGER and actor.every_store)


def require_manager(actor: Actor) -> StaffMember:
    """The staff member who acts for the whole shop.

    Raises ``NotAllowed`` for anybody else.
    """
    if not is_manager(actor):
        raise NotAllowed(signed_in=not isinstance(actor, Guest))
    assert isinstance(actor, StaffMember)
    return actor


def may_see(actor: Actor, owner_id: str | None) -> bool:
    """May this actor see a customer's (or, with None, a guest's) cart or order?

    A guest's is seen by whoever knows its id; a customer's by that customer and by staff.
    """
    return owner_id is None or isinstance(actor, StaffMember) or owner_id == customer_id_of(actor)
