"""From a chosen store to an order: a name, a quote, and the order itself, paid at the counter.

ordering.name --> (ordering.named) --> (ordering.quote) --> ordering.confirm --> (ordering.place) --> orders.order
                                             ^                     |                    |
                                             +----------- ordering.expired <------------+
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from bots.client.answers import Cart, Problem, Quote
from bots.dialogues.cart import cart_of
from bots.dialogues.kinds import Book, Turn, option, tell
from bots.dialogues.problems import explained
from bots.dialogues.wayfinding import ready
from bots.engine import text
from bots.engine.turns import Choice, Option, Reply, finish, go, say

book = Book()
LONGEST_NAME = 80
ORDERS_KEPT = 20


@dataclass(frozen=True)
class KeptQuote:
    """What the talk remembers of a quote, to show it again as it was."""

    id: str
    expires_at: str
    total: str
    tax: str
    discount: str
    lines: list[tuple[int, str, str]]
    store: str
    zone: str
    ready_at: str


@book.step("ordering.name")
async def name(turn: Turn) -> Reply:
    """Ask whose name goes on the parcel."""
    known = turn.memory.name
    if not known:
        return say(tell(turn, "ordering.name"))
    same = Option(tell(turn, "ordering.same_name", name=known), go("ordering.named", known), short=known)
    return say(Choice(tell(turn, "ordering.name"), (same,)))


@book.typed("ordering.name")
async def name_typed(turn: Turn) -> Reply:
    """Any words are a name."""
    typed = " ".join(turn.said.split())[:LONGEST_NAME]
    if not typed:
        return say(tell(turn, "ordering.no_name"))
    return say(then=go("ordering.named", typed))


@book.act("ordering.named")
async def named(turn: Turn) -> Reply:
    """Write the name on the cart."""
    contact = turn.given[0]
    answer = await turn.shop.set_contact(turn.memory.cart, contact, turn.locale, key=turn.key_of("contact"))
    if isinstance(answer, Problem):
        return explained(turn, answer, go("cart.show"))
    turn.remember(name=contact)
    return say(then=go("ordering.quote"))


@book.act("ordering.quote")
async def quote(turn: Turn) -> Reply:
    """Have the shop keep goods and prices for a while."""
    cart = await cart_of(turn)
    if cart is None or not cart.lines:
        return say(tell(turn, "problem.cart_is_empty"), then=go("browse.start"))
    if not cart.pickups:
        return say(then=go("pickup.stores"))
    answer = await turn.shop.quote_cart(cart.id, key=turn.key_of("quote"))
    if isinstance(answer, Problem):
        return explained(turn, answer, go("cart.show"))
    turn.remember(quote=asdict(_kept(answer, cart)))
    return say(then=go("ordering.confirm"))


@book.step("ordering.confirm")
async def confirm(turn: Turn) -> Reply:
    """Everything about the order on one page, before it is placed."""
    if not turn.memory.quote:
        return say(tell(turn, "ordering.no_quote"), then=go("cart.show"))
    kept = KeptQuote(**turn.memory.quote)
    if datetime.fromisoformat(kept.expires_at) <= turn.now:
        return say(tell(turn, "problem.quote_expired"), then=go("ordering.expired"))
    options = (
        option(turn, "ordering.place", go("ordering.place", kept.id)),
        option(turn, "ordering.another_store", go("pickup.stores")),
        option(turn, "ordering.change_cart", go("cart.show")),
    )
    return say(Choice(_summary(turn, kept), options))


@book.step("ordering.expired")
async def expired(turn: Turn) -> Reply:
    """The quote is over; a new one is one choice away."""
    again = option(turn, "problem.new_quote", go("ordering.quote"))
    return say(Choice("", (again, option(turn, "ordering.change_cart", go("cart.show")))))


@book.act("ordering.place")
async def place(turn: Turn) -> Reply:
    """Turn the quote into an order. The quote is the key: however often it is asked, there is one order."""
    quote_id = turn.given[0]
    answer = await turn.shop.place_order(quote_id, key=f"order:{quote_id}")
    if isinstance(answer, Problem):
        turn.remember(quote={})
        return explained(turn, answer, go("cart.show"))
    turn.remember(orders=(answer.id, *turn.memory.orders)[:ORDERS_KEPT], cart="", quote={})
    thanks = tell(turn, "ordering.placed", name=turn.memory.name, number=answer.number)
    return finish(thanks, then=go("orders.order", answer.id))


def _kept(quote: Quote, cart: Cart) -> KeptQuote:
    pickup, totals = cart.pickups[0], quote.totals
    return KeptQuote(
        id=quote.id,
        expires_at=quote.expires_at.isoformat(),
        total=totals.total.formatted,
        tax=totals.tax.formatted if totals.tax and totals.tax.minor else "",
        discount=totals.discount.formatted if totals.discount and totals.discount.minor else "",
        lines=[(line.quantity, line.item.name, line.total.formatted) for line in cart.lines],
        store=pickup.store.name,
        zone=pickup.store.time_zone,
        ready_at=pickup.ready_at.isoformat() if pickup.ready_at else "",
    )


def _summary(turn: Turn, kept: KeptQuote) -> str:
    lines = [tell(turn, "cart.line", quantity=n, title=title, total=total) for n, title, total in kept.lines]
    amounts = {"discount": kept.discount, "tax": kept.tax}
    extras = [tell(turn, f"ordering.{name}", amount=amount) for name, amount in amounts.items() if amount]
    total = tell(turn, "ordering.total", total=kept.total)
    until = _when(turn, kept.expires_at, kept.zone)
    parts = [tell(turn, "ordering.quote"), *lines, *extras, total, _where(turn, kept)]
    return "\n".join([*parts, tell(turn, "ordering.kept", when=until)])


def _where(turn: Turn, kept: KeptQuote) -> str:
    if not kept.ready_at:
        return tell(turn, "ordering.at_store_later", store=kept.store)
    promise = ready(turn, datetime.fromisoformat(kept.ready_at), kept.zone)
    return tell(turn, "ordering.at_store", store=kept.store, ready=promise)


def _when(turn: Turn, instant: str, zone: str) -> str:
    return text.moment(turn.locale, datetime.fromisoformat(instant), zone, turn.now)
