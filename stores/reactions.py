"""What follows from what: every event, and who reacts to it. Each reaction may run twice."""

from stores.holds.events import PromiseWithdrawn
from stores.identity.events import SignInCodeAsked
from stores.kernel.events import Event
from stores.locator.events import StoreChanged, StoreOpened, StoreRetired, StoresImported
from stores.notifications import services as notifications
from stores.notifications.events import MailWritten
from stores.ordering import services as ordering
from stores.ordering.events import OrderCancelled, OrderCompleted, OrderPaid, OrderPlaced
from stores.outbox.relay import Reaction
from stores.outside import Outside
from stores.payments.events import PaymentSettled
from stores.pickup.events import ParcelCollected, ParcelLapsed, ParcelReady, PickupOpened, PreparationStarted


async def _thank(event: OrderPlaced, _: Outside) -> None:
    await notifications.thank_for_order(event.order_id)


async def _invite(event: ParcelReady, _: Outside) -> None:
    await notifications.invite_to_collect(event.order_id, event.pickup_id)


async def _confirm_handover(event: ParcelCollected, _: Outside) -> None:
    if event.complete:
        await notifications.confirm_handover(event.order_id, event.pickup_id)


async def _mark_paid(event: PaymentSettled | ParcelLapsed, _: Outside) -> None:
    await ordering.mark_paid(event.order_id)


async def _complete(event: OrderPaid | ParcelCollected | ParcelLapsed, _: Outside) -> None:
    await ordering.complete_order(event.order_id)


async def _cancel_when_lapsed(event: ParcelLapsed, _: Outside) -> None:
    await ordering.cancel_when_lapsed(event.order_id)


async def _expire_quote(event: PromiseWithdrawn, _: Outside) -> None:
    await ordering.expire_quote(event.owner)


async def _send_code(event: SignInCodeAsked, _: Outside) -> None:
    await notifications.send_sign_in_code(event.code_id)


async def _send_mail(event: MailWritten, outside: Outside) -> None:
    await notifications.send_mail(event.message_id, outside.mailer)


REACTIONS: dict[type[Event], list[Reaction]] = {
    StoreOpened: [],  # for the atlas of every process, which listens live
    StoreChanged: [],  # likewise
    StoreRetired: [],  # likewise
    StoresImported: [],  # likewise
    PromiseWithdrawn: [_expire_quote],
    SignInCodeAsked: [_send_code],
    MailWritten: [_send_mail],
    OrderPlaced: [_thank],
    PickupOpened: [],  # for the boards of the store, which listen live
    PreparationStarted: [],  # for the boards, and for the timeline of the order
    ParcelReady: [_invite],
    PaymentSettled: [_mark_paid],
    OrderPaid: [_complete],  # a handover may have come before the news of its payment
    ParcelCollected: [_confirm_handover, _complete],
    ParcelLapsed: [_cancel_when_lapsed, _mark_paid, _complete],
    OrderCompleted: [],  # the end of the story, told in the timeline
    OrderCancelled: [],  # its goods and money were settled where it was cancelled
}
