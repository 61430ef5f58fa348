"""A reception with a real memory and the fake shop, for the tests of channels."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bots.dialogues import BOOK
from bots.engine.conversation import Conversation
from bots.memory import Memory
from bots.reception import Reception
from tests.bots.customer import shops_of
from tests.bots.fake_shop import FakeShop
from tests.bots.fake_world import NOW


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def a_reception(url: str, shop: FakeShop, clock: Clock | None = None) -> AsyncIterator[Reception]:
    """A reception as one process has it; open a second one for a second process."""
    memory = await Memory.open(url)
    try:
        yield Reception(memory, Conversation(BOOK, shops_of(shop)), clock or Clock())
    finally:
        await memory.close()
