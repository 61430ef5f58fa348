"""How long a parcel waits, when its customer is reminded, and when a late one is somebody else's business."""

from datetime import datetime, timedelta

ESCALATED_AFTER = timedelta(minutes=15)  # behind its promise
REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))  # it is given up


def kept_until(ready_at: datetime, slot_ends_at: datetime | None, kept_days: int) -> datetime:
    """Until when a parcel waits: so many days after it is ready, or after the slot that was chosen for it."""
    return max(ready_at, slot_ends_at or ready_at) + timedelta(days=kept_days)
