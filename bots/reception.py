"""Where every channel brings what it heard: one turn of the talk, kept whole or not at all."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bots.client.shop import Shop
from bots.engine import hearing, text
from bots.engine.conversation import Conversation, Said
from bots.engine.rendering import Capabilities, Message, render
from bots.engine.turns import Choice, Goes, Heard, Option, Session, go
from bots.memory import Letter, Memory, Overtaken

log = logging.getLogger(__name__)
TRIES = 3


@dataclass(frozen=True)
class Reception:
    """The talk, its memory and the clock."""

    memory: Memory
    conversation: Conversation[Shop]
    clock: Callable[[], datetime]

    async def hear(self, heard: Heard, shows: Capabilities, echo: str = "") -> None:
        """Answer one event, once however often it is delivered. ``echo`` is kept as the customer's own words.

        Safe to call again after any failure: every effect at the shop is keyed by the event.
        """
        for _ in range(TRIES):
            try:
                return await self._turn(heard, shows, echo)
            except Overtaken:
                log.warning("%s was overtaken; once more", heard.key)
        raise Overtaken(heard.key)

    async def letters_soon(self, channel: str, chat: str, after: int, patience: float) -> list[Letter]:
        """What was said in a chat after one message, for a channel that comes and reads."""
        return await self.memory.letters_soon(channel, chat, after, patience)

    async def locale_of(self, channel: str, chat: str) -> str:
        """The language of a chat, or none that is known."""
        return await self.memory.locale_of(channel, chat)

    async def _turn(self, heard: Heard, shows: Capabilities, echo: str) -> None:
        async with self.memory.turn(heard) as visit:
            if await visit.is_repeated():
                return
            session = await visit.session() or Session(salt=secrets.token_hex(3))
            now = self.clock()
            said = await self._said(session, heard, now)
            messages = render(said.pieces, said.session, shows)
            own = (Message(said=echo),) if echo else ()
            await visit.keep(said.session, (*own, *messages), now)

    async def _said(self, session: Session, heard: Heard, now: datetime) -> Said:
        """What the talk says; a bug in a step is logged, and does not come back with every delivery."""
        try:
            return await self.conversation.hear(session, heard, now)
        except Exception:
            log.exception("the step for %s failed at %s", heard.key, session.at)
            return _sorry(session, heard)


def _sorry(session: Session, heard: Heard) -> Said:
    locale = session.locale or hearing.guessed_locale(heard)
    fresh = Session(session.salt, session.version + 1, locale, memory=session.memory)
    menu: Goes = go("menu")
    option = Option(text.tell(locale, "talk.menu"), menu, number=1, token=fresh.token(1))
    choice = Choice(text.tell(locale, "talk.busy"), (option,))
    return Said(Session(fresh.salt, fresh.version, locale, offered=(option,), memory=fresh.memory), (choice,))
