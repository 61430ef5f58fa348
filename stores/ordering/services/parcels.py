"""What customers do with their parcels, and staff for them: whoever may see a parcel's order may act on it."""

from stores.database import atomic
from stores.identity.actors import Actor
from stores.identity.models import StaffMember
from stores.ordering.queries import pickup_for
from stores.pickup import services as pickup
from stores.pickup.errors import DelegationNotFound, PickupNotFound
from stores.pickup.models import Delegation, Pickup
from stores.pickup.queries import delegation_by_id


@atomic
async def reschedule_pickup(actor: Actor, pickup_id: str, slot_id: str) -> Pickup:
    """Collect a parcel in another slot.

    Raises:
        PickupNotFound, PickupNotOpen: of the parcel.
        SlotNotFound, SlotFull, SlotClosed: of the new slot; the old one is kept.
    """
    await pickup_for(actor, pickup_id)
    return await pickup.reschedule(pickup_id, slot_id)


@atomic
async def delegate_pickup(actor: Actor, pickup_id: str, name: str) -> Delegation:
    """Let somebody else collect a parcel, with a pass of their own.

    Raises:
        PickupNotFound, PickupNotOpen: of the parcel.
        DelegateNotNamed, TooManyDelegates: of the person.
    """
    await pickup_for(actor, pickup_id)
    return await pickup.delegate(pickup_id, name)


@atomic
async def revoke_delegation(actor: Actor, delegation_id: str) -> Delegation:
    """Somebody else may collect a parcel no more.

    Raises:
        DelegationNotFound: no such delegation, or not this actor's to see.
    """
    delegation = await delegation_by_id(delegation_id)
    try:
        await pickup_for(actor, delegation.pickup_id)
    except PickupNotFound as hidden:
        raise DelegationNotFound(delegation_id) from hidden
    return await pickup.revoke_delegation(delegation_id)


@atomic
async def announce_arrival(actor: Actor, pickup_id: str, spot: str | None) -> Pickup:
    """Say to be there, perhaps at a parking spot.

    Raises:
        PickupNotFound, PickupNotOpen: of the parcel.
    """
    await pickup_for(actor, pickup_id)
    return await pickup.announce_arrival(pickup_id, spot)


@atomic
async def reissue_pass(actor: Actor, pickup_id: str, reason: str | None, *, device: str | None = None) -> Pickup:
    """Give a parcel a new code, which replaces the old one; staff say why.

    Raises:
        PickupNotFound, PickupNotOpen: of the parcel.
        ReasonNeeded: staff do so without a reason.
    """
    await pickup_for(actor, pickup_id)
    staff = actor if isinstance(actor, StaffMember) else None
    return await pickup.reissue_pass(pickup_id, reason=reason, staff=staff, device=device)
