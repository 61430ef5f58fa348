"""Reading markets, prices, and the terms that hold in a market."""

from stores.pricing.queries.markets import MarketRow, market_for, markets, markets_by_id, prices_of, sold_in
from stores.pricing.queries.terms import (
    VoucherRow,
    exchange_rate,
    exchange_rate_by_id,
    live_offers,
    promotion_by_id,
    promotions,
    tax_rate_by_id,
    tax_rates,
    voucher_among,
    voucher_by_id,
    vouchers,
    vouchers_of,
)

__all__ = [
    "MarketRow",
    "VoucherRow",
    "exchange_rate",
    "exchange_rate_by_id",
    "live_offers",
    "market_for",
    "markets",
    "markets_by_id",
    "prices_of",
    "promotion_by_id",
    "promotions",
    "sold_in",
    "tax_rate_by_id",
    "tax_rates",
    "voucher_among",
    "voucher_by_id",
    "vouchers",
    "vouchers_of",
]
