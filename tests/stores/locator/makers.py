"""Stores for the stories of the locator."""

from stores.kernel.address import Address, Position
from stores.locator.drafts import StoreDraft

GINZA = StoreDraft(
    "GINZA",
    "Ginza",
    Address(("5-5-5 Ginza",), "Tokyo", "13", "104-0061", "JP"),
    Position(35.6717, 139.7640),
    "Asia/Tokyo",
    opening_hours="Mo-Sa 10:00-20:00; PH off",
)
MITTE = StoreDraft(
    "MITTE",
    "Mitte",
    Address(("Invalidenstr. 1",), "Berlin", None, "10115", "DE"),
    Position(52.5320, 13.3849),
    "Europe/Berlin",
    opening_hours="Mo-Fr 09:00-18:00; PH off",
)
