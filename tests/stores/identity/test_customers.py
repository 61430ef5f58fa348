"""A customer signs in by a code that is sent to them, and by nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.identity import services as identity
from stores.identity.errors import EmailNotUnderstood, TooManyCodes, WrongSignInCode
from stores.identity.models import Customer, SignInCode
from stores.identity.queries import actor_of_token
from stores.kernel import clock
from stores.notifications.models import Message
from stores.outbox.relay import deliver
from stores.outside import Outside
from stores.reactions import REACTIONS
from tests.fakes import KeptMail, nowhere

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_the_code_that_came_by_mail_opens_a_session_once(tx):
    mail = KeptMail()
    outside = Outside(geocoder=nowhere, mailer=mail)

    asked = await identity.ask_sign_in_code(" Hanako@Example.org ", "ja")
    await deliver(asked.id, REACTIONS, outside)
    [message] = await Message.all()
    await deliver(message.id, REACTIONS, outside)
    session = await identity.sign_in_customer("hanako@example.org", f"{asked.code[:3]} {asked.code[3:]}")
    with pytest.raises(WrongSignInCode):
        await identity.sign_in_customer("hanako@example.org", asked.code)

    [sent] = mail.sent
    assert (sent.to, asked.code in sent.text, "コード" in sent.subject) == ("hanako@example.org", True, True)
    assert await actor_of_token(session.token) == session.customer
    assert (await Message.get(id=message.id)).delivered_at is not None


async def test_the_same_email_is_the_same_customer(tx):
    sessions = []
    for _ in range(2):
        asked = await identity.ask_sign_in_code("hanako@example.org", "en")
        sessions.append(await identity.sign_in_customer("hanako@example.org", asked.code))

    assert sessions[0].customer == sessions[1].customer
    assert await Customer.all().count() == 1


async def test_a_code_is_guessed_at_five_times_and_no_more(tx):
    asked = await identity.ask_sign_in_code("hanako@example.org", "en")
    wrong = f"{(int(asked.code) + 1) % 10**6:06}"

    left = []
    for typed in [wrong] * 5 + [asked.code]:
        with pytest.raises(WrongSignInCode) as refusal:
            await identity.sign_in_customer("hanako@example.org", typed)
        left.append(refusal.value.attempts_left)

    assert left == [4, 3, 2, 1, 0, 0]


async def test_a_code_expires_and_a_new_one_replaces_it(tx):
    with clock.frozen_at(NOON):
        first = await identity.ask_sign_in_code("hanako@example.org", "en")
        await SignInCode.filter(id=first.id).update(code="000000")
    with clock.frozen_at(NOON + timedelta(seconds=1)):
        second = await identity.ask_sign_in_code("hanako@example.org", "en")
        await SignInCode.filter(id=second.id).update(code="111111")
        with pytest.raises(WrongSignInCode):
            await identity.sign_in_customer("hanako@example.org", "000000")
    with clock.frozen_at(NOON + timedelta(minutes=11)), pytest.raises(WrongSignInCode):
        await identity.sign_in_customer("hanako@example.org", "111111")

    assert await Customer.all().count() == 0


async def test_nobody_is_flooded_with_codes(tx):
    with clock.frozen_at(NOON):
        for _ in range(5):
            await identity.ask_sign_in_code("hanako@example.org", "en")
        with pytest.raises(TooManyCodes) as refusal:
            await identity.ask_sign_in_code("hanako@example.org", "en")
    with clock.frozen_at(NOON + timedelta(hours=1)):
        await identity.ask_sign_in_code("hanako@example.org", "en")

    assert refusal.value.retry_after_seconds == 3601
    assert await SignInCode.all().count() == 6


@pytest.mark.parametrize("typed", ["", "hanako", "hanako@", "a b@example.org", "@example.org", "a@b@c.org"])
async def test_what_is_no_address_is_not_mailed(tx, typed):
    with pytest.raises(EmailNotUnderstood):
        await identity.ask_sign_in_code(typed, "en")

    assert await SignInCode.all().count() == 0
