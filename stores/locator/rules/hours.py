"""When a store is open, and the earliest instant that it may promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from stores.locator.rules import expressions
from stores.locator.rules.expressions import DAY, Span
from stores.locator.rules.wallclock import instant, local_day

_LOOK_AHEAD = timedelta(days=366)
_PROMISE_WITHIN = timedelta(days=60)
_MINUTE = timedelta(minutes=1)
_NOWHERE = ""  # a country that keeps no holidays


@dataclass(frozen=True, slots=True)
class DayException:
    """One local day with other hours than usual; no ``opening_hours``: closed."""

    on: date
    opening_hours: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Hours:
    """What a store says about its hours: OpenStreetMap syntax, in its own zone, with exceptions laid over it.

    An exception replaces the openings that begin on its day; the evening before runs to its own end.
    """

    expression: str | None
    time_zone: str
    country_code: str
    exceptions: tuple[DayException, ...] = ()

    @property
    def are_known(self) -> bool:
        """Whether there are hours, and they are understood."""
        return self.expression is not None and expressions.parsed(self.expression, self.country_code) is not None

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The openings that begin on a local day, as minutes of its wall clock."""
        expression = self.expression
        for exception in self.exceptions:
            if exception.on == day:
                expression = exception.opening_hours
        return expressions.spans_on(expression, self.country_code, day) if expression else ()

    def usual_spans_on(self, day: date) -> tuple[Span, ...]:
        """The same, as if the day were neither a holiday nor an exception."""
        return expressions.spans_on(self.expression, _NOWHERE, day) if self.expression else ()


@dataclass(frozen=True, slots=True)
class Opening:
    """The door at one instant. While open: when it closes; while closed: when it opens. Instants in UTC."""

    is_open: bool | None
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening of a week: ISO weekday (Monday is 1), and wall-clock times, past midnight as 24:00 and more."""

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One opening of an exceptional day, or the word that it is closed."""

    on: date
    closed: bool
    opens: str | None
    closes: str | None
    reason: str


NOT_KNOWN = Opening(None, None, None)


def is_understood(expression: str) -> bool:
    """Whether this is OpenStreetMap syntax that the shop can read."""
    return expressions.is_understood(expression)


def opening_at(hours: Hours, moment: datetime) -> Opening:
    """Whether the door is open at an instant, and when that changes within a year."""
    return _opening_in(hours, moment.astimezone(UTC).replace(second=0, microsecond=0))


@lru_cache(maxsize=8192)
def _opening_in(hours: Hours, moment: datetime) -> Opening:
    """The same for a whole minute, on which alone doors open and close; stores often share their hours."""
    if not hours.are_known:
        return NOT_KNOWN
    opens, closes = next(_openings(hours, moment, _LOOK_AHEAD), (None, None))
    if opens is None or opens > moment:
        return Opening(False, opens, None)
    return Opening(True, None, closes)


def week_of(hours: Hours, day: date) -> list[OpeningRow]:
    """The openings of the ISO week that holds a local day, holidays and exceptions applied."""
    if not hours.are_known:
        return []
    monday = day - DAY * day.weekday()
    week = [monday + DAY * n for n in range(7)]
    return [
        OpeningRow(each.isoweekday(), _clock(opens), _clock(closes))
        for each in week
        for opens, closes in hours.spans_on(each)
    ]


def exceptions_from(hours: Hours, day: date) -> list[ExceptionRow]:
    """The exceptions on a local day and later, in order."""
    ahead = sorted((each for each in hours.exceptions if each.on >= day), key=lambda each: each.on)
    return [row for each in ahead for row in _exception_rows(hours, each)]


def ready_at(hours: Hours, moment: datetime, lead: timedelta) -> datetime | None:
    """The earliest instant, in UTC, at which ``lead`` has passed in open minutes since ``moment``.

    None when the store has no hours, or is not open for so long within sixty days.
    """
    if not hours.are_known:
        return None
    left = lead
    for opens, closes in _openings(hours, moment, _PROMISE_WITHIN):
        begins = max(opens, moment.astimezone(UTC))
        if closes is None or begins + left <= closes:
            return begins + left
        left -= closes - begins
    return None


def openings_on(hours: Hours, day: date) -> list[tuple[datetime, datetime]]:
    """The openings that begin on a local day, as instants in UTC."""
    return list(_instants(hours.time_zone, day, hours.spans_on(day)))


def usual_openings_on(hours: Hours, day: date) -> list[tuple[datetime, datetime]]:
    """The same, as if the day were neither a holiday nor an exception."""
    return list(_instants(hours.time_zone, day, hours.usual_spans_on(day)))


def open_minutes(hours: Hours, start: datetime, end: datetime) -> int:
    """Whole open minutes between two instants; none when the hours are not known."""
    if not hours.are_known:
        return 0
    open_for = timedelta(0)
    for opens, closes in _openings(hours, start, end - start + DAY):
        if opens >= end:
            break
        open_for += min(closes or end, end) - max(opens, start)
    return open_for // _MINUTE


def _openings(hours: Hours, moment: datetime, ahead: timedelta) -> Iterator[tuple[datetime, datetime | None]]:
    """Openings in UTC that end after ``moment``, neighbours joined; the last may have no end in sight."""
    today = local_day(hours.time_zone, moment)
    if _is_endless(hours, today):
        yield moment.astimezone(UTC), None
        return
    run: tuple[datetime, datetime] | None = None
    for day in _days(today - 2 * DAY, today + ahead):
        if run and run[1] < instant(hours.time_zone, day, 0):
            yield run
            run = None
        for begins, ends in _instants(hours.time_zone, day, hours.spans_on(day)):
            if ends <= moment:
                continue
            if run and begins > run[1]:
                yield run
                run = None
            run = (run[0], max(run[1], ends)) if run else (begins, ends)
    if run:
        yield run[0], None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * n for n in range((last - first).days + 1))


def _instants(zone: str, day: date, spans: tuple[Span, ...]) -> Iterator[tuple[datetime, datetime]]:
    for opens, closes in spans:
        begins, ends = instant(zone, day, opens), instant(zone, day, closes)
        if begins < ends:  # a spring night may swallow an opening whole
            yield begins, ends


def _is_endless(hours: Hours, today: date) -> bool:
    read = expressions.parsed(hours.expression or "", hours.country_code)
    return bool(read and read.is_endless) and not any(each.on >= today - DAY for each in hours.exceptions)


def _exception_rows(hours: Hours, exception: DayException) -> Iterator[ExceptionRow]:
    spans = hours.spans_on(exception.on)
    if not spans:
        yield ExceptionRow(exception.on, True, None, None, exception.reason)
    for opens, closes in spans:
        yield ExceptionRow(exception.on, False, _clock(opens), _clock(closes), exception.reason)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
