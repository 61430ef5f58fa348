"""The names that the stores themselves give to places: their cities, postcodes, names and aliases."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from statistics import median
from threading import Lock

from stores.kernel.address import Position
from stores.locator.atlas import Atlas, StoreCard
from stores.locator.models import StoreKind
from stores.locator.ports import Place
from stores.locator.rules.cldr import country_codes
from stores.locator.rules.places import Named, NameIndex, folded

_PEOPLE_PER_STORE = 50_000  # what a store says about how likely its city is meant
_making = Lock()  # it is read in threads, and one of them is enough to make it


def own_places(atlas: Atlas) -> NameIndex:
    """An index of the places where the active stores are; made again when the atlas has changed."""
    with _making:
        return _index(atlas, atlas.generation)


@lru_cache(maxsize=1)
def _index(atlas: Atlas, generation: int) -> NameIndex:
    stores = [card for card in atlas.cards if card.kind is StoreKind.STORE]
    return NameIndex(_entries(stores), country_codes())


def _entries(stores: Iterable[StoreCard]) -> Iterator[tuple[str, Named]]:
    by_city: dict[tuple[str, str | None, str], list[StoreCard]] = defaultdict(list)
    by_postcode: dict[tuple[str, str], list[StoreCard]] = defaultdict(list)
    for store in stores:
        address = store.address
        by_city[folded(address.city), address.region, address.country_code].append(store)
        if address.postal_code:
            by_postcode[address.postal_code, address.country_code].append(store)
        yield from _names_of(store)
    for (city, _, _), there in by_city.items():
        yield city, Named(_place(there), _PEOPLE_PER_STORE * len(there), _details(there))
    for (postcode, _), there in by_postcode.items():
        yield postcode, Named(_place(there), _PEOPLE_PER_STORE * len(there), _details(there))


def _names_of(store: StoreCard) -> Iterator[tuple[str, Named]]:
    named = Named(_place([store]), _PEOPLE_PER_STORE, _details([store]))
    for name in (store.name, *store.aliases):
        yield name, named


def _place(stores: list[StoreCard]) -> Place:
    """Where most of these stores are, under the spelling that most of them use."""
    address = stores[0].address
    if len(stores) == 1:
        return Place(address.city, address.region, address.country_code, stores[0].position)
    city, _ = Counter(store.address.city for store in stores).most_common(1)[0]
    return Place(city, address.region, address.country_code, _middle([store.position for store in stores]))


def _middle(positions: list[Position]) -> Position:
    """The one of these positions that is nearest to their median: a street, not a spot in the bay."""
    latitude = median(position.latitude for position in positions)
    longitude = median(position.longitude for position in positions)
    return min(positions, key=lambda each: (each.latitude - latitude) ** 2 + (each.longitude - longitude) ** 2)


def _details(stores: list[StoreCard]) -> frozenset[str]:
    each, *others = (_details_of(at.city, at.region, at.postal_code) for at in (store.address for store in stores))
    return each.union(*others) if others else each


@lru_cache(maxsize=65_536)  # an index is made again whenever a store changes
def _details_of(*parts: str | None) -> frozenset[str]:
    return frozenset(folded(part) for part in parts if part)
