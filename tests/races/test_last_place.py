"""Many buyers and the last place of a slot; and two who change places with each other."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.kernel import clock
from stores.locator.queries import store_for
from stores.locator.rules.wallclock import local_day
from stores.pickup import services as pickup
from stores.pickup.queries import slots_on
from stores.pickup.services import PlanDraft
from tests.races.buyers import Buyer, buyers, order_now, outcomes, race, told
from tests.races.shop import GUEST, Shop

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("races")]

MANAGER = StaffMember(id="stf_race", name="Mio", role=Role.MANAGER, every_store=True, store_ids=[])


async def slots_of(shop: Shop, *, days_ahead: int, capacity: int = 1) -> list[str]:
    """The slots of a day to come, each for so many parcels."""

    async def planned() -> list[str]:
        store = await store_for(shop.store_id)
        day = local_day(store.time_zone, clock.now()) + timedelta(days=days_ahead)
        await pickup.set_slot_plan(MANAGER, store.id, PlanDraft(day.isoweekday(), 60, capacity, lead_minutes=0))
        return [slot.id for slot in await slots_on(store, day)]

    return await shop.in_process(planned)


async def places_taken(shop: Shop, slot_id: str) -> list[int]:
    return await shop.values("SELECT promised FROM slot WHERE id = $1", slot_id)


async def rivals_for_the_last_place(shop: Shop, number: int, seed: int) -> tuple[str, list[Buyer]]:
    """A slot for two parcels, of which one is promised already, and people who all want it."""
    sku = f"GENMAICHA-{seed}"
    await shop.put_on_shelf(**{sku: number + 1})
    slot_id = (await slots_of(shop, days_ahead=2, capacity=2))[seed]
    first, *rest = (replace(buyer, slot_id=slot_id) for buyer in buyers(number + 1, [{sku: 1}], seed))
    assert told(await order_now(shop, first)) == "Order"
    return slot_id, rest


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_last_place_of_a_slot_goes_to_one_of_a_hundred(shop: Shop, seed: int):
    slot_id, people = await rivals_for_the_last_place(shop, 100, seed)

    came_of_it = await race(shop, people)

    assert came_of_it == Counter(Order=1, SlotFull=99)
    assert await places_taken(shop, slot_id) == [2]
    sku = f"GENMAICHA-{seed}"
    assert await shop.promised(sku) == await shop.held(sku) == sum(await shop.sold(sku)) == 2


async def test_without_the_lock_the_last_place_goes_to_several(unlocked_shop: Shop):
    _, people = await rivals_for_the_last_place(unlocked_shop, 40, seed=1)

    came_of_it = await race(unlocked_shop, people)

    assert came_of_it["Order"] > 1


@pytest.mark.parametrize("seed", range(3))
async def test_two_who_want_each_others_place_both_keep_their_own(shop: Shop, seed: int):
    sku = f"HOJICHA-{seed}"
    await shop.put_on_shelf(**{sku: 10})
    slots = (await slots_of(shop, days_ahead=3))[2 * seed : 2 * seed + 2]
    orders = [await order_now(shop, Buyer(slot, GUEST, {sku: 1}, fills_a_cart=False, slot_id=slot)) for slot in slots]
    assert [told(order) for order in orders] == ["Order", "Order"]
    parcels = [order["pickups"][0]["id"] for order in orders]

    wishes = [
        partial(shop.answer, "ReschedulePickup", pickupId=parcel, slotId=slot)
        for parcel, slot in zip(parcels, reversed(slots), strict=True)
    ]
    came_of_it = await outcomes(wishes * 5)

    assert came_of_it == Counter(SlotFull=10)
    assert [await places_taken(shop, slot) for slot in slots] == [[1], [1]]
