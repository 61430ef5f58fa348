"""What a handover is, worked out from the parcel and the wish."""

from collections.abc import Mapping, Sequence

from stores.pickup.errors import NotInParcel

CODE_LENGTH = 9  # of 30 symbols: 44 bits
CODE_TRIES = 5


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
