"""The cart: how many, what is in it, and what to change.

browse.product --> cart.quantity --> (cart.add) --> cart.show --+--> pickup.where
                                                      ^  |      +--> browse.start
                                                      |  v
             (cart.change) <-- cart.amount <-- cart.line
"""

from bots.client.answers import Cart, CartLine, Problem
from bots.client.shop import Goods
from bots.dialogues.kinds import Book, Turn, option, tell
from bots.dialogues.problems import explained
from bots.engine.hearing import number_in
from bots.engine.turns import Choice, Goes, Option, Reply, go, say

book = Book()
MOST = 99
SUGGESTED = 5


@book.step("cart.quantity")
async def quantity(turn: Turn) -> Reply:
    """Ask how many of one variant."""
    sku, title = turn.given
    return say(_how_many(turn, title, "cart.add", sku))


@book.typed("cart.quantity")
async def quantity_typed(turn: Turn) -> Reply:
    """Take any whole number within reason."""
    return _typed_number(turn, "cart.add", turn.given[0], go("cart.quantity", *turn.given))


@book.act("cart.add")
async def add(turn: Turn) -> Reply:
    """Put the goods into the cart; the first ones make the cart."""
    sku, count = turn.given
    goods = Goods(sku, int(count))
    cart = turn.memory.cart
    answer = await _put(turn, cart, goods)
    if isinstance(answer, Problem):
        return explained(turn, answer, go("cart.show"))
    turn.remember(cart=answer.id, quote={})
    return say(tell(turn, "cart.added"), then=go("cart.show"))


@book.step("cart.show")
async def show(turn: Turn) -> Reply:
    """The lines and what they come to, and where to go from here."""
    cart = await cart_of(turn)
    if cart is None or not cart.lines:
        return say(Choice(tell(turn, "cart.empty"), (option(turn, "menu.browse", go("browse.start")),)))

    options = [option(turn, "cart.check_out", go("pickup.where")), option(turn, "cart.browse", go("browse.start"))]
    options += [_line_option(turn, line) for line in cart.lines]
    return say(Choice(_listing(turn, cart), tuple(options)))


@book.step("cart.line")
async def line(turn: Turn) -> Reply:
    """One line: change its quantity, or remove it."""
    found = await _line(turn, turn.given[0])
    if found is None:
        return say(tell(turn, "cart.line_gone"), then=go("cart.show"))
    prompt = tell(turn, "cart.line_prompt", quantity=found.quantity, title=found.item.name)
    amount = option(turn, "cart.amount", go("cart.amount", found.id))
    return say(Choice(prompt, (amount, option(turn, "cart.remove", go("cart.change", found.id, "0")))))


@book.typed("cart.line")
@book.typed("cart.amount")
async def amount_typed(turn: Turn) -> Reply:
    """A number is the new quantity."""
    return _typed_number(turn, "cart.change", turn.given[0], go("cart.amount", *turn.given))


@book.step("cart.amount")
async def amount(turn: Turn) -> Reply:
    """Ask for the new quantity of a line."""
    found = await _line(turn, turn.given[0])
    if found is None:
        return say(tell(turn, "cart.line_gone"), then=go("cart.show"))
    return say(_how_many(turn, found.item.name, "cart.change", found.id))


@book.act("cart.change")
async def change(turn: Turn) -> Reply:
    """Give a line its new quantity; none removes it."""
    line_id, count = turn.given
    answer = await turn.shop.change_line(turn.memory.cart, line_id, int(count), key=turn.key_of("change"))
    if isinstance(answer, Problem):
        return explained(turn, answer, go("cart.show"))
    turn.remember(quote={})
    return say(tell(turn, "cart.changed" if int(count) else "cart.removed"), then=go("cart.show"))


async def cart_of(turn: Turn) -> Cart | None:
    """The customer's cart, if there is one still."""
    if not turn.memory.cart:
        return None
    cart = await turn.shop.cart(turn.memory.cart)
    if cart is None:
        turn.remember(cart="")
    return cart


async def _put(turn: Turn, cart: str, goods: Goods) -> Cart | Problem:
    if cart:
        answer = await turn.shop.add_to_cart(cart, goods, key=turn.key_of("add"))
        if not isinstance(answer, Problem) or answer.kind not in {"CartNotFound", "CartOrdered"}:
            return answer
    return await turn.shop.create_cart(goods, key=turn.key_of("create"))


async def _line(turn: Turn, line_id: str) -> CartLine | None:
    cart = await cart_of(turn)
    return next((line for line in cart.lines if line.id == line_id), None) if cart else None


def _how_many(turn: Turn, title: str, act: str, subject: str) -> Choice:
    counts = range(1, SUGGESTED + 1)
    options = tuple(Option(tell(turn, "units.pieces", n=n), go(act, subject, str(n)), short=str(n)) for n in counts)
    return Choice(tell(turn, "cart.how_many", title=title, most=MOST), options)


def _typed_number(turn: Turn, act: str, subject: str, ask_again: Goes) -> Reply:
    number = number_in(turn.said)
    if number is None or not 1 <= number <= MOST:
        return say(tell(turn, "cart.not_a_number", most=MOST), then=ask_again)
    return say(then=go(act, subject, str(number)))


def _line_option(turn: Turn, line: CartLine) -> Option:
    return Option(tell(turn, "cart.change_line", title=line.item.name), go("cart.line", line.id))


def _listing(turn: Turn, cart: Cart) -> str:
    items = tell(turn, "units.items", n=sum(line.quantity for line in cart.lines))
    lines = [
        tell(turn, "cart.line", quantity=line.quantity, title=line.item.name, total=line.total.formatted)
        for line in cart.lines
    ]
    total = tell(turn, "cart.total", total=(cart.totals.goods or cart.totals.total).formatted)
    warnings = [problem.message for problem in cart.problems]
    return "\n".join([tell(turn, "cart.title", items=items), *lines, total, *warnings])
