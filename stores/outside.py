"""The world outside: every port in one place, handed to whoever must reach out."""

from collections.abc import Collection
from dataclasses import dataclass, field

from stores.locator.ports import Geocoder
from stores.notifications.ports import Mailer
from stores.payments.ports import Gateways
from stores.payments.services import ALWAYS_OFFERED
from stores.payments.states import PaymentMethod
from stores.pickup.signing import PassKey


@dataclass(frozen=True, slots=True)
class Outside:
    """What the shop needs of others, fulfilled by the adapters that ``api.wiring`` chose, and the key of its passes."""

    geocoder: Geocoder
    mailer: Mailer
    gateways: Gateways = field(default_factory=dict)
    pass_key: PassKey = field(default_factory=PassKey.of_this_process)

    @property
    def ways_to_pay(self) -> Collection[PaymentMethod]:
        """How buyers may pay here: at the counter, and in every way that somebody takes money for us."""
        return (*ALWAYS_OFFERED, *self.gateways)
