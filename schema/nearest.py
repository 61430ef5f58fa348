"""Which stores are near somebody, and what each could hand over of a basket."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self

import strawberry

from schema.context import Context, Info
from schema.enums import Serving, WhyNot
from schema.errors import BAD_REQUEST, RequestError
from schema.inputs import GoodsInput, NearInput
from schema.locator import Store
from schema.paging import Page, PageInfo, bounded, cursor_of, key_of
from schema.places import Place, origin_of
from schema.scalars import Position
from stores.kernel import address
from stores.locator.atlas import Near
from stores.locator.models import StoreService
from stores.locator.queries import After, Wanted, stores_near
from stores.pickup import offers

MOST_GOODS = 50
MOST_UNITS = 1_000_000


@strawberry.type
class OfferLine:
    """What a store has of one thing that is wanted.

    sku: The variant.
    wanted: How many units are wanted.
    free: How many units may still be ordered there.
    """

    sku: str
    wanted: int
    free: int


@strawberry.type
class Offer:
    """What a store could hand over of the goods that were asked for.

    whole: Can it hand over everything?
    ready_at: From when, if it were ordered now; null where the store's hours are not known.
    lines: What it has of each.
    why_not: Why it cannot hand over everything.
    """

    whole: bool
    ready_at: datetime | None
    lines: list[OfferLine]
    why_not: WhyNot | None

    @classmethod
    def of(cls, offer: offers.Offer) -> Self:
        lines = [OfferLine(sku=line.sku, wanted=line.wanted, free=line.free) for line in offer.lines]
        return cls(whole=offer.whole, ready_at=offer.ready_at, lines=lines, why_not=offer.why_not)


@strawberry.type
class StoreNearEdge:
    """A store near somebody.

    cursor: Where the list goes on behind it.
    distance_km: How far it is, in kilometres along the earth's surface.
    node: The store itself.
    offer: What it could hand over of the goods that were asked for; null when none were.
    """

    cursor: str
    distance_km: float
    node: Store
    offer: Offer | None

    @classmethod
    def of(cls, near: Near, offer: offers.Offer | None) -> Self:
        return cls(
            cursor=cursor_of(near.distance_km, near.store.code),
            distance_km=near.distance_km,
            node=Store.of(near.store),
            offer=Offer.of(offer) if offer else None,
        )


@strawberry.type
class StoreNearConnection:
    """A page of stores near somebody, the nearest first.

    origin: The point that distances are measured from; null when the place is not known or not clear.
    places: The places that were meant or may be meant: choose one and ask by its position.
    edges: The stores with their distances.
    nodes: The stores alone.
    page_info: Where the page stands in the list.
    """

    origin: Position | None
    places: list[Place]
    edges: list[StoreNearEdge]
    nodes: list[Store]
    page_info: PageInfo


async def stores_near_somebody(
    info: Info,
    near: NearInput,
    goods: list[GoodsInput] | None = None,
    services: list[StoreService] | None = None,
    open_at: datetime | None = None,
    within_km: float | None = None,
    serving: Serving | None = Serving.WHOLE_BASKET,
    first: int | None = 10,
    after: str | None = None,
) -> StoreNearConnection:
    """Stores by their distance along the earth's surface, and whether each can serve a basket, and from when.

    near: A point, or a place as a person types it.
    goods: What is wanted; stores that cannot hand over all of it are left out, unless "serving" is ANY.
    services: Only stores that do all of this.
    open_at: Only stores that are open at this instant.
    within_km: Only stores within this distance.
    serving: Which stores to show when goods are wanted.
    first: How many on the page, 1 to 100.
    after: The cursor behind which the page begins.
    """
    size, key = bounded(first), key_of(after, float, str)
    origin = await origin_of(info.context, near)
    wanted = Wanted(frozenset(services or ()), open_at, within_km)
    behind = After(float(str(key[0])), str(key[1])) if key else None
    edges: list[StoreNearEdge] = []
    if origin.point is not None:
        search = _Search(origin.point, wanted, size + 1, behind)
        edges = await _edges(search, _basket(goods, info.context), serving or Serving.WHOLE_BASKET)
    page = Page(edges[:size], [edge.cursor for edge in edges[:size]], len(edges) > size, after is None)
    return StoreNearConnection(
        origin=Position.of(origin.point) if origin.point else None,
        places=[Place.of(place) for place in origin.places],
        edges=list(page.members),
        nodes=[edge.node for edge in page.members],
        page_info=page.info,
    )


class _Search(NamedTuple):
    """Where to look, for what, how many, and behind which."""

    point: address.Position
    wanted: Wanted
    first: int
    after: After | None


async def _edges(search: _Search, basket: offers.Basket | None, serving: Serving) -> list[StoreNearEdge]:
    point, wanted, first, after = search
    if basket is not None and serving is Serving.WHOLE_BASKET:
        found: Sequence[offers.Offer] = await offers.offers_near(point, basket, wanted, first=first, after=after)
        return [StoreNearEdge.of(offer.near, offer) for offer in found]
    nearest = stores_near(point, wanted, first=first, after=after)
    if basket is None:
        return [StoreNearEdge.of(near, None) for near in nearest]
    return [StoreNearEdge.of(offer.near, offer) for offer in await offers.offers_of(nearest, basket)]


def _basket(goods: list[GoodsInput] | None, context: Context) -> offers.Basket | None:
    """What is wanted, by SKU. Raises ``RequestError`` for numbers of units that nobody can want."""
    units: dict[str, int] = {}
    for some in goods or ():
        units[some.sku] = units.get(some.sku, 0) + some.quantity
        if not 1 <= some.quantity <= MOST_UNITS:
            raise RequestError(BAD_REQUEST, f"quantity is a number from 1 to {MOST_UNITS}.", argument="goods")
    if len(units) > MOST_GOODS:
        raise RequestError(BAD_REQUEST, f"goods are at most {MOST_GOODS} variants.", argument="goods")
    return offers.Basket(units, context.market) if units else None
