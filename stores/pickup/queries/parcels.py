"""Parcels: the board of a store, the pickups of an order, what a code stands for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from asyncpg import Record

from stores.database import first_row, rows
from stores.identity.actors import Actor, require_staff_at
from stores.kernel.money import Money
from stores.pickup.errors import (
    CodeUnknown,
    CollectedElsewhere,
    DelegationNotFound,
    PassRevoked,
    PickupNotFound,
)
from stores.pickup.rules import code_in
from stores.pickup.states import PickupState


@dataclass(frozen=True, slots=True)
class PickupLineRow:
    """Units of one variant in a parcel."""

    id: str
    order_line_id: str
    sku: str
    title: str
    quantity: int
    collected: int
    refused: int
    returned: int
    minimum_age: int | None
    location: str | None


@dataclass(frozen=True, slots=True)
class PickupRow:
    """One parcel with its lines and what is owed for it."""

    id: str
    order_id: str
    order_number: str
    store_id: str
    customer_name: str
    code: str
    issue: int
    state: PickupState
    opened_at: datetime
    slot_id: str | None
    due_at: datetime | None
    escalated_at: datetime | None
    ready_at: datetime | None
    kept_until: datetime | None
    arrived_at: datetime | None
    spot: str | None
    collected_at: datetime | None
    collected_by: str | None
    collector_name: str
    owed: Money
    lines: tuple[PickupLineRow, ...]

    @property
    def minimum_age(self) -> int | None:
        """How old whoever takes what is left has to be, in years; None when anybody may."""
        limits = [line.minimum_age or 0 for line in self.lines if line.quantity > line.collected + line.refused]
        return max(limits, default=0) or None


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """Somebody who may collect a parcel for its customer."""

    id: str
    pickup_id: str
    name: str
    code: str
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of a store's board, in the order of what is due first."""

    pickups: list[PickupRow]
    has_more: bool


_PICKUP = """
    SELECT pickup.id, pickup.order_id, pickup.order_number, pickup.store_id, pickup.customer_name, pickup.code,
           pickup.issue, pickup.state, pickup.opened_at, pickup.slot_id, pickup.due_at, pickup.escalated_at,
           pickup.ready_at, pickup.kept_until, pickup.arrived_at, pickup.spot, pickup.collected_at,
           pickup.collected_by, coalesce(pickup.collector_name, pickup.customer_name) AS collector_name,
           owed.minor AS owed_minor, owed.currency AS owed_currency, line.lines
    FROM pickup
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount_minor - dropped_minor)
                          FILTER (WHERE payment.state = 'OWED' AND payable_id = pickup.id), 0)::bigint AS minor,
               max(payment.currency) AS currency
        FROM payment WHERE payment.order_id = pickup.order_id
    ) owed
    CROSS JOIN LATERAL (
        SELECT array_agg((l.id, l.order_line_id, l.sku, l.title, l.quantity, l.collected, l.refused, l.returned,
                          l.minimum_age, level.location) ORDER BY l.place) AS lines
        FROM pickup_line l
        LEFT JOIN stock_level level ON level.store_id = pickup.store_id AND level.sku = l.sku
        WHERE l.pickup_id = pickup.id
    ) line
"""


def _pickup(row: Record) -> PickupRow:
    facts = dict(row)
    minor, currency, lines = facts.pop("owed_minor"), facts.pop("owed_currency"), facts.pop("lines")
    facts["state"] = PickupState(facts["state"])
    return PickupRow(
        **facts,
        owed=Money(minor, currency),
        lines=tuple(PickupLineRow(*line) for line in lines or ()),
    )


_PLACE = "coalesce(pickup.due_at, pickup.opened_at), pickup.opened_at, pickup.id"


async def pickups_of(order_ids: Sequence[str]) -> dict[str, list[PickupRow]]:
    """The parcels of each order, in one query."""
    found = await rows(
        f"{_PICKUP} WHERE pickup.order_id = ANY($1) ORDER BY pickup.opened_at, pickup.id", list(order_ids)
    )
    by_order: dict[str, list[PickupRow]] = {order_id: [] for order_id in order_ids}
    for row in found:
        by_order[row["order_id"]].append(_pickup(row))
    return by_order


async def pickups_by_id(pickup_ids: Sequence[str]) -> dict[str, PickupRow]:
    """Parcels by their ids, in one query."""
    found = await rows(f"{_PICKUP} WHERE pickup.id = ANY($1)", list(pickup_ids))
    return {row["id"]: _pickup(row) for row in found}


async def pickup_by_id(pickup_id: str) -> PickupRow:
    """One parcel, for whoever was let in to it already. Raises ``PickupNotFound``."""
    row = await first_row(f"{_PICKUP} WHERE pickup.id = $1", pickup_id)
    if row is None:
        raise PickupNotFound(pickup_id)
    return _pickup(row)


async def board(
    store_id: str, states: Sequence[PickupState], *, first: int, after: tuple[datetime, datetime, str] | None
) -> BoardPage:
    """Parcels of one store in some states, those due first before the rest, and of these those ordered first.

    A parcel without a promise stands where it was opened. ``after`` is the last one's place.
    """
    found = await rows(
        f"{_PICKUP} WHERE pickup.store_id = $1 AND pickup.state = ANY($2)"
        f" AND ($3::timestamptz IS NULL OR ({_PLACE}) > ($3, $4, $5)) ORDER BY {_PLACE} LIMIT $6",
        store_id,
        list(states),
        *(after or (None, None, None)),
        first + 1,
    )
    return BoardPage([_pickup(row) for row in found[:first]], has_more=len(found) > first)


async def board_count(store_id: str, states: Sequence[PickupState]) -> int:
    """How many parcels of one store are in some states."""
    row = await first_row(
        "SELECT count(*) AS pickups FROM pickup WHERE store_id = $1 AND state = ANY($2)", store_id, list(states)
    )
    assert row is not None
    return int(row["pickups"])


async def pickup_of_code(actor: Actor, store_id: str, typed: str) -> PickupRow:
    """What waits at a store under a code or a signed pass, as it was scanned or typed; changes nothing.

    With the pass of a delegate, they are the one who collects.

    Raises:
        CodeUnknown: nothing waits under it anywhere.
        CollectedElsewhere: it waits at another store.
        PassRevoked: the pass was replaced or taken back.
    """
    require_staff_at(actor, store_id)
    code = code_in(typed)
    found = await rows(f"{_PICKUP} WHERE pickup.code = $1", code)
    here = next((_pickup(row) for row in found if row["store_id"] == store_id), None)
    if here is None and not found:
        here = await _delegated(code)
    if here is None and not found:
        await _refuse_revoked(code)
        raise CodeUnknown(code)
    if here is None or here.store_id != store_id:
        raise CollectedElsewhere(here.store_id if here else found[0]["store_id"])
    return here


async def _delegated(code: str) -> PickupRow | None:
    delegation = await first_row("SELECT pickup_id, name FROM delegation WHERE code = $1 AND revoked_at IS NULL", code)
    if delegation is None:
        return None
    pickup = await pickup_by_id(delegation["pickup_id"])
    return pickup if pickup.collected_by else replace(pickup, collector_name=delegation["name"])


async def _refuse_revoked(code: str) -> None:
    revoked = await first_row("SELECT pickup_id FROM revoked_pass WHERE code = $1", code)
    if revoked is not None:
        raise PassRevoked(revoked["pickup_id"])


_DELEGATION = "SELECT id, pickup_id, name, code, revoked_at FROM delegation"


async def delegations_of(pickup_ids: Sequence[str]) -> dict[str, list[DelegationRow]]:
    """Who may collect each parcel for its customer, in the order in which they were named; in one query."""
    found = await rows(
        f"{_DELEGATION} WHERE pickup_id = ANY($1) AND revoked_at IS NULL ORDER BY given_at, id", list(pickup_ids)
    )
    by_pickup: dict[str, list[DelegationRow]] = {pickup_id: [] for pickup_id in pickup_ids}
    for row in found:
        by_pickup[row["pickup_id"]].append(DelegationRow(**row))
    return by_pickup


async def delegation_by_id(delegation_id: str) -> DelegationRow:
    """One delegation, for whoever was let in to its parcel already. Raises ``DelegationNotFound``."""
    row = await first_row(f"{_DELEGATION} WHERE id = $1", delegation_id)
    if row is None:
        raise DelegationNotFound(delegation_id)
    return DelegationRow(**row)
