"""The physical stores: where they are, when they are open, and which is nearest."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.experiences import NOTHING, Experience, Session
from schema.inventory import StockLevel, stock_levels
from schema.paging import Connection, bounded, connection
from schema.problems import Problem, explains
from schema.promises import DayKept, days_kept
from schema.scalars import Address, Node, Position
from schema.slots import PickupSlot, SlotPlan
from stores.identity.actors import require_staff_at
from stores.inventory.states import TransferState
from stores.kernel import clock
from stores.locator import errors, rules
from stores.locator.atlas import ATLAS, StoreCard
from stores.locator.models import StoreService
from stores.locator.rules.wallclock import local_day
from stores.pickup import queries as pickups
from stores.pickup.states import PickupState

if TYPE_CHECKING:
    from schema.inventory.transfers import Transfer
    from schema.pickup import Pickup


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
class OpeningRow:
    """One opening of a week.

    weekday: The day on which it begins: Monday is 1, Sunday is 7.
    opens: When it begins, as "HH:MM" at the store.
    closes: When it ends, as "HH:MM" at the store; past midnight as 24:00 and more.
    """

    weekday: int
    opens: str
    closes: str


@strawberry.type
class OpeningException:
    """One day with other hours than usual, or one of its openings.

    on: The local day.
    closed: Is the store closed all day?
    opens: When it opens, as "HH:MM" at the store.
    closes: When it closes, as "HH:MM" at the store.
    reason: Why.
    """

    on: date
    closed: bool
    opens: str | None
    closes: str | None
    reason: str


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
    async def pickup_slots(self, on: date) -> list[PickupSlot]:
        """The times at which parcels can be collected; empty where parcels are collected whenever they are ready.

        on: The local day.
        """
        return [PickupSlot.of(row) for row in await pickups.slots_on(self.card, on)]

    @strawberry.field
    async def slot_plans(self, info: Info) -> list[SlotPlan]:
        """How each weekday is cut into slots, for the staff of the store; a weekday without a plan has none."""
        require_staff_at(info.context.actor, self.id)
        return [SlotPlan.of(plan) for plan in await pickups.plans_of(self.id)]

    @strawberry.field
    async def promise_kept(
        self, info: Info, from_: Annotated[date, strawberry.argument(name="from")], to: date
    ) -> list[DayKept]:
        """How the store kept its word, day by day, for its staff; days on which nothing was promised are left out.

        from_: The first local day.
        to: The last local day, at most a year later.
        """
        require_staff_at(info.context.actor, self.id)
        return await days_kept(self.card, from_, to)

    @strawberry.field
    def experiences(self, first: int | None = None, after: str | None = None) -> Connection[Experience]:
        """What visitors can take part in.

        first: How many on the page, 1 to 100; 20 by default.
        after: The cursor behind which the page begins.
        """
        bounded(first)
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
