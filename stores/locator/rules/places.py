"""Names of places as people type them: folded, looked up, narrowed, and weighed against each other."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from stores.locator.ports import Match, Place
from stores.locator.rules.globe import distance_km

_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]"
)  # accents and points, not Indic vowels
_FILLING = re.compile(r"[\W_]+")
_TOWN_WORDS = ("市", "都", "府", "시", "city")
_SAME_PLACE_KM = 50.0
_CLEARLY = 4.0  # times heavier than the next one: nobody needs to be asked
_AT_MOST = 10
_SHORTEST_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A place in a gazetteer, and the folded words that tell it from others of its name."""

    place: Place
    weight: float
    details: frozenset[str] = frozenset()

    def answers_to(self, detail: str, countries: Mapping[str, str]) -> bool:
        """Whether a folded country, region, city or postcode narrows to this place."""
        country = self.place.country_code
        return countries.get(detail) == country or detail == country.lower() or detail in self.details


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed: a name, and what narrows it."""

    name: str
    detail: str | None = None
    leads: bool = True  # the name came first; else the detail before it may be a street, which nobody here knows


class NameIndex:
    """Places by folded name, whole or by its beginning."""

    def __init__(self, entries: Iterable[tuple[str, Named]], countries: Mapping[str, str]) -> None:
        """``countries``: ISO codes by folded name."""
        by_name: dict[str, list[Named]] = defaultdict(list)
        for name, named in entries:
            by_name[folded(name)].append(named)
        by_name.pop("", None)
        self._by_name = dict(by_name)
        self._names = sorted(self._by_name)
        self._countries = countries

    def matches(self, text: str) -> list[Match]:
        """What a text may mean: by the first reading that is a whole name, else by the beginning of names."""
        for reading in readings(text):
            if found := self._read(reading):
                return found
        return [Match(each.place, each.weight, is_exact=False) for each in self._beginning(folded(text))]

    def _read(self, reading: Reading) -> list[Match]:
        found = self._by_name.get(reading.name, [])
        if reading.detail is None:
            return [Match(each.place, each.weight, is_exact=True) for each in found]
        narrowed = [each for each in found if each.answers_to(reading.detail, self._countries)]
        if narrowed or reading.detail in self._countries or _has_digit(reading.name):
            return [Match(each.place, each.weight, is_exact=True) for each in narrowed]
        understood = _has_digit(reading.detail) or not reading.leads
        return [Match(each.place, each.weight, is_exact=True, is_understood=understood) for each in found]

    def _beginning(self, start: str) -> list[Named]:
        if len(start) < _SHORTEST_BEGINNING and start.isascii():
            return []
        first = bisect_left(self._names, start)
        names = takewhile(lambda name: name.startswith(start), self._names[first : first + 200])
        return [named for name in names for named in self._by_name[name]]


def folded(text: str) -> str:
    """A name without what people leave out or vary: case, accents, width, spaces, hyphens."""
    if text.isascii():
        return _FILLING.sub("", text).casefold()
    plain = _MARKS.sub("", unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()))
    return _FILLING.sub("", unicodedata.normalize("NFC", plain))


def readings(text: str) -> Iterator[Reading]:
    """The ways to read a text, the plainest first: ``Berlin``, ``San Jose, CR``, ``10115 Berlin``."""
    yield Reading(folded(text))
    parts = [part for part in re.split(r"[,;、]", unicodedata.normalize("NFKC", text)) if folded(part)]
    for detail in parts[1:]:
        yield Reading(folded(parts[0]), folded(detail))
    for detail in parts[:-1]:
        yield Reading(folded(parts[-1]), folded(detail), leads=False)
    words = text.split() if len(parts) == 1 else []
    for cut in range(1, len(words)):
        head, tail = folded("".join(words[:cut])), folded("".join(words[cut:]))
        yield Reading(head, tail)
        yield Reading(tail, head, leads=False)
    yield from _without_town_words(folded(text))


def weighed(matches: Iterable[Match]) -> list[Place]:
    """What a text means: one place when it is clear, else those to choose from, the likeliest first.

    Whole names count before beginnings; neighbours are one place.
    """
    found = list(matches)
    exact = [match for match in found if match.is_exact]
    merged = _merged(exact or found)
    clear = all(match.is_understood for match in exact)
    if exact and clear and len(merged) > 1 and merged[0].weight >= _CLEARLY * merged[1].weight:
        return [merged[0].place]
    return [match.place for match in merged[:_AT_MOST]]


def _merged(matches: list[Match]) -> list[Match]:
    places: list[Match] = []
    for match in sorted(matches, key=lambda match: -match.weight):
        for n, known in enumerate(places):
            if distance_km(known.place.position, match.place.position) <= _SAME_PLACE_KM:
                places[n] = replace(known, weight=known.weight + match.weight)
                break
        else:
            places.append(match)
    return sorted(places, key=lambda match: -match.weight)


def _without_town_words(name: str) -> Iterator[Reading]:
    for word in _TOWN_WORDS:
        if name.endswith(word) and name != word:
            yield Reading(name.removesuffix(word))


def _has_digit(text: str) -> bool:
    return any(symbol.isdigit() for symbol in text)
