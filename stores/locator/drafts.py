"""What is said of a store before it has a row, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stores.kernel.address import Address, Position
from stores.kernel.errors import Refusal
from stores.locator.errors import HoursNotUnderstood, TimeZoneUnknown
from stores.locator.models import StoreKind, StoreService
from stores.locator.rules import is_understood


@dataclass(frozen=True, slots=True)
class StoreDraft:
    """A store as somebody describes it. None means that nothing is said: a known store keeps what it has."""

    code: str
    name: str
    address: Address
    position: Position
    time_zone: str
    kind: StoreKind = StoreKind.STORE
    phone: str | None = None
    opening_hours: str | None = None
    services: Sequence[StoreService] | None = None
    aliases: Sequence[str] | None = None
    lead_minutes: int | None = None
    kept_days: int | None = None


class Outcome(StrEnum):
    """What became of a draft."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the draft with this code, and why when it was refused."""

    code: str
    outcome: Outcome
    refusal: Refusal | None = None


def require_sense(draft: StoreDraft) -> None:
    """Raises ``HoursNotUnderstood`` and ``TimeZoneUnknown``."""
    require_understood(draft.opening_hours)
    try:
        ZoneInfo(draft.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise TimeZoneUnknown(draft.time_zone) from unknown


def require_understood(opening_hours: str | None) -> None:
    """Raises ``HoursNotUnderstood``."""
    if opening_hours is not None and not is_understood(opening_hours):
        raise HoursNotUnderstood(opening_hours)


def as_row(store_id: str, draft: StoreDraft) -> dict[str, Any]:
    """The draft as JSON values by the columns of the table of stores."""
    address = draft.address
    return {
        "id": store_id,
        "code": draft.code,
        "name": draft.name,
        "kind": draft.kind,
        "address_lines": list(address.lines),
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country_code": address.country_code,
        "phone": draft.phone,
        "latitude": draft.position.latitude,
        "longitude": draft.position.longitude,
        "time_zone": draft.time_zone,
        "opening_hours": draft.opening_hours,
        "services": None if draft.services is None else list(draft.services),
        "aliases": None if draft.aliases is None else list(draft.aliases),
        "lead_minutes": draft.lead_minutes,
        "kept_days": draft.kept_days,
    }
