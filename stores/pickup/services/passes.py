"""Passes: replaced, given to somebody else, taken back; and the customer who says to be there.

Whoever calls these has been let in to the parcel's order already.
"""

from stores.database import atomic
from stores.identity.models import StaffMember
from stores.kernel import clock
from stores.kernel.ids import new_code, new_id
from stores.outbox import services as outbox
from stores.pickup.errors import DelegateNotNamed, DelegationNotFound, ReasonNeeded, TooManyDelegates
from stores.pickup.events import CustomerArrived, DelegationRevoked, PassReissued, PickupDelegated
from stores.pickup.models import Delegation, Pickup, RevokedPass
from stores.pickup.rules import CODE_LENGTH, MOST_DELEGATES
from stores.pickup.services.acting import locked, require_one_of
from stores.pickup.states import UNFINISHED

LONGEST_NAME = 200
LONGEST_SPOT = 64


@atomic
async def reissue_pass(
    pickup_id: str, *, reason: str | None, staff: StaffMember | None = None, device: str | None = None
) -> Pickup:
    """Give a parcel a new code: the old one opens nothing from now on, and a lock is undone. Delegates keep theirs.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it was collected or given up.
        ReasonNeeded: staff do so without a reason.
    """
    pickup = await locked(pickup_id)
    require_one_of(pickup, UNFINISHED)
    if staff is not None and not (reason or "").strip():
        raise ReasonNeeded
    await _revoke(pickup.id, pickup.code)
    pickup.code, pickup.issue = new_code(CODE_LENGTH), pickup.issue + 1
    pickup.code_tries, pickup.locked_until = 0, None
    await pickup.save(update_fields=["code", "issue", "code_tries", "locked_until"])
    by = staff.id if staff else None
    happened = PassReissued(pickup.order_id, pickup.id, pickup.store_id, pickup.issue, reason, by, device)
    await outbox.record(happened)
    return pickup


async def _revoke(pickup_id: str, code: str) -> None:
    await RevokedPass.create(pickup_id=pickup_id, code=code, revoked_at=clock.now())


@atomic
async def delegate(pickup_id: str, name: str) -> Delegation:
    """Let somebody else collect a parcel, with a pass of their own.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it was collected or given up.
        DelegateNotNamed: the name is empty.
        TooManyDelegates: five others may already.
    """
    pickup = await locked(pickup_id)
    require_one_of(pickup, UNFINISHED)
    if not name.strip():
        raise DelegateNotNamed
    if await Delegation.filter(pickup_id=pickup.id, revoked_at=None).count() >= MOST_DELEGATES:
        raise TooManyDelegates(MOST_DELEGATES)
    delegation = await Delegation.create(
        id=new_id("dlg"),
        pickup_id=pickup.id,
        name=name.strip()[:LONGEST_NAME],
        code=new_code(CODE_LENGTH),
        given_at=clock.now(),
    )
    await outbox.record(PickupDelegated(pickup.order_id, pickup.id, pickup.store_id, delegation.id))
    return delegation


@atomic
async def revoke_delegation(delegation_id: str) -> Delegation:
    """Somebody else may collect a parcel no more; doing so again changes nothing.

    Raises:
        DelegationNotFound: no such delegation.
    """
    known = await Delegation.get_or_none(id=delegation_id)
    if known is None:
        raise DelegationNotFound(delegation_id)
    pickup = await locked(known.pickup_id)  # a handover by the delegate's code is over by now, or sees it revoked
    delegation = await Delegation.get(id=delegation_id)
    if delegation.revoked_at is None:
        delegation.revoked_at = clock.now()
        await delegation.save(update_fields=["revoked_at"])
        await _revoke(pickup.id, delegation.code)
        await outbox.record(DelegationRevoked(pickup.order_id, pickup.id, pickup.store_id, delegation.id))
    return delegation


@atomic
async def announce_arrival(pickup_id: str, spot: str | None) -> Pickup:
    """The customer is there, perhaps in a car at a spot; saying so again moves them.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: it was collected or given up.
    """
    pickup = await locked(pickup_id)
    require_one_of(pickup, UNFINISHED)
    pickup.arrived_at = clock.now()
    pickup.spot = (spot or "").strip()[:LONGEST_SPOT] or None
    await pickup.save(update_fields=["arrived_at", "spot"])
    await outbox.record(CustomerArrived(pickup.order_id, pickup.id, pickup.store_id, pickup.spot))
    return pickup
