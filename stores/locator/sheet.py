"""One unchanging state of the atlas, and the search over it."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from stores.kernel.address import Position
from stores.locator.cards import StoreCard
from stores.locator.models import StoreKind, StoreService
from stores.locator.rules import Hours, opening_at
from stores.locator.rules.globe import EVERYWHERE, Span, Vectors, distance_km, in_order, perhaps_within, unit_vectors

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Near:
    """A store and how far it is, along the WGS 84 ellipsoid."""

    store: StoreCard
    distance_km: float


@dataclass(frozen=True, slots=True)
class Wish:
    """Which stores are wanted: of a kind, with services, open at an instant, of some ids, at some distance."""

    kind: StoreKind | None = None
    services: frozenset[StoreService] = frozenset()
    open_at: datetime | None = None
    ids: Set[str] | None = None
    span: Span = EVERYWHERE


class Sheet:
    """Cards and their points on the globe. What a search needs besides is worked out when one asks for it first."""

    def __init__(self, cards: Sequence[StoreCard], vectors: Vectors | None = None) -> None:
        self.cards = cards
        self._vectors = unit_vectors([card.position for card in cards]) if vectors is None else vectors
        self._offering = lru_cache(self._stores_that_offer)
        self._open_in = lru_cache(maxsize=16)(self._stores_open_in)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each store id."""
        return {card.id: row for row, card in enumerate(self.cards)}

    def nearest(self, origin: Position, wish: Wish) -> Iterator[Near]:
        """Stores as wished, nearest first, equal distances by code, measured as far as they are asked for."""
        rows = self._rows(wish)
        cards = [self.cards[row] for row in rows.tolist()] if len(rows) < len(self.cards) else self.cards
        vectors = self._vectors[rows] if len(rows) < len(self.cards) else self._vectors

        def measure(row: int) -> tuple[float, str]:
            return distance_km(origin, cards[row].position), cards[row].code

        return (Near(cards[row], km) for km, _, row in in_order(vectors, origin, measure, wish.span))

    def around(self, origin: Position, km: float) -> list[StoreCard]:
        """Every store that is not farther than this, and a few that are a little farther: none is measured."""
        return [self.cards[row] for row in perhaps_within(self._vectors, origin, km).tolist()]

    def with_changes(self, changed: Set[str], cards: Sequence[StoreCard]) -> "Sheet":
        """The next state: these ids leave, these cards come."""
        kept = [row for row, card in enumerate(self.cards) if card.id not in changed]
        return Sheet(
            [*(self.cards[row] for row in kept), *cards],
            np.vstack((self._vectors[kept], unit_vectors([card.position for card in cards]))),
        )

    def _rows(self, wish: Wish) -> Rows:
        mask = np.ones(len(self.cards), dtype=np.bool_) if wish.kind is None else self._of_kind[wish.kind]
        for service in wish.services:
            mask = mask & self._offering(service)
        if wish.open_at is not None:
            mask = mask & self._open_in(_minute(wish.open_at))
        if wish.ids is None:
            return np.flatnonzero(mask)
        known = (self.row_of.get(each) for each in wish.ids)
        rows = np.array([row for row in known if row is not None], dtype=np.intp)
        return rows[mask[rows]]

    @cached_property
    def _of_kind(self) -> dict[StoreKind, Mask]:
        return {kind: self._mask([card.kind is kind for card in self.cards]) for kind in StoreKind}

    def _stores_that_offer(self, service: StoreService) -> Mask:
        return self._mask([service in card.services for card in self.cards])

    def _stores_open_in(self, minute: datetime) -> Mask:
        shown, row_of_hours = self._hours
        return self._mask([opening_at(hours, minute).is_open is True for hours in shown])[row_of_hours]

    @cached_property
    def _hours(self) -> tuple[list[Hours], Rows]:
        """The different hours, and for each store which of them are its own."""
        place = {id(card.hours): card.hours for card in self.cards}
        number = {key: n for n, key in enumerate(place)}
        return list(place.values()), np.array([number[id(card.hours)] for card in self.cards], dtype=np.intp)

    @staticmethod
    def _mask(answers: list[bool]) -> Mask:
        return np.array(answers, dtype=np.bool_)


def _minute(moment: datetime) -> datetime:
    """The minute that holds an instant: doors open and close on whole minutes."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
