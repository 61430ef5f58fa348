"""The one business clock: aware instants in UTC, which a test may move."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_moved_to: datetime | None = None
_moved_by = timedelta(0)


def now() -> datetime:
    """The present instant in UTC, to the microsecond, as the shop sees it."""
    return _moved_to or datetime.now(UTC) + _moved_by


def move_by(shift: timedelta) -> None:
    """Run this process's clock ahead of (or behind) the machine's by ``shift``."""
    global _moved_by  # noqa: PLW0603  one clock in a process is the point
    _moved_by = shift


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock of this process still at an aware instant, for a test."""
    global _moved_to  # noqa: PLW0603
    before, _moved_to = _moved_to, moment.astimezone(UTC)
    try:
        yield
    finally:
        _moved_to = before
