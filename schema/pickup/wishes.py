"""What customers do with their parcels, and staff for them: another time, another person, a new pass, "I am here"."""

from typing import Annotated, TypeAlias

import strawberry

from schema.context import Info
from schema.outbox import KeyReused, KeyTooLong
from schema.pickup.parcels import Delegation, Pickup, pickup_now
from schema.pickup.problems import (
    DelegateNotNamed,
    DelegationNotFound,
    PickupNotFound,
    PickupNotOpen,
    ReasonNeeded,
    TooManyDelegates,
)
from schema.slots import SlotClosed, SlotFull, SlotNotFound
from stores.ordering import services as ordering

ReschedulePickupResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | PickupNotOpen | SlotNotFound | SlotFull | SlotClosed | KeyReused | KeyTooLong,
    strawberry.union("ReschedulePickupResult", description="What became of the wish for another time."),
]
DelegatePickupResult: TypeAlias = Annotated[
    Delegation | PickupNotFound | PickupNotOpen | DelegateNotNamed | TooManyDelegates | KeyReused | KeyTooLong,
    strawberry.union("DelegatePickupResult", description="What became of the wish that somebody else collects."),
]
RevokeDelegationResult: TypeAlias = Annotated[
    Delegation | DelegationNotFound | KeyReused | KeyTooLong,
    strawberry.union("RevokeDelegationResult", description="What became of a delegation that was taken back."),
]
AnnounceArrivalResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | PickupNotOpen | KeyReused | KeyTooLong,
    strawberry.union("AnnounceArrivalResult", description="What became of the news that the customer is there."),
]
ReissuePassResult: TypeAlias = Annotated[
    Pickup | PickupNotFound | PickupNotOpen | ReasonNeeded | KeyReused | KeyTooLong,
    strawberry.union("ReissuePassResult", description="What became of the wish for a new pass."),
]


async def reschedule_pickup(
    info: Info, key: strawberry.ID, pickup_id: strawberry.ID, slot_id: strawberry.ID
) -> ReschedulePickupResult:
    """Collect a parcel at another time; the new place is taken before the old one is left.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    slot_id: The new slot, of the same store.
    """
    await ordering.reschedule_pickup(info.context.actor, pickup_id, slot_id)
    return await pickup_now(pickup_id)


async def delegate_pickup(info: Info, key: strawberry.ID, pickup_id: strawberry.ID, name: str) -> DelegatePickupResult:
    """Let somebody else collect a parcel, with a pass of their own that can be revoked.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    name: Who will collect.
    """
    return Delegation.of(await ordering.delegate_pickup(info.context.actor, pickup_id, name))


async def revoke_delegation(info: Info, key: strawberry.ID, delegation_id: strawberry.ID) -> RevokeDelegationResult:
    """Somebody else may collect a parcel no more: their pass opens nothing.

    key: A new one for each wish; the same again gets the same answer.
    delegation_id: The delegation.
    """
    return Delegation.of(await ordering.revoke_delegation(info.context.actor, delegation_id))


async def announce_arrival(
    info: Info, key: strawberry.ID, pickup_id: strawberry.ID, spot: str | None = None
) -> AnnounceArrivalResult:
    """Say to be there; the store sees it at once.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    spot: Where, such as the number of a parking spot.
    """
    await ordering.announce_arrival(info.context.actor, pickup_id, spot)
    return await pickup_now(pickup_id)


async def reissue_pass(
    info: Info, key: strawberry.ID, pickup_id: strawberry.ID, reason: str | None = None
) -> ReissuePassResult:
    """Give a parcel a new code: the old one opens nothing from now on. The customer is told the new one.

    key: A new one for each wish; the same again gets the same answer.
    pickup_id: The parcel.
    reason: Why; staff have to say.
    """
    await ordering.reissue_pass(info.context.actor, pickup_id, reason, device=info.context.device_id)
    return await pickup_now(pickup_id)
