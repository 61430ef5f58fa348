"""From the clock on a shop's wall to instants in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=65_536)
def instant(zone: str, day: date, minutes: int) -> datetime:
    """The first instant, in UTC, at which the wall clock shows this time of a local day or a later one.

    ``minutes`` count from the midnight that begins the day and may pass 24:00. A time that the clock
    skips in spring is the instant of the skip; of a time that it shows twice in autumn, the first counts.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    here = ZoneInfo(zone)
    moment = wall.replace(tzinfo=here).astimezone(UTC)
    if moment.astimezone(here).replace(tzinfo=None) == wall:
        return moment
    return _skip(wall, here)


def local_day(zone: str, moment: datetime) -> date:
    """The date that a calendar on the shop's wall shows at an instant."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _skip(wall: datetime, here: ZoneInfo) -> datetime:
    """The instant at which the clock jumped over a time: the first minute that shows more than it."""
    early = wall.replace(tzinfo=here, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=here, fold=0).astimezone(UTC)
    while late - early > _MINUTE:
        middle = early + (late - early) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if middle.astimezone(here).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late
