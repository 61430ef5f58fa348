"""Opening hours in OpenStreetMap syntax, read one local day at a time, in minutes of the wall clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, State, validate

Span = tuple[int, int]  # minutes after the midnight that begins the day; the end may pass 24:00

DAY = timedelta(days=1)
MINUTES_OF_DAY = 24 * 60
_LONGEST = 2_000  # characters: no real shop needs more, and a parser should not be fed more
_TIMES = re.compile(r"\b(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\b")


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression whose nights end at midnight, and where each night really ends.

    The evaluator hands the small hours to the calendar day on which they fall: after a closed Friday it
    still opens from Saturday 00:00 to 02:00. For a shop they belong to the evening before, so its
    nights are cut at midnight before they are read, and put back afterwards.
    """

    days: OpeningHours
    uncut: OpeningHours
    nights: dict[int, set[int]]  # minute at which nights begin: the minutes at which they end

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The openings that begin on a local day, in order."""
        midnight = datetime.combine(day, time())
        found = self.days.intervals(midnight, midnight + DAY)
        return tuple(self._span(midnight, begins, ends) for begins, ends, state, _ in found if state == State.OPEN)

    def _span(self, midnight: datetime, begins: datetime, ends: datetime | None) -> Span:
        opens = _minutes(begins - midnight)
        closes = MINUTES_OF_DAY if ends is None else min(_minutes(ends - midnight), MINUTES_OF_DAY)
        return opens, self._end_of_night(midnight, opens) if closes == MINUTES_OF_DAY else closes

    def _end_of_night(self, midnight: datetime, opens: int) -> int:
        """Where an opening that lasts until midnight ends: it may be one of several kinds of night, or a whole day."""
        possible = {end for start, ends in self.nights.items() if start >= opens for end in ends}
        if not possible:
            return MINUTES_OF_DAY
        ends = self.uncut.next_change(midnight + DAY - timedelta(minutes=1))
        seen = _minutes(ends - midnight) if ends else MINUTES_OF_DAY
        return seen if seen in possible else min(self.nights.get(opens, {MINUTES_OF_DAY}))

    @property
    def is_endless(self) -> bool:
        """Whether it says open for ever, as ``24/7`` does."""
        first = datetime(2000, 1, 1)  # noqa: DTZ001  wall clock, without a zone
        return self.days.is_open(first) and self.days.next_change(first) is None


def is_understood(expression: str) -> bool:
    """Whether this is OpenStreetMap syntax that the shop can read."""
    return len(expression) <= _LONGEST and validate(expression)


@lru_cache(maxsize=8_192)
def parsed(expression: str, country_code: str) -> Expression | None:
    """The expression with the public holidays of a country; None when it is not understood."""
    if not is_understood(expression):
        return None
    nights: dict[int, set[int]] = {}
    until_midnight = _TIMES.sub(lambda times: _cut(times, nights), expression)
    return Expression(_with_holidays(until_midnight, country_code), _with_holidays(expression, country_code), nights)


@lru_cache(maxsize=65_536)
def spans_on(expression: str, country_code: str, day: date) -> tuple[Span, ...]:
    """The openings of an expression that begin on a local day; none when it is not understood."""
    read = parsed(expression, country_code)
    return read.spans_on(day) if read else ()


def _with_holidays(expression: str, country_code: str) -> OpeningHours:
    try:
        return OpeningHours(expression, country=country_code)
    except Exception:  # a country without a holiday calendar; the error's class is missing from its stubs
        return OpeningHours(expression)


def _cut(times: re.Match[str], nights: dict[int, set[int]]) -> str:
    opens, closes = (int(times[n]) * 60 + int(times[n + 1]) for n in (1, 3))
    if closes <= opens:
        closes += MINUTES_OF_DAY
    if closes <= MINUTES_OF_DAY or opens >= MINUTES_OF_DAY:
        return times[0]
    nights.setdefault(opens, set()).add(closes)
    return f"{times[1]}:{times[2]}-24:00"


def _minutes(since: timedelta) -> int:
    return int(since.total_seconds()) // 60
