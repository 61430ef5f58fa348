"""Who has no chat with us is told by mail: once, and not given up while the mail server is away."""

import pytest

from stores.identity.actors import Guest
from stores.notifications.models import Message
from stores.notifications.services import send_mail
from stores.ordering import services as ordering
from stores.ordering.services import Contact, OrderWish, PickupWish, Wanted
from stores.outbox.relay import deliver
from stores.outside import Outside
from stores.payments.states import PaymentMethod
from stores.reactions import REACTIONS
from tests.fakes import KeptMail, nowhere
from tests.makers import a_market, a_store, a_variant


async def a_thank_you() -> Message:
    await a_market()
    await a_variant("TEA")
    ginza = await a_store(holding={"TEA": 1})
    contact = Contact("Ken", "ken@example.org")
    wish = OrderWish((Wanted("TEA", 1),), PickupWish(ginza.id), contact, PaymentMethod.COUNTER)
    order = await ordering.order_now(Guest(), wish)
    await deliver(order.id, REACTIONS, Outside(geocoder=nowhere, mailer=KeptMail()))
    [message] = await Message.all()
    return message


async def test_a_guest_with_an_email_is_thanked_by_mail_once(tx):
    message = await a_thank_you()
    mail = KeptMail()

    for _ in range(2):
        await send_mail(message.id, mail)

    [sent] = mail.sent
    assert (sent.to, sent.id) == ("ken@example.org", message.id)
    assert "come in" in sent.text


async def test_a_mail_waits_for_a_server_that_is_away(tx):
    message = await a_thank_you()
    mail = KeptMail(is_down=True)

    with pytest.raises(ConnectionError):
        await send_mail(message.id, mail)
    mail.is_down = False
    await send_mail(message.id, mail)

    assert len(mail.sent) == 1


async def test_a_mailbox_that_does_not_exist_is_written_down_and_left_alone(tx):
    message = await a_thank_you()
    mail = KeptMail(refuses=frozenset({"ken@example.org"}))

    for _ in range(2):
        await send_mail(message.id, mail)

    written = await Message.get(id=message.id)
    assert (written.delivered_at, written.failure) == (None, "no such mailbox")
    assert mail.sent == []
