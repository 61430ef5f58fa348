"""Where things are: postal addresses and points on the earth."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS 84 degrees, latitude first."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not a point on the earth: {self.latitude}, {self.longitude}")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as its country writes it; ``country_code`` is ISO 3166-1 alpha-2."""

    lines: tuple[str, ...]
    city: str
    region: str | None
    postal_code: str | None
    country_code: str

    @property
    def formatted(self) -> str:
        """The address on one line, the parts that are known."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        region = None if self.region == self.city else self.region
        return ", ".join(part for part in (*self.lines, town, region, self.country_code) if part)
