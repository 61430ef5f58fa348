"""Visits to experience something: described here, and empty until their rooms are built."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.enums import BookingState, SlotState, WhyNot
from schema.paging import Page, PageInfo
from schema.passes import Pass
from schema.problems import Problem
from schema.scalars import Money, Node

if TYPE_CHECKING:
    from schema.locator import Store

NOTHING: Page["Experience"] = Page([], [], has_next=False, is_first=True)


@strawberry.type
class BookingPolicy:
    """Until when a visit may be changed, and what is paid ahead.

    cancel_until_hours: Hours before the visit until which it may be cancelled.
    cancel_until_days: Days before the visit until which it may be cancelled.
    deposit_percent: How much of the price is paid ahead.
    latest_reschedule_hours: Hours before the visit until which it may be moved.
    """

    cancel_until_hours: int | None
    cancel_until_days: int | None
    deposit_percent: int
    latest_reschedule_hours: int | None


@strawberry.type
class Session(Node):
    """One time at which an experience takes place.

    experience: What is experienced.
    starts_at: When it begins.
    ends_at: When it ends.
    local_start: When it begins, as the clock at the store shows it.
    time_zone: The IANA time zone of the store.
    remaining: Seats that are still free.
    capacity: Seats there are.
    booked: Seats that are taken.
    checked_in: Visitors who have come.
    state: Whether seats can still be chosen.
    why_not: Why none can be chosen.
    price: What one seat costs; null where it is not sold.
    store: Where it takes place.
    """

    experience: "Experience"
    starts_at: datetime
    ends_at: datetime
    local_start: str
    time_zone: str
    remaining: int
    capacity: int
    booked: int
    checked_in: int
    state: SlotState
    why_not: WhyNot | None
    price: Money | None
    store: Annotated["Store", strawberry.lazy("schema.locator")]


@strawberry.type
class Experience(Node):
    """Something that visitors of a store can take part in.

    slug: Its name in addresses.
    title: What it is called.
    summary: What it is, in a sentence.
    duration_minutes: How long it takes.
    price: What one seat costs.
    store: Where it takes place.
    policy: Until when a visit may be changed.
    """

    slug: str
    title: str
    summary: str
    duration_minutes: int
    price: Money
    store: Annotated["Store", strawberry.lazy("schema.locator")]
    policy: BookingPolicy

    @strawberry.field
    def sessions(
        self,
        from_: Annotated[date, strawberry.argument(name="from")],
        to: date,
        party_size: int = 1,
    ) -> list[Session]:
        """When it takes place.

        from_: The first local day.
        to: The last local day.
        party_size: How many seats are wanted.
        """
        return []


@strawberry.type
class ExperienceNearEdge:
    """An experience near somebody.

    cursor: Where the list goes on behind it.
    distance_km: How far its store is, in kilometres along the earth's surface.
    node: The experience itself.
    """

    cursor: str
    distance_km: float
    node: Experience


@strawberry.type
class ExperienceNearConnection:
    """A page of experiences near somebody, the nearest first.

    edges: The experiences with their distances.
    nodes: The experiences alone.
    page_info: Where the page stands in the list.
    """

    edges: list[ExperienceNearEdge]
    nodes: list[Experience]
    page_info: PageInfo


@strawberry.type
class Booking(Node):
    """Seats that were booked for a visit.

    state: How far it has come.
    seats: How many seats.
    session: When and where.
    pass_: What is shown at the door.
    refund: What was paid back.
    owed: What is still to be paid at the door.
    checked_in_at: When the visitors came.
    """

    state: BookingState
    seats: int
    session: Session
    pass_: Pass | None = strawberry.field(name="pass")
    refund: Money | None
    owed: Money
    checked_in_at: datetime | None


@strawberry.type
class SessionFull(Problem):
    """Fewer seats are free than were asked for.

    remaining: Seats that are free.
    waitlist: May one wait for seats to become free?
    """

    remaining: int
    waitlist: bool


def experiences_near() -> ExperienceNearConnection:
    """No experiences yet."""
    return ExperienceNearConnection(edges=[], nodes=[], page_info=NOTHING.info)
