"""A customer who talks: what they type, tap and see, with no chat service in between."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from bots.client.shop import Shop
from bots.client.wire import Wire
from bots.dialogues import BOOK
from bots.engine.conversation import Conversation
from bots.engine.rendering import Capabilities, Message, render
from bots.engine.turns import Heard, Option, Piece, Session, Spot
from tests.bots.fake_shop import FakeShop
from tests.bots.fake_world import NOW

WORDS_ONLY = Capabilities("words", text_limit=4000, page=8)
GINZA = Spot(35.6717, 139.765)


def shops_of(fake: FakeShop) -> Callable[[Heard, str], Shop]:
    """How a conversation comes to its shop: the fake one, over HTTP as ever."""
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=fake.app), base_url="http://shop.test")

    def shop_in(heard: Heard, locale: str) -> Shop:
        headers = {"Accept-Language": locale, "Acting-For": f"{heard.channel}:{heard.chat}"}
        return Shop(Wire("http://shop.test/graphql", http, token="channel", headers=headers, pauses=(0, 0)))

    return shop_in


@dataclass
class Customer:
    """One person in one chat. ``by`` is how they choose: "tap", "number" or "word"."""

    fake: FakeShop = field(default_factory=FakeShop)
    by: str = "tap"
    locale: str = "en"
    now: datetime = NOW
    shows: Capabilities = WORDS_ONLY
    session: Session = field(default_factory=lambda: Session(salt="s4lt"))
    pieces: tuple[Piece, ...] = ()
    messages: tuple[Message, ...] = ()
    events: int = 0

    def __post_init__(self) -> None:
        self.conversation = Conversation(BOOK, shops_of(self.fake))

    async def hear(self, **what: object) -> str:
        """Do one thing, and read what comes back."""
        self.events += 1
        heard = Heard("test", "c1", f"{self.events}", locale=self.locale, **what)
        said = await self.conversation.hear(self.session, heard, self.now)
        self.session, self.pieces = said.session, said.pieces
        self.messages = render(said.pieces, said.session, self.shows)
        return self.screen

    async def types(self, words: str) -> str:
        """Type words."""
        return await self.hear(text=words)

    async def shares(self, spot: Spot = GINZA) -> str:
        """Share a location."""
        return await self.hear(spot=spot)

    async def taps(self, token: str) -> str:
        """Tap a button, perhaps an old one."""
        return await self.hear(token=token)

    async def chooses(self, label: str) -> str:
        """Choose what is on offer under a label that begins so, in this customer's own way."""
        option = self.offered(label)
        if self.by == "tap":
            return await self.taps(option.token)
        return await self.types(str(option.number) if self.by == "number" else option.label)

    def offered(self, label: str) -> Option:
        """The option on offer whose label begins so."""
        found = [option for option in self.session.offered if option.label.startswith(label)]
        assert found, f"{label!r} is not among {[option.label for option in self.session.offered]}"
        return found[0]

    def waits(self, for_: timedelta) -> None:
        """Let time pass."""
        self.now += for_

    @property
    def screen(self) -> str:
        """Everything of the last turn as words."""
        return "\n\n".join(message.text for message in self.messages)
