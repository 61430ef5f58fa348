"""What follows from what: every event, and who reacts to it. Each reaction may run twice."""

from stores.kernel.events import Event
from stores.locator.events import StoreChanged, StoreOpened, StoreRetired, StoresImported
from stores.notifications import services as notifications
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
from stores.payments.events import PaymentSettled
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


REACTIONS: dict[type[Event], list[Reaction]] = {
    StoreOpened: [],  # for the atlas of every process, which listens live
    StoreChanged: [],  # likewise
    StoreRetired: [],  # likewise
    StoresImported: [],  # likewise
    OrderPlaced: [_thank],
    PickupOpened: [],  # for the boards of the store, which listen live
    PreparationStarted: [],  # for the boards, and for the timeline of the order
    ParcelReady: [_invite],
    PaymentSettled: [_mark_paid],
    OrderPaid: [_complete],  # a handover may have come before the news of its payment
    ParcelOverdue: [],  # for the boards: somebody who manages the store looks after it
    LineRefused: [_tell_refused, _cancel_when_lapsed, _mark_paid, _complete],
    CustomerArrived: [],  # for the boards
    ParcelCollected: [_confirm_handover, _complete],
    CollectionUndone: [_reopen],
    PickupRescheduled: [],  # for the boards, and for the timeline
    SlotWithdrawn: [_tell_slot_closed],
    PassReissued: [_send_new_pass],
    PickupDelegated: [],  # the customer sends the pass on
    DelegationRevoked: [],  # likewise, it was the customer's own wish
    CollectionReminded: [_remind],
    ParcelLapsed: [_tell_lapsed, _cancel_when_lapsed, _mark_paid, _complete],
    GoodsReturned: [],  # its money goes back over the counter, where the goods were taken back
    OrderReopened: [],  # told in the timeline
    OrderCompleted: [],  # the end of the story, told in the timeline
    OrderCancelled: [],  # its goods and money were settled where it was cancelled
}
