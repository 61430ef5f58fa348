"""How a store kept its word."""

from datetime import date, timedelta
from typing import Self

import strawberry

from schema.errors import BAD_REQUEST, RequestError
from stores.locator.atlas import StoreCard
from stores.pickup import queries

LONGEST = timedelta(days=366)


@strawberry.type
class DayKept:
    """The parcels that were promised for one local day.

    on: The day.
    promised: How many were promised for it.
    kept: How many were ready by then.
    late: How many were ready too late, or are not yet.
    minutes_to_ready: The minutes from order to ready, the median; null when none is ready.
    minutes_to_ready_p90: The minutes within which nine of ten were ready; null when none is ready.
    not_fetched: How many nobody fetched.
    """

    on: date
    promised: int
    kept: int
    late: int
    minutes_to_ready: int | None
    minutes_to_ready_p90: int | None
    not_fetched: int

    @classmethod
    def of(cls, row: queries.DayKept) -> Self:
        return cls(
            on=row.on,
            promised=row.promised,
            kept=row.kept,
            late=row.late,
            minutes_to_ready=row.minutes_to_ready,
            minutes_to_ready_p90=row.minutes_to_ready_p90,
            not_fetched=row.not_fetched,
        )


async def days_kept(store: StoreCard, first: date, last: date) -> list[DayKept]:
    """One store's days. Raises ``RequestError`` for more than a year of them."""
    if last - first > LONGEST:
        raise RequestError(BAD_REQUEST, "to is at most a year after from.", argument="to")
    return [DayKept.of(row) for row in await queries.promise_kept(store, first, last)]
