"""What the chat keeps in PostgreSQL: each update once, a versioned session for each chat, and an outbox in order."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import asyncpg

from bots.engine.keeping import frozen_message, frozen_session, thawed_message, thawed_session
from bots.engine.rendering import Message
from bots.engine.turns import Heard, Session
from bots.tables import LOCK, TABLES

if TYPE_CHECKING:  # generic in the stubs only
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]

WAKE = "bots_outbox"
POOL = 10


class Overtaken(Exception):
    """Another turn changed the session first; nothing of this one was kept."""


@dataclass(frozen=True)
class Letter:
    """One row of the outbox."""

    id: int
    chat: str
    message: Message
    due_at: datetime
    tries: int
    notice: str = ""


@dataclass(frozen=True)
class Report:
    """A message of the shop that was said, or could not be: to be reported."""

    letter_id: int
    message_id: str
    failure: str


@dataclass
class Memory:
    """The chat's memory. Several processes may share it."""

    pool: "Pool"
    is_closed: bool = False
    _listener: "Connection | None" = None
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _news: WeakValueDictionary[str, asyncio.Event] = field(default_factory=WeakValueDictionary)

    @classmethod
    async def open(cls, url: str) -> "Memory":
        """Connect, make the tables if need be, and listen for news from the other processes."""
        pool = await asyncpg.create_pool(url, min_size=1, max_size=POOL)
        memory = cls(pool)
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            await connection.execute(TABLES)
        memory._listener = await pool.acquire()
        await memory._listener.add_listener(WAKE, memory._wake)
        return memory

    async def close(self) -> None:
        """Let go of the database, and of everybody who waits for news."""
        self.is_closed = True
        for event in list(self._news.values()):
            event.set()
        if self._listener is not None:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._listener.remove_listener(WAKE, self._wake)
                await self.pool.release(self._listener)
        self.pool.terminate()

    # ------------------------------------------------------------ a turn

    @asynccontextmanager
    async def turn(self, heard: Heard) -> AsyncIterator["Visit"]:
        """One turn of one chat at a time, in every process. No transaction is open while the turn is thought about."""
        async with self._locked(f"{heard.channel}:{heard.chat}") as connection:
            yield Visit(connection, heard)

    @asynccontextmanager
    async def _locked(self, name: str) -> AsyncIterator["Connection"]:
        """Hold a name alone: among the tasks of this process first, so that a flood holds one connection only."""
        lock = self._turns.setdefault(name, asyncio.Lock())
        async with lock, self.pool.acquire() as connection:
            await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", name)
            try:
                yield connection
            finally:
                await connection.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """Whether this process is the only one to hold that name; held until the end, without waiting for others."""
        async with self.pool.acquire() as connection:
            has_it = await connection.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name)
            try:
                yield bool(has_it)
            finally:
                if has_it:
                    await connection.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)

    async def locale_of(self, channel: str, chat: str) -> str:
        """The language of a chat, or none that is known."""
        sql = "SELECT state->>'locale' FROM bots.session WHERE channel = $1 AND chat = $2"
        return await self.pool.fetchval(sql, channel, chat) or ""

    # ------------------------------------------------------------ the outbox

    @asynccontextmanager
    async def mailbag(self, channel: str, chat: str) -> AsyncIterator["Mailbag"]:
        """The outbox of one chat, for one sender at a time in every process."""
        async with self._locked(f"send:{channel}:{chat}") as connection:
            yield Mailbag(connection, channel, chat)

    async def chats_waiting(self, channel: str, now: datetime) -> list[str]:
        """The chats whose next message is due."""
        sql = """
            SELECT chat FROM (
                SELECT DISTINCT ON (chat) chat, due_at FROM bots.outbox
                WHERE channel = $1 AND state = 'WAITING' ORDER BY chat, id
            ) AS next WHERE due_at <= $2
        """
        return [row["chat"] for row in await self.pool.fetch(sql, channel, now)]

    async def letters(self, channel: str, chat: str, after: int, most: int = 200) -> list[Letter]:
        """What was said in a chat after one message, for a channel that comes and reads."""
        sql = """
            SELECT * FROM (
                SELECT id, chat, message, due_at, tries, notice FROM bots.outbox
                WHERE channel = $1 AND chat = $2 AND id > $3 ORDER BY id DESC LIMIT $4
            ) AS latest ORDER BY id
        """
        rows = await self.pool.fetch(sql, channel, chat, after, most)
        waiting = "UPDATE bots.outbox SET state = 'SENT' WHERE id = ANY($1) AND state = 'WAITING'"
        await self.pool.execute(waiting, [row["id"] for row in rows])
        return [_letter(row) for row in rows]

    async def letters_soon(self, channel: str, chat: str, after: int, patience: float) -> list[Letter]:
        """What was said after one message; waits a while (seconds) for something to be said, in any process."""
        event = self.watch(f"{channel}:{chat}")
        letters = await self.letters(channel, chat, after)
        if letters:
            return letters
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), patience)
        return [] if self.is_closed else await self.letters(channel, chat, after)

    def watch(self, name: str) -> asyncio.Event:
        """Set as soon as something is put into the outbox of ``channel:chat``, or of any chat of ``channel:``."""
        return self._news.setdefault(name, asyncio.Event())

    def _wake(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        for name in (str(payload), str(payload).split(":")[0] + ":"):
            event = self._news.pop(name, None)
            if event is not None:
                event.set()

    # ------------------------------------------------------------ what the shop wants said

    async def read_until(self, channel: str) -> str:
        """The cursor up to which the shop's messages were taken."""
        return await self.pool.fetchval("SELECT cursor FROM bots.read_until WHERE channel = $1", channel) or ""

    async def take_notices(
        self, channel: str, notices: Sequence[tuple[str, str, Message]], cursor: str, now: datetime
    ) -> None:
        """Put the shop's messages (id, chat, words) into the outbox, each once, and remember how far was read."""
        async with self.pool.acquire() as connection, connection.transaction():
            for message_id, chat, message in notices:
                await _post(connection, (channel, chat), message, now, message_id)
            await connection.execute(
                "INSERT INTO bots.read_until VALUES ($1, $2) ON CONFLICT (channel) DO UPDATE SET cursor = $2",
                channel,
                cursor,
            )

    async def unreported(self, channel: str) -> list[Report]:
        """The shop's messages whose end is known and not yet reported."""
        sql = """
            SELECT id, notice, coalesce(failure, '') AS failure FROM bots.outbox
            WHERE channel = $1 AND notice IS NOT NULL AND reported_at IS NULL AND state <> 'WAITING' ORDER BY id
        """
        return [Report(row["id"], row["notice"], row["failure"]) for row in await self.pool.fetch(sql, channel)]

    async def reported(self, letter_id: int, now: datetime) -> None:
        """Remember that the shop knows."""
        await self.pool.execute("UPDATE bots.outbox SET reported_at = $2 WHERE id = $1", letter_id, now)

    async def forget(self, before: datetime) -> None:
        """Let go of updates and messages older than that; sessions stay."""
        await self.pool.execute("DELETE FROM bots.inbox WHERE heard_at < $1", before)
        await self.pool.execute("DELETE FROM bots.outbox WHERE due_at < $1", before)


@dataclass(frozen=True)
class Visit:
    """One turn of one chat, while nobody else has one."""

    connection: "Connection"
    heard: Heard

    async def is_repeated(self) -> bool:
        """Whether this update was heard before."""
        sql = "SELECT true FROM bots.inbox WHERE channel = $1 AND update_id = $2"
        return bool(await self.connection.fetchval(sql, self.heard.channel, self.heard.event_id))

    async def session(self) -> Session | None:
        """Where the talk stands."""
        sql = "SELECT state FROM bots.session WHERE channel = $1 AND chat = $2"
        state = await self.connection.fetchval(sql, self.heard.channel, self.heard.chat)
        return thawed_session(json.loads(state)) if state else None

    async def keep(self, session: Session, messages: Sequence[Message], now: datetime) -> None:
        """The update, the session after it and what is said of it: all of them kept, or nothing.

        Raises:
            Overtaken: the update was heard, or the session changed, in spite of the lock (it was lost).
        """
        heard = self.heard
        async with self.connection.transaction():
            is_new = await self.connection.fetchval(
                "INSERT INTO bots.inbox VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING true",
                heard.channel,
                heard.event_id,
                heard.chat,
                now,
            )
            if not is_new or not await self._change(session, now):
                raise Overtaken(heard.key)
            for message in messages:
                await _post(self.connection, (heard.channel, heard.chat), message, now)

    async def _change(self, session: Session, now: datetime) -> bool:
        state = json.dumps(frozen_session(session), ensure_ascii=False)
        sql = """
            INSERT INTO bots.session AS kept VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (channel, chat) DO UPDATE SET version = $3, state = $4, changed_at = $5
            WHERE kept.version = $3 - 1 RETURNING true
        """
        heard = self.heard
        return bool(await self.connection.fetchval(sql, heard.channel, heard.chat, session.version, state, now))


@dataclass(frozen=True)
class Mailbag:
    """The outbox of one chat, while nobody else sends from it."""

    connection: "Connection"
    channel: str
    chat: str

    async def next(self) -> Letter | None:
        """The first message that waits, due or not: nothing may overtake it."""
        sql = """
            SELECT id, chat, message, due_at, tries, notice FROM bots.outbox
            WHERE channel = $1 AND chat = $2 AND state = 'WAITING' ORDER BY id LIMIT 1
        """
        row = await self.connection.fetchrow(sql, self.channel, self.chat)
        return _letter(row) if row else None

    async def sent(self, letter: Letter) -> None:
        """Remember that it was sent."""
        await self.connection.execute("UPDATE bots.outbox SET state = 'SENT' WHERE id = $1", letter.id)

    async def later(self, letter: Letter, due_at: datetime) -> None:
        """Send it again, not before that moment."""
        sql = "UPDATE bots.outbox SET state = 'WAITING', due_at = $2, tries = tries + 1 WHERE id = $1"
        await self.connection.execute(sql, letter.id, due_at)

    async def failed(self, letter: Letter, reason: str) -> None:
        """Give it up."""
        sql = "UPDATE bots.outbox SET state = 'FAILED', failure = $2 WHERE id = $1"
        await self.connection.execute(sql, letter.id, reason)


async def _post(
    connection: "Connection", to: tuple[str, str], message: Message, now: datetime, notice: str | None = None
) -> None:
    words = json.dumps(frozen_message(message), ensure_ascii=False)
    sql = """
        INSERT INTO bots.outbox (channel, chat, message, due_at, notice) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (channel, notice) DO NOTHING
    """
    await connection.execute(sql, *to, words, now, notice)
    await connection.execute("SELECT pg_notify($1, $2)", WAKE, ":".join(to))


def _letter(row: Any) -> Letter:
    message = thawed_message(json.loads(row["message"]))
    return Letter(row["id"], row["chat"], message, row["due_at"], row["tries"], row["notice"] or "")
