"""What the locator asks of the outside: where a place is that a person typed."""

from dataclasses import dataclass
from typing import Protocol

from stores.kernel.address import Position


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has a name; ``country_code`` is ISO 3166-1 alpha-2."""

    name: str
    region: str | None
    country_code: str
    position: Position


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a text may mean. ``weight`` says how likely, in inhabitants or what stands for them."""

    place: Place
    weight: float
    is_exact: bool  # the whole name was typed, not only its beginning
    is_understood: bool = True  # and so was what narrows it, such as a region after a comma
    is_precise: bool = False  # a postcode: nearer to the point than its city


class Geocoder(Protocol):
    """Somebody who knows where places are."""

    async def matches(self, text: str) -> list[Match]:
        """Places that the text may mean; none when it knows none, or cannot be reached."""
        ...
