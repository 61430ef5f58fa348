"""Two devices at one counter: one hands over or takes the money, and the other is told so."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from stores.pickup import services as pickup
from tests.races.buyers import Buyer, order_now, outcomes, sooner_or_later, told
from tests.races.shop import GUEST, Shop

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("races")]


@dataclass(frozen=True)
class Desk:
    """Two people behind one counter, and a parcel that somebody has come for."""

    shop: Shop
    pickup_id: str
    code: str

    def both(self, operation: str, **said: object) -> list[Callable[[], Awaitable[dict[str, Any]]]]:
        """The same deed by both of them, each on a device of their own."""
        return [partial(self.shop.answer, operation, who, pickupId=self.pickup_id, **said) for who in self.shop.staff]

    async def make_ready(self) -> None:
        """The parcel is packed and paid."""
        for operation in ("MarkReady", "TakePayment"):
            assert told(await self.shop.answer(operation, self.shop.staff[0], pickupId=self.pickup_id)) == "Pickup"


async def a_desk(shop: Shop, sku: str) -> Desk:
    await shop.put_on_shelf(**{sku: 3})
    order = await order_now(shop, Buyer("Hanako", GUEST, {sku: 2}, fills_a_cart=False))
    [parcel] = order["pickups"]
    return Desk(shop, parcel["id"], parcel["pass"]["code"])


@pytest.mark.parametrize("seed", range(10))
async def test_a_parcel_is_handed_over_by_one_of_two_devices(shop: Shop, seed: int):
    sku = f"COGNAC-{seed}"
    desk = await a_desk(shop, sku)
    await desk.make_ready()

    came_of_it = await outcomes(desk.both("ConfirmCollection", code=desk.code))

    assert came_of_it == Counter(Pickup=1, AlreadyCollected=1)
    assert await shop.values("SELECT collected FROM pickup_line WHERE pickup_id = $1", desk.pickup_id) == [2]
    assert await shop.values("SELECT on_hand FROM stock_level WHERE sku = $1", sku) == [1]
    assert await happened(desk, "ParcelCollected") == 1


async def test_without_the_lock_the_second_device_is_not_told_who_was_first(unlocked_shop: Shop):
    async def is_not_told(number: int) -> bool:
        desk = await a_desk(unlocked_shop, f"COGNAC-{number}")
        await desk.make_ready()
        came_of_it = await outcomes(desk.both("ConfirmCollection", code=desk.code))
        return came_of_it["AlreadyCollected"] == 0

    assert await sooner_or_later(is_not_told)


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_owed_is_taken_once(shop: Shop, seed: int):
    desk = await a_desk(shop, f"BRANDY-{seed}")

    came_of_it = await outcomes(desk.both("TakePayment"))

    assert came_of_it == Counter(Pickup=1, NothingOwed=1)
    assert await shop.values("SELECT state FROM payment WHERE payable_id = $1", desk.pickup_id) == ["PAID"]
    assert await happened(desk, "PaymentSettled") == 1


async def test_without_the_lock_the_money_is_taken_twice(unlocked_shop: Shop):
    async def is_taken_twice(number: int) -> bool:
        desk = await a_desk(unlocked_shop, f"BRANDY-{number}")
        came_of_it = await outcomes(desk.both("TakePayment"))
        return came_of_it == Counter(Pickup=2) and await happened(desk, "PaymentSettled") == 2

    assert await sooner_or_later(is_taken_twice)


async def happened(desk: Desk, event: str) -> int:
    """How often something was announced about the parcel or its order."""
    announced = await desk.shop.values(
        "SELECT event.id FROM domain_event event JOIN pickup ON aggregate = order_id"
        " WHERE name = $1 AND pickup.id = $2",
        event,
        desk.pickup_id,
    )
    return len(announced)


@pytest.mark.parametrize("seed", range(5))
async def test_a_handover_is_undone_or_made_again_and_the_shelf_knows_which(shop: Shop, seed: int):
    sku = f"ARMAGNAC-{seed}"
    desk = await a_desk(shop, sku)
    await desk.make_ready()
    collect = partial(shop.answer, "ConfirmCollection", shop.staff[0], pickupId=desk.pickup_id, code=desk.code)
    undo = partial(shop.answer, "UndoCollection", shop.staff[0], pickupId=desk.pickup_id)
    assert told(await collect()) == "Pickup"

    came_of_it = await outcomes([undo, collect, collect] if seed % 2 else [collect, undo, collect])

    assert came_of_it["Pickup"] in (1, 2)
    assert came_of_it["Pickup"] + came_of_it["AlreadyCollected"] == 3
    is_collected = came_of_it["Pickup"] == 2
    assert await shop.values("SELECT collected FROM pickup_line WHERE pickup_id = $1", desk.pickup_id) == [
        2 if is_collected else 0
    ]
    assert await shop.values("SELECT on_hand FROM stock_level WHERE sku = $1", sku) == [1 if is_collected else 3]
    assert await shop.promised(sku) == await shop.held(sku) == (0 if is_collected else 2)


@pytest.mark.parametrize("seed", range(5))
async def test_a_parcel_lapses_or_is_collected_never_both(shop: Shop, seed: int):
    sku = f"CALVADOS-{seed}"
    desk = await a_desk(shop, sku)
    await desk.make_ready()
    await shop.values("UPDATE pickup SET kept_until = now() WHERE id = $1", desk.pickup_id)
    await shop.values("UPDATE payment SET method = 'CARD' WHERE payable_id = $1", desk.pickup_id)  # else it waits on

    async def lapse() -> dict[str, Any]:
        await shop.in_process(pickup.lapse_overdue)
        return {"__typename": "Worker"}

    collect = partial(shop.answer, "ConfirmCollection", shop.staff[0], pickupId=desk.pickup_id, code=desk.code)
    came_of_it = await outcomes([lapse, collect] if seed % 2 else [collect, lapse])

    is_collected = came_of_it["Pickup"] == 1
    assert came_of_it["Pickup"] + came_of_it["PickupNotOpen"] == 1
    assert await happened(desk, "ParcelLapsed") == (0 if is_collected else 1)
    assert await shop.values("SELECT on_hand FROM stock_level WHERE sku = $1", sku) == [1 if is_collected else 3]
    assert await shop.promised(sku) == await shop.held(sku) == 0
