"""When doors are open and parcels are ready, worked out once until the next door opens or closes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stores.locator.rules import Hours, opening_at, ready_at

A_WHILE = timedelta(minutes=1)


@dataclass(slots=True)
class Door:
    """The doors of all stores that say the same about their hours, good until a moment."""

    until: datetime
    shown: dict[str, Any]
    opens: datetime | None
    closes: datetime | None


_doors: dict[Hours, Door] = {}


def door(hours: Hours, now: datetime) -> Door:
    """The door at this moment."""
    known = _doors.get(hours)
    if known is None or now >= known.until:
        known = _doors[hours] = _looked_up(hours, now)
    return known


def promise(hours: Hours, now: datetime, lead: timedelta) -> datetime | None:
    """When a parcel is ready that is ordered now."""
    here = door(hours, now)
    start = here.opens or now
    if here.closes is not None and start + lead <= here.closes:
        return start + lead
    return ready_at(hours, now, lead)


def _looked_up(hours: Hours, now: datetime) -> Door:
    here = opening_at(hours, now)
    closes = here.closes_at if here.is_open or here.opens_at is None else opening_at(hours, here.opens_at).closes_at
    shown = {"openNow": here.is_open, "opensAt": here.opens_at, "closesAt": here.closes_at}
    return Door(here.closes_at or here.opens_at or now + A_WHILE, shown, here.opens_at, closes)
