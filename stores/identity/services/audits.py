"""Writing down what managers change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from tortoise.models import Model

from stores.identity.models import AuditEntry, StaffMember
from stores.kernel import clock
from stores.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Alteration:
    """A thing before and after somebody changed it; None where it was not there."""

    thing_id: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


async def audit(staff: StaffMember, act: str, done: Alteration) -> AuditEntry:
    """Write down what a staff member did, inside the transaction of the deed."""
    return await AuditEntry.create(
        id=new_id("aud"),
        staff_id=staff.id,
        act=act,
        thing_id=done.thing_id,
        at=clock.now(),
        before=_plain(done.before),
        after=_plain(done.after),
    )


def _plain(facts: Mapping[str, object] | None) -> Any:
    """Facts as JSON has them: what JSON does not know, as text."""
    return None if facts is None else orjson.loads(orjson.dumps(dict(facts), default=str))


def facts_of(row: Model) -> dict[str, object]:
    """The columns of a row, as an audit tells them."""
    return {name: getattr(row, name) for name in row._meta.db_fields}
