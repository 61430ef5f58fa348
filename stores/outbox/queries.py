"""Reading the streams of events."""

from dataclasses import dataclass
from datetime import datetime

from stores.database import rows


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a stream, and when it was recorded."""

    name: str
    at: datetime
    sequence: int


async def stream(aggregate: str, *, after: int = 0) -> list[Happened]:
    """The events of one aggregate in order, from behind a sequence number on."""
    found = await rows(
        "SELECT name, recorded_at, sequence FROM domain_event WHERE aggregate = $1 AND sequence > $2 ORDER BY sequence",
        aggregate,
        after,
    )
    return [Happened(row["name"], row["recorded_at"], row["sequence"]) for row in found]


async def streams(aggregates: list[str]) -> dict[str, list[Happened]]:
    """The streams of several aggregates in one query."""
    found = await rows(
        "SELECT aggregate, name, recorded_at, sequence FROM domain_event WHERE aggregate = ANY($1)"
        " ORDER BY aggregate, sequence",
        aggregates,
    )
    by_aggregate: dict[str, list[Happened]] = {aggregate: [] for aggregate in aggregates}
    for row in found:
        by_aggregate[row["aggregate"]].append(Happened(row["name"], row["recorded_at"], row["sequence"]))
    return by_aggregate
