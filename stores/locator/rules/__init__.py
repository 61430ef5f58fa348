"""Pure rules of the locator: hours and promises, order by distance, names of places."""

from stores.locator.rules.hours import (
    DayException,
    ExceptionRow,
    Hours,
    Opening,
    OpeningRow,
    exceptions_from,
    is_understood,
    open_minutes,
    opening_at,
    openings_on,
    ready_at,
    usual_openings_on,
    week_of,
)

__all__ = [
    "DayException",
    "ExceptionRow",
    "Hours",
    "Opening",
    "OpeningRow",
    "exceptions_from",
    "is_understood",
    "open_minutes",
    "opening_at",
    "openings_on",
    "ready_at",
    "usual_openings_on",
    "week_of",
]
