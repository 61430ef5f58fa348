"""Who acts on a parcel, and where: its row is locked for them."""

from stores.identity.actors import Actor, require_staff_at
from stores.identity.models import StaffMember
from stores.pickup.errors import PickupNotFound, PickupNotOpen
from stores.pickup.models import Pickup
from stores.pickup.states import LIFECYCLE, PickupState


async def locked(pickup_id: str) -> Pickup:
    """The pickup, locked until the transaction ends. Raises ``PickupNotFound``."""
    pickup = await Pickup.select_for_update().get_or_none(id=pickup_id)
    if pickup is None:
        raise PickupNotFound(pickup_id)
    return pickup


async def locked_for(actor: Actor, pickup_id: str) -> tuple[Pickup, StaffMember]:
    """The pickup, locked, and the staff member of its store who acts. Raises ``PickupNotFound`` and ``NotAllowed``."""
    pickup = await locked(pickup_id)
    return pickup, require_staff_at(actor, pickup.store_id)


def require_one_of(pickup: Pickup, states: tuple[PickupState, ...]) -> None:
    """Raises ``PickupNotOpen`` for a parcel in another state."""
    if pickup.state not in states:
        raise PickupNotOpen(pickup.state)


def move(pickup: Pickup, state: PickupState) -> None:
    """The parcel's next state. Raises ``PickupNotOpen`` where it cannot follow."""
    if not LIFECYCLE.may_move(pickup.state, state):
        raise PickupNotOpen(pickup.state)
    pickup.move_to(state)
