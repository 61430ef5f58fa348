"""A small world, made of what a story needs: each maker returns the thing, ready to be used."""

from collections.abc import Mapping
from itertools import count

from stores.catalog.rules import ProductDraft, Text, VariantDraft
from stores.catalog.services import publish_product
from stores.identity.models import Customer, StaffMember
from stores.identity.roles import Role
from stores.identity.services import NewStaff, customer_of_chat, hire, register_channel
from stores.inventory import services as inventory
from stores.kernel.ids import new_id
from stores.kernel.money import Money
from stores.locator.atlas import ATLAS, StoreCard
from stores.locator.models import Store, StoreService
from stores.locator.queries import store_for
from stores.pricing.services import open_market, set_prices

numbers = count(1)
PASSWORD = "a-long-harbour-walk"
ALWAYS_OPEN = "24/7"


async def a_market(code: str = "JP", currency: str = "JPY", *countries: str) -> str:
    """A market by its code; the first one is the installation's default."""
    await open_market(code, currency, countries or (code,))
    return code


async def a_store(*, holding: Mapping[str, int] | None = None, **facts: object) -> StoreCard:
    """A store in Tokyo that hands goods over, always open, ready at once; ``holding`` is what its shelves hold."""
    number = next(numbers)
    store = await Store.create(
        **{
            "id": new_id("str"),
            "code": f"TYO-{number}",
            "name": f"Ginza {number}",
            "address_lines": ["1-1 Ginza"],
            "city": "Tokyo",
            "postal_code": "104-0061",
            "country_code": "JP",
            "latitude": 35.6717,
            "longitude": 139.7650,
            "time_zone": "Asia/Tokyo",
            "opening_hours": ALWAYS_OPEN,
            "services": [StoreService.PICKUP],
            "aliases": [],
            "lead_minutes": 60,
            **facts,
        }
    )
    await ATLAS.refresh([store.id])
    goods = [inventory.Goods(store.id, sku, quantity) for sku, quantity in (holding or {}).items()]
    await inventory.receive_delivery(goods, reference="a delivery")
    return await store_for(store.id)


async def a_variant(sku: str, prices: Mapping[str, Money] | None = None, title: str | None = None) -> str:
    """Something to sell, at prices by market; 1,200 yen in Japan unless the story says otherwise."""
    await publish_product(
        ProductDraft(
            slug=sku.lower(),
            texts={"en": Text(title or sku.title()), "ja": Text(f"{sku}（日本語）")},
            variants=(VariantDraft(sku=sku, weight_g=500),),
            category="food",
            origin_country="FR",
        )
    )
    for market, price in ({"JP": Money(1200, "JPY")} if prices is None else prices).items():
        await set_prices(market, {sku: price})
    return sku


async def a_staff_member(*stores: StoreCard, role: Role = Role.ASSOCIATE, **facts: object) -> StaffMember:
    """Somebody who works at stores; at every store when none is named."""
    return await hire(
        NewStaff(
            **{
                "email": f"staff{next(numbers)}@wharfside.example",
                "name": "Aiko",
                "role": role,
                "password": PASSWORD,
                "store_ids": tuple(store.id for store in stores),
                "every_store": not stores,
                **facts,
            }
        )
    )


async def a_chat_customer(channel: str = "telegram", user_id: str = "4711", locale: str = "en") -> Customer:
    """Somebody who talks to the shop in a chat."""
    return await customer_of_chat(await register_channel(channel, f"token-of-{channel}"), user_id, locale)
