"""What follows from what: every event, and who reacts to it. Each reaction may run twice."""

from contextlib import suppress

from stores.holds.events import PromiseWithdrawn
from stores.identity.events import SignInCodeAsked
from stores.kernel.events import Event
from stores.locator.events import StoreChanged, StoreOpened, StoreRetired, StoresImported
from stores.notifications import services as notifications
from stores.notifications.events import MailWritten
from stores.ordering import services as ordering
from stores.ordering.events import (
    GoodsReturned,
    OrderCancelled,
    OrderCompleted,
    OrderPaid,
    OrderPlaced,
    OrderReopened,
)
from stores.outbox.relay import Reaction
from stores.outside import Outside
from stores.payments import services as payments
from stores.payments.errors import PaymentDeclined
from stores.payments.events import (
    NoticeReceived,
    PaymentDropped,
    PaymentFailed,
    PaymentFlagged,
    PaymentSettled,
    PaymentStarted,
    RefundAsked,
    Refunded,
    RefundRefused,
)
from stores.payments.models import RefundedPart
from stores.pickup.events import (
    CollectionReminded,
    CollectionUndone,
    CustomerArrived,
    DelegationRevoked,
    LineRefused,
    ParcelCollected,
    ParcelLapsed,
    ParcelOverdue,
    ParcelReady,
    PassReissued,
    PickupDelegated,
    PickupOpened,
    PickupRescheduled,
    PreparationStarted,
    SlotWithdrawn,
)


async def _thank(event: OrderPlaced, _: Outside) -> None:
    await notifications.thank_for_order(event.order_id)


async def _invite(event: ParcelReady, _: Outside) -> None:
    await notifications.invite_to_collect(event.order_id, event.pickup_id)


async def _confirm_handover(event: ParcelCollected, _: Outside) -> None:
    if event.complete:
        await notifications.confirm_handover(event.order_id, event.pickup_id)


async def _remind(event: CollectionReminded, _: Outside) -> None:
    await notifications.remind_to_collect(event.order_id, event.pickup_id, event.number)


async def _tell_lapsed(event: ParcelLapsed, _: Outside) -> None:
    await notifications.tell_lapsed(event.order_id, event.pickup_id)


async def _tell_refused(event: LineRefused, _: Outside) -> None:
    await notifications.tell_refused(event.order_id, event.refusal_id)


async def _send_new_pass(event: PassReissued, _: Outside) -> None:
    await notifications.send_new_pass(event.order_id, event.pickup_id, event.issue)


async def _tell_slot_closed(event: SlotWithdrawn, _: Outside) -> None:
    await notifications.tell_slot_closed(event.order_id, event.pickup_id, event.slot_id)


async def _mark_paid(event: PaymentSettled | ParcelLapsed | LineRefused, _: Outside) -> None:
    await ordering.mark_paid(event.order_id)


async def _reopen(event: CollectionUndone, _: Outside) -> None:
    await ordering.reopen_order(event.order_id)


async def _complete(event: OrderPaid | ParcelCollected | ParcelLapsed | LineRefused, _: Outside) -> None:
    await ordering.complete_order(event.order_id)


async def _cancel_when_lapsed(event: ParcelLapsed | LineRefused, _: Outside) -> None:
    await ordering.cancel_when_lapsed(event.order_id)


async def _open_pickups(event: OrderPaid, _: Outside) -> None:
    await ordering.open_pickups(event.order_id)


async def _refund_refused(event: LineRefused, _: Outside) -> None:
    part = RefundedPart(line_id=event.order_line_id, quantity=event.quantity, minor=event.refund_minor)
    await ordering.refund_refused(event.order_id, event.refusal_id, part)


async def _refund_lapsed(event: ParcelLapsed, _: Outside) -> None:
    await ordering.refund_lapsed(event.order_id, event.pickup_id)


async def _give_up_unpaid(event: PaymentFailed, _: Outside) -> None:
    await ordering.give_up_unpaid(event.order_id)


async def _close_page(event: PaymentDropped, outside: Outside) -> None:
    await payments.look_after(outside.gateways, event.payment_id)


async def _send_refund(event: RefundAsked, outside: Outside) -> None:
    await payments.send_refund(outside.gateways, event.refund_id)


async def _uncount_refund(event: RefundRefused, _: Outside) -> None:
    await ordering.uncount_refused(event.order_id, event.refund_id)


async def _act_on_notice(event: NoticeReceived, outside: Outside) -> None:
    with suppress(PaymentDeclined):  # which has been written down
        await payments.act_on_notice(outside.gateways, event.notice_id)


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
    NoticeReceived: [_act_on_notice],
    PaymentSettled: [_mark_paid],
    PaymentFailed: [_give_up_unpaid],
    PaymentDropped: [_close_page],
    PaymentStarted: [],  # for the buyer's page, which listens live
    PaymentFlagged: [],  # for a person, who sees it on the payment
    RefundAsked: [_send_refund],
    Refunded: [],  # the end of the money's story, told in the timeline
    RefundRefused: [_uncount_refund],
    OrderPaid: [_open_pickups, _complete],  # a handover may have come before the news of its payment
    ParcelCollected: [_confirm_handover, _complete],
    ParcelLapsed: [_refund_lapsed, _tell_lapsed, _cancel_when_lapsed, _mark_paid, _complete],
    ParcelOverdue: [],  # for the boards: somebody who manages the store looks after it
    LineRefused: [_refund_refused, _tell_refused, _cancel_when_lapsed, _mark_paid, _complete],
    CustomerArrived: [],  # for the boards
    CollectionUndone: [_reopen],
    PickupRescheduled: [],  # for the boards, and for the timeline
    SlotWithdrawn: [_tell_slot_closed],
    PassReissued: [_send_new_pass],
    PickupDelegated: [],  # the customer sends the pass on
    DelegationRevoked: [],  # likewise, it was the customer's own wish
    CollectionReminded: [_remind],
    GoodsReturned: [],  # its money was settled where it was taken back
    OrderReopened: [],  # told in the timeline
    OrderCompleted: [],  # the end of the story, told in the timeline
    OrderCancelled: [],  # its goods and money were settled where it was cancelled
}
