"""Several geocoders asked one after the other."""

from collections.abc import Sequence

from stores.locator.ports import Geocoder, Match


class InTurn:
    """Asks the first geocoder, and the next one only when that knows no whole name: the network comes last."""

    def __init__(self, geocoders: Sequence[Geocoder]) -> None:
        self._geocoders = geocoders

    async def matches(self, text: str) -> list[Match]:
        """What the first geocoder that knows the whole name says; else the beginnings that any of them knows."""
        beginnings: list[Match] = []
        for geocoder in self._geocoders:
            found = await geocoder.matches(text)
            if any(match.is_exact for match in found):
                return found
            beginnings += found
        return beginnings
