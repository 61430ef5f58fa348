"""The nearest stores, as shoppers ask for them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stores.kernel.address import Position
from stores.locator.atlas import ATLAS, on_notice
from stores.locator.models import Store, StoreKind, StoreService
from stores.locator.queries import After, Wanted, stores_near
from stores.locator.services import import_stores, retire_store, set_hours
from tests.stores.locator.makers import GINZA, MITTE

pytestmark = pytest.mark.usefixtures("tx")
TOKYO = Position(35.6812, 139.7671)


async def the_atlas_of(*drafts) -> None:
    await import_stores(drafts)
    await ATLAS.load()


def codes(wanted: Wanted = Wanted(), **how) -> list[str]:  # noqa: B008  frozen
    return [near.store.code for near in stores_near(TOKYO, wanted, **{"first": 10, **how})]


def in_a_row(count: int) -> list:
    return [replace(GINZA, code=f"G{n}", position=Position(35.6 - n * 0.01, 139.7)) for n in range(count)]


async def test_the_nearest_store_comes_first_with_its_distance():
    await the_atlas_of(MITTE, GINZA)

    first, second = stores_near(TOKYO, first=10)

    assert (first.store.code, second.store.code) == ("GINZA", "MITTE")
    assert first.distance_km == pytest.approx(1.0913, abs=0.001)
    assert second.distance_km == pytest.approx(8940, abs=15)


async def test_a_warehouse_is_offered_to_nobody():
    await the_atlas_of(replace(GINZA, kind=StoreKind.WAREHOUSE), MITTE)

    assert codes() == ["MITTE"]


async def test_stores_can_be_wanted_with_a_service_open_and_not_too_far():
    picking_up = replace(MITTE, services=[StoreService.PICKUP])
    await the_atlas_of(GINZA, picking_up)
    noon_in_berlin = datetime(2026, 11, 20, 12, tzinfo=UTC)

    assert codes(Wanted(frozenset({StoreService.PICKUP}))) == ["MITTE"]
    assert codes(Wanted(open_at=noon_in_berlin)) == ["MITTE"]
    assert codes(Wanted(within_km=5)) == ["GINZA"]
    assert codes(Wanted(within_km=0.5)) == []


async def test_only_stores_that_have_the_goods_are_shown():
    await the_atlas_of(GINZA, MITTE)
    mitte = await Store.get(code="MITTE")

    assert codes(among={mitte.id, "str_gone"}) == ["MITTE"]
    assert codes(among=frozenset()) == []


async def test_pages_go_on_where_they_ended_though_a_store_has_closed_for_good():
    await the_atlas_of(*in_a_row(7))
    page = stores_near(TOKYO, first=3)

    await retire_store(page[-1].store.id)
    await ATLAS.refresh([page[-1].store.id])

    after = After(page[-1].distance_km, page[-1].store.code)
    assert [near.store.code for near in page] == ["G0", "G1", "G2"]
    assert codes(after=after, first=3) == ["G3", "G4", "G5"]


async def test_pages_of_stores_at_one_point_leave_none_out():
    await the_atlas_of(*(replace(GINZA, code=f"G{n}") for n in range(5)))

    found = stores_near(TOKYO, first=2)
    found += stores_near(TOKYO, first=9, after=After(found[-1].distance_km, found[-1].store.code))

    assert [near.store.code for near in found] == ["G0", "G1", "G2", "G3", "G4"]


async def test_news_of_a_store_reaches_the_atlas():
    await the_atlas_of(GINZA)
    store = await Store.get(code="GINZA")
    before = ATLAS.generation

    await set_hours(store.id, "24/7")
    await on_notice("StoreChanged", store.id)
    await import_stores([MITTE])
    await asyncio.gather(on_notice("StoresImported", "imp_1"), on_notice("OrderPlaced", store.id))

    assert ATLAS.generation == before + 2
    assert ATLAS.card(store.id).hours.expression == "24/7"
    assert codes() == ["GINZA", "MITTE"]
