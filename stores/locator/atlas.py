"""Every active store in memory: nearest first by exact geodesic distance, refreshed when an event says so."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from stores.kernel.address import Position
from stores.locator.cards import StoreCard, cards_of
from stores.locator.events import StoreChanged, StoreOpened, StoreRetired, StoresImported
from stores.locator.sheet import Near, Sheet, Wish

__all__ = ["ATLAS", "Atlas", "Near", "StoreCard", "Wish", "on_notice"]

ANYTHING = Wish()


@dataclass(eq=False)
class Atlas:
    """All stores that are not retired. Reading never waits and never meets a half-made state."""

    generation: int = 0
    _sheet: Sheet = field(default_factory=lambda: Sheet([]))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked: int = 0
    _answered: int = 0

    @property
    def cards(self) -> Sequence[StoreCard]:
        """Every active store, warehouses too, in no particular order."""
        return self._sheet.cards

    def card(self, store_id: str) -> StoreCard | None:
        """One store, or None when there is no such active store."""
        row = self._sheet.row_of.get(store_id)
        return None if row is None else self._sheet.cards[row]

    def nearest(self, position: Position, wish: Wish = ANYTHING) -> Iterator[Near]:
        """Stores by exact geodesic distance, those at the same distance by code, as far as they are asked for."""
        return self._sheet.nearest(position, wish)

    def around(self, position: Position, km: float) -> list[StoreCard]:
        """Every store that is not farther than this, and a few that are a little farther, in no particular order."""
        return self._sheet.around(position, km)

    async def load(self) -> None:
        """Read every store with one statement; those who ask while another load runs share the next one."""
        self._asked += 1
        mine = self._asked
        async with self._turn:
            if mine <= self._answered:
                return
            answered = self._asked
            cards = await cards_of(None)
            self._show(Sheet(cards))
            self._answered = answered

    async def refresh(self, store_ids: Iterable[str]) -> None:
        """Read some stores again: changed, new or gone."""
        changed = frozenset(store_ids)
        async with self._turn:
            self._show(self._sheet.with_changes(changed, await cards_of(list(changed))))

    def _show(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.generation += 1


ATLAS = Atlas()


_OF_ONE_STORE = {each.__name__ for each in (StoreOpened, StoreChanged, StoreRetired)}


async def on_notice(event: str, aggregate: str) -> None:
    """What the process that listens to the database calls for every event that it hears of.

    After a break in the listening it calls ``ATLAS.load()`` instead, for it cannot know what it missed.
    """
    if event == StoresImported.__name__:
        await ATLAS.load()
    elif event in _OF_ONE_STORE:
        await ATLAS.refresh([aggregate])
