"""The roles of staff, each able to do all that the one before it can."""

from enum import StrEnum


class Role(StrEnum):
    """What a staff member may do, from the counter to the whole installation."""

    ASSOCIATE = "ASSOCIATE"
    SUPERVISOR = "SUPERVISOR"
    MANAGER = "MANAGER"
    ADMINISTRATOR = "ADMINISTRATOR"

    @property
    def rank(self) -> int:
        return list(Role).index(self)
