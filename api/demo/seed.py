"""Fills an empty shop with the demo's world, through the same services as any merchant would."""

import asyncio
from collections.abc import Sequence
from contextvars import Context
from dataclasses import asdict

from tortoise import Tortoise

from api.demo.orders import place_orders
from api.demo.records import Product, StaffMember, Store, World
from api.demo.terms import set_terms
from api.demo.world import load_world
from api.launch import SignIn
from api.settings import Settings
from stores.catalog.rules import Image, Option, ProductDraft, Text, VariantDraft
from stores.catalog.services import import_catalog
from stores.database import first_row, tortoise_config
from stores.identity.roles import Role
from stores.identity.services import NewStaff, hire
from stores.inventory.services import ShelfCount, count_shelves
from stores.kernel.address import Address, Position
from stores.kernel.money import Money
from stores.locator.atlas import ATLAS
from stores.locator.drafts import StoreDraft
from stores.locator.models import StoreKind, StoreService
from stores.locator.services import import_stores
from stores.pricing.services import open_market, set_prices

REFERENCE = "the first day of the demo"


async def seed_if_empty(settings: Settings) -> Sequence[SignIn]:
    """Set the demo's world up where nothing is yet; who may sign in to it, either way."""
    assert settings.database_url is not None
    # Tortoise keeps its connections in the context it is opened in: this one is ours alone, and closed at the end.
    return await asyncio.create_task(_seed_at(settings.database_url), context=Context())


async def _seed_at(url: str) -> Sequence[SignIn]:
    await Tortoise.init(config=tortoise_config(url))
    try:
        world = load_world()
        if not await _is_set_up():
            await _set_up(world)
        return [SignIn(person.email, person.password, person.role, list(person.stores)) for person in world.staff]
    finally:
        await Tortoise.close_connections()


async def _is_set_up() -> bool:
    """Staff are hired last of all: a set-up that was cut off goes on where it stopped."""
    found = await first_row("SELECT EXISTS (SELECT 1 FROM staff_member) AS is_set_up")
    return bool(found and found["is_set_up"])


async def _set_up(world: World) -> None:
    for market in world.markets:
        await open_market(market.code, market.currency, market.countries, prices_include_tax=market.tax_included)
    await import_stores([_store(store) for store in world.stores])
    await ATLAS.load()
    await import_catalog([_product(world, product) for product in world.products])
    await _price(world)
    await set_terms(world)
    await _fill_shelves(world)
    await place_orders(world)
    await _hire(world)


def _store(store: Store) -> StoreDraft:
    return StoreDraft(
        code=store.code,
        name=store.name,
        address=Address(store.lines, store.city, store.region or None, store.postal_code or None, store.country),
        position=Position(store.latitude, store.longitude),
        time_zone=store.zone,
        kind=StoreKind(store.kind),
        phone=store.phone,
        opening_hours=store.opening_hours,
        services=[StoreService(service) for service in store.services],
        aliases=store.aliases,
        lead_minutes=store.lead_minutes,
    )


def _product(world: World, product: Product) -> ProductDraft:
    def said(value: str) -> str:
        return world.values.get(value, {}).get("en", value)

    values = list(zip(*(variant.values for variant in product.variants), strict=True))
    names = [world.options.get(option, {}).get("en", option) for option in product.options]
    return ProductDraft(
        slug=product.slug,
        texts={locale: Text(**asdict(text)) for locale, text in product.texts.items()},
        variants=tuple(
            VariantDraft(
                sku=variant.sku,
                option_values=tuple(said(value) for value in variant.values),
                barcode=variant.barcode,
                hs_code=product.hs_code,
                weight_g=variant.weight_g,
                minimum_age=product.min_age,
            )
            for variant in product.variants
        ),
        brand=product.brand,
        category=product.category,
        origin_country=product.origin,
        images=(Image(f"/pictures/{product.slug}.svg", product.texts["en"].title),),
        options=tuple(
            Option(name, tuple(dict.fromkeys(said(value) for value in of_option)))
            for name, of_option in zip(names, values, strict=True)
        ),
    )


async def _price(world: World) -> None:
    variants = [variant for product in world.products for variant in product.variants]
    for market in world.markets:
        priced = {
            variant.sku: Money(variant.prices[market.code], market.currency)
            for variant in variants
            if market.code in variant.prices
        }
        await set_prices(market.code, priced)


async def _fill_shelves(world: World) -> None:
    ids = {card.code: card.id for card in ATLAS.cards}
    variants = [variant for product in world.products for variant in product.variants]
    counts = [
        ShelfCount(ids[store.code], variant.sku, stock)
        for store in world.stores
        for variant in variants
        if (stock := world.stock_of(store, variant)) is not None
    ]
    await count_shelves(counts, reference=REFERENCE)


async def _hire(world: World) -> None:
    await asyncio.gather(*(hire(_staff(person, world)) for person in world.staff))


def _staff(person: StaffMember, world: World) -> NewStaff:
    ids = {card.code: card.id for card in ATLAS.cards}
    everywhere = len(person.stores) == len(world.stores)
    return NewStaff(
        email=person.email,
        name=person.name,
        role=Role(person.role),
        password=person.password,
        store_ids=() if everywhere else tuple(ids[code] for code in person.stores),
        every_store=everywhere,
        loopback_only=True,
        locale=person.locale,
    )
