"""What clients send: the input shapes of the contract."""

import strawberry

from schema.enums import DeliveryMode, RefuseReason
from schema.scalars import CurrencyCode, MinorUnits
from stores.kernel import money


@strawberry.input
class PositionInput:
    """A point on the earth in WGS 84 degrees.

    latitude: Degrees north of the equator, -90 to 90.
    longitude: Degrees east of Greenwich, -180 to 180.
    """

    latitude: float
    longitude: float


@strawberry.input(one_of=True)
class NearInput:
    """Where somebody is: a point, or a place as a person types it.

    position: A point on the earth.
    place: The name of a place in any script, or a postal code.
    """

    position: strawberry.Maybe[PositionInput]
    place: strawberry.Maybe[str]


@strawberry.input
class GoodsInput:
    """Units of one variant.

    sku: The variant's stock keeping unit.
    quantity: How many units.
    """

    sku: str
    quantity: int


@strawberry.input
class CartLineInput:
    """Goods by their SKU, or seats by their session: exactly one of the two.

    sku: The variant that is wanted.
    session_id: The session in which seats are wanted.
    quantity: How many units or seats.
    """

    quantity: int
    sku: str | None = None
    session_id: strawberry.ID | None = None


@strawberry.input
class PickupInput:
    """Where goods are to be collected.

    store_id: The store.
    slot_id: The slot; without it, as soon as the goods are ready.
    """

    store_id: strawberry.ID
    slot_id: strawberry.ID | None = None


@strawberry.input
class AddressInput:
    """A postal address.

    name: Who receives what is sent there.
    lines: Street, house and what else leads to the door.
    city: The town.
    region: The province, prefecture or state.
    postal_code: The postal code.
    country_code: The country, by its ISO 3166-1 alpha-2 code.
    phone: A telephone number for the carrier.
    """

    name: str
    lines: list[str]
    city: str
    country_code: str
    region: str | None = None
    postal_code: str | None = None
    phone: str | None = None


@strawberry.input
class DeliveryInput:
    """Where goods are to be brought.

    to: The address.
    mode: How they should travel.
    option_id: The option that was chosen.
    """

    to: AddressInput
    mode: DeliveryMode | None = None
    option_id: strawberry.ID | None = None


@strawberry.input(one_of=True)
class FulfilInput:
    """How goods reach the customer.

    pickup: They are collected at a store.
    delivery: They are brought to an address.
    """

    pickup: strawberry.Maybe[PickupInput]
    delivery: strawberry.Maybe[DeliveryInput]


@strawberry.input
class ContactInput:
    """Whom an order is for.

    name: The name it is handed over to.
    email: Where to write to.
    phone: Where to call.
    locale: The language to speak, such as "de".
    """

    name: str
    email: str | None = None
    phone: str | None = None
    locale: str | None = None


@strawberry.input
class CollectedLineInput:
    """Units of one line that are handed over.

    line_id: The line of the pickup.
    quantity: How many of its units.
    """

    line_id: strawberry.ID
    quantity: int


@strawberry.input
class ReturnedLineInput:
    """Units of one line of an order that come back.

    line_id: The line of the order.
    quantity: How many of its units.
    reason: Why.
    restock: Are they for sale again? Otherwise they are written off.
    """

    line_id: strawberry.ID
    quantity: int
    reason: RefuseReason
    restock: bool


@strawberry.input
class RefundedLineInput:
    """Units of one line whose money is given back.

    line_id: The line of the order.
    quantity: How many of its units.
    """

    line_id: strawberry.ID
    quantity: int


@strawberry.input
class MoneyInput:
    """An exact amount of one currency.

    minor: The amount in the currency's smallest units.
    currency: The currency, by its ISO 4217 code.
    """

    minor: MinorUnits
    currency: CurrencyCode

    def money(self) -> money.Money:
        """The same for the domain."""
        return money.Money(self.minor, self.currency)


@strawberry.input
class LocalTextInput:
    """A text in one language.

    locale: The language, such as "de".
    text: The text.
    """

    locale: str
    text: str


@strawberry.input
class PriceRange:
    """Prices of one currency, both ends included.

    min: The lowest price, in minor units.
    max: The highest price, in minor units.
    currency: The currency; products that are sold in another are not found.
    """

    currency: CurrencyCode
    min: MinorUnits | None = None
    max: MinorUnits | None = None


@strawberry.input
class ProductFilter:
    """Which products to show.

    category: Only this category.
    origin_country_code: Only from this country, by its ISO 3166-1 alpha-2 code.
    price: Only with a variant in this range.
    available_at: Only with units free at this store.
    """

    category: str | None = None
    origin_country_code: str | None = None
    price: PriceRange | None = None
    available_at: strawberry.ID | None = None
