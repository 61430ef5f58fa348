"""Parcels that wait at counters, and the board of a store."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import PickupState
from schema.loaders import loader
from schema.locator import Store, store_of
from schema.paging import Connection, Page, connection, cursor_of, key_of
from schema.passes import Pass
from schema.scalars import Money, Node
from schema.slots import PickupSlot
from stores.identity.actors import Actor, works_at
from stores.identity.models import StaffMember
from stores.kernel import clock
from stores.ordering import queries as ordering
from stores.ordering.errors import OrderNotFound
from stores.pickup import errors, models, queries
from stores.pickup.queries import DelegationRow, PickupLineRow, PickupRow
from stores.pickup.signing import Signed
from stores.pickup.states import UNFINISHED, UNPREPARED

if TYPE_CHECKING:
    from schema.ordering import Order


@strawberry.type
class PickupLine:
    """Units of one variant in a parcel.

    id: The line.
    sku: The variant.
    title: What it was called when it was ordered.
    quantity: How many units were ordered.
    collected: How many were handed over.
    refused: How many could not be given.
    returned: How many came back after they were handed over.
    minimum_age: How old whoever takes it must be, in years; null when anybody may.
    location: The shelf or bin, where it is known.
    """

    id: strawberry.ID
    sku: str
    title: str
    quantity: int
    collected: int
    refused: int
    returned: int
    minimum_age: int | None
    location: str | None

    @classmethod
    def of(cls, row: PickupLineRow) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            sku=row.sku,
            title=row.title,
            quantity=row.quantity,
            collected=row.collected,
            refused=row.refused,
            returned=row.returned,
            minimum_age=row.minimum_age,
            location=row.location,
        )


@strawberry.type
class Delegation(Node):
    """Somebody who may collect a parcel for its customer.

    name: Who.
    revoked_at: From when they may no more; null while they may.
    """

    name: str
    revoked_at: datetime | None
    row: strawberry.Private[DelegationRow | models.Delegation]

    @strawberry.field(name="pass")
    def pass_(self, info: Info) -> Pass | None:
        """What they show at the counter; null once it is revoked, and staff do not see it."""
        if isinstance(info.context.actor, StaffMember) or self.revoked_at is not None:
            return None
        return Pass.of(Signed(self.row.id, 1, self.row.code), info.context.outside.pass_key)

    @classmethod
    def of(cls, row: DelegationRow | models.Delegation) -> Self:
        return cls(id=strawberry.ID(row.id), name=row.name, revoked_at=row.revoked_at, row=row)


@strawberry.type
class Pickup(Node):
    """The goods of one order that are handed over at one store.

    state: How far the parcel has come.
    customer_name: Whom the order is for.
    collector_name: Who comes to collect it, or did.
    due_at: When it was promised to be ready; null where the store's hours are not known.
    overdue: Is it late?
    escalated_at: When it was so late that somebody who manages the store was called.
    ready_at: From when it waits at the counter, or (until then) is promised to.
    kept_until: Until when it is kept; null before it is ready.
    arrived_at: When the customer said to be there.
    spot: Where the customer waits.
    collected_at: When goods of it were last handed over.
    minimum_age: How old whoever takes what is left of it must be, in years; null when anybody may.
    owed: What is still to be paid for it; zero when nothing is.
    lines: What is in it.
    pass_issue: How many passes its customer has had: only the latest is good.
    """

    state: PickupState
    customer_name: str
    collector_name: str
    due_at: datetime | None
    overdue: bool
    escalated_at: datetime | None
    ready_at: datetime | None
    kept_until: datetime | None
    arrived_at: datetime | None
    spot: str | None
    collected_at: datetime | None
    minimum_age: int | None
    owed: Money
    lines: list[PickupLine]
    pass_issue: int
    row: strawberry.Private[PickupRow]

    @strawberry.field
    def store(self) -> Store | None:
        """Where it is handed over; null when the store is no more."""
        return store_of(self.row.store_id)

    @strawberry.field(name="pass")
    def pass_(self, info: Info) -> Pass | None:
        """What the customer shows at the counter; staff do not see it."""
        if isinstance(info.context.actor, StaffMember):
            return None
        return Pass.of(Signed(self.row.id, self.row.issue, self.row.code), info.context.outside.pass_key)

    @strawberry.field
    async def slot(self, info: Info) -> PickupSlot | None:
        """The slot that was chosen; null when it is collected whenever it is ready."""
        if self.row.slot_id is None:
            return None
        row = await loader(info.context, "slot", queries.slots_by_id).load(self.row.slot_id)
        return PickupSlot.of(row) if row else None

    @strawberry.field
    async def delegations(self, info: Info) -> list[Delegation]:
        """Who else may collect it."""
        rows = await loader(info.context, "delegations of pickup", queries.delegations_of).load(self.id)
        return [Delegation.of(row) for row in rows or ()]

    @strawberry.field
    async def order(self, info: Info) -> Annotated["Order", strawberry.lazy("schema.ordering")]:
        """The order that it belongs to."""
        from schema.ordering import order_by_id  # an order shows its pickups, and a pickup its order

        return await order_by_id(info.context, self.row.order_id)

    @classmethod
    def of(cls, row: PickupRow) -> Self:
        is_open = row.state in UNPREPARED
        return cls(
            id=strawberry.ID(row.id),
            state=row.state,
            customer_name=row.customer_name,
            collector_name=row.collector_name,
            due_at=row.due_at,
            overdue=is_open and row.due_at is not None and row.due_at < clock.now(),
            escalated_at=row.escalated_at,
            ready_at=row.ready_at or row.due_at,
            kept_until=row.kept_until,
            arrived_at=row.arrived_at,
            spot=row.spot,
            collected_at=row.collected_at,
            minimum_age=row.minimum_age,
            owed=Money.of(row.owed),
            lines=[PickupLine.of(line) for line in row.lines],
            pass_issue=row.issue,
            row=row,
        )


async def board(
    info: Info, store_id: str, states: Sequence[PickupState] | None, first: int, after: str | None
) -> Connection[Pickup]:
    """One page of a store's board, for whoever was let in to it."""
    wanted = list(UNFINISHED if states is None else states)
    key = key_of(after, str, str, str)
    place = (datetime.fromisoformat(str(key[0])), datetime.fromisoformat(str(key[1])), str(key[2])) if key else None
    found = await queries.board(store_id, wanted, first=first, after=place)
    cursors = [_place(row) for row in found.pickups]
    page = Page([Pickup.of(row) for row in found.pickups], cursors, found.has_more, after is None)
    return connection(Pickup, page, lambda: queries.board_count(store_id, wanted))


def _place(row: PickupRow) -> str:
    return cursor_of((row.due_at or row.opened_at).isoformat(), row.opened_at.isoformat(), row.id)


@opens("Pickup", kind="pku")
async def pickup_again(context: Context, id: str) -> Pickup | None:
    """The pickup with an id, for staff of its store and for whoever may see its order."""
    try:
        row = await queries.pickup_by_id(id)
        await _require_sight(context.actor, row)
    except (errors.PickupNotFound, OrderNotFound):
        return None
    return Pickup.of(row)


async def _require_sight(actor: Actor, row: PickupRow) -> None:
    if not works_at(actor, row.store_id):
        await ordering.order_for(actor, row.order_id)


@opens("Delegation", kind="dlg")
async def delegation_again(context: Context, id: str) -> Delegation | None:
    """The delegation with an id, for staff of its store and for whoever may see its order."""
    try:
        delegation = await queries.delegation_by_id(id)
    except errors.DelegationNotFound:
        return None
    return Delegation.of(delegation) if await pickup_again(context, delegation.pickup_id) else None


async def pickup_now(pickup_id: str) -> Pickup:
    """A pickup as it stands now, for whoever was let in to it already."""
    return Pickup.of(await queries.pickup_by_id(pickup_id))
