"""Where to collect: a place on the map, the nearest stores, and one of them chosen.

pickup.where --location--> pickup.stores --> pickup.store --> (pickup.choose) --> ordering.name
     |                        ^    ^                             |       ^
   place                      |    |                       out of stock  |
     v                        |    |                             v       |
pickup.places --> (pickup.here)    +-- other place            pickup.elsewhere
"""

from bots.client.answers import Cart, NearStore, Place, Problem
from bots.client.shop import Goods
from bots.dialogues.cart import cart_of
from bots.dialogues.kinds import Book, Turn, option, tell
from bots.dialogues.problems import explained
from bots.dialogues.wayfinding import missing, opening, ready
from bots.engine import text
from bots.engine.turns import AskLocation, Card, Choice, Option, Reply, Spot, go, say

book = Book()


@book.step("pickup.where")
async def where(turn: Turn) -> Reply:
    """Ask where the customer is."""
    ask = AskLocation(tell(turn, "pickup.where"), tell(turn, "pickup.share"))
    spot = turn.memory.spot
    if spot is None:
        return say(ask)
    label = tell(turn, "pickup.again_near", place=_place_name(turn, spot))
    return say(ask, Choice("", (Option(label, go("pickup.stores")),)))


@book.typed("pickup.where")
@book.typed("pickup.places")
@book.typed("pickup.stores")
async def where_typed(turn: Turn) -> Reply:
    """A shared location is a place at once; a typed one has to be found first."""
    if turn.heard.spot:
        turn.remember(spot=turn.heard.spot)
        return say(then=go("pickup.stores"))
    return say(then=go("pickup.places", turn.said))


@book.step("pickup.places")
async def places(turn: Turn) -> Reply:
    """The places that the typed name can mean; a clear one is taken at once."""
    name = turn.given[0]
    found = await turn.shop.stores_near(name, serving="ANY")
    if found.origin:
        turn.remember(spot=Spot(found.origin.latitude, found.origin.longitude, name))
        return say(then=go("pickup.stores"))
    if not found.places:
        return say(tell(turn, "pickup.no_place", place=name), then=go("pickup.where"))
    options = tuple(_place_option(place) for place in found.places)
    return say(Choice(tell(turn, "pickup.which_place", place=name), options))


@book.act("pickup.here")
async def here(turn: Turn) -> Reply:
    """Take one of the places."""
    latitude, longitude, name = turn.given
    turn.remember(spot=Spot(float(latitude), float(longitude), name))
    return say(then=go("pickup.stores"))


@book.step("pickup.stores")
async def stores(turn: Turn) -> Reply:
    """The nearest stores; with a full cart, those that can hand over all of it, else why they cannot."""
    spot = turn.memory.spot
    if spot is None:
        return say(then=go("pickup.where"))
    goods = goods_of(await cart_of(turn))
    found = await turn.shop.stores_near(spot, goods)
    heading = "pickup.stores_goods" if goods else "pickup.stores"
    if goods and not found.edges:
        found, heading = await turn.shop.stores_near(spot, goods, serving="ANY"), "pickup.none_whole"
    if not found.edges:
        heading = "pickup.no_stores"

    options = [_store_option(turn, near) for near in found.edges]
    options.append(option(turn, "pickup.other_place", go("pickup.where")))
    return say(Choice(tell(turn, heading, place=_place_name(turn, spot)), tuple(options)))


@book.step("pickup.store")
async def store(turn: Turn) -> Reply:
    """One store: its address, its hours, and whether to collect there."""
    found = await turn.shop.store(turn.given[0])
    if found is None:
        return say(tell(turn, "pickup.store_gone"), then=go("pickup.stores"))
    address = tell(turn, "pickup.directions", address=found.address.formatted, phone=found.phone or "").strip()
    zone = tell(turn, "pickup.local_time", zone=found.time_zone)
    card = Card(found.name, "\n".join([address, opening(turn, found), *turn.given[1:], zone]))
    if goods_of(await cart_of(turn)):
        return say(card, Choice("", (option(turn, "pickup.collect_here", go("pickup.choose", found.id)),)))
    return say(card, Choice("", (option(turn, "menu.browse", go("browse.start")),)))


@book.act("pickup.choose")
async def choose(turn: Turn) -> Reply:
    """Collect the whole cart at this store, as soon as it is ready."""
    cart = await cart_of(turn)
    if cart is None:
        return say(tell(turn, "problem.cart_is_empty"), then=go("browse.start"))
    answer = await turn.shop.choose_pickup(cart.id, turn.given[0], key=turn.key_of("choose"))
    if isinstance(answer, Problem):
        return explained(turn, answer, go("pickup.stores"))
    turn.remember(quote={})
    total = answer.totals.total
    if total.currency != cart.totals.total.currency:
        return say(tell(turn, "pickup.other_currency", total=total.formatted), then=go("ordering.name"))
    return say(then=go("ordering.name"))


@book.step("pickup.elsewhere")
async def elsewhere(turn: Turn) -> Reply:
    """The other stores that have what the chosen one has not."""
    options = [Option(label, go("pickup.choose", store_id)) for store_id, label in turn.memory.elsewhere]
    options.append(option(turn, "ordering.change_cart", go("cart.show")))
    return say(Choice(tell(turn, "problem.elsewhere"), tuple(options)))


def goods_of(cart: Cart | None) -> tuple[Goods, ...]:
    """The goods of a cart; seats are not collected at a counter."""
    return tuple(Goods(line.item.sku, line.quantity) for line in cart.lines if line.item.sku) if cart else ()


def _store_option(turn: Turn, near: NearStore) -> Option:
    store, offer = near.node, near.offer
    hint = opening(turn, store)
    promise = ready(turn, offer.ready_at, store.time_zone) if offer and offer.whole else ""
    if offer and not offer.whole:
        hint = missing(turn, offer)
    distance = text.distance(turn.locale, near.distance_km)
    goes = go("pickup.store", store.id, *filter(None, [promise]))
    hint = " · ".join(filter(None, [hint, promise]))
    return Option(f"{store.name}, {distance}", goes, short=store.name, hint=hint)


def _place_option(place: Place) -> Option:
    label = ", ".join(filter(None, [place.name, place.region, place.country_code]))
    goes = go("pickup.here", str(place.position.latitude), str(place.position.longitude), place.name)
    return Option(label, goes, short=place.name)


def _place_name(turn: Turn, spot: Spot) -> str:
    return spot.name or tell(turn, "pickup.your_location")
