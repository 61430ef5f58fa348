"""Which stores near somebody can hand a whole basket over, from when, and why another cannot."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from stores.inventory.queries import availability, stores_with
from stores.kernel import clock
from stores.kernel.address import Position
from stores.locator.atlas import Near
from stores.locator.models import StoreService
from stores.locator.queries import After, Wanted, stores_near
from stores.locator.rules import ready_at
from stores.pickup.states import WhyNot
from stores.pricing.queries import sold_in

LOOKED_THROUGH = 3  # times as many stores are asked on each further look


@dataclass(frozen=True, slots=True)
class OfferLine:
    """What one store has of one thing that is wanted."""

    sku: str
    wanted: int
    free: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What one store could hand over of a basket; whole when there is no reason why not."""

    near: Near
    lines: tuple[OfferLine, ...]
    ready_at: datetime | None
    why_not: WhyNot | None

    @property
    def whole(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Basket:
    """Units by SKU, and the market they are bought in; without one, the market of each store's country."""

    goods: Mapping[str, int]
    market_code: str | None = None


@dataclass(frozen=True, slots=True)
class Shelves:
    """What stores have free of a basket, and what of it is sold in their countries."""

    free: Mapping[tuple[str, str], int]  # by store and SKU
    sold: Mapping[str, Set[str]]  # by country


async def offers_near(
    position: Position, basket: Basket, wanted: Wanted, *, first: int, after: After | None
) -> list[Offer]:
    """The nearest stores that can hand over the whole basket, those equally far by code.

    The nearest few are asked first; where goods are rare, the shelves say which stores have them.
    """
    picking_up = Wanted(wanted.services | {StoreService.PICKUP}, wanted.open_at, wanted.within_km)
    at_most = first
    having: Set[str] | None = None
    while True:
        found = stores_near(position, picking_up, among=having, first=at_most, after=after)
        shelves = await _shelves_of(found, basket)
        whole = list(islice((offer for near in found if (offer := _offer(near, basket, shelves)).whole), first))
        if len(whole) == first or len(found) < at_most:
            return whole
        if having is None:
            having = await stores_with(basket.goods)
        else:  # what has the goods may not sell them in its country
            at_most *= LOOKED_THROUGH


async def offers_of(stores: Sequence[Near], basket: Basket) -> list[Offer]:
    """What each of these stores could hand over of a basket, in their order; two queries for any number."""
    shelves = await _shelves_of(stores, basket)
    return [_offer(near, basket, shelves) for near in stores]


async def _shelves_of(stores: Sequence[Near], basket: Basket) -> Shelves:
    skus = list(basket.goods)
    countries = {near.store.address.country_code for near in stores}
    return Shelves(
        await availability(skus, [near.store.id for near in stores]),
        await sold_in(countries, skus, basket.market_code),
    )


def _offer(near: Near, basket: Basket, shelves: Shelves) -> Offer:
    store = near.store
    lines = tuple(OfferLine(sku, wanted, shelves.free.get((store.id, sku), 0)) for sku, wanted in basket.goods.items())
    why_not = _why_not(near, lines, shelves)
    if why_not is not None:
        return Offer(near, lines, None, why_not)
    promise = ready_at(store.hours, clock.now(), timedelta(minutes=store.lead_minutes))
    is_shut = promise is None and store.hours.are_known
    return Offer(near, lines, promise, WhyNot.CLOSED if is_shut else None)


def _why_not(near: Near, lines: Sequence[OfferLine], shelves: Shelves) -> WhyNot | None:
    store = near.store
    sold = shelves.sold[store.address.country_code]
    if StoreService.PICKUP not in store.services:
        return WhyNot.NO_PICKUP
    if not all((store.id, line.sku) in shelves.free and line.sku in sold for line in lines):
        return WhyNot.NOT_SOLD_HERE
    if any(line.free < line.wanted for line in lines):
        return WhyNot.OUT_OF_STOCK
    return None
