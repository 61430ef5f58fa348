"""Reading parcels: the board of a store, the pickups of an order, what a code stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from stores.database import first_row, rows
from stores.identity.actors import Actor, require_staff_at
from stores.kernel.ids import code_as_typed
from stores.kernel.money import Money
from stores.pickup.errors import CodeUnknown, CollectedElsewhere, PickupNotFound
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
    state: PickupState
    opened_at: datetime
    due_at: datetime | None
    ready_at: datetime | None
    kept_until: datetime | None
    arrived_at: datetime | None
    spot: str | None
    collected_at: datetime | None
    collected_by: str | None
    owed: Money
    lines: tuple[PickupLineRow, ...]


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of a store's board, in the order of what is due first."""

    pickups: list[PickupRow]
    has_more: bool


_PICKUP = """
    SELECT pickup.id, pickup.order_id, pickup.order_number, pickup.store_id, pickup.customer_name, pickup.code,
           pickup.state, pickup.opened_at, pickup.due_at, pickup.ready_at, pickup.kept_until, pickup.arrived_at,
           pickup.spot, pickup.collected_at, pickup.collected_by,
           owed.minor AS owed_minor, owed.currency AS owed_currency, line.lines
    FROM pickup
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount_minor) FILTER (WHERE payment.state = 'OWED' AND payable_id = pickup.id), 0)::bigint
                 AS minor,
               max(payment.currency) AS currency
        FROM payment WHERE payment.order_id = pickup.order_id
    ) owed
    CROSS JOIN LATERAL (
        SELECT array_agg((l.id, l.order_line_id, l.sku, l.title, l.quantity, l.collected, l.refused, level.location)
                         ORDER BY l.place) AS lines
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
    """What waits at a store under a code, as it was scanned or typed; changes nothing.

    Raises:
        CodeUnknown: nothing waits under it anywhere.
        CollectedElsewhere: it waits at another store.
    """
    require_staff_at(actor, store_id)
    code = code_as_typed(typed)
    found = await rows(f"{_PICKUP} WHERE pickup.code = $1", code)
    here = next((row for row in found if row["store_id"] == store_id), None)
    if here is None and found:
        raise CollectedElsewhere(found[0]["store_id"])
    if here is None:
        raise CodeUnknown(code)
    return _pickup(here)
