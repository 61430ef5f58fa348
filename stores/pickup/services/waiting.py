"""Parcels that nobody fetches: their customers are reminded, then they are given up. The worker calls these."""

from datetime import timedelta

from stores.database import atomic
from stores.holds import services as holds
from stores.inventory import services as inventory
from stores.inventory.services import Goods
from stores.kernel import clock
from stores.outbox import services as outbox
from stores.payments import queries as payments_read
from stores.payments import services as payments
from stores.pickup.events import CollectionReminded, ParcelLapsed
from stores.pickup.models import Pickup, PickupLine
from stores.pickup.rules import REMINDED_BEFORE
from stores.pickup.services.acting import move
from stores.pickup.states import LAPSED, WAITING

AT_ONCE = 100


@atomic
async def remind_waiting() -> int:
    """Remind the customers of parcels that will be given up soon, once for each step; how many were reminded."""
    reminded = 0
    for step, before in reversed(list(enumerate(REMINDED_BEFORE, start=1))):
        for pickup in await _not_reminded(step, before):
            assert pickup.ready_at is not None and pickup.kept_until is not None
            pickup.reminders = step
            await pickup.save(update_fields=["reminders"])
            if pickup.ready_at < pickup.kept_until - before:  # else it was not even ready then
                await outbox.record(CollectionReminded(pickup.order_id, pickup.id, pickup.store_id, step))
                reminded += 1
    return reminded


async def _not_reminded(step: int, before: timedelta) -> list[Pickup]:
    now = clock.now()
    waiting = Pickup.select_for_update(skip_locked=True).filter(state__in=WAITING, reminders__lt=step)
    soon = waiting.filter(ready_at__isnull=False, kept_until__gt=now, kept_until__lte=now + before)
    return await soon.order_by("kept_until", "id").limit(AT_ONCE)


@atomic
async def lapse_overdue() -> int:
    """Give up parcels that were kept long enough, and put what is left of them back on sale; how many there were.

    A parcel whose money was taken at a counter waits on: it has to be given back there.
    """
    overdue = await (
        Pickup.select_for_update(skip_locked=True)
        .filter(state__in=WAITING, kept_until__lte=clock.now())
        .order_by("id")
        .limit(AT_ONCE)
    )
    lapsed = [pickup for pickup in overdue if await _may_lapse(pickup)]
    for pickup in lapsed:
        await _lapse(pickup)
    return len(lapsed)


async def _may_lapse(pickup: Pickup) -> bool:
    if await payments_read.owed_for(pickup.id) is not None:
        return True
    return await payments_read.can_be_sent_back(pickup.order_id)


async def _lapse(pickup: Pickup) -> None:
    lines = [line for line in await PickupLine.filter(pickup_id=pickup.id).order_by("place") if line.outstanding]
    goods = [Goods(pickup.store_id, line.sku, line.outstanding) for line in lines]
    await inventory.release_goods(pickup.order_id, goods)
    if pickup.slot_id is not None:
        await holds.release(pickup.order_id, [pickup.slot_id])
    await payments.cancel_owed([pickup.id])
    move(pickup, LAPSED)
    await pickup.save(update_fields=["state"])
    await outbox.record(ParcelLapsed(pickup.order_id, pickup.id, pickup.store_id))
