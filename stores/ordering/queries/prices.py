"""What lines would cost now: prices, promotions, vouchers and tax, as a cart shows them and a quote freezes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.kernel.money import Money
from stores.locator.errors import StoreNotFound
from stores.locator.queries import store_for
from stores.ordering.rules import Chosen
from stores.pricing import queries as pricing
from stores.pricing.errors import VoucherUnknown
from stores.pricing.queries import MarketRow, Terms, VoucherRow
from stores.pricing.rules import Basket, Bill, Item, Offer, TaxPlace, bill_for, tax_rate


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What lines come to now, and which of the vouchers take nothing off and why."""

    bill: Bill
    vouchers: dict[str, VoucherRow]  # by code, those that may be used
    problems: tuple[Refusal, ...]


async def reckoned(terms: Terms, chosen: Sequence[Chosen], codes: Sequence[str] = ()) -> Reckoning:
    """What lines come to in a market now, with what the codes let in.

    Tax is that of the store where a line is collected; of the market, while no store is chosen.
    """
    market = terms.market
    places = {store_id: await _tax_place(store_id, market) for store_id in {line.store_id for line in chosen}}
    items = tuple(_item(line, tax_rate(terms.rates, places[line.store_id], line.category)) for line in chosen)
    known = await pricing.vouchers(codes)
    refused = {code: _problem(known.get(code), code, market, items) for code in codes}
    usable = {code: known[code] for code, problem in refused.items() if problem is None}
    offers = {offer.id: offer for offer in terms.offers} | _first_of_each(usable)
    basket = Basket(items, market.currency, market.prices_include_tax, Money.zero(market.currency))
    problems = tuple(problem for problem in refused.values() if problem is not None)
    return Reckoning(bill_for(basket, list(offers.values())), usable, problems)


def _first_of_each(usable: dict[str, VoucherRow]) -> dict[str, Offer]:
    """A promotion that two codes let in applies once, by the first."""
    return {voucher.offer.id: voucher.offer for voucher in reversed(usable.values())}


def _problem(voucher: VoucherRow | None, code: str, market: MarketRow, items: Sequence[Item]) -> Refusal | None:
    return VoucherUnknown(code) if voucher is None else voucher.problem(market.code, items)


def _item(line: Chosen, rate: Decimal) -> Item:
    return Item(
        line.sku, line.unit, line.quantity, line.product_id, line.category or "", line.store_id or "", tax_rate=rate
    )


async def _tax_place(store_id: str | None, market: MarketRow) -> TaxPlace:
    try:
        store = await store_for(store_id) if store_id else None
    except StoreNotFound:
        store = None  # it closed for good; the problems of the cart say so
    if store is not None:
        today = clock.now().astimezone(ZoneInfo(store.time_zone)).date()
        return TaxPlace(store.address.country_code, store.address.region or "", today)
    country = market.countries[0] if len(market.countries) == 1 else ""
    return TaxPlace(country, "", clock.now().date())
