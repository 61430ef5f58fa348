"""The physical stores: where they are, when they are open, and which is nearest."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import Serving, SlotState, WhyNot
from schema.errors import BAD_REQUEST, RequestError
from schema.experiences import NOTHING, Experience, Session
from schema.hours import OpeningException, OpeningRow
from schema.inputs import GoodsInput, NearInput
from schema.inventory import StockLevel, stock_levels
from schema.paging import Connection, Page, PageInfo, bounded, connection, cursor_of, key_of
from schema.places import Place, origin_of
from schema.problems import Problem, explains
from schema.scalars import Address, Node, Position
from stores.identity.actors import require_staff_at
from stores.inventory.states import TransferState
from stores.kernel import address, clock
from stores.locator import errors, rules
from stores.locator.atlas import ATLAS, Near, StoreCard
from stores.locator.models import StoreService
from stores.locator.queries import After, Wanted, stores_near
from stores.locator.rules.wallclock import local_day
from stores.pickup import offers
from stores.pickup.states import PickupState

if TYPE_CHECKING:
    from schema.inventory.transfers import Transfer
    from schema.pickup import Pickup

MOST_GOODS = 50
MOST_UNITS = 1_000_000


@explains(errors.StoreNotFound)
class StoreNotFound(Problem):
    """store_id: The id that was asked for."""

    store_id: strawberry.ID


@explains(errors.StoreCodeTaken)
class StoreCodeTaken(Problem):
    """code: The code in question."""

    code: str


@explains(errors.HoursNotUnderstood)
class HoursNotUnderstood(Problem):
    """expression: The opening hours as they were sent."""

    expression: str


@explains(errors.TimeZoneUnknown)
class TimeZoneUnknown(Problem):
    """time_zone: The time zone as it was sent."""

    time_zone: str


@strawberry.type
class PickupSlot(Node):
    """A time at which parcels can be collected.

    starts_at: When it begins.
    ends_at: When it ends.
    local_start: When it begins, as the clock at the store shows it.
    time_zone: The IANA time zone of the store.
    remaining: How many parcels it still has room for.
    state: Whether it can still be chosen.
    why_not: Why it cannot.
    """

    starts_at: datetime
    ends_at: datetime
    local_start: str
    time_zone: str
    remaining: int
    state: SlotState
    why_not: WhyNot | None


@strawberry.type
class Store(Node):
    """A physical place where goods are handed over and visitors are received.

    code: The merchant's own short name of it.
    name: What it is called.
    phone: Its telephone number.
    time_zone: Its IANA time zone.
    address: Its postal address.
    position: Where it is on the earth.
    services: What it does for people.
    open_now: Is it open at this moment? Null where its hours are not known.
    opens_at: While it is closed, when it opens next.
    closes_at: While it is open, when it closes.
    """

    code: str
    name: str
    phone: str | None
    time_zone: str
    address: Address
    position: Position
    services: list[StoreService]
    open_now: bool | None
    opens_at: datetime | None
    closes_at: datetime | None
    card: strawberry.Private[StoreCard]

    @strawberry.field
    def hours(self, on: date | None = None) -> list[OpeningRow]:
        """The openings of one week, holidays and exceptions applied.

        on: A local day of that week; by default today.
        """
        day = on or local_day(self.time_zone, clock.now())
        return [
            OpeningRow(weekday=row.weekday, opens=row.opens, closes=row.closes)
            for row in rules.week_of(self.card.hours, day)
        ]

    @strawberry.field
    def exceptions(
        self, from_: Annotated[date | None, strawberry.argument(name="from")] = None
    ) -> list[OpeningException]:
        """Days with other hours than usual, in order.

        from_: The first local day; by default today.
        """
        day = from_ or local_day(self.time_zone, clock.now())
        return [
            OpeningException(on=row.on, closed=row.closed, opens=row.opens, closes=row.closes, reason=row.reason)
            for row in rules.exceptions_from(self.card.hours, day)
        ]

    @strawberry.field
    def pickup_slots(self, on: date) -> list[PickupSlot]:
        """The times at which parcels can be collected; empty where parcels are collected whenever they are ready.

        on: The local day.
        """
        return []

    @strawberry.field
    def experiences(self, first: int | None = None, after: str | None = None) -> Connection[Experience]:
        """What visitors can take part in.

        first: How many on the page, 1 to 100; 20 by default.
        after: The cursor behind which the page begins.
        """
        return connection(Experience, NOTHING)

    @strawberry.field
    def sessions_today(self, info: Info) -> list[Session]:
        """The visits of today, for the staff of the store."""
        require_staff_at(info.context.actor, self.id)
        return []

    @strawberry.field
    async def stock(self, info: Info, skus: list[str]) -> list[StockLevel]:
        """What is on the shelves, for the staff of the store.

        skus: Which variants, at most 100.
        """
        require_staff_at(info.context.actor, self.id)
        return await stock_levels(self.id, skus)

    @strawberry.field
    async def pickups(
        self,
        info: Info,
        states: list[PickupState] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Annotated["Pickup", strawberry.lazy("schema.pickup")]]:
        """The parcels of the store, those due first before the rest, for its staff.

        states: In which states; by default all that are not finished.
        first: How many on the page, 1 to 100; 20 by default.
        after: The cursor behind which the page begins.
        """
        from schema.pickup import board  # the board shows pickups, and a pickup shows its store

        require_staff_at(info.context.actor, self.id)
        return await board(info, self.id, states, bounded(first), after)

    @strawberry.field
    async def transfers(
        self,
        info: Info,
        states: list[TransferState] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Annotated["Transfer", strawberry.lazy("schema.inventory.transfers")]]:
        """Goods on their way from and to the store, the newest transfer first, for its staff.

        states: In which states; by default in any.
        first: How many on the page, 1 to 100; 20 by default.
        after: The cursor behind which the page begins.
        """
        from schema.inventory.transfers import transfers_page  # a store shows its transfers, and a transfer its stores

        require_staff_at(info.context.actor, self.id)
        return await transfers_page(self.id, states, bounded(first), after)

    @classmethod
    def of(cls, card: StoreCard) -> Self:
        opening = rules.opening_at(card.hours, clock.now())
        return cls(
            id=strawberry.ID(card.id),
            code=card.code,
            name=card.name,
            phone=card.phone,
            time_zone=card.time_zone,
            address=Address.of(card.address),
            position=Position.of(card.position),
            services=sorted(card.services),
            open_now=opening.is_open,
            opens_at=opening.opens_at,
            closes_at=opening.closes_at,
            card=card,
        )


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


def store_of(store_id: str) -> Store | None:
    """A store by its id, if there is one."""
    card = ATLAS.card(store_id)
    return Store.of(card) if card else None


@opens("Store", kind="str")
async def store_again(_: Context, id: str) -> Store | None:
    """The store with an id."""
    return store_of(id)


def store(id: strawberry.ID) -> Store | None:
    """A store by its id.

    id: The store's id.
    """
    return store_of(id)
