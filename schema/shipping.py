"""Parcels that travel: described here, and empty until their rooms are built."""

from datetime import date

import strawberry

from schema.enums import DeliveryMode, ShipmentState, WhyNot
from schema.scalars import Address, Money, Node


@strawberry.type
class ArrivalWindow:
    """The days between which a parcel is expected.

    earliest: The first of them.
    latest: The last of them.
    """

    earliest: date
    latest: date


@strawberry.type
class DeliveryOption(Node):
    """One way to bring goods to an address.

    name: What it is called.
    mode: How the parcel travels.
    price: What it costs.
    duty: What customs will charge.
    tax: What tax the import adds.
    duties_paid: Are duty and tax paid to us, so that nothing is asked at the door?
    arrives_between: When the parcel is expected.
    why_not: Why it cannot be chosen.
    """

    name: str
    mode: DeliveryMode
    price: Money
    duty: Money
    tax: Money
    duties_paid: bool
    arrives_between: ArrivalWindow
    why_not: WhyNot | None


@strawberry.type
class LineShare:
    """Units of one line that travel together.

    id: The line.
    quantity: How many of its units.
    """

    id: strawberry.ID
    quantity: int


@strawberry.type
class Shipment(Node):
    """A parcel on its way.

    state: How far it has come.
    mode: How it travels.
    address: Where it goes.
    tracking_number: The carrier's number of it.
    tracking_url: Where the carrier shows how far it is.
    lines: What is in it.
    """

    state: ShipmentState
    mode: DeliveryMode
    address: Address
    tracking_number: str | None
    tracking_url: str | None
    lines: list[LineShare]
