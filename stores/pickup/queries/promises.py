"""How stores kept their word: what was ready when it was promised, and how long it took."""

from dataclasses import dataclass
from datetime import date

from stores.database import rows
from stores.kernel import clock
from stores.locator.atlas import StoreCard


@dataclass(frozen=True, slots=True)
class DayKept:
    """The parcels that one store promised for one local day; minutes run by the clock, from order to ready."""

    on: date
    promised: int
    kept: int
    late: int  # ready too late, or not ready at all though the moment has passed
    minutes_to_ready: int | None  # the median
    minutes_to_ready_p90: int | None
    not_fetched: int


async def promise_kept(store: StoreCard, first: date, last: date) -> list[DayKept]:
    """Each local day on which something was promised, in order; what is not due yet and not ready is left out."""
    found = await rows(
        """
        WITH parcel AS (
            SELECT (due_at AT TIME ZONE $2)::date AS "on", due_at, ready_at, state,
                   extract(epoch FROM ready_at - opened_at) / 60 AS minutes
            FROM pickup
            WHERE store_id = $1 AND state <> 'CANCELLED' AND (ready_at IS NOT NULL OR due_at <= $5)
        )
        SELECT "on", count(*) AS promised,
               count(*) FILTER (WHERE ready_at <= due_at) AS kept,
               count(*) FILTER (WHERE ready_at IS NULL OR ready_at > due_at) AS late,
               round(percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes))::int AS minutes_to_ready,
               round(percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes))::int AS minutes_to_ready_p90,
               count(*) FILTER (WHERE state = 'LAPSED') AS not_fetched
        FROM parcel WHERE "on" BETWEEN $3 AND $4 GROUP BY "on" ORDER BY "on"
        """,
        store.id,
        store.time_zone,
        first,
        last,
        clock.now(),
    )
    return [DayKept(**row) for row in found]
