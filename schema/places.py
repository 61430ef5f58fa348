"""From where somebody is, or what somebody typed, to a point; and what is free near it."""

from collections.abc import Mapping, Sequence
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
from stores.locator.queries import After, Wanted, places_named, stores_near

LONGEST_PLACE = 200
FREE_WITHIN_KM = 50.0
ASKED_AT_ONCE = 100


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


async def free_near(context: Context, near: NearInput, sku: str) -> int | None:
    """Units of a variant at the nearest store within 50 km that has any.

    None when no store has any, or the place is not clear.
    """

    async def fetch(skus: Sequence[str]) -> Mapping[str, int]:
        origin = await origin_of(context, near)
        return await _nearest_free(origin.point, skus) if origin.point else {}

    return await loader(context, ("free_near", repr(near)), fetch).load(sku)


async def _nearest_free(point: address.Position, skus: Sequence[str]) -> Mapping[str, int]:
    """By SKU, what is free at the nearest store that has any; stores are asked a hundred at a time."""
    found: dict[str, int] = {}
    after: After | None = None
    while len(found) < len(skus):
        nearest = stores_near(point, Wanted(within_km=FREE_WITHIN_KM), first=ASKED_AT_ONCE, after=after)
        missing = [sku for sku in skus if sku not in found]
        free = await availability(missing, [near.store.id for near in nearest])
        for sku in missing:
            here = next((free[near.store.id, sku] for near in nearest if free.get((near.store.id, sku), 0) > 0), None)
            if here is not None:
                found[sku] = here
        if len(nearest) < ASKED_AT_ONCE:
            break
        after = After(nearest[-1].distance_km, nearest[-1].store.code)
    return found
