"""The orders of this chat, and the state and pass of each.

orders.list --> orders.order --> orders.order (ask again)
"""

import asyncio

from bots.client.answers import Order, Pickup
from bots.dialogues.kinds import Book, Turn, option, tell
from bots.engine import text
from bots.engine.turns import Choice, Option, Pass, Piece, Reply, Text, go, say

book = Book()
SHOWN = 5


@book.step("orders.list")
async def listing(turn: Turn) -> Reply:
    """The latest orders, each with its state."""
    known = turn.memory.orders[:SHOWN]
    found = [order for order in await asyncio.gather(*map(turn.shop.order, known)) if order]
    if not found:
        return say(Choice(tell(turn, "orders.none"), (option(turn, "menu.browse", go("browse.start")),)))
    options = tuple(_order_option(turn, order) for order in found)
    return say(Choice(tell(turn, "orders.list"), options))


@book.step("orders.order")
async def order(turn: Turn) -> Reply:
    """One order: its state, where and when to collect, and its passes."""
    found = await turn.shop.order(turn.given[0])
    if found is None:
        return say(tell(turn, "orders.gone"), then=go("orders.list"))
    lines = [tell(turn, "orders.line", quantity=line.quantity, title=line.item.name) for line in found.lines]
    heading = tell(turn, "orders.title", number=found.number, state=state_of(turn, found))
    pieces = [piece for pickup in found.pickups for piece in _parcel(turn, pickup)]
    if not found.pickups and found.state not in {"CANCELLED", "COMPLETED"}:
        pieces.append(Text(tell(turn, "orders.waits")))
    again = option(turn, "orders.again", go("orders.order", found.id))
    menu = option(turn, "talk.menu", go("menu"))
    return say("\n".join([heading, *lines, *_owed(turn, found)]), *pieces, Choice("", (again, menu)))


def state_of(turn: Turn, order: Order) -> str:
    """The state in the customer's words: of the parcel where there is just one, else of the order."""
    if len(order.pickups) == 1 and order.state != "CANCELLED":
        return tell(turn, f"pickup_state.{order.pickups[0].state}")
    return tell(turn, f"order_state.{order.state}")


def _order_option(turn: Turn, order: Order) -> Option:
    label = tell(turn, "orders.label", number=order.number, state=state_of(turn, order))
    return Option(label, go("orders.order", order.id), short=order.number)


def _owed(turn: Turn, order: Order) -> list[str]:
    is_owed = any(payment.state == "OWED" for payment in order.payments)
    return [tell(turn, "orders.owed", total=order.totals.total.formatted)] if is_owed else []


def _parcel(turn: Turn, pickup: Pickup) -> list[Piece]:
    store = pickup.store
    lines = [tell(turn, "orders.at_store", store=store.name, address=store.address.formatted)]
    if pickup.ready_at and pickup.state in {"TO_PREPARE", "PREPARING"}:
        when = text.moment(turn.locale, pickup.ready_at, store.time_zone, turn.now)
        lines.append(tell(turn, "orders.ready_at", when=when, zone=store.time_zone))
    if pickup.kept_until and pickup.state in {"READY", "PARTLY_COLLECTED"}:
        when = text.moment(turn.locale, pickup.kept_until, store.time_zone, turn.now)
        lines.append(tell(turn, "orders.kept_until", when=when))
    if pickup.pass_ is None or pickup.state in {"COLLECTED", "LAPSED", "CANCELLED"}:
        return [Text("\n".join(lines))]
    code = pickup.pass_.code
    lines.append(tell(turn, "orders.pass", code=code))
    return [Pass("\n".join(lines), code, pickup.pass_.qr, tell(turn, "orders.pass_alt", code=code))]
