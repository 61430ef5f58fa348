"""How waiting pickups are laid out for staff: which lane, in what order, and how long there is left."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.console.client import Json

LANES = ("overdue", "to_prepare", "ready", "collected")
UNPREPARED = {"TO_PREPARE", "PREPARING"}
AT_THE_COUNTER = {"READY", "PARTLY_COLLECTED"}
OPEN = UNPREPARED | AT_THE_COUNTER


def lane_of(pickup: Json) -> str:
    """The lane a pickup stands in. Goods that are ready are never overdue: now the customer is."""
    if pickup["state"] in UNPREPARED:
        return "overdue" if pickup["overdue"] else "to_prepare"
    return "ready" if pickup["state"] in AT_THE_COUNTER else "collected"


def lanes(waiting: Iterable[Json], collected: Iterable[Json], now: datetime, zone: ZoneInfo) -> dict[str, list[Json]]:
    """Every lane of one store's board: who stands at the counter first, then the soonest due."""
    laid_out: dict[str, list[Json]] = {lane: [] for lane in LANES}
    for pickup in sorted(waiting, key=_urgency):
        laid_out[lane_of(pickup)].append(pickup)
    laid_out["collected"] = sorted(
        (pickup for pickup in collected if is_today(pickup["collectedAt"], now, zone)),
        key=lambda pickup: str(pickup["collectedAt"]),
        reverse=True,
    )
    return laid_out


def is_today(instant: str | None, now: datetime, zone: ZoneInfo) -> bool:
    """Did this happen on the store's own calendar day?"""
    return instant is not None and moment(instant).astimezone(zone).date() == now.astimezone(zone).date()


def moment(instant: str) -> datetime:
    """An RFC 3339 time of the API as an aware one."""
    return datetime.fromisoformat(instant)


def span(between: timedelta) -> tuple[str, dict[str, int]]:
    """A length of time as a person would say it: the sentence to use and its numbers."""
    minutes = abs(int(between.total_seconds())) // 60
    if minutes < 60:
        return "minutes", {"minutes": minutes}
    if minutes < 24 * 60:
        return "hours", {"hours": minutes // 60, "minutes": minutes % 60}
    return "days", {"days": minutes // (24 * 60)}


def left_of(line: Json) -> int:
    """Units of a line that can still be handed over."""
    return int(line["quantity"]) - int(line["collected"]) - int(line["refused"])


def units(pickup: Json) -> int:
    """Units of a pickup that can still be handed over."""
    return sum(left_of(line) for line in pickup["lines"])


def _urgency(pickup: Json) -> tuple[bool, str]:
    return pickup["arrivedAt"] is None, pickup["dueAt"] or "9999"
