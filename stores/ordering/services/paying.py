"""What money does to an order: it comes, stays away, or goes back."""

from tortoise.transactions import in_transaction

from stores.database import atomic
from stores.holds import services as holds
from stores.inventory import services as inventory
from stores.inventory.errors import OutOfStock
from stores.kernel import clock
from stores.ordering.events import OrderPaid
from stores.ordering.models import Order, OrderLine
from stores.ordering.services.ending import CancelReason, cancelled
from stores.ordering.services.orders import ask_stores
from stores.ordering.services.refunds import give_all_back
from stores.ordering.states import OrderState
from stores.outbox import services as outbox
from stores.payments import queries as payments_read
from stores.payments import services as payments
from stores.payments.errors import PaymentDeclined
from stores.payments.ports import Gateways
from stores.pickup import services as pickup
from stores.pickup.errors import SlotFull
from stores.pickup.queries import pickups_of

AT_ONCE = 200
CAME_IN_PART = "Not all of the money came in time."
CAME_TOO_LATE = "The money came when the order had been given up."


async def start_paying(gateways: Gateways, order_id: str) -> None:
    """Open the page on which an order is paid, after its commit; safe to run twice.

    Raises:
        PaymentDeclined: the provider will not take the payment; the order was given up.
        GatewayDown: nothing is known; the worker tries again.
    """
    try:
        await payments.start_order(gateways, order_id)
    except PaymentDeclined:
        await give_up_unpaid(order_id)
        raise


@atomic
async def mark_paid(order_id: str) -> None:
    """An order of which nothing is owed any more is paid; money for one that was given up goes back."""
    order = await Order.select_for_update().get(id=order_id)
    if order.state is OrderState.CANCELLED and order.paid_at is None:
        await give_all_back(order, CAME_TOO_LATE)
    elif order.state is OrderState.PLACED and await payments_read.is_paid_in_full(order_id):
        if not await _holds_last(order):
            await cancelled(order, CancelReason.TOO_LATE)
            await give_all_back(order, CAME_TOO_LATE)
            return
        order.move_to(OrderState.PAID)
        order.paid_at = clock.now()
        await order.save(update_fields=["state", "paid_at"])
        await outbox.record(OrderPaid(order_id))


async def _holds_last(order: Order) -> bool:
    """Make the holds of an order that was paid online last; False when somebody else has what it held."""
    if order.pay_until is None:
        return True
    lines = await OrderLine.filter(order_id=order.id)
    goods = [inventory.Goods(line.store_id, line.sku, line.quantity) for line in lines]
    await holds.release(order.id)  # under the same row locks as the taking: nobody comes between
    try:
        async with in_transaction():  # a savepoint, for the refusal is dealt with here
            await pickup.hold_goods_again(order.id, goods, order.slots)
    except (OutOfStock, SlotFull):
        return False
    return True


@atomic
async def open_pickups(order_id: str) -> None:
    """Stores prepare what was paid online. An order that is paid at the counter has its pickups already."""
    order = await Order.select_for_update().get(id=order_id)
    if order.state is not OrderState.PAID or (await pickups_of([order_id]))[order_id]:
        return
    opened = await ask_stores(order, await OrderLine.filter(order_id=order_id).order_by("place"))
    await outbox.record(*(pickup.opened(each) for each in opened))


@atomic
async def give_up_unpaid(order_id: str) -> None:
    """An order whose money failed or did not come in full is given up, and its goods go back on sale."""
    order = await Order.select_for_update().get(id=order_id)
    waits = order.state is OrderState.PLACED and order.pay_until is not None
    if not waits or await payments_read.is_paid_in_full(order_id):
        return
    await payments.cancel_owed([order_id])
    await holds.release(order_id)
    await give_all_back(order, CAME_IN_PART)
    await cancelled(order, CancelReason.TOO_LATE)


async def cancel_unpaid_orders() -> int:
    """Give up the orders whose money did not come in time; how many were due. The worker calls this."""
    due = Order.filter(state=OrderState.PLACED, pay_until__lte=clock.now()).order_by("pay_until").limit(AT_ONCE)
    order_ids = await due.values_list("id", flat=True)
    for order_id in order_ids:
        await give_up_unpaid(str(order_id))
    return len(order_ids)
