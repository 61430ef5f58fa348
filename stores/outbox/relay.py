"""Delivering events to the reactions: in order per aggregate, at least once, by jobs on pgqueuer."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from pgqueuer import PgQueuer
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job

from stores.database import first_row, rows
from stores.kernel import clock
from stores.kernel.events import Event, from_payload
from stores.outbox.services import DELIVERY_JOB, wake_delivery

log = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(seconds=30)  # how long the events of a stream wait when their worker was killed
RETRY_AFTER = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
OVERLOOKED_AFTER = timedelta(seconds=30)

Reaction = Callable[[Any, Any], Awaitable[None]]
Reactions = Mapping[type[Event], Sequence[Reaction]]


class StreamBusy(Exception):
    """Another worker is delivering this stream."""


async def deliver(aggregate: str, reactions: Reactions, outside: object) -> int:
    """Hand the undelivered events of one stream to their reactions, oldest first; how many there were.

    Raises ``StreamBusy`` when another worker holds the stream; what a reaction raises ends the delivery
    before its event counts as delivered.
    """
    delivered = 0
    while claimed := await _claim_next(aggregate):
        number, event = claimed
        try:
            for reaction in reactions[type(event)]:
                await reaction(event, outside)
        except BaseException:
            await rows("UPDATE domain_event SET claimed_until = NULL WHERE id = $1", number)
            raise
        await rows("UPDATE domain_event SET delivered_at = $2 WHERE id = $1", number, clock.now())
        delivered += 1
    return delivered


async def _claim_next(aggregate: str) -> tuple[int, Event] | None:
    now = clock.now()
    row = await first_row(
        "SELECT id, name, payload FROM domain_event WHERE aggregate = $1 AND delivered_at IS NULL"
        " ORDER BY sequence LIMIT 1",
        aggregate,
    )
    if row is None:
        return None
    claimed = await first_row(
        "UPDATE domain_event SET claimed_until = $2 WHERE id = $1 AND delivered_at IS NULL"
        " AND (claimed_until IS NULL OR claimed_until < $3) RETURNING id",
        row["id"],
        now + CLAIMED_FOR,
        now,
    )
    if claimed is None:
        raise StreamBusy(aggregate)
    return row["id"], from_payload(row["name"], orjson.loads(row["payload"]))


async def wake_overlooked() -> None:
    """Deliver again what has waited too long, such as after a crash between the job and its mark."""
    waiting = await rows(
        "SELECT DISTINCT aggregate FROM domain_event WHERE delivered_at IS NULL AND recorded_at < $1"
        " AND (claimed_until IS NULL OR claimed_until < $2) LIMIT 1000",
        clock.now() - OVERLOOKED_AFTER,
        clock.now(),
    )
    if waiting:
        await wake_delivery([row["aggregate"] for row in waiting])


def register(queue: PgQueuer, reactions: Reactions, outside: object) -> None:
    """Make a pgqueuer worker deliver events."""

    @queue.entrypoint(DELIVERY_JOB, on_failure="hold")
    async def deliver_events(job: Job) -> None:
        aggregate = (job.payload or b"").decode()
        try:
            await deliver(aggregate, reactions, outside)
        except StreamBusy as busy:
            raise RetryRequested(delay=RETRY_AFTER[0]) from busy
        except Exception as bug:
            if job.attempts >= len(RETRY_AFTER):
                raise
            log.exception("the events of %s were not delivered", aggregate)
            raise RetryRequested(delay=RETRY_AFTER[job.attempts]) from bug
