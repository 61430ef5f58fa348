"""Reading the stores: one by its id, the nearest ones, and the places that people type."""

import asyncio
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from stores.kernel.address import Position
from stores.locator.atlas import ATLAS, Near, StoreCard, Wish
from stores.locator.cards import card_of
from stores.locator.errors import StoreNotFound
from stores.locator.models import StoreKind, StoreService
from stores.locator.own_places import own_places
from stores.locator.ports import Geocoder, Place
from stores.locator.rules.globe import Span
from stores.locator.rules.places import weighed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a shopper wants of a store: services, an instant at which it is open, a distance in kilometres."""

    services: frozenset[StoreService] = frozenset()
    open_at: datetime | None = None
    within_km: float | None = None


ANYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class After:
    """Where the next page begins: after the store of this code, at this distance."""

    distance_km: float
    code: str


async def store_for(store_id: str) -> StoreCard:
    """The door to one store; one that was opened a moment ago, elsewhere, is read from its row.

    Raises:
        StoreNotFound: there is no such store, or it is retired.
    """
    card = ATLAS.card(store_id) or await card_of(store_id)
    if card is None:
        raise StoreNotFound(store_id)
    return card


async def store_as_saved(store_id: str) -> StoreCard:
    """One store as its row has it now, for whoever has just changed it and cannot wait for the news of it.

    Raises:
        StoreNotFound: there is no such store, or it is retired.
    """
    card = await card_of(store_id)
    if card is None:
        raise StoreNotFound(store_id)
    return card


def stores_near(
    position: Position,
    wanted: Wanted = ANYTHING,
    *,
    among: Set[str] | None = None,
    first: int,
    after: After | None = None,
) -> list[Near]:
    """The nearest stores by geodesic distance, those equally far by code; ``among``: only these ids.

    Pages stay put while stores open and close: the next one begins after a distance and a code.
    """
    farthest = float("inf") if wanted.within_km is None else wanted.within_km
    span = Span(after.distance_km if after else 0.0, farthest)
    found = ATLAS.nearest(position, Wish(StoreKind.STORE, wanted.services, wanted.open_at, among, span))
    if after:
        found = (near for near in found if (near.distance_km, near.store.code) > (after.distance_km, after.code))
    return list(islice(found, first))


async def places_named(text: str, geocoder: Geocoder) -> list[Place]:
    """Where a typed place is: one place when it is clear, several to choose from, none when nobody knows it.

    The stores' own cities, postcodes, names and aliases count beside what the geocoder knows.
    """
    own = await asyncio.to_thread(lambda: own_places(ATLAS).matches(text))
    return weighed([*own, *await geocoder.matches(text)])
