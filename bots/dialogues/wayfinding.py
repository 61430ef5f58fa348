"""What is said of a store: whether it is open, from when goods are ready there, and what it lacks."""

from datetime import datetime

from bots.client.answers import Offer, Store
from bots.dialogues.kinds import Turn, tell
from bots.engine import text


def opening(turn: Turn, store: Store) -> str:
    """Open until when, or closed until when; unknown hours are said to be unknown."""
    if store.open_now is None:
        return tell(turn, "pickup.hours_unknown")
    change = store.closes_at if store.open_now else store.opens_at
    if change is None:
        return tell(turn, "pickup.open_always" if store.open_now else "pickup.closed")
    when = text.moment(turn.locale, change, store.time_zone, turn.now)
    return tell(turn, "pickup.open_now" if store.open_now else "pickup.opens", when=when)


def ready(turn: Turn, at: datetime | None, zone: str) -> str:
    """From when the goods are ready, on the store's clock; nothing where the store makes no promise."""
    return tell(turn, "pickup.ready", when=text.moment(turn.locale, at, zone, turn.now)) if at else ""


def missing(turn: Turn, offer: Offer) -> str:
    """What a store lacks of the cart, else its most decisive reason."""
    lacking = [line for line in offer.lines if line.free < line.wanted]
    if lacking:
        gaps = (tell(turn, "pickup.missing", count=line.wanted - line.free, sku=line.sku) for line in lacking)
        return ", ".join(gaps)
    reason = f"why.{offer.why_not}"
    return tell(turn, reason) if reason in text.sentences(text.FALLBACK) else ""
