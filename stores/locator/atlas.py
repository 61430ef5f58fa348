"""Every active store in memory: nearest first by exact geodesic distance, refreshed when an event says so."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from sys import intern

import numpy as np
from asyncpg import Record

from stores.database import rows
from stores.kernel.address import Address, Position
from stores.locator.events import StoreChanged, StoreOpened, StoreRetired, StoresImported
from stores.locator.models import StoreKind, StoreService
from stores.locator.rules import DayException, Hours
from stores.locator.rules.globe import EVERYWHERE, Span, Vectors, distance_km, in_order, unit_vectors

_CARDS_AT_ONCE = 1_000  # built between two turns of the event loop


@dataclass(frozen=True, slots=True)
class StoreCard:
    """One store as shoppers and staff see it: every column of its row, and its exceptions."""

    id: str
    code: str
    name: str
    kind: StoreKind
    address: Address
    phone: str | None
    position: Position
    time_zone: str
    opening_hours: str | None
    services: tuple[StoreService, ...]
    aliases: tuple[str, ...]
    lead_minutes: int
    kept_days: int
    exceptions: tuple[DayException, ...]

    @property
    def country_code(self) -> str:
        """ISO 3166-1 alpha-2: whose holidays it keeps, and whose market it belongs to."""
        return self.address.country_code

    @property
    def hours(self) -> Hours:
        """Its hours for the rules, in its own zone, with its country's holidays."""
        return Hours(self.opening_hours, self.time_zone, self.country_code, self.exceptions)


@dataclass(frozen=True, slots=True)
class Near:
    """A store and how far it is, along the WGS 84 ellipsoid."""

    store: StoreCard
    distance_km: float


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part of the order is wanted: the distance, the cards, and, when few will do, their ids."""

    span: Span = EVERYWHERE
    suits: Callable[[StoreCard], bool] = lambda _: True
    ids: Set[str] | None = None


ANY = Wish()


class _Sheet:
    """One unchanging state of the atlas; a reader keeps the one that it began with."""

    def __init__(self, cards: Sequence[StoreCard], vectors: Vectors) -> None:
        self.cards = cards
        self.vectors = vectors

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {card.id: row for row, card in enumerate(self.cards)}

    def nearest(self, origin: Position, wish: Wish) -> Iterator[Near]:
        part = self._part(wish.ids)

        def measure(row: int) -> tuple[float, str] | None:
            card = part.cards[row]
            if (wish.ids is None or card.id in wish.ids) and wish.suits(card):
                return distance_km(origin, card.position), card.code
            return None

        return (Near(part.cards[row], km) for km, _, row in in_order(part.vectors, origin, measure, wish.span))

    def _part(self, ids: Set[str] | None) -> "_Sheet":
        """Only the stores of these ids when they are few, so that the search need not step over all others."""
        if ids is None or len(ids) * 10 > len(self.cards):
            return self
        rows = [row for row in (self.row_of.get(each) for each in ids) if row is not None]
        return _Sheet([self.cards[row] for row in rows], self.vectors[rows])

    def with_changes(self, changed: Set[str], cards: Sequence[StoreCard]) -> "_Sheet":
        kept = [row for row, card in enumerate(self.cards) if card.id not in changed]
        return _Sheet(
            [*(self.cards[row] for row in kept), *cards],
            np.vstack((self.vectors[kept], unit_vectors([card.position for card in cards]))),
        )


@dataclass(eq=False)
class Atlas:
    """All stores that are not retired. Reading never waits and never meets a half-made state."""

    generation: int = 0
    _sheet: _Sheet = field(default_factory=lambda: _Sheet((), unit_vectors(())))
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

    def nearest(self, position: Position, wish: Wish = ANY) -> Iterator[Near]:
        """Stores by exact geodesic distance, those at the same distance by code, as far as they are asked for."""
        return self._sheet.nearest(position, wish)

    async def load(self) -> None:
        """Read every store with one statement; those who ask while another load runs share the next one."""
        self._asked += 1
        mine = self._asked
        async with self._turn:
            if mine <= self._answered:
                return
            answered = self._asked
            cards = await _read_cards(None)
            self._show(_Sheet(cards, unit_vectors([card.position for card in cards])))
            self._answered = answered

    async def refresh(self, store_ids: Iterable[str]) -> None:
        """Read some stores again: changed, new or gone."""
        changed = frozenset(store_ids)
        async with self._turn:
            self._show(self._sheet.with_changes(changed, await _read_cards(list(changed))))

    def _show(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self.generation += 1


ATLAS = Atlas()


async def on_notice(event: str, aggregate: str) -> None:
    """What the process that listens to the database calls for every event that it hears of.

    After a break in the listening it calls ``ATLAS.load()`` instead, for it cannot know what it missed.
    """
    if event == StoresImported.__name__:
        await ATLAS.load()
    elif event in _OF_ONE_STORE:
        await ATLAS.refresh([aggregate])


async def card_of(store_id: str) -> StoreCard | None:
    """One active store as the database has it now, in the caller's transaction; the atlas does not keep it."""
    found = await _read_cards([store_id])
    return found[0] if found else None


_OF_ONE_STORE = {each.__name__ for each in (StoreOpened, StoreChanged, StoreRetired)}

_CARDS = """
SELECT store.*, exceptions.days
FROM store
LEFT JOIN (
    SELECT store_id, array_agg(ARRAY["on"::text, opening_hours, reason] ORDER BY "on") AS days
    FROM closure
    WHERE $1::text[] IS NULL OR store_id = ANY($1)
    GROUP BY store_id
) AS exceptions ON exceptions.store_id = store.id
WHERE retired_at IS NULL AND ($1::text[] IS NULL OR id = ANY($1))
"""


async def _read_cards(store_ids: list[str] | None) -> list[StoreCard]:
    found = await rows(_CARDS, store_ids)
    cards: list[StoreCard] = []
    for start in range(0, len(found), _CARDS_AT_ONCE):
        cards += map(_card, found[start : start + _CARDS_AT_ONCE])
        await asyncio.sleep(0)
    return cards


def _card(row: Record) -> StoreCard:
    return StoreCard(
        row["id"],
        row["code"],
        row["name"],
        StoreKind(row["kind"]),
        _address(row),
        row["phone"],
        Position(row["latitude"], row["longitude"]),
        intern(row["time_zone"]),
        _shared(row["opening_hours"]),
        _services(tuple(row["services"])),
        tuple(row["aliases"]),
        row["lead_minutes"],
        row["kept_days"],
        tuple(_exception(day) for day in row["days"] or ()),
    )


def _address(row: Record) -> Address:
    return Address(
        tuple(row["address_lines"]),
        intern(row["city"]),
        _shared(row["region"]),
        row["postal_code"],
        intern(row["country_code"]),
    )


def _exception(day: list[str | None]) -> DayException:
    on, opening_hours, reason = day
    return DayException(date.fromisoformat(on or ""), opening_hours, reason or "")


def _shared(text: str | None) -> str | None:
    """The same string for the same text: thousands of stores say the same hours."""
    return None if text is None else intern(text)


@lru_cache
def _services(names: tuple[str, ...]) -> tuple[StoreService, ...]:
    return tuple(StoreService(name) for name in names)
