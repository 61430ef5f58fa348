"""The world outside: every port in one place, handed to whoever must reach out."""

from dataclasses import dataclass, field

from stores.locator.ports import Geocoder
from stores.pickup.signing import PassKey


@dataclass(frozen=True, slots=True)
class Outside:
    """What the shop needs of others, fulfilled by the adapters that ``api.wiring`` chose, and the key of its passes."""

    geocoder: Geocoder
    pass_key: PassKey = field(default_factory=PassKey.of_this_process)
