"""What happens now: one listening connection per process, shared out to local subscribers."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import orjson

from stores.outbox.services import LIVE_CHANNEL

log = logging.getLogger("wharfside.live")

BACKLOG = 100
RECONNECT_AFTER_S = (0.2, 0.5, 1, 2, 5)
HEARTBEAT_S = 20

Heard = Callable[[str, str], Awaitable[None]]
Missed = Callable[[], Awaitable[None]]


class Hub:
    """Hears every announcement in the database and tells whoever waits for its subject.

    ``heard`` is called with the name and id of each; ``missed`` after a gap (a lost connection), when also every
    subscriber is told to look, since nobody knows what was said meanwhile.
    """

    def __init__(self, url: str, *, heard: Heard, missed: Missed) -> None:
        self.url = url
        self.heard = heard
        self.missed = missed
        self.queues: defaultdict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self.under_way: set[asyncio.Task[None]] = set()

    async def about(self, subject: str) -> AsyncIterator[str]:
        """The ids of what changed about a subject, until the caller stops; the oldest fall away from one too slow."""
        queue: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self.queues[subject].add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self.queues[subject].discard(queue)
            if not self.queues[subject]:
                del self.queues[subject]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen for as long as the context lasts, reconnecting as often as it takes."""
        connected = asyncio.Event()
        task = asyncio.create_task(self._listen_always(connected))
        try:
            async with asyncio.timeout(10):
                await connected.wait()
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _listen_always(self, connected: asyncio.Event) -> None:
        failures = 0
        while True:
            try:
                await self._listen(connected, after_a_gap=failures > 0)
                failures = 1
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as gone:
                log.warning("the live connection is gone: %s", gone)
                failures += 1
            await asyncio.sleep(RECONNECT_AFTER_S[min(failures, len(RECONNECT_AFTER_S)) - 1])

    async def _listen(self, connected: asyncio.Event, *, after_a_gap: bool) -> None:
        connection = await asyncpg.connect(self.url, timeout=5, command_timeout=5)
        try:
            await connection.add_listener(LIVE_CHANNEL, self._hear)
            connected.set()
            if after_a_gap:
                self._tell_everybody()
            gone = asyncio.Event()
            connection.add_termination_listener(lambda _: gone.set())
            while not await _is_set(gone, within_s=HEARTBEAT_S):
                await connection.execute("SELECT 1")  # a cable that was cut says nothing by itself
            raise ConnectionResetError("the server closed the connection")
        finally:
            connection.terminate()

    def _hear(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        said: dict[str, Any] = orjson.loads(str(payload))
        for subject in {said.get("event"), said.get("id"), said.get("store")} - {None}:
            for queue in self.queues.get(str(subject), ()):
                _put(queue, str(said["id"]))
        self._start(self.heard(str(said.get("event")), str(said.get("id"))))

    def _tell_everybody(self) -> None:
        for subject, queues in self.queues.items():
            for queue in queues:
                _put(queue, subject)
        self._start(self.missed())

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(_quietly(work))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)


async def _is_set(event: asyncio.Event, *, within_s: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await event.wait()
    return event.is_set()


def _put(queue: asyncio.Queue[str], subject: str) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(subject)


async def _quietly(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        log.exception("what was heard could not be acted on")
