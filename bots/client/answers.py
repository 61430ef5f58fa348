"""What the shop answers: the shapes that the chat's own operations select, and the problems that they can meet."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Money:
    """An amount in minor units, and as the shop writes it in the language asked for."""

    minor: int
    currency: str
    formatted: str


@dataclass(frozen=True)
class Address:
    """Where a store is, written as its country writes it."""

    formatted: str
    city: str


@dataclass(frozen=True)
class Store:
    """A physical store. ``open_now`` is unknown where the shop does not know the hours."""

    id: str = ""
    name: str = ""
    time_zone: str = "UTC"
    code: str = ""
    phone: str | None = None
    address: Address = Address("", "")
    open_now: bool | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Position:
    """A point in WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Place:
    """One of the places that a typed name can mean."""

    name: str
    position: Position
    region: str | None = None
    country_code: str | None = None


@dataclass(frozen=True)
class OfferLine:
    """How much of one of the goods a store has free."""

    sku: str
    wanted: int
    free: int


@dataclass(frozen=True)
class Offer:
    """Whether a store can hand over the whole cart, from when, and why not."""

    whole: bool
    ready_at: datetime | None = None
    lines: tuple[OfferLine, ...] = ()
    why_not: str | None = None


@dataclass(frozen=True)
class NearStore:
    """A store with its distance; ``offer`` is there when goods were asked for."""

    distance_km: float
    node: Store
    offer: Offer | None = None


@dataclass(frozen=True)
class StoresNear:
    """Stores by distance, or the places to choose from when the place was not clear."""

    origin: Position | None
    places: tuple[Place, ...]
    edges: tuple[NearStore, ...]


@dataclass(frozen=True)
class Image:
    """A picture and its words for who cannot see it."""

    url: str
    alt: str | None = None


@dataclass(frozen=True)
class Country:
    """Where goods come from."""

    name: str


@dataclass(frozen=True)
class Variant:
    """One form in which a product is sold. ``free_near``: free units at the nearest store that has any."""

    sku: str
    title: str = ""
    price: Money | None = None
    free_near: int | None = None


@dataclass(frozen=True)
class Product:
    """A product with its variants."""

    slug: str
    title: str
    description: str | None = None
    origin: Country | None = None
    image: Image | None = None
    price_from: Money | None = None
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class ProductEdge:
    """One product of a list."""

    node: Product


@dataclass(frozen=True)
class PageInfo:
    """Whether a list goes on, and from where."""

    has_next_page: bool
    end_cursor: str | None = None


@dataclass(frozen=True)
class Products:
    """One page of a list of products."""

    total_count: int
    edges: tuple[ProductEdge, ...]
    page_info: PageInfo


@dataclass(frozen=True)
class Experience:
    """What a seat is for."""

    title: str


@dataclass(frozen=True)
class Item:
    """What a line is about: goods by sku, or a seat of an experience."""

    sku: str = ""
    title: str = ""
    experience: Experience | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.experience.title if self.experience else self.title


@dataclass(frozen=True)
class CartLine:
    """One line of a cart."""

    id: str
    quantity: int
    item: Item
    total: Money


@dataclass(frozen=True)
class Totals:
    """What a cart or an order comes to."""

    total: Money
    goods: Money | None = None
    discount: Money | None = None
    tax: Money | None = None


@dataclass(frozen=True)
class CartPickup:
    """Where and from when the goods of a cart would be collected."""

    store: Store
    ready_at: datetime | None = None


@dataclass(frozen=True)
class Problem:
    """Why the shop did not do what was asked; ``kind`` is the problem's name in the API."""

    kind: str
    message: str = ""


@dataclass(frozen=True)
class StoreElsewhere:
    """Another store that has what this one has not."""

    store: Store
    distance_km: float | None = None


@dataclass(frozen=True)
class OutOfStock(Problem):
    """Fewer units are free than were asked for."""

    sku: str = ""
    asked: int = 0
    free: int = 0
    elsewhere: tuple[StoreElsewhere, ...] = ()


@dataclass(frozen=True)
class CartProblem:
    """Something in the cart that will have to be mended before it can be ordered."""

    message: str


@dataclass(frozen=True)
class Cart:
    """A cart."""

    id: str
    lines: tuple[CartLine, ...]
    totals: Totals
    pickups: tuple[CartPickup, ...] = ()
    problems: tuple[CartProblem, ...] = ()


@dataclass(frozen=True)
class Quote:
    """Prices and goods, kept until one moment."""

    id: str
    expires_at: datetime
    totals: Totals


@dataclass(frozen=True)
class Pass:
    """What is shown at the counter."""

    code: str
    qr: str


@dataclass(frozen=True)
class Pickup:
    """A parcel of an order, waiting at a store. It has a pass once the order is confirmed."""

    id: str
    state: str
    store: Store
    ready_at: datetime | None = None
    kept_until: datetime | None = None
    # A parcel that is collected or lapsed may have no pass any more.
    pass_: Pass | None = None


@dataclass(frozen=True)
class OrderLine:
    """One line of an order."""

    quantity: int
    item: Item


@dataclass(frozen=True)
class Payment:
    """One payment of an order."""

    state: str


@dataclass(frozen=True)
class Order:
    """An order with its parcels."""

    id: str
    number: str
    state: str
    totals: Totals
    lines: tuple[OrderLine, ...] = ()
    pickups: tuple[Pickup, ...] = ()
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True)
class OrderNumber:
    """The order a message is about."""

    id: str
    number: str


@dataclass(frozen=True)
class ChannelMessage:
    """One message that the shop wants said in a chat. ``to`` names the chat user."""

    id: str
    to: str
    text: str
    locale: str | None = None
    order: OrderNumber | None = None


@dataclass(frozen=True)
class ChannelMessageEdge:
    """One message and the cursor to go on from."""

    cursor: str
    node: ChannelMessage


@dataclass(frozen=True)
class ChannelMessages:
    """One page of messages."""

    edges: tuple[ChannelMessageEdge, ...]
    page_info: PageInfo
