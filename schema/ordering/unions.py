"""What each change of a cart, quote or order may answer."""

from typing import Annotated, TypeAlias

import strawberry

from schema.catalog import VariantNotFound
from schema.experiences import SessionFull
from schema.inventory import OutOfStock
from schema.locator import StoreNotFound
from schema.ordering.carts import Cart, CartLink, Quote
from schema.ordering.orders import Order
from schema.ordering.problems import (
    CartIsEmpty,
    CartLinkNotValid,
    CartNotFound,
    CartOrdered,
    ContactNeeded,
    LineNotFound,
    MarketNotFound,
    NoPickupHere,
    NotDeliverable,
    NotForSale,
    OrderNotFound,
    PickupNotChosen,
    PriceChanged,
    QuantityNotPossible,
    QuoteExpired,
    QuoteNotFound,
    QuoteSpent,
    SessionNotFound,
    TooLateToCancel,
    TooManyVouchers,
)
from schema.outbox import KeyReused, KeyTooLong
from schema.payments import PaymentDeclined, PaymentMethodNotOffered
from schema.slots import SlotClosed, SlotFull, SlotNotFound
from schema.vouchers import (
    ExchangeRateUnknown,
    VoucherExpired,
    VoucherNotForThis,
    VoucherNotYet,
    VoucherSpent,
    VoucherUnknown,
)

CreateCartResult: TypeAlias = Annotated[
    Cart
    | MarketNotFound
    | VariantNotFound
    | NotForSale
    | QuantityNotPossible
    | SessionNotFound
    | SessionFull
    | KeyReused
    | KeyTooLong,
    strawberry.union("CreateCartResult", description="What became of the wish for a cart."),
]
AddToCartResult: TypeAlias = Annotated[
    Cart
    | CartNotFound
    | CartOrdered
    | VariantNotFound
    | NotForSale
    | QuantityNotPossible
    | SessionNotFound
    | SessionFull
    | KeyReused
    | KeyTooLong,
    strawberry.union("AddToCartResult", description="What became of lines that were to be added."),
]
ChangeLineResult: TypeAlias = Annotated[
    Cart | CartNotFound | CartOrdered | LineNotFound | QuantityNotPossible | SessionFull | KeyReused | KeyTooLong,
    strawberry.union("ChangeLineResult", description="What became of the change of a line."),
]
ChoosePickupResult: TypeAlias = Annotated[
    Cart
    | CartNotFound
    | CartOrdered
    | LineNotFound
    | StoreNotFound
    | NoPickupHere
    | SlotNotFound
    | SlotFull
    | SlotClosed
    | OutOfStock
    | VariantNotFound
    | NotForSale
    | MarketNotFound
    | KeyReused
    | KeyTooLong,
    strawberry.union("ChoosePickupResult", description="What became of the choice of a store."),
]
SetContactResult: TypeAlias = Annotated[
    Cart | CartNotFound | CartOrdered | KeyReused | KeyTooLong,
    strawberry.union("SetContactResult", description="What became of a contact."),
]
ShareCartResult: TypeAlias = Annotated[
    CartLink | CartNotFound | CartOrdered | KeyReused | KeyTooLong,
    strawberry.union("ShareCartResult", description="What became of the wish to share a cart."),
]
TakeOverCartResult: TypeAlias = Annotated[
    Cart | CartLinkNotValid | CartOrdered | CartNotFound | KeyReused | KeyTooLong,
    strawberry.union("TakeOverCartResult", description="What became of the wish to take a cart over."),
]
ApplyVoucherResult: TypeAlias = Annotated[
    Cart
    | CartNotFound
    | CartOrdered
    | TooManyVouchers
    | VoucherUnknown
    | VoucherNotYet
    | VoucherExpired
    | VoucherSpent
    | VoucherNotForThis
    | KeyReused
    | KeyTooLong,
    strawberry.union("ApplyVoucherResult", description="What became of a voucher's code."),
]
RemoveVoucherResult: TypeAlias = Annotated[
    Cart | CartNotFound | CartOrdered | KeyReused | KeyTooLong,
    strawberry.union("RemoveVoucherResult", description="What became of the wish to take a code out."),
]
QuoteCartResult: TypeAlias = Annotated[
    Quote
    | CartNotFound
    | CartOrdered
    | CartIsEmpty
    | PickupNotChosen
    | ContactNeeded
    | VariantNotFound
    | NotForSale
    | PriceChanged
    | VoucherUnknown
    | VoucherNotYet
    | VoucherExpired
    | VoucherSpent
    | VoucherNotForThis
    | ExchangeRateUnknown
    | OutOfStock
    | SlotNotFound
    | SlotFull
    | SlotClosed
    | SessionFull
    | KeyReused
    | KeyTooLong,
    strawberry.union("QuoteCartResult", description="What became of the wish for a quote."),
]
PlaceOrderResult: TypeAlias = Annotated[
    Order
    | QuoteNotFound
    | QuoteExpired
    | QuoteSpent
    | StoreNotFound
    | PaymentMethodNotOffered
    | PaymentDeclined
    | KeyReused
    | KeyTooLong,
    strawberry.union("PlaceOrderResult", description="What became of an order."),
]
OrderNowResult: TypeAlias = Annotated[
    Order
    | CartIsEmpty
    | QuantityNotPossible
    | VariantNotFound
    | NotForSale
    | SessionNotFound
    | SessionFull
    | StoreNotFound
    | NoPickupHere
    | PickupNotChosen
    | SlotNotFound
    | SlotFull
    | SlotClosed
    | NotDeliverable
    | OutOfStock
    | ContactNeeded
    | MarketNotFound
    | PaymentMethodNotOffered
    | PaymentDeclined
    | KeyReused
    | KeyTooLong,
    strawberry.union("OrderNowResult", description="What became of an order."),
]
CancelOrderResult: TypeAlias = Annotated[
    Order | OrderNotFound | TooLateToCancel | KeyReused | KeyTooLong,
    strawberry.union("CancelOrderResult", description="What became of the wish to give an order up."),
]
