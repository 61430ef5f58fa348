"""What each problem means to a customer, and what can be done next."""

from bots.client.answers import OutOfStock, Problem
from bots.dialogues.kinds import Turn, tell
from bots.engine import text
from bots.engine.turns import Goes, Reply, go, say

_NEXT: dict[str, tuple[str, str]] = {  # the problem -> what is said of it, and the step that mends it
    "PriceChanged": ("problem.price_changed", "cart.show"),
    "CartIsEmpty": ("problem.cart_is_empty", "browse.start"),
    "CartNotFound": ("problem.cart_gone", "browse.start"),
    "CartOrdered": ("problem.cart_gone", "browse.start"),
    "LineNotFound": ("cart.line_gone", "cart.show"),
    "NoPickupHere": ("problem.no_pickup", "pickup.stores"),
    "PickupNotChosen": ("problem.choose_store", "pickup.stores"),
    "ContactNeeded": ("problem.name_needed", "ordering.name"),
    "QuoteNotFound": ("problem.quote_expired", "ordering.expired"),
    "QuoteExpired": ("problem.quote_expired", "ordering.expired"),
    "QuoteSpent": ("problem.quote_spent", "orders.list"),
    "SlotFull": ("problem.slot_full", "pickup.stores"),
    "StoreNotFound": ("pickup.store_gone", "pickup.stores"),
}
_CART_IS_GONE = {"CartNotFound", "CartOrdered"}


def explained(turn: Turn, problem: Problem, otherwise: Goes) -> Reply:
    """Say what happened in the customer's words, and go on where it can be mended."""
    if isinstance(problem, OutOfStock):
        return _out_of_stock(turn, problem, otherwise)
    if problem.kind in _CART_IS_GONE:
        turn.remember(cart="", quote={})
    said, step = _NEXT.get(problem.kind, ("problem.other", ""))
    return say(tell(turn, said, message=problem.message), then=go(step) if step else otherwise)


def _out_of_stock(turn: Turn, problem: OutOfStock, otherwise: Goes) -> Reply:
    """Too few there: the stores that have it, else a smaller quantity."""
    said = tell(turn, "problem.out_of_stock", asked=problem.asked, sku=problem.sku, free=problem.free)
    if not problem.elsewhere:
        return say(said, tell(turn, "problem.nowhere"), then=otherwise)
    others = [(place.store.id, _name(turn, place.store.name, place.distance_km)) for place in problem.elsewhere]
    turn.remember(elsewhere=tuple(others))
    return say(said, then=go("pickup.elsewhere"))


def _name(turn: Turn, name: str, kilometres: float | None) -> str:
    if kilometres is None:
        return name
    return tell(turn, "problem.at_other", store=name, distance=text.distance(turn.locale, kilometres))
