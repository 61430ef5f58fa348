"""Writing down what people are to be told; a chat's process reads it and reports it sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from stores.database import atomic, first_row
from stores.identity.actors import Actor
from stores.identity.models import Channel
from stores.identity.queries import ChatUser, chats_of, sign_in_code
from stores.kernel import clock
from stores.kernel.errors import NotAllowed
from stores.kernel.ids import code_as_read, new_id
from stores.locator.queries import store_for
from stores.locator.rules.wallclock import local_day
from stores.notifications.errors import MessageNotFound
from stores.notifications.events import MailWritten
from stores.notifications.models import Message, MessageKind
from stores.notifications.ports import Mail, Mailer, MailNotTaken
from stores.notifications.rules import subject, wording
from stores.ordering.queries import OrderRow, orders_by_id
from stores.outbox import services as outbox
from stores.pickup.models import RefusedUnits
from stores.pickup.queries import PickupRow, pickup_by_id

EMAIL = "email"  # the channel of those who have no chat with us
MESSAGE_DUE = "MessageDue"  # the topic that wakes the processes of chats


async def thank_for_order(order_id: str) -> None:
    """Tell the buyer that the order has come in."""
    order = await _order(order_id)
    await _tell(order, MessageKind.ORDER_PLACED, {"number": order.number}, None)


async def invite_to_collect(order_id: str, pickup_id: str) -> None:
    """Tell the buyer that a parcel waits, where, and under which code."""
    pickup = await pickup_by_id(pickup_id)
    await _tell(await _order(order_id), MessageKind.PARCEL_READY, await _facts(pickup), pickup_id)


async def confirm_handover(order_id: str, pickup_id: str) -> None:
    """Tell the buyer that the parcel was handed over, so that a stranger's errand is noticed."""
    pickup = await pickup_by_id(pickup_id)
    await _tell(await _order(order_id), MessageKind.PARCEL_COLLECTED, await _facts(pickup), pickup_id)


async def remind_to_collect(order_id: str, pickup_id: str, number: int) -> None:
    """Tell the buyer, for the first or second time, that a parcel still waits, until when, and under which code."""
    pickup = await pickup_by_id(pickup_id)
    facts = {**await _facts(pickup), "until": await _last_day(pickup)}
    await _tell(await _order(order_id), MessageKind.PICKUP_REMINDER, facts, pickup_id, f"{pickup_id}#{number}")


async def tell_lapsed(order_id: str, pickup_id: str) -> None:
    """Tell the buyer that a parcel is kept no longer."""
    pickup = await pickup_by_id(pickup_id)
    await _tell(await _order(order_id), MessageKind.PARCEL_LAPSED, await _facts(pickup), pickup_id)


async def tell_refused(order_id: str, refusal_id: str) -> None:
    """Tell the buyer which units cannot be given."""
    refused = await RefusedUnits.get(id=refusal_id)
    pickup = await pickup_by_id(refused.pickup_id)
    title = next(line.title for line in pickup.lines if line.id == refused.line_id)
    facts = {**await _facts(pickup), "title": title, "quantity": str(refused.quantity)}
    await _tell(await _order(order_id), MessageKind.LINE_REFUSED, facts, pickup.id, refusal_id)


async def send_new_pass(order_id: str, pickup_id: str, issue: int) -> None:
    """Tell the buyer the code that a parcel has now; one that was replaced meanwhile is not told."""
    pickup = await pickup_by_id(pickup_id)
    if pickup.issue == issue:
        facts = await _facts(pickup)
        await _tell(await _order(order_id), MessageKind.PASS_REISSUED, facts, pickup_id, f"{pickup_id}#{issue}")


async def tell_slot_closed(order_id: str, pickup_id: str, slot_id: str) -> None:
    """Tell the buyer that the store is closed in the slot that was chosen; one who chose another is not told."""
    pickup = await pickup_by_id(pickup_id)
    if pickup.slot_id == slot_id:
        facts = await _facts(pickup)
        await _tell(await _order(order_id), MessageKind.SLOT_CLOSED, facts, pickup_id, f"{pickup_id}#{slot_id[-9:]}")


async def _last_day(pickup: PickupRow) -> str:
    store = await store_for(pickup.store_id)
    assert pickup.kept_until is not None
    return local_day(store.time_zone, pickup.kept_until).isoformat()


async def _order(order_id: str) -> OrderRow:
    return (await orders_by_id([order_id]))[order_id]


async def _facts(pickup: PickupRow) -> Mapping[str, str]:
    store = await store_for(pickup.store_id)
    return {"number": pickup.order_number, "store": store.name, "code": code_as_read(pickup.code)}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a message says, and of what."""

    kind: MessageKind
    locale: str
    facts: Mapping[str, str]
    about_id: str
    order_id: str | None = None
    pickup_id: str | None = None


async def _tell(
    order: OrderRow, kind: MessageKind, facts: Mapping[str, str], pickup_id: str | None, about_id: str | None = None
) -> None:
    """Tell the buyer in each of their chats, or by mail when they have none; of one thing (``about_id``) once."""
    told = _Told(kind, order.locale, facts, about_id or pickup_id or order.id, order.id, pickup_id)
    chats = await chats_of(order.customer_id) if order.customer_id else []
    for chat in chats:
        await _write(chat, told)
    if not chats and order.contact_email:
        await _write(ChatUser(EMAIL, order.contact_email), told)


async def send_sign_in_code(code_id: str) -> None:
    """Send a one-time code to the email that it was asked for; a code that is gone is not sent."""
    asked = await sign_in_code(code_id)
    if asked is not None:
        told = _Told(MessageKind.SIGN_IN_CODE, asked.locale, {"code": asked.code}, asked.id)
        await _write(ChatUser(EMAIL, asked.email), told)


@atomic
async def _write(to: ChatUser, told: _Told) -> None:
    """One message to one person; writing it twice writes it once."""
    written = await first_row(
        "INSERT INTO message"
        " (id, channel, recipient, kind, locale, subject, text, about_id, order_id, pickup_id, due_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (channel, recipient, kind, about_id) DO NOTHING RETURNING id",
        new_id("msg"),
        to.channel,
        to.user_id,
        told.kind,
        told.locale,
        subject(told.kind, told.locale, told.facts),
        wording(told.kind, told.locale, told.facts),
        told.about_id,
        told.order_id,
        told.pickup_id,
        clock.now(),
    )
    if written is None:
        return
    if to.channel == EMAIL:
        await outbox.record(MailWritten(written["id"]))
    else:
        await outbox.announce(MESSAGE_DUE, written["id"])


async def send_mail(message_id: str, mailer: Mailer) -> None:
    """Hand a written mail to whoever carries it; one that was sent before is not sent again."""
    message = await Message.get(id=message_id)
    if message.delivered_at or message.failed_at:
        return
    try:
        await mailer.send(Mail(message.id, message.recipient, message.subject, message.text))
    except MailNotTaken as refused:
        message.failed_at, message.failure = clock.now(), str(refused)[:400]
    else:
        message.delivered_at = clock.now()
    await message.save(update_fields=["delivered_at", "failed_at", "failure"])


@atomic
async def report_delivered(actor: Actor, message_id: str, *, failure: str | None = None) -> Message:
    """The process of a chat says that a message was sent, or (``failure``) why it cannot be.

    Raises:
        MessageNotFound: no such message, or another channel's.
    """
    if not isinstance(actor, Channel):
        raise NotAllowed(signed_in=False)
    message = await Message.select_for_update().get_or_none(id=message_id, channel=actor.name)
    if message is None:
        raise MessageNotFound(message_id)
    if failure is None:
        message.delivered_at = message.delivered_at or clock.now()
    elif message.delivered_at is None:
        message.failed_at, message.failure = clock.now(), failure[:400]
    await message.save()
    return message
