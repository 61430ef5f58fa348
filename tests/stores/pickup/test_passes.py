"""Passes: who may collect, with which code, and how a device without a network knows a true one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stores.identity.actors import Guest
from stores.kernel import clock
from stores.kernel.ids import CODE_SYMBOLS, code_as_read
from stores.notifications.models import Message
from stores.ordering import queries as ordering_read
from stores.ordering import services as ordering
from stores.outbox.relay import deliver
from stores.pickup import services as pickup
from stores.pickup.errors import (
    DelegateNotNamed,
    DelegationNotFound,
    PassRevoked,
    PickupNotFound,
    PickupNotOpen,
    ReasonNeeded,
    TooManyDelegates,
    WrongPickupCode,
)
from stores.pickup.models import Collection
from stores.pickup.queries import delegations_of
from stores.pickup.services import Handover
from stores.pickup.signing import PassKey, Signed
from stores.pickup.states import PickupState
from stores.reactions import REACTIONS
from tests.makers import a_chat_customer, a_staff_member, a_store
from tests.stores.pickup.counter import NOON, a_paid_parcel, a_shop, an_order, hand_over, seen

KEY = PassKey.of_secret("s" * 32)
SIGNED = Signed("pku_1", 1, "K7QM4TXD9")


def test_a_pass_is_known_to_be_true_by_whoever_has_the_public_key_and_a_made_up_one_is_not():
    payload = KEY.payload(SIGNED)
    forged = payload[:-1] + ("2" if payload[-1] != "2" else "3")

    assert KEY.is_true(payload, SIGNED)
    assert KEY.is_true(code_as_read(payload).lower(), SIGNED)
    assert PassKey.of_secret("s" * 32).public == KEY.public
    assert not KEY.is_true(forged, SIGNED)
    assert not KEY.is_true(SIGNED.code, SIGNED)
    for other in (replace(SIGNED, issue=2), replace(SIGNED, holder_id="pku_2"), replace(SIGNED, code="AAAAAAAAA")):
        assert not KEY.is_true(payload, other)
    assert not PassKey.of_this_process().is_true(payload, SIGNED)


def test_a_pass_holds_nothing_that_a_scanner_could_mistype():
    payload = KEY.payload(SIGNED)

    assert set(payload) <= set(CODE_SYMBOLS)
    assert (payload[:9], len(payload)) == (SIGNED.code, 114)


async def test_a_signed_pass_is_scanned_and_handed_over_like_its_code(tx):
    store, mio = await a_shop()
    _, parcel = await a_paid_parcel(store, mio)
    payload = KEY.payload(Signed(parcel.id, parcel.issue, parcel.code))

    found = await ordering_read.scan(mio, store.id, f"{payload[:9]}.{payload[9:]}")
    await pickup.confirm_collection(mio, parcel.id, Handover(payload))

    assert found.id == parcel.id
    assert (await seen(parcel)).state is PickupState.COLLECTED


async def test_a_new_pass_replaces_the_old_one_ends_the_lock_and_is_told(tx):
    store, mio = await a_shop()
    hanako = await a_chat_customer()
    order, parcel = await a_paid_parcel(store, mio, actor=hanako)
    for _ in range(5):
        with pytest.raises(WrongPickupCode):
            await pickup.confirm_collection(mio, parcel.id, Handover("WRONG"))

    with pytest.raises(ReasonNeeded):
        await ordering.reissue_pass(mio, parcel.id, " ")
    await ordering.reissue_pass(mio, parcel.id, "Lost the phone")
    await deliver(order.id, REACTIONS, None)
    renewed = await seen(parcel)

    assert (renewed.issue, renewed.code != parcel.code) == (2, True)
    with pytest.raises(PassRevoked):
        await ordering_read.scan(mio, store.id, parcel.code)
    with pytest.raises(WrongPickupCode):
        await pickup.confirm_collection(mio, parcel.id, Handover(parcel.code))
    await hand_over(mio, renewed)
    told = await Message.get(kind="PASS_REISSUED")
    assert code_as_read(renewed.code) in told.text


async def test_somebody_else_collects_with_a_pass_of_their_own(tx):
    store, mio = await a_shop()
    _, parcel = await a_paid_parcel(store, mio)

    ken = await ordering.delegate_pickup(Guest(), parcel.id, " Ken ")
    found = await ordering_read.scan(mio, store.id, ken.code)
    await pickup.confirm_collection(mio, parcel.id, Handover(ken.code))

    assert (found.id, found.customer_name, found.collector_name) == (parcel.id, "Hanako", "Ken")
    assert (await seen(parcel)).collector_name == "Ken"
    [made] = await Collection.filter(pickup_id=parcel.id)
    assert (made.collector_name, made.delegation_id, made.staff_id) == ("Ken", ken.id, mio.id)


async def test_a_delegate_whose_pass_was_taken_back_gets_nothing(tx):
    store, mio = await a_shop()
    _, parcel = await a_paid_parcel(store, mio)
    ken = await ordering.delegate_pickup(Guest(), parcel.id, "Ken")

    await ordering.revoke_delegation(Guest(), ken.id)
    again = await ordering.revoke_delegation(Guest(), ken.id)

    assert again.revoked_at is not None
    assert (await delegations_of([parcel.id]))[parcel.id] == []
    with pytest.raises(PassRevoked):
        await ordering_read.scan(mio, store.id, ken.code)
    with pytest.raises(WrongPickupCode):
        await pickup.confirm_collection(mio, parcel.id, Handover(ken.code))
    await hand_over(mio, parcel)


async def test_delegates_have_names_and_are_few_and_strangers_name_none(tx):
    store, _ = await a_shop()
    owner = await a_chat_customer(user_id="1")
    stranger = await a_chat_customer(user_id="2")
    _, parcel = await an_order(store, actor=owner)
    delegations = [await ordering.delegate_pickup(owner, parcel.id, f"Friend {n}") for n in range(5)]

    with pytest.raises(TooManyDelegates) as refusal:
        await ordering.delegate_pickup(owner, parcel.id, "One more")
    with pytest.raises(DelegateNotNamed):
        await ordering.delegate_pickup(owner, parcel.id, "  ")
    with pytest.raises(PickupNotFound):
        await ordering.delegate_pickup(stranger, parcel.id, "Thief")
    with pytest.raises(DelegationNotFound):
        await ordering.revoke_delegation(stranger, delegations[0].id)
    with pytest.raises(PickupNotFound):
        await ordering.reissue_pass(await a_staff_member(await a_store()), parcel.id, "Curious")

    assert refusal.value.most == 5


async def test_the_store_sees_that_the_customer_is_there_and_where(tx):
    store, mio = await a_shop()
    _, parcel = await a_paid_parcel(store, mio)

    with clock.frozen_at(NOON):
        await ordering.announce_arrival(Guest(), parcel.id, None)
    with clock.frozen_at(NOON + timedelta(minutes=2)):
        await ordering.announce_arrival(Guest(), parcel.id, "Bay 4")
    there = await seen(parcel)
    await hand_over(mio, parcel)

    assert (there.arrived_at, there.spot) == (NOON + timedelta(minutes=2), "Bay 4")
    with pytest.raises(PickupNotOpen):
        await ordering.announce_arrival(Guest(), parcel.id, None)
