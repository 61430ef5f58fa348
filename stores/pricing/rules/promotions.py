"""What promotions take off goods and freight, in one order: deals, percentages, amounts, freight.

The order, which ``docs/decisions/0016`` explains:

1. ``BUY_X_GET_Y``: of the units in its scope the cheapest are free. A unit counts in one deal only.
2. ``PERCENTAGE``: of what is left of the lines in its scope.
3. ``AMOUNT``: once for the order, off what is left of the lines in its scope.
4. ``FREE_FREIGHT``: all that is left of the freight, if any line is in its scope.

Within a kind the lower ``priority`` comes first, then the smaller id. Each discount is shared over its lines in
proportion to what it takes from (``Money.split``), and none takes more than is left. Promotions that are combinable
apply together; one that is not applies alone. Of these sets the buyer gets the one that takes off most; of equal
ones, the combination, then the lower priority.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from stores.kernel.money import Money, total_of


class PromotionKind(StrEnum):
    """How a promotion takes something off, in the order in which kinds apply."""

    BUY_X_GET_Y = "BUY_X_GET_Y"
    PERCENTAGE = "PERCENTAGE"
    AMOUNT = "AMOUNT"
    FREE_FREIGHT = "FREE_FREIGHT"


@dataclass(frozen=True, slots=True)
class Item:
    """Units of one variant as they are bought: where from, at which price, at which rate of tax."""

    sku: str
    unit: Money
    quantity: int
    product_id: str = ""
    category: str = ""
    store_id: str = ""
    tax_rate: Decimal = Decimal(0)

    @property
    def goods(self) -> Money:
        return self.unit * self.quantity

    @property
    def place(self) -> tuple[str, str, int, int, str, str, Decimal]:
        """Where it stands among others, however they came."""
        return (
            self.sku,
            self.store_id,
            self.unit.minor,
            self.quantity,
            self.product_id,
            self.category,
            self.tax_rate,
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """What a promotion is for; what is empty means any."""

    skus: frozenset[str] = frozenset()
    product_ids: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    store_ids: frozenset[str] = frozenset()

    def covers(self, item: Item) -> bool:
        """Is the item among its goods, at one of its stores?"""
        return self.covers_goods(item) and (not self.store_ids or item.store_id in self.store_ids)

    def covers_goods(self, item: Item) -> bool:
        """Is the item named by its SKU, its product or its category?"""
        if not (self.skus or self.product_ids or self.categories):
            return True
        return item.sku in self.skus or item.product_id in self.product_ids or item.category in self.categories


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion as it applies to an order, and the code by which it came, if it came by one."""

    id: str
    kind: PromotionKind
    scope: Scope = field(default_factory=Scope)
    rate: Decimal = Decimal(0)
    amount_minor: int = 0
    buy: int = 0
    get: int = 0
    priority: int = 0
    is_combinable: bool = True
    code: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def turn(self) -> tuple[int, int, str]:
        return list(PromotionKind).index(self.kind), self.priority, self.id


@dataclass(frozen=True, slots=True)
class Taken:
    """What one promotion takes off each item, and off the freight behind them."""

    offer: Offer
    shares: tuple[Money, ...]

    @property
    def amount(self) -> Money:
        return total_of(self.shares, self.shares[0].currency)


@dataclass(slots=True)
class _Counter:
    """An order on the way through its promotions: what is left of each item, and of the freight behind them."""

    items: Sequence[Item]
    left: list[int]
    undealt: list[int]  # units that no deal has counted yet
    currency: str

    def in_scope(self, offer: Offer) -> list[int]:
        """What is left of the items in a promotion's scope, and nothing of the others and of the freight."""
        covered = [left * offer.scope.covers(item) for item, left in zip(self.items, self.left, strict=False)]
        return [*covered, 0]

    def shared(self, amount: int, weights: Sequence[int]) -> list[int]:
        """An amount in shares of no more than the weights."""
        if not any(weights):
            return [0] * len(weights)
        return [share.minor for share in Money(min(amount, sum(weights)), self.currency).split(weights)]


def _deal(offer: Offer, counter: _Counter) -> list[int]:
    covered = [place for place, item in enumerate(counter.items) if offer.scope.covers(item)]
    covered.sort(key=lambda place: counter.items[place].unit.minor, reverse=True)
    units = [place for place in covered for _ in range(counter.undealt[place])]
    deals = len(units) // (offer.buy + offer.get)
    counted = units[: deals * (offer.buy + offer.get)]
    free = sum(counter.items[place].unit.minor for place in counted[deals * offer.buy :])
    weights = [0] * len(counter.left)
    for place in counted:
        counter.undealt[place] -= 1
        weights[place] += counter.items[place].unit.minor
    return counter.shared(free, weights)


def _percentage(offer: Offer, counter: _Counter) -> list[int]:
    weights = counter.in_scope(offer)
    return counter.shared(Money(sum(weights), counter.currency).at_rate(offer.rate).minor, weights)


def _amount(offer: Offer, counter: _Counter) -> list[int]:
    return counter.shared(offer.amount_minor, counter.in_scope(offer))


def _freight(offer: Offer, counter: _Counter) -> list[int]:
    is_for_any = any(offer.scope.covers(item) for item in counter.items)
    return [*(0 for _ in counter.items), counter.left[-1] * is_for_any]


_STEPS: Mapping[PromotionKind, Callable[[Offer, _Counter], list[int]]] = {
    PromotionKind.BUY_X_GET_Y: _deal,
    PromotionKind.PERCENTAGE: _percentage,
    PromotionKind.AMOUNT: _amount,
    PromotionKind.FREE_FREIGHT: _freight,
}


def best_discounts(items: Sequence[Item], freight: Money, offers: Iterable[Offer]) -> list[Taken]:
    """What is taken off, promotion by promotion in their order: of the sets that may apply, the one that takes most."""
    turns = sorted(offers, key=lambda offer: offer.turn)
    together = [offer for offer in turns if offer.is_combinable]
    alone = sorted((offer for offer in turns if not offer.is_combinable), key=lambda offer: (offer.priority, offer.id))
    sets = [_taken(items, freight, some) for some in (together, *([offer] for offer in alone))]
    return max(sets, key=_worth)


def _worth(taken: Sequence[Taken]) -> int:
    return sum(each.amount.minor for each in taken)


def _taken(items: Sequence[Item], freight: Money, offers: Sequence[Offer]) -> list[Taken]:
    left = [*(item.goods.minor for item in items), freight.minor]
    counter = _Counter(items, left, [item.quantity for item in items], freight.currency)
    taken = []
    for offer in offers:
        shares = _STEPS[offer.kind](offer, counter)
        counter.left = [before - share for before, share in zip(counter.left, shares, strict=True)]
        if any(shares):
            taken.append(Taken(offer, tuple(Money(share, freight.currency) for share in shares)))
    return taken
