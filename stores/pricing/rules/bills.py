"""What goods and freight come to: prices, then discounts, then tax, line by line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from stores.kernel.money import Money, total_of
from stores.pricing.rules.promotions import Item, Offer, Taken, best_discounts
from stores.pricing.rules.taxes import NO_TAX, taxes


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody would buy in one market, and how its prices treat tax; freight is taxed at its own rate."""

    items: tuple[Item, ...]
    currency: str
    tax_included: bool
    freight: Money
    freight_tax_rate: Decimal = NO_TAX


@dataclass(frozen=True, slots=True)
class Charge:
    """What something costs: its price, what is taken off (negative, or zero), and the tax in it or on top of it."""

    price: Money
    discount: Money
    tax: Money
    tax_included: bool

    @property
    def total(self) -> Money:
        """What is to be paid for it, with its tax in either kind of market."""
        net = self.price + self.discount
        return net if self.tax_included else net + self.tax


@dataclass(frozen=True, slots=True)
class Bill:
    """The charge for each item in the order of the items, for the freight, and what made the discounts."""

    charges: tuple[Charge, ...]
    freight: Charge
    taken: tuple[Taken, ...]

    @property
    def currency(self) -> str:
        return self.freight.price.currency

    @property
    def tax_included(self) -> bool:
        return self.freight.tax_included

    @property
    def goods(self) -> Money:
        return total_of([charge.price for charge in self.charges], self.currency)

    @property
    def discount(self) -> Money:
        """All that is taken off, freight included: negative, or zero."""
        return self._sum_of(lambda charge: charge.discount)

    @property
    def tax(self) -> Money:
        return self._sum_of(lambda charge: charge.tax)

    @property
    def total(self) -> Money:
        return self._sum_of(lambda charge: charge.total)

    def _sum_of(self, part: Callable[[Charge], Money]) -> Money:
        return total_of([part(charge) for charge in (*self.charges, self.freight)], self.currency)


def bill_for(basket: Basket, offers: Sequence[Offer]) -> Bill:
    """What a basket comes to. The order in which its items or the offers come makes no difference."""
    places = sorted(range(len(basket.items)), key=lambda place: basket.items[place].place)
    items = [basket.items[place] for place in places]
    taken = best_discounts(items, basket.freight, offers)
    charges = _charges(basket, items, taken)
    at = dict(zip(places, charges, strict=False))  # the freight, which is last, has no place
    return Bill(tuple(at[place] for place in range(len(items))), charges[-1], tuple(taken))


def _charges(basket: Basket, items: Sequence[Item], taken: Sequence[Taken]) -> list[Charge]:
    """The charge for each item, and for the freight behind them."""
    prices = [*(item.goods for item in items), basket.freight]
    rates = [*(item.tax_rate for item in items), basket.freight_tax_rate]
    discounts = [-total_of([each.shares[place] for each in taken], basket.currency) for place in range(len(prices))]
    net = [price + discount for price, discount in zip(prices, discounts, strict=True)]
    tax = taxes(net, rates, included=basket.tax_included)
    return [Charge(*parts, basket.tax_included) for parts in zip(prices, discounts, tax, strict=True)]
