"""A parcel is prepared, paid and handed over: once, to the right person, with every unit accounted for."""

from datetime import timedelta

import pytest

from stores.identity.actors import Guest
from stores.inventory.models import Movement
from stores.inventory.queries import stock_of
from stores.kernel import clock
from stores.kernel.errors import NotAllowed
from stores.kernel.ids import code_as_read
from stores.kernel.money import Money
from stores.notifications.models import Message
from stores.ordering import queries as ordering_read
from stores.ordering.states import OrderState
from stores.outbox.relay import deliver
from stores.payments.errors import NothingOwed
from stores.payments.states import Tender
from stores.pickup import queries as pickup_read
from stores.pickup import services as pickup
from stores.pickup.errors import (
    AlreadyCollected,
    CodeUnknown,
    CollectedElsewhere,
    NotInParcel,
    PassLocked,
    PaymentOwed,
    PickupNotOpen,
    WrongPickupCode,
)
from stores.pickup.events import ParcelReady
from stores.pickup.services import Handover
from stores.pickup.states import PickupState
from stores.reactions import REACTIONS
from tests.makers import a_chat_customer, a_staff_member, a_store
from tests.stores.pickup.counter import NOON, a_ready_parcel, a_shop, an_order, seen


async def test_a_parcel_is_prepared_paid_and_handed_over_and_its_goods_leave_the_shelf(tx):
    store, aiko = await a_shop()
    order, parcel = await an_order(store)

    with clock.frozen_at(NOON):
        await pickup.start_preparing(aiko, parcel.id)
        await pickup.mark_ready(aiko, parcel.id)
    waiting = await seen(parcel)
    await pickup.take_payment(aiko, parcel.id, Tender.CASH)
    await pickup.confirm_collection(aiko, parcel.id, Handover(code_as_read(parcel.code).lower()))
    await deliver(order.id, REACTIONS, None)

    gone = await seen(parcel)
    assert (waiting.state, waiting.ready_at, waiting.kept_until) == (
        PickupState.READY,
        NOON,
        NOON + timedelta(days=store.kept_days),
    )
    assert (gone.state, gone.collected_by, gone.owed) == (PickupState.COLLECTED, aiko.name, Money(0, "JPY"))
    assert [(line.sku, line.collected) for line in gone.lines] == [("TEA", 2), ("CUP", 1)]
    assert [(level.on_hand, level.promised) for level in await stock_of(store.id, ["TEA", "CUP"])] == [(3, 0), (4, 0)]
    assert await Movement.filter(reference=parcel.id).count() == 2
    assert (await ordering_read.order_for(Guest(), order.id)).state is OrderState.COMPLETED


async def test_nothing_is_handed_over_before_it_is_paid(tx):
    store, aiko = await a_shop()
    _, parcel = await a_ready_parcel(store, aiko)

    with pytest.raises(PaymentOwed) as refusal:
        await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code))

    assert refusal.value.owed.minor == 3600
    assert (await seen(parcel)).state is PickupState.READY


async def test_money_is_taken_once(tx):
    store, aiko = await a_shop()
    _, parcel = await an_order(store)

    await pickup.take_payment(aiko, parcel.id, Tender.CARD_TERMINAL)

    with pytest.raises(NothingOwed):
        await pickup.take_payment(aiko, parcel.id, Tender.CASH)


async def test_after_five_wrong_codes_even_the_right_one_is_refused_for_a_quarter_of_an_hour(tx):
    store, aiko = await a_shop()
    _, parcel = await a_ready_parcel(store, aiko)
    await pickup.take_payment(aiko, parcel.id, Tender.CASH)

    left = []
    with clock.frozen_at(NOON):
        for _ in range(5):
            with pytest.raises(WrongPickupCode) as refusal:
                await pickup.confirm_collection(aiko, parcel.id, Handover("WRONG"))
            left.append(refusal.value.attempts_left)
        with pytest.raises(PassLocked) as locked:
            await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code))
    with clock.frozen_at(NOON + timedelta(minutes=15)):
        await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code))

    assert left == [4, 3, 2, 1, 0]
    assert locked.value.retry_after_seconds == 901
    assert (await seen(parcel)).state is PickupState.COLLECTED


async def test_the_second_device_is_told_who_when_and_where(tx):
    store, aiko = await a_shop()
    _, parcel = await a_ready_parcel(store, aiko)
    await pickup.take_payment(aiko, parcel.id, Tender.CASH)
    with clock.frozen_at(NOON):
        await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code))

    with pytest.raises(AlreadyCollected) as refusal:
        await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code))

    assert (refusal.value.collected_at, refusal.value.by, refusal.value.store_id) == (NOON, aiko.name, store.id)


async def test_some_units_now_and_the_rest_later_but_never_more_than_there_are(tx):
    store, aiko = await a_shop()
    _, parcel = await a_ready_parcel(store, aiko)
    await pickup.take_payment(aiko, parcel.id, Tender.CASH)
    tea = next(line for line in parcel.lines if line.sku == "TEA")

    await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code, ((tea.id, 1),)))
    with pytest.raises(NotInParcel):
        await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code, ((tea.id, 2),)))
    half = await seen(parcel)
    await pickup.confirm_collection(aiko, parcel.id, Handover(parcel.code))

    assert half.state is PickupState.PARTLY_COLLECTED
    assert (await seen(parcel)).state is PickupState.COLLECTED
    assert [(level.on_hand, level.promised) for level in await stock_of(store.id, ["TEA", "CUP"])] == [(3, 0), (4, 0)]


async def test_only_staff_of_the_store_act_and_a_parcel_is_not_made_ready_twice(tx):
    store, aiko = await a_shop()
    stranger = await a_staff_member(await a_store())
    _, parcel = await a_ready_parcel(store, aiko)

    for actor in (Guest(), stranger):
        with pytest.raises(NotAllowed):
            await pickup.take_payment(actor, parcel.id, Tender.CASH)
    with pytest.raises(PickupNotOpen):
        await pickup.mark_ready(aiko, parcel.id)


async def test_a_scan_looks_and_changes_nothing(tx):
    store, aiko = await a_shop()
    elsewhere = await a_store()
    boss = await a_staff_member()
    _, parcel = await an_order(store)

    found = await ordering_read.scan(aiko, store.id, code_as_read(parcel.code))

    assert found == parcel
    with pytest.raises(CollectedElsewhere):
        await ordering_read.scan(boss, elsewhere.id, parcel.code)
    with pytest.raises(CodeUnknown):
        await ordering_read.scan(aiko, store.id, "222222222")


async def test_what_nobody_fetches_lapses_and_is_for_sale_again(tx):
    store, aiko = await a_shop()
    with clock.frozen_at(NOON):
        order, parcel = await a_ready_parcel(store, aiko)

    with clock.frozen_at(NOON + timedelta(days=store.kept_days)):
        lapsed = await pickup.lapse_overdue()
        await deliver(order.id, REACTIONS, None)

    assert lapsed == 1
    assert (await seen(parcel)).state is PickupState.LAPSED
    assert [level.free for level in await stock_of(store.id, ["TEA", "CUP"])] == [5, 5]
    assert (await ordering_read.order_for(Guest(), order.id)).state is OrderState.CANCELLED


async def test_the_buyer_hears_of_it_in_the_chat_once_in_their_language(tx):
    store, aiko = await a_shop()
    hanako = await a_chat_customer(locale="ja")
    order, parcel = await an_order(store, actor=hanako)

    await pickup.mark_ready(aiko, parcel.id)
    await deliver(order.id, REACTIONS, None)
    for told_again in REACTIONS[ParcelReady]:
        await told_again(ParcelReady(order.id, parcel.id, store.id), None)

    messages = await Message.filter(recipient="4711").order_by("sequence")
    assert [message.kind for message in messages] == ["ORDER_PLACED", "PARCEL_READY"]
    assert code_as_read(parcel.code) in messages[1].text


async def test_the_board_shows_what_is_due_first_page_by_page(tx):
    store, aiko = await a_shop()
    parcels = [(await an_order(store, {"TEA": 1}))[1] for _ in range(3)]
    await pickup.start_preparing(aiko, parcels[1].id)

    first = await pickup_read.board(store.id, [PickupState.TO_PREPARE, PickupState.PREPARING], first=2, after=None)
    last = first.pickups[-1]
    rest = await pickup_read.board(store.id, list(PickupState), first=2, after=(last.due_at, last.opened_at, last.id))

    assert (first.has_more, rest.has_more) == (True, False)
    assert [row.id for row in (*first.pickups, *rest.pickups)] == [parcel.id for parcel in parcels]
    assert await pickup_read.board_count(store.id, [PickupState.TO_PREPARE]) == 2
