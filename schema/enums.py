"""Closed sets: those of the domain made public, those of rooms that come later, and what each member means."""

from enum import Enum, StrEnum

import strawberry

from stores.identity.roles import Role
from stores.inventory.queries.product_search import ProductSort
from stores.inventory.services import AdjustReason
from stores.inventory.states import TransferState
from stores.locator.models import StoreService
from stores.notifications.models import MessageKind
from stores.ordering.services import CancelReason
from stores.ordering.states import OrderState
from stores.payments.states import PaymentFlag, PaymentMethod, PaymentState, Tender
from stores.pickup.states import PickupState, RefuseReason, SlotState, WhyNot
from stores.pricing.errors import NotFor
from stores.pricing.rules import PromotionKind

__all__ = [
    "MEMBERS",
    "AdjustReason",
    "BookingState",
    "CancelReason",
    "DeliveryMode",
    "MessageKind",
    "NotFor",
    "OrderState",
    "PaymentFlag",
    "PaymentMethod",
    "PaymentState",
    "PickupState",
    "ProductSort",
    "PromotionKind",
    "RefuseReason",
    "Role",
    "Serving",
    "ShipmentState",
    "SlotState",
    "StoreService",
    "Tender",
    "TransferState",
    "WhyNot",
]


class Serving(StrEnum):
    """Which stores a search with goods finds."""

    WHOLE_BASKET = "WHOLE_BASKET"
    ANY = "ANY"


class DeliveryMode(StrEnum):
    """How a parcel travels."""

    COURIER = "COURIER"
    EXPRESS = "EXPRESS"
    AIR = "AIR"
    SEA = "SEA"
    OWN_FLEET = "OWN_FLEET"
    DRONE = "DRONE"
    ROBOT = "ROBOT"


class ShipmentState(StrEnum):
    """How far a shipment has come."""

    TO_SEND = "TO_SEND"
    SENT = "SENT"
    IN_TRANSIT = "IN_TRANSIT"
    AT_CUSTOMS = "AT_CUSTOMS"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


class BookingState(StrEnum):
    """How far a booking has come."""

    HELD = "HELD"
    CONFIRMED = "CONFIRMED"
    CHECKED_IN = "CHECKED_IN"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"


MEMBERS: dict[type[Enum], dict[str, str]] = {
    AdjustReason: {
        "COUNT": "A count found another number.",
        "FOUND": "Units turned up.",
        "LOST": "Units are missing.",
        "DAMAGED": "Units can no longer be sold.",
        "SOLD_IN_STORE": "Sold over the counter outside this system.",
        "CORRECTION": "An earlier entry was wrong.",
    },
    BookingState: {
        "HELD": "Seats are kept while the order is being made.",
        "CONFIRMED": "The visit is agreed.",
        "CHECKED_IN": "The visitors have come.",
        "NO_SHOW": "Nobody came.",
        "CANCELLED": "Given up.",
    },
    CancelReason: {
        "CHANGED_MIND": "The customer wants it no longer.",
        "MISTAKE": "It was ordered by mistake.",
        "TOO_LATE": "It would come too late.",
        "OTHER": "Another reason.",
    },
    DeliveryMode: {
        "COURIER": "By an ordinary parcel service.",
        "EXPRESS": "By an express service.",
        "AIR": "By air freight.",
        "SEA": "By sea freight.",
        "OWN_FLEET": "By the merchant's own drivers.",
        "DRONE": "By drone.",
        "ROBOT": "By delivery robot.",
    },
    MessageKind: {
        "ORDER_PLACED": "An order was placed.",
        "PARCEL_READY": "A parcel waits at the counter.",
        "PARCEL_COLLECTED": "A parcel was handed over.",
        "PICKUP_REMINDER": "A parcel has been waiting for a while.",
        "PARCEL_LAPSED": "A parcel was not fetched and is kept no longer.",
        "LINE_REFUSED": "Something of an order cannot be given.",
        "PASS_REISSUED": "A parcel has a new code; the old one opens nothing.",
        "SLOT_CLOSED": "The store is closed at the time that was chosen.",
        "SIGN_IN_CODE": "A one-time code to sign in with.",
    },
    NotFor: {
        "MARKET": "It is for another market.",
        "STORE": "It is for what is collected at other stores.",
        "GOODS": "It is for other goods.",
        "CUSTOMER": "It counts each customer's uses: sign in, or leave an email address or a telephone number.",
    },
    OrderState: {
        "PLACED": "Ordered, and not paid in full.",
        "PAID": "Nothing is still to be paid.",
        "COMPLETED": "Everything was handed over.",
        "CANCELLED": "Given up.",
    },
    PaymentFlag: {
        "WRONG_AMOUNT": "The provider tells of another amount than was asked for.",
        "WRONG_CURRENCY": "The provider tells of another currency than was asked for.",
        "WRONG_ORDER": "The provider tells of something else than this payment.",
        "REFUND_REFUSED": "The provider would not give money back.",
    },
    PromotionKind: {
        "BUY_X_GET_Y": "Of so many units the cheapest are free.",
        "PERCENTAGE": "A part of the price.",
        "AMOUNT": "An amount, once for the order.",
        "FREE_FREIGHT": "The freight.",
    },
    PaymentMethod: {
        "COUNTER": "At the counter, when the goods are collected.",
        "CARD": "By card, online.",
        "PAYPAL": "By PayPal.",
        "ALIPAY": "By Alipay.",
        "WECHAT_PAY": "By WeChat Pay.",
        "CRYPTO": "In a cryptocurrency.",
    },
    PaymentState: {
        "OWED": "To be paid at the counter.",
        "PENDING": "The buyer is paying.",
        "AUTHORISED": "Promised by the buyer's bank, not yet taken.",
        "PAID": "Received.",
        "REFUNDED": "Given back.",
        "PARTLY_REFUNDED": "Given back in part.",
        "FAILED": "Refused or abandoned.",
        "CANCELLED": "Owed no more.",
    },
    PickupState: {
        "TO_PREPARE": "Nobody has begun to fetch the goods.",
        "PREPARING": "Staff are fetching the goods.",
        "READY": "The parcel waits at the counter.",
        "PARTLY_COLLECTED": "Some of the goods were handed over.",
        "COLLECTED": "Everything was handed over.",
        "LAPSED": "Nobody came while the parcel was kept.",
        "CANCELLED": "Given up.",
    },
    ProductSort: {
        "RELEVANCE": "What fits the search best first; without a search, the newest.",
        "TITLE": "By title, in the language of the request.",
        "PRICE_UP": "The cheapest first.",
        "PRICE_DOWN": "The dearest first.",
        "NEWEST": "The newest first.",
    },
    RefuseReason: {
        "MISSING": "It is not on the shelf.",
        "DAMAGED": "It can no longer be sold.",
        "AGE_CHECK_FAILED": "Whoever came is too young for it.",
        "DECLINED": "The customer does not want it.",
    },
    Role: {
        "ASSOCIATE": "Prepares parcels and hands them over.",
        "SUPERVISOR": "Corrects stock as well.",
        "MANAGER": "Runs the store.",
        "ADMINISTRATOR": "Runs the installation.",
    },
    Serving: {
        "WHOLE_BASKET": "Only stores that can serve everything.",
        "ANY": "All stores, each with the reason why it cannot.",
    },
    ShipmentState: {
        "TO_SEND": "Waits to be sent.",
        "SENT": "Given to the carrier.",
        "IN_TRANSIT": "Under way.",
        "AT_CUSTOMS": "At the border.",
        "OUT_FOR_DELIVERY": "On the last stretch.",
        "DELIVERED": "Arrived.",
        "RETURNED": "Came back.",
        "CANCELLED": "Given up.",
    },
    SlotState: {
        "OPEN": "Can be chosen.",
        "FULL": "Nothing is left.",
        "CLOSED": "Cannot be chosen any more.",
    },
    StoreService: {
        "PICKUP": "Hands over goods that were ordered.",
        "EXPERIENCES": "Receives visitors for experiences.",
        "RETURNS": "Takes goods back.",
        "CURBSIDE": "Brings goods to the car.",
        "LOCAL_DELIVERY": "Brings goods to the neighbourhood.",
    },
    Tender: {"CASH": "In cash.", "CARD_TERMINAL": "By card, at the store's terminal."},
    TransferState: {
        "DRAFT": "Written down; nothing has moved.",
        "SENT": "The goods are under way.",
        "RECEIVED_IN_PART": "Some of the goods have arrived, more are waited for.",
        "RECEIVED": "Everything has arrived, or is known to be missing.",
        "CANCELLED": "Given up before anything moved.",
    },
    WhyNot: {
        "OUT_OF_STOCK": "Fewer units are free than are wanted.",
        "NOT_SOLD_HERE": "The store does not keep it.",
        "CLOSED": "The store is closed then.",
        "HOLIDAY": "The store is closed for a holiday.",
        "NO_PICKUP": "The store does not hand goods over.",
        "FULL": "Everything is taken.",
        "LEAD_TIME": "There is not enough time to prepare.",
        "NO_HOST": "Nobody is free to host.",
        "NO_ROOM": "No room is free.",
        "NO_KIT": "No kit is free.",
        "BUFFER": "It is too close to another visit.",
        "PAST": "It is over.",
        "TOO_FAR": "It is too far away.",
        "RESTRICTED": "The law or the merchant forbids it.",
    },
}

for _set in MEMBERS:
    strawberry.enum(_set)
