"""Staff sign in, are slowed when they guess, and are forgotten when they leave."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.identity import services as identity
from stores.identity.actors import Guest, may_see, works_at
from stores.identity.errors import EmailTaken, SignInLocked, WrongPassword
from stores.identity.models import StaffMember
from stores.identity.queries import actor_of_token
from stores.identity.roles import Role
from stores.kernel import clock
from tests.makers import PASSWORD, a_chat_customer, a_staff_member, a_store

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_a_session_opens_with_the_password_and_dies_at_sign_out(tx):
    aiko = await a_staff_member(email="aiko@wharfside.example")

    session = await identity.sign_in_staff(" Aiko@Wharfside.example ", PASSWORD, from_loopback=False)
    before = await actor_of_token(session.token)
    await identity.sign_out(session.token)

    assert before == aiko
    assert await actor_of_token(session.token) is None


async def test_a_session_ends_by_itself_and_when_its_person_leaves(tx):
    aiko = await a_staff_member()
    with clock.frozen_at(NOON):
        session = await identity.sign_in_staff(aiko.email, PASSWORD, from_loopback=False)

    with clock.frozen_at(NOON + timedelta(hours=12)):
        expired = await actor_of_token(session.token)
    await StaffMember.filter(id=aiko.id).update(left_at=NOON)
    with clock.frozen_at(NOON):
        left = await actor_of_token(session.token)

    assert (expired, left) == (None, None)


async def test_guessing_is_slowed_more_with_every_guess(tx):
    aiko = await a_staff_member()

    with clock.frozen_at(NOON):
        for _ in range(5):
            with pytest.raises(WrongPassword):
                await identity.sign_in_staff(aiko.email, "a guess", from_loopback=True)
        with pytest.raises(SignInLocked) as locked:
            await identity.sign_in_staff(aiko.email, PASSWORD, from_loopback=True)
    with clock.frozen_at(NOON + timedelta(seconds=2)):
        await identity.sign_in_staff(aiko.email, PASSWORD, from_loopback=True)

    assert locked.value.retry_after_seconds == 2
    assert (await StaffMember.get(id=aiko.id)).failed_tries == 0


async def test_an_unknown_person_and_a_wrong_password_look_the_same(tx):
    with pytest.raises(WrongPassword):
        await identity.sign_in_staff("nobody@wharfside.example", PASSWORD, from_loopback=True)


async def test_a_demo_sign_in_is_useless_from_another_machine(tx):
    demo = await a_staff_member(loopback_only=True)

    with pytest.raises(WrongPassword):
        await identity.sign_in_staff(demo.email, PASSWORD, from_loopback=False)

    assert (await identity.sign_in_staff(demo.email, PASSWORD, from_loopback=True)).staff == demo


async def test_an_email_belongs_to_one_person(tx):
    await a_staff_member(email="aiko@wharfside.example")

    with pytest.raises(EmailTaken):
        await a_staff_member(email="AIKO@wharfside.example")


async def test_a_role_holds_at_its_own_stores(tx):
    ginza, shibuya = await a_store(), await a_store()
    aiko, boss = await a_staff_member(ginza), await a_staff_member(role=Role.MANAGER)

    assert works_at(aiko, ginza.id)
    assert not works_at(aiko, shibuya.id)
    assert not works_at(aiko, ginza.id, Role.SUPERVISOR)
    assert works_at(boss, shibuya.id, Role.SUPERVISOR)
    assert not works_at(Guest(), ginza.id)


async def test_a_chat_user_is_one_customer_and_sees_what_is_theirs(tx):
    first, again = await a_chat_customer(user_id="1"), await a_chat_customer(user_id="1")
    other = await a_chat_customer(user_id="2")

    assert first == again
    assert may_see(first, first.id)
    assert not may_see(other, first.id)
    assert may_see(Guest(), None)
