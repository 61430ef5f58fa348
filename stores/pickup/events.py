"""What happened to parcels; they are events in the stream of their order."""

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


@dataclass(frozen=True)
class ParcelReady(Event):
    """The goods wait at the counter."""

    order_id: str
    pickup_id: str
    store_id: str


@dataclass(frozen=True)
class ParcelCollected(Event):
    """Goods went over the counter: all that remained, or a part."""

    order_id: str
    pickup_id: str
    store_id: str
    complete: bool


@dataclass(frozen=True)
class ParcelLapsed(Event):
    """Nobody came while the goods were kept; they are for sale again."""

    order_id: str
    pickup_id: str
    store_id: str
