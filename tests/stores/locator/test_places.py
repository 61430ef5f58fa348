"""Where a place is that somebody typed."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from stores.kernel.address import Address, Position
from stores.locator.adapters.gazetteer import Gazetteer
from stores.locator.adapters.in_turn import InTurn
from stores.locator.atlas import ATLAS
from stores.locator.ports import Match, Place
from stores.locator.queries import places_named
from stores.locator.rules.globe import distance_km
from stores.locator.rules.places import Named, NameIndex, folded, weighed
from stores.locator.services import import_stores
from tests.stores.locator.makers import GINZA, MITTE

TYPED_PLACES = Path("../shared/data/geo/typed_places.csv")
CLDR_ALONE = Gazetteer(with_geonames=False)


def a_city(country: str, latitude: float, weight: float, region: str | None = None) -> tuple[str, Named]:
    place = Place("San José", region, country, Position(latitude, -84.0))
    return "San José", Named(place, weight, frozenset([folded(region)] if region else []))


SAN_JOSES = NameIndex(
    [a_city("US", 37.3, 1_000_000, "CA"), a_city("CR", 9.9, 340_000), a_city("UY", -34.3, 40_000)], {"costarica": "CR"}
)


def countries(text: str) -> list[str]:
    return [place.country_code for place in weighed(SAN_JOSES.matches(text))]


async def meaning(text: str) -> list[tuple[str, str]]:
    return [(place.name, place.country_code) for place in weighed(await CLDR_ALONE.matches(text))]


def test_an_unclear_name_is_answered_with_places_to_choose_from():
    assert countries("san jose") == ["US", "CR", "UY"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("San Jose, CR", ["CR"]),
        ("San José, Costa Rica", ["CR"]),
        ("san jose costa rica", ["CR"]),
        ("SAN JOSE, CA", ["US"]),
        ("95113 San Jose, CA", ["US"]),
        ("Main Street 5, San Jose CR", ["CR"]),
        ("San Jose, Japan", ["US", "CR", "UY"]),  # a country that this index does not know
        ("Saint Jose", []),
    ],
)
def test_a_country_or_region_narrows(typed, expected):
    assert countries(typed) == expected


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("Tokyo", ("Tokyo", "JP")),
        ("東京", ("Tokyo", "JP")),
        ("東京都", ("Tokyo", "JP")),
        ("上海市", ("Shanghai", "CN")),
        ("巴黎，法国", ("Paris", "FR")),
        ("mexico   city", ("Mexico City", "MX")),
        ("ＢＥＲＬＩＮ", ("Berlin", "DE")),
        ("10115 Berlin", ("Berlin", "DE")),
        ("São Paulo", ("Sao Paulo", "BR")),
        ("Kolkata", ("Kolkata", "IN")),
        ("서울", ("Seoul", "KR")),
        ("شنغهاي", ("Shanghai", "CN")),
    ],
)
async def test_big_cities_are_known_in_every_script_without_a_network(typed, city):
    assert await meaning(typed) == [city]


async def test_the_beginning_of_a_name_offers_what_it_may_become():
    assert ("Singapore", "SG") in await meaning("singap")
    assert await meaning("Paris, Germany") == []
    assert await meaning("qwertz") == []


@pytest.mark.usefixtures("tx")
async def test_the_stores_know_their_own_cities_postcodes_and_aliases():
    texas = Address(("1 Main St",), "Paris", "TX", "75460", "US")
    paris_texas = replace(MITTE, code="PTX", name="Paris", address=texas, position=Position(33.66, -95.55))
    await import_stores([replace(GINZA, aliases=["銀座", "Harajuku"]), MITTE, paris_texas])
    await ATLAS.load()

    async def found(text: str) -> list[tuple[str, str]]:
        return [(place.name, place.country_code) for place in await places_named(text, CLDR_ALONE)]

    assert await found("銀座") == await found("harajuku") == await found("104-0061") == [("Tokyo", "JP")]
    assert (await places_named("10115 Berlin", CLDR_ALONE))[0].position == MITTE.position
    assert await found("Paris") == [("Paris", "FR")]
    assert await found("Paris, TX") == await found("75460") == [("Paris", "US")]


async def test_the_next_geocoder_is_asked_only_when_the_first_knows_no_whole_name():
    class Known:
        def __init__(self, *names: str) -> None:
            self.names = names

        async def matches(self, text: str) -> list[Match]:
            return [Match(Place(name, None, "JP", Position(0, 0)), 1, is_exact=name == text) for name in self.names]

    both = InTurn([Known("Osaka"), Known("Osaka Bay")])

    assert [match.place.name for match in await both.matches("Osaka")] == ["Osaka"]
    assert [match.place.name for match in await both.matches("Osaka Bay")] == ["Osaka Bay"]
    assert [match.place.name for match in await both.matches("Osa")] == ["Osaka", "Osaka Bay"]


@pytest.mark.skipif(not TYPED_PLACES.exists(), reason=f"needs {TYPED_PLACES}")
async def test_every_city_is_found_as_people_of_twelve_languages_write_it():
    with TYPED_PLACES.open(encoding="utf-8") as file:
        typed_places = list(csv.DictReader(file))

    missed = []
    for row in typed_places:
        places = weighed(await CLDR_ALONE.matches(row["typed"]))
        where = Position(float(row["lat"]), float(row["lon"]))
        if len(places) != 1 or distance_km(places[0].position, where) > 50:
            missed.append(row["typed"])

    assert missed == []
