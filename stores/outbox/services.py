"""Recording events in the caller's transaction, and answering a repeated request with its first answer."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, TypeVar

import orjson
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries
from tortoise import Tortoise

from stores.database import atomic, first_row, rows
from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.kernel.events import Event
from stores.outbox.errors import KeyReused, KeyTooLong

LIVE_CHANNEL = "wharfside"  # where every process LISTENs
DELIVERY_JOB = "deliver_events"
ANSWERS_LIVE_FOR = timedelta(hours=48)
LONGEST_KEY = 255

T = TypeVar("T")

_RECORD = """
    INSERT INTO domain_event (aggregate, sequence, name, payload, recorded_at)
    SELECT new.aggregate,
           coalesce((SELECT max(old.sequence) FROM domain_event old WHERE old.aggregate = new.aggregate), 0)
             + row_number() OVER (PARTITION BY new.aggregate ORDER BY new.place),
           new.name, new.payload, $4
    FROM unnest($1::text[], $2::text[], $3::jsonb[]) WITH ORDINALITY new(aggregate, name, payload, place)
    RETURNING pg_notify($5, json_build_object('event', name, 'id', aggregate, 'store', payload->>'store_id')::text)
"""


async def record(*events: Event) -> None:
    """Append events to their streams and wake their delivery, inside the transaction of the caller.

    Streams are locked while their next places are given out, in one fixed order.
    """
    aggregates = sorted({event.aggregate for event in events})
    for aggregate in aggregates:
        await rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", aggregate)
    await rows(
        _RECORD,
        [event.aggregate for event in events],
        [type(event).__name__ for event in events],
        [orjson.dumps(event.as_payload()).decode() for event in events],
        clock.now(),
        LIVE_CHANNEL,
    )
    await wake_delivery(aggregates)


async def wake_delivery(aggregates: list[str]) -> None:
    """Enqueue the delivery of these streams, in the transaction of the caller if there is one."""
    async with Tortoise.get_connection("default").acquire_connection() as connection:
        await Queries(AsyncpgDriver(connection)).enqueue(
            [DELIVERY_JOB] * len(aggregates),
            [aggregate.encode() for aggregate in aggregates],
            [0] * len(aggregates),
        )


async def announce(topic: str, subject: str) -> None:
    """Tell every process, when the transaction commits, that something may be looked at; nothing is recorded."""
    await rows("SELECT pg_notify($1, $2)", LIVE_CHANNEL, orjson.dumps({"event": topic, "id": subject}).decode())


@dataclass(frozen=True, slots=True)
class Request:
    """A mutation as its repetitions are recognised: who asks, what, under which key, with which arguments."""

    scope: str
    operation: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The outcome that was stored when the request was answered first."""

    outcome: dict[str, Any]


async def answer_once(
    request: Request, act: Callable[[], Awaitable[T]], describe: Callable[[T], dict[str, Any]]
) -> T | Repeated:
    """Do ``act`` unless this request was answered before; store what ``describe`` makes of its result.

    The answer is stored in the transaction of the effect. A twin that comes meanwhile waits for it. A refusal
    undoes everything and is not stored, but for one that stands: it is stored, committed and raised, and raised
    again for each repetition.

    Raises:
        KeyReused: the key came with other arguments before.
        KeyTooLong: the key is empty or has more than 255 characters.
    """
    if not 1 <= len(request.key) <= LONGEST_KEY:
        raise KeyTooLong(len(request.key))
    answer = await _answer(request, act, describe)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@atomic
async def _answer(
    request: Request, act: Callable[[], Awaitable[T]], describe: Callable[[T], dict[str, Any]]
) -> T | Repeated | Refusal:
    if not await _claim(request):
        return await _first_answer(request)
    try:
        thing = await act()
    except Refusal as refusal:
        if not refusal.stands:
            raise
        await _store(request, {"refusal": type(refusal).__name__, "fields": asdict(refusal)})  # type: ignore[call-overload]  # every refusal is a dataclass
        return refusal
    await _store(request, describe(thing))
    return thing


async def _claim(request: Request) -> bool:
    claimed = await first_row(
        "INSERT INTO idempotency_key (scope, operation, key, fingerprint, created_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (scope, operation, key) DO NOTHING RETURNING id",
        request.scope,
        request.operation,
        request.key,
        request.fingerprint,
        clock.now(),
    )
    return claimed is not None


async def _store(request: Request, outcome: dict[str, Any]) -> None:
    await rows(
        "UPDATE idempotency_key SET outcome = $4 WHERE scope = $1 AND operation = $2 AND key = $3",
        request.scope,
        request.operation,
        request.key,
        orjson.dumps(outcome).decode(),
    )


async def _first_answer(request: Request) -> Repeated | Refusal:
    stored = await first_row(
        "SELECT fingerprint, outcome FROM idempotency_key WHERE scope = $1 AND operation = $2 AND key = $3",
        request.scope,
        request.operation,
        request.key,
    )
    if stored is None or stored["fingerprint"] != request.fingerprint:
        raise KeyReused(request.key)
    outcome = orjson.loads(stored["outcome"])
    if "refusal" in outcome:
        return Refusal.BY_NAME[outcome["refusal"]](**outcome["fields"])
    return Repeated(outcome)


async def sweep_answers() -> None:
    """Forget the answers that nobody will ask for again."""
    await rows("DELETE FROM idempotency_key WHERE created_at < $1", clock.now() - ANSWERS_LIVE_FOR)
