"""What happened to parcels; they are events in the stream of their order.

``by`` is the staff member who acted, and ``device`` the one they acted on.
"""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class PickupOpened(Event):
    """A store was asked to prepare goods for collection."""

    order_id: str
    pickup_id: str
    store_id: str


@dataclass(frozen=True)
class PreparationStarted(Event):
    """Staff have begun to fetch the goods from the shelves."""

    order_id: str
    pickup_id: str
    store_id: str
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class ParcelReady(Event):
    """The goods wait at the counter."""

    order_id: str
    pickup_id: str
    store_id: str
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class ParcelOverdue(Event):
    """A parcel was promised for a moment that passed a while ago: somebody has to look after it."""

    order_id: str
    pickup_id: str
    store_id: str


@dataclass(frozen=True)
class LineRefused(Event):
    """Units of a line cannot be given; ``refund_minor`` of their worth was paid already and has to go back."""

    order_id: str
    pickup_id: str
    store_id: str
    refusal_id: str
    order_line_id: str
    quantity: int
    reason: str
    amount_minor: int
    refund_minor: int
    currency: str
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class CustomerArrived(Event):
    """The customer says to be there, perhaps at a parking spot."""

    order_id: str
    pickup_id: str
    store_id: str
    spot: str | None = None


@dataclass(frozen=True)
class ParcelCollected(Event):
    """Goods went over the counter: all that remained, or a part."""

    order_id: str
    pickup_id: str
    store_id: str
    complete: bool
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class CollectionUndone(Event):
    """A handover was a mistake: its goods are behind the counter again."""

    order_id: str
    pickup_id: str
    store_id: str
    reason: str
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class PickupRescheduled(Event):
    """The customer comes at another time."""

    order_id: str
    pickup_id: str
    store_id: str
    slot_id: str


@dataclass(frozen=True)
class SlotWithdrawn(Event):
    """The store will be closed at the time that was chosen for a parcel."""

    order_id: str
    pickup_id: str
    store_id: str
    slot_id: str


@dataclass(frozen=True)
class PassReissued(Event):
    """A parcel has a new code, and the old one opens nothing any more; ``by`` is None when its buyer asked for it."""

    order_id: str
    pickup_id: str
    store_id: str
    issue: int
    reason: str | None = None
    by: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class PickupDelegated(Event):
    """Somebody else was given a pass of their own for a parcel."""

    order_id: str
    pickup_id: str
    store_id: str
    delegation_id: str


@dataclass(frozen=True)
class DelegationRevoked(Event):
    """The pass of somebody else opens nothing any more."""

    order_id: str
    pickup_id: str
    store_id: str
    delegation_id: str


@dataclass(frozen=True)
class CollectionReminded(Event):
    """A parcel has waited for a while; the customer is reminded for the first, second... time."""

    order_id: str
    pickup_id: str
    store_id: str
    number: int


@dataclass(frozen=True)
class ParcelLapsed(Event):
    """Nobody came while the goods were kept; they are for sale again."""

    order_id: str
    pickup_id: str
    store_id: str
