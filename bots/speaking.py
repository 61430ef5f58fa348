"""Sending what is in the outbox, in order for each chat, and saying what the shop wants said without being asked."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bots.channels.desk import Sender, TryLater, Undeliverable
from bots.client.answers import ChannelMessage
from bots.client.shop import Shop
from bots.engine import hearing, text
from bots.engine.rendering import Button, Capabilities, Message
from bots.engine.turns import Interrupted, Unreachable
from bots.memory import Letter, Mailbag, Memory

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
SWEEP_EVERY = 2.0
POLL_EVERY = 20.0
MOST_TRIES = 8


@dataclass(frozen=True)
class Postman:
    """Sends the outbox of one channel."""

    memory: Memory
    channel: Sender
    clock: Clock

    async def run(self) -> None:
        """Send whatever is due, as soon as it is put into the outbox, and what another process left behind."""
        while True:
            news = self.memory.watch(f"{self.channel.shows.name}:")
            try:
                chats = await self.memory.chats_waiting(self.channel.shows.name, self.clock())
                await asyncio.gather(*map(self.empty, chats))
            except Exception:
                log.exception("sending on %s failed; once more soon", self.channel.shows.name)
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), SWEEP_EVERY)

    async def empty(self, chat: str) -> None:
        """Send everything that is due in one chat, in order."""
        async with self.memory.mailbag(self.channel.shows.name, chat) as bag:
            while (letter := await bag.next()) and letter.due_at <= self.clock():
                if not await self._send(bag, letter):
                    return

    async def _send(self, bag: Mailbag, letter: Letter) -> bool:
        """Send one message; whether the next one may follow.

        A pass is marked after it was sent: at least once. Anything else is marked before: at most once.
        """
        is_sure = letter.message.surely or bool(letter.notice)
        if not is_sure:
            await bag.sent(letter)
        try:
            await self.channel.send(letter.chat, letter.message)
        except TryLater as refusal:
            return await self._later(bag, letter, refusal.seconds)
        except Undeliverable as refusal:
            await bag.failed(letter, str(refusal))
            return True
        except Exception:
            log.exception("message %s on %s: nobody knows whether it was sent", letter.id, self.channel.shows.name)
            return await self._later(bag, letter, 2.0**letter.tries) if is_sure else True
        if is_sure:
            await bag.sent(letter)
        return True

    async def _later(self, bag: Mailbag, letter: Letter, seconds: float) -> bool:
        if letter.tries >= MOST_TRIES:
            await bag.failed(letter, "tried too often")
            return True
        await bag.later(letter, self.clock() + timedelta(seconds=seconds))
        return False


@dataclass(frozen=True)
class Announcer:
    """Takes the shop's messages for one channel, and reports the end of each."""

    memory: Memory
    shows: Capabilities
    shop: Shop
    clock: Clock
    due: Callable[[], AsyncIterator[None]]

    async def run(self) -> None:
        """Take and report whenever the subscription says so, and every now and then without it."""
        await asyncio.gather(self._listen(), self._poll())

    async def _listen(self) -> None:
        while True:
            with suppress(Unreachable):
                async for _ in self.due():
                    await self.catch_up()
            await asyncio.sleep(SWEEP_EVERY)

    async def _poll(self) -> None:
        while True:
            await self.catch_up()
            await asyncio.sleep(POLL_EVERY)

    async def catch_up(self) -> None:
        """Take what is new, and report what has ended; a shop out of reach is asked again later."""
        try:
            await self.take()
            await self.report()
        except Interrupted as reason:
            log.warning("the messages of %s could not be taken: %s", self.shows.name, reason)
        except Exception:
            log.exception("the messages of %s could not be taken", self.shows.name)

    async def take(self) -> None:
        """Put every new message of the shop into the outbox, each once."""
        after, has_more = await self.memory.read_until(self.shows.name), True
        while has_more:
            page = await self.shop.channel_messages(after)
            if not page.edges:
                return
            notices = [(edge.node.id, self._chat(edge.node), _spoken(edge.node)) for edge in page.edges]
            after = page.edges[-1].cursor
            await self.memory.take_notices(self.shows.name, notices, after, self.clock())
            has_more = page.page_info.has_next_page

    async def report(self) -> None:
        """Tell the shop of every message that was said, or could not be."""
        for ended in await self.memory.unreported(self.shows.name):
            await self.shop.report_delivered(ended.message_id, ended.failure)
            await self.memory.reported(ended.letter_id, self.clock())

    def _chat(self, message: ChannelMessage) -> str:
        return message.to.removeprefix(f"{self.shows.name}:")


def _spoken(message: ChannelMessage) -> Message:
    """The shop's words, and a way to the orders that never grows stale."""
    locale = text.locale_for(message.locale or "") or text.FALLBACK
    button = Button(f"{hearing.ANY_TIME}orders", text.tell(locale, "menu.orders"))
    return Message(message.text, buttons=(button,) if message.order else ())
