"""Names of countries and of the cities that stand for time zones, as CLDR writes them in many languages."""

import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel import localedata

from stores.kernel.address import Position
from stores.locator.ports import Place
from stores.locator.rules.places import folded

# Every script with more than a few million readers; reading all of CLDR would take four times as long.
LANGUAGES = (
    "en am ar az be bg bn bs ca cs da de el es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko"
    " ky lo lt lv mk ml mn mr ms my nb ne nl pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi yue zh"
    " zh_Hant"
).split()
_WHERE = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?([+-])(\d{3})(\d\d)(\d\d)?")  # ±DDMM[SS]±DDDMM[SS]


@dataclass(frozen=True, slots=True)
class _Names:
    countries: dict[str, str]  # ISO 3166-1 codes by folded name
    cities: list[tuple[str, str]]  # (name, zone)
    english: dict[str, str]  # city by zone


def country_codes() -> dict[str, str]:
    """ISO 3166-1 codes by the folded names of countries in every language of ``LANGUAGES``."""
    return _names().countries


def exemplar_cities() -> Iterator[tuple[str, Place]]:
    """Names in every language, with the city that stands for a time zone: some four hundred around the world."""
    cities = dict(_cities())
    yield from ((name, cities[zone]) for name, zone in _names().cities if zone in cities)
    yield from ((_last_part(zone), place) for zone, place in cities.items())


@lru_cache(maxsize=1)
def _names() -> _Names:
    names = _Names({}, [], {})
    for language in LANGUAGES:
        data = _language(language)
        territories, zones = data.get("territories", {}), data.get("time_zones", {})
        names.countries.update((folded(name), code) for code, name in territories.items() if len(code) == 2)
        names.cities.extend((zone_names["city"], zone) for zone, zone_names in zones.items() if "city" in zone_names)
        if language == "en":
            names.english.update(
                (zone, zone_names["city"]) for zone, zone_names in zones.items() if "city" in zone_names
            )
    return names


def _cities() -> Iterator[tuple[str, Place]]:
    """Cities by zone, under the zone's older names as well, which CLDR keeps."""
    english, older = _names().english, _links()
    for line in _zone_info("zone.tab"):
        country, where, zone = line.split("\t")[:3]
        for name in (zone, *older.get(zone, ())):
            title = english.get(name) or _last_part(zone)
            yield name, Place(title, None, country, _position(where))


def _links() -> dict[str, list[str]]:
    older: dict[str, list[str]] = {}
    for line in _zone_info("tzdata.zi"):
        if line.startswith("L "):
            _, zone, name = line.split()
            older.setdefault(zone, []).append(name)
    return older


def _position(text: str) -> Position:
    found = _WHERE.fullmatch(text)
    assert found, text
    return Position(_degrees(*found.groups()[:4]), _degrees(*found.groups()[4:]))


def _degrees(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    size = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -size if sign == "-" else size


def _language(language: str) -> dict[str, Any]:
    """Babel's file of a language, past Babel's cache: that would keep 60 MB for names that are read once."""
    with Path(localedata.resolve_locale_filename(language)).open("rb") as file:
        return pickle.load(file)  # type: ignore[no-any-return]  # noqa: S301  a file of the installed package


def _zone_info(name: str) -> Iterator[str]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))


def _last_part(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
