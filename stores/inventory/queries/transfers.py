"""Reading transfers: one, those of a store, and what is on its way to where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from stores.database import first_row, rows
from stores.identity.actors import Actor, works_at
from stores.inventory.errors import TransferNotFound
from stores.inventory.states import IN_TRANSIT, TransferState


@dataclass(frozen=True, slots=True)
class TransferLineRow:
    """Units of one variant in a transfer."""

    id: str
    sku: str
    quantity: int
    received: int
    missing: int

    @property
    def outstanding(self) -> int:
        return self.quantity - self.received - self.missing


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer with its lines."""

    id: str
    from_store_id: str
    to_store_id: str
    state: TransferState
    expected_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    lines: tuple[TransferLineRow, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """Units on their way to a store, and when they are expected there, if anybody knows."""

    quantity: int
    expected_at: datetime | None


_TRANSFER = """
    SELECT transfer.id, from_store_id, to_store_id, state, expected_at, created_at, sent_at, closed_at, line.lines
    FROM transfer CROSS JOIN LATERAL (
        SELECT array_agg((l.id, l.sku, l.quantity, l.received, l.missing) ORDER BY l.place) AS lines
        FROM transfer_line l WHERE l.transfer_id = transfer.id
    ) line
"""


async def transfer_for(actor: Actor, transfer_id: str) -> TransferRow:
    """One transfer, for staff at either end. Raises ``TransferNotFound``."""
    row = await first_row(f"{_TRANSFER} WHERE transfer.id = $1", transfer_id)
    if row is None or not any(works_at(actor, end) for end in (row["from_store_id"], row["to_store_id"])):
        raise TransferNotFound(transfer_id)
    return _transfer(row)


async def transfers_of(
    store_id: str, states: Sequence[TransferState], *, first: int, after: tuple[datetime, str] | None
) -> list[TransferRow]:
    """Transfers from and to one store in some states, the newest first; ``after`` is the last one's place."""
    found = await rows(
        f"{_TRANSFER} WHERE (from_store_id = $1 OR to_store_id = $1) AND state = ANY($2)"
        " AND ($3::timestamptz IS NULL OR (created_at, transfer.id) < ($3, $4))"
        " ORDER BY created_at DESC, transfer.id DESC LIMIT $5",
        store_id,
        list(states),
        after[0] if after else None,
        after[1] if after else None,
        first,
    )
    return [_transfer(row) for row in found]


async def transfer_count(store_id: str, states: Sequence[TransferState]) -> int:
    """How many transfers from and to one store are in some states."""
    row = await first_row(
        "SELECT count(*) AS transfers FROM transfer WHERE (from_store_id = $1 OR to_store_id = $1) AND state = ANY($2)",
        store_id,
        list(states),
    )
    assert row is not None
    return int(row["transfers"])


async def incoming(skus: Sequence[str], store_ids: Sequence[str]) -> dict[tuple[str, str], list[Incoming]]:
    """What is on its way, by store and sku, what is expected first before the rest; absent where nothing is."""
    found = await rows(
        "SELECT to_store_id, sku, quantity - received - missing AS units, expected_at"
        " FROM transfer JOIN transfer_line ON transfer_id = transfer.id"
        " WHERE state = ANY($1) AND to_store_id = ANY($2) AND sku = ANY($3) AND quantity > received + missing"
        " ORDER BY expected_at NULLS LAST, transfer.id",
        list(IN_TRANSIT),
        list(store_ids),
        list(skus),
    )
    by_shelf: dict[tuple[str, str], list[Incoming]] = {}
    for row in found:
        shelf = (row["to_store_id"], row["sku"])
        by_shelf.setdefault(shelf, []).append(Incoming(row["units"], row["expected_at"]))
    return by_shelf


def _transfer(row: Record) -> TransferRow:
    facts = dict(row)
    lines = tuple(TransferLineRow(*line) for line in facts.pop("lines") or ())
    return TransferRow(**{**facts, "state": TransferState(facts["state"])}, lines=lines)
