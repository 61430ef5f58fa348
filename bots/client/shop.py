"""The shop for one customer of one channel: a method for each operation, answers typed by member of the union."""

from dataclasses import dataclass
from typing import Any, TypeVar

from bots.client.answers import (
    Cart,
    ChannelMessages,
    Order,
    OutOfStock,
    Problem,
    Product,
    Products,
    Quote,
    Store,
    StoresNear,
)
from bots.client.reading import read
from bots.client.wire import Wire
from bots.engine.turns import Spot

T = TypeVar("T")
PAGE = 8
NEAREST = 5


@dataclass(frozen=True)
class Goods:
    """So many units of one variant."""

    sku: str
    quantity: int


@dataclass(frozen=True)
class Shop:
    """What a customer can ask of the shop. Every method may raise ``Unreachable`` and ``ShopRefused``."""

    wire: Wire

    async def stores_near(
        self, near: Spot | str, goods: tuple[Goods, ...] = (), *, serving: str = "WHOLE_BASKET"
    ) -> StoresNear:
        """Stores by distance from a point or a typed place, with what each can do for these goods."""
        wanted = [_goods(line) for line in goods] or None
        data = await self.wire.ask("StoresNear", near=_near(near), goods=wanted, serving=serving, first=NEAREST)
        return read(StoresNear, data["storesNear"])

    async def store(self, store_id: str) -> Store | None:
        """One store, or none of that id."""
        data = await self.wire.ask("StoreCard", id=store_id)
        return read(Store, data["store"]) if data["store"] else None

    async def products(
        self, *, search: str = "", category: str = "", near: Spot | None = None, after: str = ""
    ) -> Products:
        """One page of the products that match."""
        data = await self.wire.ask(
            "Products",
            search=search or None,
            filter={"category": category} if category else None,
            near=_near(near) if near else None,
            isNear=near is not None,
            first=PAGE,
            after=after or None,
        )
        return read(Products, data["products"])

    async def categories(self) -> tuple[str, ...]:
        """The kinds of goods that the shop sells, as the merchant names them."""
        data = await self.wire.ask("Categories")
        return tuple(category["name"] for category in data["categories"])

    async def product(self, slug: str, near: Spot | None = None) -> Product | None:
        """One product with its variants, or none of that name."""
        nearby = _near(near) if near else None
        data = await self.wire.ask("ProductCard", slug=slug, near=nearby, isNear=near is not None)
        return read(Product, data["product"]) if data["product"] else None

    async def cart(self, cart_id: str) -> Cart | None:
        """A cart, or none of that id."""
        data = await self.wire.ask("Cart", id=cart_id)
        return read(Cart, data["cart"]) if data["cart"] else None

    async def create_cart(self, goods: Goods, *, key: str) -> Cart | Problem:
        """A new cart that holds these goods."""
        return await self._change("CreateCart", Cart, key=key, lines=[_goods(goods)])

    async def add_to_cart(self, cart_id: str, goods: Goods, *, key: str) -> Cart | Problem:
        """The cart with these goods besides what it held."""
        return await self._change("AddToCart", Cart, key=key, cartId=cart_id, lines=[_goods(goods)])

    async def change_line(self, cart_id: str, line_id: str, quantity: int, *, key: str) -> Cart | Problem:
        """The cart with another quantity on one line; none removes the line."""
        return await self._change("ChangeLine", Cart, key=key, cartId=cart_id, lineId=line_id, quantity=quantity)

    async def choose_pickup(self, cart_id: str, store_id: str, *, key: str) -> Cart | Problem:
        """The cart, its goods to be collected at this store as soon as they are ready."""
        return await self._change("ChoosePickup", Cart, key=key, cartId=cart_id, storeId=store_id)

    async def set_contact(self, cart_id: str, name: str, locale: str, *, key: str) -> Cart | Problem:
        """The cart with the name for its parcel."""
        contact = {"name": name, "locale": locale}
        return await self._change("SetContact", Cart, key=key, cartId=cart_id, contact=contact)

    async def quote_cart(self, cart_id: str, *, key: str) -> Quote | Problem:
        """A quote: goods and prices kept until one moment."""
        return await self._change("QuoteCart", Quote, key=key, cartId=cart_id)

    async def place_order(self, quote_id: str, *, key: str) -> Order | Problem:
        """The order that a quote becomes, to be paid at the counter."""
        return await self._change("PlaceOrder", Order, key=key, quoteId=quote_id, payWith="COUNTER")

    async def order(self, order_id: str) -> Order | None:
        """An order, or none that this customer may see."""
        data = await self.wire.ask("Order", id=order_id)
        return read(Order, data["order"]) if data["order"] else None

    async def channel_messages(self, after: str) -> ChannelMessages:
        """What the shop wants said on this channel, from the cursor on."""
        data = await self.wire.ask("ChannelMessages", after=after or None, first=50)
        return read(ChannelMessages, data["channelMessages"])

    async def report_delivered(self, message_id: str, failure: str = "") -> None:
        """Tell the shop that a message was said, or why it could not be."""
        await self.wire.ask(
            "ReportDelivered",
            key=f"delivered:{message_id}",
            messageId=message_id,
            delivered=not failure,
            reason=failure or None,
        )

    async def _change(self, operation: str, success: type[T], **variables: Any) -> T | Problem:
        data = await self.wire.ask(operation, **variables)
        answer = data[operation[0].lower() + operation[1:]]
        if answer["__typename"] == success.__name__:
            return read(success, answer)
        member = OutOfStock if answer["__typename"] == "OutOfStock" else Problem
        return read(member, {**answer, "kind": answer["__typename"]})


def _near(near: Spot | str) -> dict[str, Any]:
    if isinstance(near, str):
        return {"place": near}
    return {"position": {"latitude": near.latitude, "longitude": near.longitude}}


def _goods(goods: Goods) -> dict[str, Any]:
    return {"sku": goods.sku, "quantity": goods.quantity}
