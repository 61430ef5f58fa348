"""The menu, from which everything is near, and the choice of a language.

menu --+-- pickup.where      a shared location, too: --> pickup.stores
       +-- browse.start      typed words, too: --> browse.results
       +-- cart.show
       +-- orders.list
       +-- menu.language --> (menu.speak) --> back to where one was
"""

from bots.dialogues.kinds import Book, Turn, option, tell
from bots.engine import text
from bots.engine.turns import Choice, Goes, Option, Reply, go, say

book = Book()


@book.step("menu")
async def menu(turn: Turn) -> Reply:
    """Greet, and say what can be done."""
    rooms = {"stores": "pickup.where", "browse": "browse.start", "cart": "cart.show"}
    rooms |= {"orders": "orders.list", "language": "menu.language"}
    options = tuple(option(turn, f"menu.{name}", go(step)) for name, step in rooms.items())
    return say(Choice(tell(turn, "menu.hello"), options))


@book.typed("menu")
async def menu_typed(turn: Turn) -> Reply:
    """A location asks for stores; words ask for goods."""
    if turn.heard.spot:
        turn.remember(spot=turn.heard.spot)
        return say(then=go("pickup.stores"))
    return say(then=go("browse.results", "search", turn.said))


@book.step("menu.language")
async def language(turn: Turn) -> Reply:
    """Each language by its own name."""
    names = {locale: text.tell(locale, "talk.name") for locale in text.locales()}
    options = tuple(Option(name, go("menu.speak", locale)) for locale, name in names.items())
    return say(Choice(tell(turn, "menu.which_language"), options))


@book.act("menu.speak")
async def speak(turn: Turn) -> Reply:
    """Go on in another language where one was, with the cart as it is."""
    turn.speak(turn.given[0])
    return say(tell(turn, "talk.language"), then=Goes("back"))
