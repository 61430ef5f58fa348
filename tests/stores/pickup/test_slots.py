"""Times at which parcels are collected: as many as the store can serve, explained, and held with the goods."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from stores.holds import services as holds
from stores.identity.actors import Guest
from stores.inventory.errors import OutOfStock
from stores.inventory.queries import stock_of
from stores.kernel import clock
from stores.kernel.errors import NotAllowed
from stores.locator import services as locator
from stores.locator.atlas import ATLAS
from stores.locator.queries import store_for
from stores.locator.rules import Hours
from stores.notifications.models import Message
from stores.ordering import queries as ordering_read
from stores.ordering import services as ordering
from stores.ordering.models import Order
from stores.ordering.services import CancelReason, Contact, PickupWish, Wanted
from stores.outbox.relay import deliver
from stores.payments.states import PaymentMethod
from stores.pickup import services as pickup
from stores.pickup.errors import PickupNotOpen, SlotClosed, SlotFull, SlotNotFound, SlotPlanNotPossible
from stores.pickup.models import Slot
from stores.pickup.queries import next_open_slots, pickups_of, slot_by_id, slots_on
from stores.pickup.rules import slot_times
from stores.pickup.services import PlanDraft
from stores.pickup.states import SlotState, WhyNot
from stores.reactions import REACTIONS
from tests.makers import a_chat_customer, a_staff_member
from tests.stores.pickup.counter import a_paid_parcel, a_plan, a_shop, an_order, hand_over, seen

TUESDAY = date(2026, 11, 24)
TEN = datetime(2026, 11, 24, 1, tzinfo=UTC)  # in Tokyo
HOURS = "Mo-Su 10:00-14:00; PH off"


async def a_planned_shop(**plan: int):
    store, mio = await a_shop(opening_hours=HOURS)
    await a_plan(store, mio, **plan)
    return store, mio


async def test_every_slot_of_a_day_is_told_with_what_is_left_and_why_not(tx):
    store, _ = await a_planned_shop(capacity=1, lead_minutes=30)

    with clock.frozen_at(TEN + timedelta(minutes=70)):
        last = (await slots_on(store, TUESDAY))[3]
        await an_order(store, {"TEA": 1}, slot_id=last.id)
        slots = await slots_on(store, TUESDAY)

    assert [slot.starts_at - TEN for slot in slots] == [timedelta(hours=n) for n in range(4)]
    assert [(slot.state, slot.why_not, slot.remaining) for slot in slots] == [
        (SlotState.CLOSED, WhyNot.PAST, 1),
        (SlotState.CLOSED, WhyNot.LEAD_TIME, 1),
        (SlotState.OPEN, None, 1),
        (SlotState.FULL, WhyNot.FULL, 0),
    ]


async def test_holidays_and_closures_show_the_usual_slots_with_the_reason(tx):
    store, _ = await a_planned_shop()
    await locator.announce_closure(store.id, TUESDAY, "Stocktaking", opening_hours="12:30-14:30")
    await locator.announce_closure(store.id, TUESDAY + timedelta(days=1), "Stocktaking")
    await ATLAS.refresh([store.id])
    store = await store_for(store.id)

    with clock.frozen_at(TEN - timedelta(days=3)):
        holiday = await slots_on(store, date(2026, 11, 23))
        short = await slots_on(store, TUESDAY)
        closed = await slots_on(store, TUESDAY + timedelta(days=1))

    assert {slot.why_not for slot in holiday} == {WhyNot.HOLIDAY}
    assert [(slot.starts_at - TEN, slot.why_not) for slot in short] == [
        (timedelta(hours=0), WhyNot.CLOSED),
        (timedelta(hours=1), WhyNot.CLOSED),
        (timedelta(hours=2, minutes=30), None),
        (timedelta(hours=3, minutes=30), None),
    ]
    assert [slot.why_not for slot in closed] == [WhyNot.CLOSED] * 4


@pytest.mark.parametrize(("day", "slots"), [("2027-03-28", 23), ("2027-10-31", 25), ("2027-06-01", 24)])
def test_a_day_with_a_clock_change_has_whole_slots_none_missing_or_doubled(day, slots):
    berlin = Hours("24/7", "Europe/Berlin", "DE")

    times = slot_times(berlin, date.fromisoformat(day), timedelta(hours=1))

    assert len(times) == slots
    assert {slot.ends_at - slot.starts_at for slot in times} == {timedelta(hours=1)}
    assert all(one.ends_at == other.starts_at for one, other in pairwise(times))
    assert {slot.starts_at.astimezone(ZoneInfo("Europe/Berlin")).date().isoformat() for slot in times} == {day}


async def test_an_order_takes_a_place_and_its_parcel_is_promised_for_the_slot(tx):
    store, _ = await a_planned_shop()

    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot = (await slots_on(store, TUESDAY))[1]
        _, parcel = await an_order(store, slot_id=slot.id)

    assert (parcel.slot_id, parcel.due_at) == (slot.id, slot.starts_at)
    assert [(row.total, row.promised) for row in await Slot.filter(id=slot.id)] == [(2, 1)]


async def test_a_full_slot_is_refused_with_those_that_are_still_open(tx):
    store, _ = await a_planned_shop(capacity=1)

    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot = (await slots_on(store, TUESDAY))[3]
        await an_order(store, {"TEA": 1}, slot_id=slot.id)
        with pytest.raises(SlotFull) as refusal:
            await an_order(store, {"TEA": 1}, slot_id=slot.id)
        alternatives = await next_open_slots(store, slot.starts_at, first=2)

    assert (refusal.value.slot_id, refusal.value.store_id) == (slot.id, store.id)
    assert [open_.starts_at for open_ in alternatives] == [TEN, TEN + timedelta(hours=1)]
    assert await Order.all().count() == 1
    assert [shelf.promised for shelf in await stock_of(store.id, ["TEA"])] == [1]


async def test_a_slot_is_let_go_when_the_goods_are_not_there(tx):
    store, _ = await a_planned_shop()
    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot = (await slots_on(store, TUESDAY))[0]

        with pytest.raises(OutOfStock):
            await an_order(store, {"TEA": 6}, slot_id=slot.id)

        assert (await slot_by_id(slot.id)).remaining == 2


async def test_a_slot_that_has_begun_is_past_or_of_another_store_is_refused(tx):
    store, _ = await a_planned_shop()
    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot = (await slots_on(store, TUESDAY))[0]

    with clock.frozen_at(TEN + timedelta(minutes=1)), pytest.raises(SlotClosed) as refusal:
        await an_order(store, slot_id=slot.id)
    for unknown in ("slt_nonsense", slot.id[:-1] + "7", f"slt_elsewhere_{slot.id[-8:]}"):
        with pytest.raises(SlotNotFound):
            await an_order(store, slot_id=unknown)

    assert refusal.value.why_not == WhyNot.LEAD_TIME


async def test_a_quote_holds_its_slot_until_it_expires_and_the_order_keeps_it(tx):
    store, _ = await a_planned_shop(capacity=1)
    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot = (await slots_on(store, TUESDAY))[2]
        carts = [await a_cart(store.id, slot.id) for _ in range(2)]

        quote = await ordering.quote_cart(Guest(), carts[0])
        again = await ordering.quote_cart(Guest(), carts[0])
        with pytest.raises(SlotFull):
            await ordering.quote_cart(Guest(), carts[1])
        held = await slot_by_id(slot.id)
        shown = await ordering_read.cart_for(Guest(), carts[1], "en")
    with clock.frozen_at(TEN - timedelta(minutes=44)):
        freed = await slot_by_id(slot.id)
        other = await ordering.quote_cart(Guest(), carts[1])
        order = await ordering.place_order(Guest(), other.id, PaymentMethod.COUNTER)

    assert quote.id != again.id
    assert (held.remaining, freed.remaining) == (0, 1)
    assert [type(problem).__name__ for problem in shown.problems] == ["SlotFull"]
    assert shown.pickups[0].ready_at == slot.starts_at
    [parcel] = (await pickups_of([order.id]))[order.id]
    assert parcel.slot_id == slot.id


async def a_cart(store_id: str, slot_id: str) -> str:
    cart = await ordering.create_cart(Guest(), [Wanted("TEA", 1)], market_code="JP", locale="en")
    await ordering.choose_pickup(Guest(), cart.id, PickupWish(store_id, slot_id))
    await ordering.set_contact(Guest(), cart.id, Contact("Hanako"))
    return cart.id


async def test_a_place_is_free_again_when_the_order_is_cancelled_or_fetched_early(tx):
    store, mio = await a_planned_shop()
    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot = (await slots_on(store, TUESDAY))[3]
        order, _ = await an_order(store, {"TEA": 1}, slot_id=slot.id)
        _, early = await a_paid_parcel(store, mio, goods={"TEA": 1}, slot_id=slot.id)
        full = await slot_by_id(slot.id)

        await ordering.cancel_order(Guest(), order.id, CancelReason.CHANGED_MIND)
        after_cancelling = await slot_by_id(slot.id)
        await hand_over(mio, early)

        assert [full.remaining, after_cancelling.remaining, (await slot_by_id(slot.id)).remaining] == [0, 1, 2]


async def test_another_time_is_taken_before_the_first_is_left(tx):
    store, _ = await a_planned_shop(capacity=1)
    with clock.frozen_at(TEN - timedelta(hours=1)):
        first, second, third, _ = await slots_on(store, TUESDAY)
        _, parcel = await an_order(store, {"TEA": 1}, slot_id=first.id)
        await an_order(store, {"TEA": 1}, slot_id=second.id)

        with pytest.raises(SlotFull):
            await ordering.reschedule_pickup(Guest(), parcel.id, second.id)
        kept = await seen(parcel)
        await ordering.reschedule_pickup(Guest(), parcel.id, third.id)
        moved = await seen(parcel)

        assert (kept.slot_id, kept.due_at) == (first.id, first.starts_at)
        assert (moved.slot_id, moved.due_at) == (third.id, third.starts_at)
        assert [(await slot_by_id(slot.id)).remaining for slot in (first, second, third)] == [1, 0, 0]


async def test_what_was_fetched_is_not_moved(tx):
    store, mio = await a_planned_shop()
    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot, other, *_ = await slots_on(store, TUESDAY)
        _, parcel = await a_paid_parcel(store, mio, slot_id=slot.id)
        await hand_over(mio, parcel)

        with pytest.raises(PickupNotOpen):
            await ordering.reschedule_pickup(Guest(), parcel.id, other.id)


async def test_a_parcel_is_kept_from_its_slot_on(tx):
    store, mio = await a_planned_shop()
    with clock.frozen_at(TEN - timedelta(days=1)):
        slot = (await slots_on(store, TUESDAY + timedelta(days=9)))[0]
        _, parcel = await a_paid_parcel(store, mio, slot_id=slot.id)

    assert (await seen(parcel)).kept_until == slot.ends_at + timedelta(days=store.kept_days)


async def test_a_smaller_plan_keeps_what_was_promised_and_takes_no_more(tx):
    store, mio = await a_planned_shop()
    with clock.frozen_at(TEN - timedelta(hours=1)):
        slot, unused, *_ = await slots_on(store, TUESDAY)
        await an_order(store, {"TEA": 1}, slot_id=slot.id)
        await a_plan(store, mio, capacity=1)

        assert (await slot_by_id(slot.id)).why_not is WhyNot.FULL
        assert (await slot_by_id(unused.id)).remaining == 1
        await pickup.drop_slot_plan(mio, store.id, TUESDAY.isoweekday())
        assert await slots_on(store, TUESDAY) == []
        assert (await slot_by_id(slot.id)).why_not is WhyNot.CLOSED


async def test_only_a_manager_plans_and_only_what_is_possible(tx):
    store, mio = await a_shop()
    aiko = await a_staff_member(store)

    with pytest.raises(NotAllowed):
        await pickup.set_slot_plan(aiko, store.id, PlanDraft(1, 60, 2))
    with pytest.raises(SlotPlanNotPossible) as refusal:
        await pickup.set_slot_plan(mio, store.id, PlanDraft(1, 4, 2))

    assert (refusal.value.what, refusal.value.least, refusal.value.most) == ("length_minutes", 5, 1440)


async def test_when_a_store_closes_whoever_chose_that_day_is_told(tx):
    store, mio = await a_planned_shop()
    hanako = await a_chat_customer()
    with clock.frozen_at(TEN - timedelta(days=1)):
        slot = (await slots_on(store, TUESDAY))[0]
        order, parcel = await an_order(store, {"TEA": 1}, actor=hanako, slot_id=slot.id)
        await an_order(store, {"TEA": 1}, actor=hanako)

        told = await pickup.close_store_on(mio, store.id, TUESDAY, "Water in the cellar")
        await deliver(order.id, REACTIONS, None)

    assert told == [parcel.id]
    assert await Message.filter(kind="SLOT_CLOSED", pickup_id=parcel.id).count() == 1


async def test_places_that_nobody_paid_in_time_are_swept(tx):
    store, _ = await a_planned_shop(capacity=1)
    with clock.frozen_at(TEN - timedelta(hours=2)):
        slot = (await slots_on(store, TUESDAY))[3]
        await ordering.quote_cart(Guest(), await a_cart(store.id, slot.id))

    with clock.frozen_at(TEN - timedelta(hours=1)):
        await holds.release_overdue()

    assert (await Slot.get(id=slot.id)).promised == 0
