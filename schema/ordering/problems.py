"""Why a cart, a quote or an order cannot be had as it was wished for."""

from datetime import datetime

import strawberry

from schema.problems import Problem, explains
from schema.scalars import CurrencyCode, MinorUnits, Money
from stores.kernel import money
from stores.ordering import errors
from stores.pricing.errors import MarketNotFound as NoSuchMarket


@explains(NoSuchMarket)
class MarketNotFound(Problem):
    """code: The code that was named; empty when no market has been opened yet."""

    code: str


@explains(errors.CartNotFound)
class CartNotFound(Problem):
    """cart_id: The id that was asked for."""

    cart_id: strawberry.ID


@explains(errors.CartOrdered)
class CartOrdered(Problem):
    """cart_id: The cart in question."""

    cart_id: strawberry.ID


@explains(errors.CartIsEmpty)
class CartIsEmpty(Problem):
    """cart_id: The cart in question; empty for an order without a cart."""

    cart_id: strawberry.ID


@explains(errors.LineNotFound)
class LineNotFound(Problem):
    """line_id: The line that was asked for."""

    line_id: strawberry.ID


@explains(errors.QuantityNotPossible)
class QuantityNotPossible(Problem):
    """quantity: The number that was asked for.

    least: The smallest number that is possible.
    most: The largest number that is possible.
    """

    quantity: int
    least: int
    most: int


@explains(errors.NotForSale)
class NotForSale(Problem):
    """sku: The variant.

    market: The market, by its code.
    """

    sku: str
    market: str


@explains(errors.SessionNotFound)
class SessionNotFound(Problem):
    """session_id: The session that was asked for."""

    session_id: strawberry.ID


@explains(errors.NoPickupHere)
class NoPickupHere(Problem):
    """store_id: The store that was chosen."""

    store_id: strawberry.ID


@explains(errors.NotDeliverable)
class NotDeliverable(Problem):
    """country_code: Where it was to be brought."""

    country_code: str


@explains(errors.PickupNotChosen)
class PickupNotChosen(Problem):
    """line_ids: The lines that have no store yet."""

    line_ids: list[strawberry.ID]


@explains(errors.ContactNeeded)
class ContactNeeded(Problem):
    pass


@explains(errors.PriceChanged)
class PriceChanged(Problem):
    """sku: The variant.

    old_minor: The price that the cart showed, in minor units.
    new_minor: The price that it shows now, in minor units.
    currency: The currency of both.
    """

    sku: str
    old_minor: MinorUnits
    new_minor: MinorUnits
    currency: CurrencyCode

    @strawberry.field
    def old(self) -> Money:
        """The price that the cart showed."""
        return Money.of(money.Money(self.old_minor, self.currency))

    @strawberry.field
    def new(self) -> Money:
        """The price that it shows now."""
        return Money.of(money.Money(self.new_minor, self.currency))


@explains(errors.CartLinkNotValid)
class CartLinkNotValid(Problem):
    pass


@explains(errors.QuoteNotFound)
class QuoteNotFound(Problem):
    """quote_id: The quote that was asked for."""

    quote_id: strawberry.ID


@explains(errors.QuoteExpired)
class QuoteExpired(Problem):
    """expired_at: Until when it was good."""

    expired_at: datetime


@explains(errors.QuoteSpent)
class QuoteSpent(Problem):
    """order_id: The order that it became."""

    order_id: strawberry.ID


@explains(errors.OrderNotFound)
class OrderNotFound(Problem):
    """order_id: The order that was asked for."""

    order_id: strawberry.ID


@explains(errors.TooLateToCancel)
class TooLateToCancel(Problem):
    pass


@explains(errors.NoReturnsHere)
class NoReturnsHere(Problem):
    """store_id: The store in question."""

    store_id: strawberry.ID


@explains(errors.TooManyVouchers)
class TooManyVouchers(Problem):
    """most: How many codes a cart takes."""

    most: int
