"""Reading promises: what has expired before anybody ended it, and who holds what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stores.database import rows
from stores.holds.models import Countable


def overdue(now: str) -> str:
    """SQL for the units by countable that are promised no more, though nobody has ended their holds yet.

    ``now`` is the place of the present instant among the statement's values. Readers join this, so that what has
    expired is shown as free at once; it is one look into an index of few rows, whatever the number of countables.
    """
    expired = f"ended_at IS NULL AND until <= {now}"
    return f"(SELECT countable_id, sum(quantity)::int AS quantity FROM hold WHERE {expired} GROUP BY countable_id)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Held:
    """Units of one countable that are promised to one owner."""

    owner: str
    quantity: int
    taken_at: datetime
    until: datetime | None


async def holders(countable: type[Countable], countable_id: str) -> list[Held]:
    """To whom units of one countable are promised, the latest promise first."""
    found = await rows(
        "SELECT owner, quantity, taken_at, until FROM hold WHERE countable_table = $1 AND countable_id = $2"
        " AND ended_at IS NULL ORDER BY taken_at DESC, id",
        countable._meta.db_table,
        countable_id,
    )
    return [Held(**row) for row in found]


async def wrong_sums(countable: type[Countable]) -> Sequence[tuple[str, int, int]]:
    """Countables whose ``promised`` is not the sum of their live holds: the id, what it says, and the sum."""
    table = countable._meta.db_table
    found = await rows(
        f'SELECT scarce.id, scarce.promised, coalesce(sum(hold.quantity), 0)::int AS held FROM "{table}" scarce'  # noqa: S608
        " LEFT JOIN hold ON hold.countable_id = scarce.id AND hold.countable_table = $1 AND hold.ended_at IS NULL"
        " GROUP BY scarce.id HAVING scarce.promised <> coalesce(sum(hold.quantity), 0) ORDER BY scarce.id",
        table,
    )
    return [(row["id"], row["promised"], row["held"]) for row in found]
