"""What a handover is, worked out from the parcel and the wish."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from stores.kernel.ids import code_as_typed
from stores.pickup.errors import NotInParcel
from stores.pickup.states import CANCELLED, COLLECTED, PARTLY_COLLECTED, READY, PickupState

CODE_LENGTH = 9  # of 30 symbols: 44 bits
CODE_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
MOST_DELEGATES = 5
UNDO_FOR = timedelta(minutes=15)


def code_in(typed: str) -> str:
    """The code in what was typed or scanned: the code alone, or a signed pass, which begins with it."""
    return code_as_typed(typed)[:CODE_LENGTH]


def handed_over(outstanding: Mapping[str, int], wished: Sequence[tuple[str, int]] | None) -> dict[str, int]:
    """Units by line that go over the counter: those wished for, or with None all that is left.

    Raises:
        NotInParcel: more than is left was wished for, a line of another parcel, or nothing at all.
    """
    if wished is None:
        return {line_id: left for line_id, left in outstanding.items() if left}
    units: dict[str, int] = {}
    for line_id, quantity in wished:
        units[line_id] = units.get(line_id, 0) + quantity
        if quantity < 1 or units[line_id] > outstanding.get(line_id, 0):
            raise NotInParcel(line_id, outstanding.get(line_id, 0))
    if not units:
        raise NotInParcel("", 0)
    return units


def state_after(lines: Iterable[tuple[int, int]], before: PickupState) -> PickupState:
    """The state of a parcel once units of it were given, refused or taken back, from (collected, outstanding) by line.

    Where nothing was given and nothing is left to give, it is given up.
    """
    given, left = (sum(part) for part in zip(*lines, strict=True))
    if given:
        return PARTLY_COLLECTED if left else COLLECTED
    if not left:
        return CANCELLED
    return READY if before in (PARTLY_COLLECTED, COLLECTED) else before


def worth_of(total_minor: int, quantity: int, *, before: int, units: int) -> int:
    """What some units of a line cost, in minor units, when ``before`` of them were paid back already.

    Parts that follow each other add up to the total, whatever its rounding.
    """
    return total_minor * (before + units) // quantity - total_minor * before // quantity
