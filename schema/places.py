"""From where somebody is, or what somebody typed, to a point; and what is free near it."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import strawberry

from schema.context import Context
from schema.errors import BAD_REQUEST, RequestError
from schema.inputs import NearInput, PositionInput
from schema.loaders import loader
from schema.scalars import Position
from stores.inventory.queries import availability
from stores.kernel import address
from stores.locator import ports
from stores.locator.atlas import ATLAS
from stores.locator.queries import Wanted, places_named, stores_near

LONGEST_PLACE = 200
FREE_WITHIN_KM = 50.0
CLOSE_BY = Wanted(within_km=FREE_WITHIN_KM)


@strawberry.type
class Place:
    """A place that has a name.

    name: What it is called.
    region: The province, prefecture or state, where it is known.
    country_code: The country, by its ISO 3166-1 alpha-2 code.
    position: Where it is.
    """

    name: str
    region: str | None
    country_code: str
    position: Position

    @classmethod
    def of(cls, place: ports.Place) -> Self:
        return cls(
            name=place.name,
            region=place.region,
            country_code=place.country_code,
            position=Position.of(place.position),
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """The point to measure from, or None with the places that may be meant."""

    point: address.Position | None
    places: list[ports.Place]


async def origin_of(context: Context, near: NearInput) -> Origin:
    """Where somebody is. Raises ``RequestError`` for a point that is not on the earth."""
    if near.position:
        assert near.position.value is not None
        return Origin(_point(near.position.value), [])
    typed = (near.place.value if near.place else None) or ""
    if not typed.strip() or len(typed) > LONGEST_PLACE:
        raise RequestError(BAD_REQUEST, f"place is a name of 1 to {LONGEST_PLACE} characters.", argument="near")
    places = await places_named(typed, context.outside.geocoder)
    return Origin(places[0].position if len(places) == 1 else None, places)


def _point(given: PositionInput) -> address.Position:
    try:
        return address.Position(given.latitude, given.longitude)
    except ValueError as nowhere:
        raise RequestError(BAD_REQUEST, f"{nowhere}.", argument="near") from nowhere


def free_near(context: Context, near: NearInput, sku: str) -> Awaitable[int | None]:
    """Units of a variant at the nearest store within 50 km that has any; all that are asked for at once together.

    None when no store has any, or the place is not clear.
    """

    async def fetch(skus: Sequence[str]) -> Mapping[str, int]:
        origin = await origin_of(context, near)
        return await _nearest_free(origin.point, skus) if origin.point else {}

    return loader(context, ("free_near", _where(near)), fetch).load(sku)


def _where(near: NearInput) -> object:
    """What tells two places apart."""
    if near.position and near.position.value:
        return near.position.value.latitude, near.position.value.longitude
    return near.place.value if near.place else None


async def _nearest_free(point: address.Position, skus: Sequence[str]) -> Mapping[str, int]:
    """By SKU, what is free at the nearest store that has any; only stores that have some are measured."""
    around = [card.id for card in ATLAS.around(point, FREE_WITHIN_KM)]
    having: dict[str, dict[str, int]] = {sku: {} for sku in skus}
    for (store_id, sku), free in (await availability(skus, around)).items():
        if free > 0:
            having[sku][store_id] = free
    found: dict[str, int] = {}
    for sku, stores in having.items():
        for near in stores_near(point, CLOSE_BY, among=stores.keys(), first=1) if stores else ():
            found[sku] = stores[near.store.id]
    return found
