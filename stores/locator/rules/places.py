"""Names of places as people type them: folded, looked up, narrowed, and weighed against each other."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
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
_WORTH_ASKING = 0.02  # of the weight of the likeliest: below it are hamlets, and errors of gazetteers
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


class Unknown(Enum):
    """What to make of a detail that narrows nothing; one with digits, a house or a postcode, is always ignored."""

    ASK = auto()  # "London, Ontari": which London?
    IGNORE = auto()  # "Baker Street, London": streets are not known here
    REFUSE = auto()  # "East London": no city of another name


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed: a name, and what narrows it, all folded."""

    name: str
    details: tuple[tuple[str, Unknown], ...] = ()


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
        is_precise = _has_digit(reading.name)
        is_understood, is_narrowed = True, not (is_precise and reading.details)
        for detail, if_unknown in reading.details if found else ():
            narrowed = [each for each in found if each.answers_to(detail, self._countries)]
            if narrowed or detail in self._countries:
                found, is_narrowed = narrowed, True
            elif not _has_digit(detail) and if_unknown is not Unknown.IGNORE:
                is_understood = False
                found = [] if if_unknown is Unknown.REFUSE else found
        return [Match(each.place, each.weight, True, is_understood, is_precise) for each in found if is_narrowed]

    def _beginning(self, start: str) -> list[Named]:
        if len(start) < _SHORTEST_BEGINNING and start.isascii():
            return []
        first = bisect_left(self._names, start)
        names = takewhile(lambda name: name.startswith(start), self._names[first : first + 200])
        return [named for name in names for named in self._by_name[name]]


@lru_cache(maxsize=65_536)  # an index is made again whenever a store changes
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
    if not parts:
        return
    last = tuple((folded(part), Unknown.IGNORE) for part in parts[:-1])
    first = tuple((folded(part), Unknown.ASK) for part in parts[1:])
    yield Reading(folded(parts[0]), first)
    yield Reading(folded(parts[-1]), last)
    yield from _splits(parts[-1], last)
    if len(parts) > 1:
        yield from _splits(parts[0], first)
    yield from _without_town_words(folded(text))


def weighed(matches: Iterable[Match]) -> list[Place]:
    """What a text means: one place when it is clear, else those to choose from, the likeliest first.

    Whole names of which every word is understood count before others, and beginnings last; neighbours are one place.
    """
    found = list(matches)
    exact = [match for match in found if match.is_exact]
    sure = [match for match in exact if match.is_understood]
    merged = _merged(sure or exact or found)
    if sure and len(merged) > 1 and merged[0].weight >= _CLEARLY * merged[1].weight:
        return [merged[0].place]
    return [match.place for match in merged[:_AT_MOST] if match.weight >= merged[0].weight * _WORTH_ASKING]


def _merged(matches: list[Match]) -> list[Match]:
    places: list[Match] = []
    for match in sorted(matches, key=lambda match: -match.weight):
        for n, known in enumerate(places):
            if distance_km(known.place.position, match.place.position) <= _SAME_PLACE_KM:
                place = match.place if match.is_precise and not known.is_precise else known.place
                precise = match.is_precise or known.is_precise
                places[n] = replace(known, place=place, weight=known.weight + match.weight, is_precise=precise)
                break
        else:
            places.append(match)
    return sorted(places, key=lambda match: -match.weight)


def _splits(part: str, others: tuple[tuple[str, Unknown], ...]) -> Iterator[Reading]:
    words = part.split()
    for cut in range(1, len(words)):
        head, tail = folded("".join(words[:cut])), folded("".join(words[cut:]))
        yield Reading(head, ((tail, Unknown.REFUSE), *others))
        yield Reading(tail, ((head, Unknown.REFUSE), *others))


def _without_town_words(name: str) -> Iterator[Reading]:
    for word in _TOWN_WORDS:
        if name.endswith(word) and name != word:
            yield Reading(name.removesuffix(word))


def _has_digit(text: str) -> bool:
    return any(symbol.isdigit() for symbol in text)
