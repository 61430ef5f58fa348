"""What is missing, mistaken, too late or brought back: every unit and every yen stays accounted for."""

from datetime import date, timedelta

import pytest

from stores.catalog.models import Variant
from stores.holds.models import Hold
from stores.identity.actors import Guest
from stores.inventory.models import Movement
from stores.inventory.queries import stock_of
from stores.kernel import clock
from stores.kernel.money import Money
from stores.notifications.models import Message
from stores.ordering import queries as ordering_read
from stores.ordering import services as ordering
from stores.ordering.errors import NoReturnsHere
from stores.ordering.services import ReturnedLine, ReturnWish
from stores.ordering.states import OrderState
from stores.outbox.models import DomainEvent
from stores.outbox.relay import deliver
from stores.payments.queries import payments_of
from stores.payments.states import Tender
from stores.pickup import services as pickup
from stores.pickup.errors import (
    AgeCheckNeeded,
    AlreadyCollected,
    NotInParcel,
    NotReturnable,
    OnAnotherDevice,
    PickupNotOpen,
    TooLateToUndo,
)
from stores.pickup.events import LineRefused
from stores.pickup.models import Collection
from stores.pickup.queries import promise_kept
from stores.pickup.services import Handover, Refused, Undo
from stores.pickup.states import PickupState, RefuseReason
from stores.reactions import REACTIONS
from tests.makers import a_chat_customer, a_staff_member, a_store
from tests.stores.pickup.counter import (
    NOON,
    TABLET,
    TILL,
    a_paid_parcel,
    a_ready_parcel,
    a_shop,
    an_order,
    hand_over,
    seen,
)


async def shelf(store, sku: str = "TEA") -> tuple[int, int]:
    [level] = await stock_of(store.id, [sku])
    return level.on_hand, level.promised


def line(parcel, sku: str = "TEA") -> str:
    return next(line.id for line in parcel.lines if line.sku == sku)


async def refund_asked(order_id: str, event: str) -> list[int]:
    found = await DomainEvent.filter(aggregate=order_id, name=event).order_by("sequence")
    return [each.payload["refund_minor"] for each in found]


async def refunded(order_id: str) -> int:
    return sum(payment.refunded.minor for payment in (await payments_of([order_id]))[order_id])


async def refund_again(order_id: str) -> None:
    """The news of what was refused comes twice, as any news may."""
    for happened in await DomainEvent.filter(aggregate=order_id, name="LineRefused"):
        for reaction in REACTIONS[LineRefused]:
            await reaction(LineRefused(**happened.payload), None)


async def order_state(order_id: str) -> OrderState:
    return (await ordering_read.order_for(Guest(), order_id)).state


async def test_a_damaged_unit_leaves_the_stock_and_is_not_owed_for(tx):
    store, mio = await a_shop()
    hanako = await a_chat_customer()
    order, parcel = await a_ready_parcel(store, mio, actor=hanako)

    await pickup.refuse_line(mio, parcel.id, Refused(line(parcel), 1, RefuseReason.DAMAGED, TILL))
    await deliver(order.id, REACTIONS, None)
    left = await seen(parcel)
    await pickup.take_payment(mio, parcel.id, Tender.CASH)
    await hand_over(mio, parcel)
    await deliver(order.id, REACTIONS, None)

    assert (left.owed, [row.refused for row in left.lines]) == (Money(2400, "JPY"), [1, 0])
    assert (await shelf(store), await shelf(store, "CUP")) == ((3, 0), (4, 0))
    moved = await Movement.filter(reference=parcel.id).order_by("id")
    assert (moved[0].kind, moved[0].quantity) == ("DAMAGED", -1)
    assert await refund_asked(order.id, "LineRefused") == [0]
    assert (await Message.get(kind="LINE_REFUSED")).pickup_id == parcel.id
    assert (await ordering_read.order_for(hanako, order.id)).state is OrderState.COMPLETED


async def test_what_was_paid_for_a_declined_unit_goes_back_and_the_unit_is_for_sale_again(tx):
    store, mio = await a_shop()
    order, parcel = await a_paid_parcel(store, mio)

    await pickup.refuse_line(mio, parcel.id, Refused(line(parcel), 2, RefuseReason.DECLINED))
    await hand_over(mio, parcel)
    await deliver(order.id, REACTIONS, None)
    await refund_again(order.id)

    assert await refund_asked(order.id, "LineRefused") == [2400]
    assert await refunded(order.id) == 2400
    assert (await shelf(store), await shelf(store, "CUP")) == ((5, 0), (4, 0))
    assert (await seen(parcel)).state is PickupState.COLLECTED


async def test_a_parcel_of_which_nothing_can_be_given_is_given_up_with_its_order(tx):
    store, mio = await a_shop()
    order, parcel = await an_order(store, {"TEA": 2})

    with pytest.raises(NotInParcel):
        await pickup.refuse_line(mio, parcel.id, Refused(line(parcel), 3, RefuseReason.MISSING))
    await pickup.refuse_line(mio, parcel.id, Refused(line(parcel), 2, RefuseReason.MISSING))
    await deliver(order.id, REACTIONS, None)

    gone = await seen(parcel)
    assert (gone.state, gone.owed.minor) == (PickupState.CANCELLED, 0)
    assert await order_state(order.id) is OrderState.CANCELLED
    assert await shelf(store) == (3, 0)
    with pytest.raises(PickupNotOpen):
        await pickup.refuse_line(mio, parcel.id, Refused(line(parcel), 1, RefuseReason.MISSING))


async def test_a_handover_is_undone_on_its_device_and_everything_is_as_before(tx):
    store, mio = await a_shop()
    order, parcel = await a_paid_parcel(store, mio)
    before = await seen(parcel)
    await hand_over(mio, parcel, (line(parcel), 1))
    await hand_over(mio, parcel)
    await deliver(order.id, REACTIONS, None)
    complete = await order_state(order.id)

    with pytest.raises(OnAnotherDevice):
        await pickup.undo_collection(mio, parcel.id, Undo("Wrong person", TABLET))
    await pickup.undo_collection(mio, parcel.id, Undo("Wrong person", TILL))
    half = await seen(parcel)
    await pickup.undo_collection(mio, parcel.id, Undo("Wrong person", TILL))
    await deliver(order.id, REACTIONS, None)

    assert (complete, await order_state(order.id)) == (OrderState.COMPLETED, OrderState.PAID)
    assert (half.state, [row.collected for row in half.lines]) == (PickupState.PARTLY_COLLECTED, [1, 0])
    assert await seen(parcel) == before
    assert (await shelf(store), await shelf(store, "CUP")) == ((5, 2), (5, 1))
    assert await Hold.filter(owner=order.id, ended_at=None).count() == 2
    with pytest.raises(PickupNotOpen):
        await pickup.undo_collection(mio, parcel.id, Undo("Once more", TILL))
    await hand_over(mio, parcel)
    await deliver(order.id, REACTIONS, None)
    assert (await shelf(store), await order_state(order.id)) == ((3, 0), OrderState.COMPLETED)


async def test_a_handover_is_not_undone_after_a_quarter_of_an_hour(tx):
    store, mio = await a_shop()
    with clock.frozen_at(NOON):
        _, parcel = await a_paid_parcel(store, mio)
        await hand_over(mio, parcel)

    with clock.frozen_at(NOON + timedelta(minutes=15, seconds=1)), pytest.raises(TooLateToUndo) as refusal:
        await pickup.undo_collection(mio, parcel.id, Undo("Wrong person", TILL))

    assert refusal.value.collected_at == NOON
    assert (await seen(parcel)).state is PickupState.COLLECTED


async def test_without_a_device_only_whoever_handed_over_undoes_it(tx):
    store, mio = await a_shop()
    aiko = await a_staff_member(store)
    _, parcel = await a_paid_parcel(store, mio)
    await hand_over(aiko, parcel, device=None)

    with pytest.raises(OnAnotherDevice):
        await pickup.undo_collection(mio, parcel.id, Undo("Wrong person"))
    await pickup.undo_collection(aiko, parcel.id, Undo("Wrong person"))

    assert (await seen(parcel)).state is PickupState.READY


async def test_goods_with_an_age_limit_are_given_after_a_look_which_is_recorded(tx):
    store, mio = await a_shop()
    await Variant.filter(sku="TEA").update(minimum_age=20)
    _, parcel = await a_paid_parcel(store, mio)

    with pytest.raises(AgeCheckNeeded) as refusal:
        await hand_over(mio, parcel)
    await hand_over(mio, parcel, (line(parcel, "CUP"), 1))
    await pickup.confirm_collection(mio, parcel.id, Handover(parcel.code, age_checked=True))

    assert (parcel.minimum_age, refusal.value.minimum_age) == (20, 20)
    made = await Collection.filter(pickup_id=parcel.id).order_by("recorded_at")
    assert [each.age_checked_by for each in made] == [None, mio.id]


async def test_a_handover_made_without_a_network_is_recorded_for_its_moment_and_device(tx):
    store, mio = await a_shop()
    with clock.frozen_at(NOON):
        _, parcel = await a_paid_parcel(store, mio)

    with clock.frozen_at(NOON + timedelta(hours=2)):
        await pickup.confirm_collection(mio, parcel.id, Handover(parcel.code, at=NOON, device=TABLET))
        with pytest.raises(AlreadyCollected) as refusal:
            await hand_over(mio, parcel)

    [made] = await Collection.filter(pickup_id=parcel.id)
    assert (made.collected_at, made.recorded_at, made.device) == (NOON, NOON + timedelta(hours=2), TABLET)
    assert refusal.value.collected_at == NOON


async def test_whoever_does_not_come_is_reminded_twice_and_then_the_parcel_lapses(tx):
    store, mio = await a_shop()
    hanako = await a_chat_customer()
    with clock.frozen_at(NOON):
        order, parcel = await a_ready_parcel(store, mio, actor=hanako)

    reminded = []
    for hours in (0, 95, 96, 97, 144, 167):
        with clock.frozen_at(NOON + timedelta(hours=hours)):
            reminded.append(await pickup.remind_waiting())
    with clock.frozen_at(NOON + timedelta(days=7)):
        lapsed = await pickup.lapse_overdue()
        await deliver(order.id, REACTIONS, None)

    assert (reminded, lapsed) == ([0, 0, 1, 0, 1, 0], 1)
    assert (await shelf(store), await shelf(store, "CUP")) == ((5, 0), (5, 0))
    told = [message.kind for message in await Message.filter(pickup_id=parcel.id).order_by("sequence")]
    assert told == ["PARCEL_READY", "PICKUP_REMINDER", "PICKUP_REMINDER", "PARCEL_LAPSED"]
    assert (await ordering_read.order_for(hanako, order.id)).state is OrderState.CANCELLED


async def test_a_parcel_that_was_paid_at_the_counter_waits_on_and_so_does_what_is_left_of_one(tx):
    store, mio = await a_shop()
    with clock.frozen_at(NOON):
        _, whole = await a_paid_parcel(store, mio, goods={"CUP": 1})
        _, parcel = await a_paid_parcel(store, mio)
        await hand_over(mio, parcel, (line(parcel), 1))

    with clock.frozen_at(NOON + timedelta(days=7)):
        lapsed = await pickup.lapse_overdue()

    assert lapsed == 0
    assert (await seen(whole)).state is PickupState.READY
    assert (await seen(parcel)).state is PickupState.PARTLY_COLLECTED


async def test_a_parcel_that_is_late_calls_for_help_once(tx):
    store, _ = await a_shop()
    with clock.frozen_at(NOON):
        order, parcel = await an_order(store)

    called = []
    for minutes in (60, 74, 75, 90):
        with clock.frozen_at(NOON + timedelta(minutes=minutes)):
            called.append(await pickup.escalate_overdue())

    assert called == [0, 0, 1, 0]
    assert (await seen(parcel)).escalated_at == NOON + timedelta(minutes=75)
    assert await DomainEvent.filter(aggregate=order.id, name="ParcelOverdue").count() == 1


async def test_a_day_says_how_many_promises_were_kept_and_how_long_it_took(tx):
    store, mio = await a_shop()
    for minutes in (20, 40, 90):
        with clock.frozen_at(NOON):
            _, parcel = await an_order(store, {"TEA": 1})
        with clock.frozen_at(NOON + timedelta(minutes=minutes)):
            await pickup.mark_ready(mio, parcel.id)
    with clock.frozen_at(NOON):
        await an_order(store, {"TEA": 1})

    with clock.frozen_at(NOON + timedelta(hours=3)):
        [day] = await promise_kept(store, date(2026, 11, 23), date(2026, 11, 24))

    assert (day.on, day.promised, day.kept, day.late) == (date(2026, 11, 23), 4, 2, 2)
    assert (day.minutes_to_ready, day.minutes_to_ready_p90, day.not_fetched) == (40, 80, 0)


async def test_goods_come_back_once_on_the_shelf_or_written_off_and_are_paid_back(tx):
    store, mio = await a_shop()
    order, parcel = await a_paid_parcel(store, mio)
    await hand_over(mio, parcel)
    tea, cup = (row.order_line_id for row in parcel.lines)
    wish = ReturnWish(
        store.id,
        order.id,
        (
            ReturnedLine(tea, 1, RefuseReason.DECLINED, restock=True),
            ReturnedLine(cup, 1, RefuseReason.DAMAGED, restock=False),
        ),
        TILL,
    )

    returned = await ordering.return_lines(mio, wish)
    with pytest.raises(NotReturnable) as refusal:
        await ordering.return_lines(mio, wish)

    assert returned.refund == Money(2400, "JPY")
    assert await refund_asked(order.id, "GoodsReturned") == [2400]
    assert await refunded(order.id) == 2400
    assert (await shelf(store), await shelf(store, "CUP")) == ((4, 0), (4, 0))
    assert (refusal.value.line_id, refusal.value.returnable) == (cup, 0)
    [row] = (await ordering_read.returns_of([order.id]))[order.id]
    assert [(each.quantity, each.restocked) for each in row.lines] == [(1, True), (1, False)]


async def test_only_a_store_that_takes_returns_takes_back_what_another_handed_over(tx):
    store, mio = await a_shop()
    order, parcel = await a_paid_parcel(store, mio)
    await hand_over(mio, parcel)
    other, generous = await a_store(), await a_store(services=["PICKUP", "RETURNS"])
    boss = await a_staff_member()
    back = (ReturnedLine(parcel.lines[0].order_line_id, 1, RefuseReason.DECLINED, restock=True),)

    with pytest.raises(NoReturnsHere):
        await ordering.return_lines(boss, ReturnWish(other.id, order.id, back))
    await ordering.return_lines(boss, ReturnWish(generous.id, order.id, back))

    assert await shelf(generous) == (1, 0)
    assert await shelf(store) == (3, 0)
