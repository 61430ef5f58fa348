"""Hiring by the words an operator types: store codes and a role's name."""

import secrets
from collections.abc import Sequence

from api.obstacle import Obstacle
from stores.database import rows
from stores.identity import services as identity
from stores.identity.errors import EmailTaken
from stores.identity.roles import Role


async def hire_by_codes(email: str, name: str, role: str, codes: Sequence[str]) -> str:
    """Make somebody a staff member of the stores with these codes, or of every store; their password.

    Raises:
        Obstacle: no such role or store, or the e-mail is another's.
    """
    if role not in list(Role):
        raise Obstacle(f"--role: there is no {role}; there are {', '.join(Role)}.")
    password = secrets.token_urlsafe(12)
    ids = await _ids_of(codes)
    person = identity.NewStaff(email, name, Role(role), password, store_ids=tuple(ids), every_store=not codes)
    try:
        await identity.hire(person)
    except EmailTaken as taken:
        raise Obstacle(str(taken)) from taken
    return password


async def _ids_of(codes: Sequence[str]) -> list[str]:
    found = {row["code"]: row["id"] for row in await rows("SELECT id, code FROM store WHERE code = ANY($1)", codes)}
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise Obstacle(f"--store: there is no {', '.join(unknown)}.")
    return [found[code] for code in codes]
