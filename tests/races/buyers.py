"""People who want goods: what each road to an order asks for, and many who take their last step together."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.races.shop import CHAT_TOKEN, GUEST, Shop, Who

Step = Callable[[], Awaitable[dict[str, Any]]]
TRIES = 10


@dataclass(frozen=True)
class Buyer:
    """Somebody at the door: who, what they want, and whether they fill a cart first."""

    name: str
    who: Who
    wants: Mapping[str, int]
    fills_a_cart: bool
    slot_id: str | None = None

    @property
    def lines(self) -> list[dict[str, object]]:
        return [{"sku": sku, "quantity": quantity} for sku, quantity in self.wants.items()]


def buyers(number: int, wants: Sequence[Mapping[str, int]], seed: int) -> list[Buyer]:
    """So many buyers, guests and chat customers, with carts and without, each wanting one of ``wants``."""
    fate = Random(seed)
    people = [
        Buyer(
            name=f"Buyer {place}",
            who=GUEST if place % 2 else a_chat_user(f"{seed}-{place}"),
            wants=wants[place % len(wants)],
            fills_a_cart=place % 4 < 2,
        )
        for place in range(number)
    ]
    fate.shuffle(people)
    return people


def a_chat_user(user_id: str) -> Who:
    """How the chat's process signs requests for one of its users."""
    return {"Authorization": f"Bearer {CHAT_TOKEN}", "Acting-For": f"telegram:{user_id}"}


async def race(shop: Shop, people: Sequence[Buyer]) -> Counter[str]:
    """What came of it for how many, when all of them take the decisive step at once."""
    ready = await asyncio.gather(*(_at_the_door(shop, buyer) for buyer in people))
    return await outcomes(ready)


async def outcomes(steps: Sequence[Step]) -> Counter[str]:
    """How often each type of answer comes, when all these steps are taken at once; broken ones say why."""
    answers = await asyncio.gather(*(step() for step in steps))
    return Counter(told(answer) for answer in answers)


async def sooner_or_later(goes_wrong: Callable[[int], Awaitable[bool]]) -> bool:
    """Whether a race goes wrong in one of some tries: a busy machine may let two rivals pass one after the other."""
    for number in range(TRIES):
        if await goes_wrong(number):
            return True
    return False


def told(answer: Mapping[str, Any]) -> str:
    """An answer in a word."""
    kind = str(answer["__typename"])
    return f"{kind}: {answer['message']}" if kind == "Broken" else kind


async def _at_the_door(shop: Shop, buyer: Buyer) -> Step:
    if not buyer.fills_a_cart:
        return lambda: order_now(shop, buyer)
    cart_id = await a_cart(shop, buyer)

    async def quoted_and_placed() -> dict[str, Any]:
        quote = await shop.answer("QuoteCart", buyer.who, cartId=cart_id)
        if quote["__typename"] != "Quote":
            return quote
        return await shop.answer("PlaceOrder", buyer.who, quoteId=quote["id"])

    return quoted_and_placed


async def order_now(shop: Shop, buyer: Buyer) -> dict[str, Any]:
    """Order in one request."""
    place = {"storeId": shop.store_id, "slotId": buyer.slot_id}
    return await shop.answer("OrderNow", buyer.who, lines=buyer.lines, name=buyer.name, **place)


async def a_cart(shop: Shop, buyer: Buyer) -> str:
    """A cart that wants nothing but its quote; its id."""
    cart = await shop.answer("CreateCart", buyer.who, lines=buyer.lines)
    place = {"storeId": shop.store_id, "slotId": buyer.slot_id}
    chosen = await shop.answer("ChoosePickup", buyer.who, cartId=cart["id"], **place)
    named = await shop.answer("SetContact", buyer.who, cartId=cart["id"], name=buyer.name)
    assert [told(answer) for answer in (cart, chosen, named)] == ["Cart"] * 3
    return str(cart["id"])
