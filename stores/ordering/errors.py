"""Refusals of carts, quotes and orders."""

from dataclasses import dataclass
from datetime import datetime

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class CartNotFound(Refusal):
    """No such cart, or not this person's to see."""

    cart_id: str

    def __str__(self) -> str:
        return "There is no such cart."


@dataclass(eq=False)
class CartOrdered(Refusal):
    """The cart has become an order and does not change any more; begin a new one."""

    cart_id: str

    def __str__(self) -> str:
        return "This cart was ordered already."


@dataclass(eq=False)
class CartIsEmpty(Refusal):
    """There is nothing in the cart to be quoted."""

    cart_id: str

    def __str__(self) -> str:
        return "The cart is empty."


@dataclass(eq=False)
class LineNotFound(Refusal):
    """The cart has no such line."""

    line_id: str

    def __str__(self) -> str:
        return "The cart has no such line."


@dataclass(eq=False)
class QuantityNotPossible(Refusal):
    """A line holds between ``least`` and ``most`` units."""

    quantity: int
    least: int
    most: int

    def __str__(self) -> str:
        return f"A line holds {self.least} to {self.most} units, not {self.quantity}."


@dataclass(eq=False)
class NotForSale(Refusal):
    """The variant has no price in this market."""

    sku: str
    market: str

    def __str__(self) -> str:
        return f"{self.sku} is not sold in the market {self.market}."


@dataclass(eq=False)
class SessionNotFound(Refusal):
    """There is no such session of an experience."""

    session_id: str

    def __str__(self) -> str:
        return "There is no such session."


@dataclass(eq=False)
class NoPickupHere(Refusal):
    """Goods are not handed over to customers at this store."""

    store_id: str

    def __str__(self) -> str:
        return "Goods cannot be collected at this store."


@dataclass(eq=False)
class NotDeliverable(Refusal):
    """The goods cannot be brought to that address."""

    country_code: str

    def __str__(self) -> str:
        return f"Nothing is delivered to {self.country_code} yet."


@dataclass(eq=False)
class PickupNotChosen(Refusal):
    """Where some lines are to be collected has not been said."""

    line_ids: list[str]

    def __str__(self) -> str:
        return "Choose a store for every line first."


@dataclass(eq=False)
class ContactNeeded(Refusal):
    """An order needs a name to be handed over to."""

    def __str__(self) -> str:
        return "A name is needed for the order."


@dataclass(eq=False)
class PriceChanged(Refusal):
    """A price is not what the cart showed; the cart shows the new one now."""

    sku: str
    old_minor: int
    new_minor: int
    currency: str
    stands = True

    def __str__(self) -> str:
        return f"The price of {self.sku} has changed."


@dataclass(eq=False)
class TooManyVouchers(Refusal):
    """A cart has as many codes as it may have."""

    most: int

    def __str__(self) -> str:
        return f"A cart takes {self.most} codes."


@dataclass(eq=False)
class CartLinkNotValid(Refusal):
    """The token was used already, has expired, or never was one."""

    def __str__(self) -> str:
        return "This link was used already or has expired."


@dataclass(eq=False)
class QuoteNotFound(Refusal):
    """No such quote, or not this person's to see."""

    quote_id: str

    def __str__(self) -> str:
        return "There is no such quote."


@dataclass(eq=False)
class QuoteExpired(Refusal):
    """The quote held its goods until a moment that has passed; quote the cart again."""

    expired_at: datetime

    def __str__(self) -> str:
        return f"The quote expired at {self.expired_at:%H:%M} UTC."


@dataclass(eq=False)
class QuoteSpent(Refusal):
    """The quote became an order already."""

    order_id: str

    def __str__(self) -> str:
        return "This quote was ordered already."


@dataclass(eq=False)
class OrderNotFound(Refusal):
    """No such order, or not this person's to see."""

    order_id: str

    def __str__(self) -> str:
        return "There is no such order."


@dataclass(eq=False)
class TooLateToCancel(Refusal):
    """In the state it is in, the order cannot be cancelled any more."""

    state: str

    def __str__(self) -> str:
        return f"The order is {self.state} and cannot be cancelled."


@dataclass(eq=False)
class NoReturnsHere(Refusal):
    """The goods were handed over at another store, and this one takes nothing back."""

    store_id: str

    def __str__(self) -> str:
        return "Goods cannot be brought back to this store."
