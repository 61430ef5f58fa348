"""The world outside: every port in one place, handed to whoever must reach out."""

from dataclasses import dataclass

from stores.locator.ports import Geocoder
from stores.notifications.ports import Mailer


@dataclass(frozen=True, slots=True)
class Outside:
    """What the shop needs of others, fulfilled by the adapters that ``api.wiring`` chose."""

    geocoder: Geocoder
    mailer: Mailer
