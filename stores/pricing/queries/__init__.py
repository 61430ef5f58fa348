"""Reading markets, prices, and the terms that hold in a market."""

from stores.pricing.queries.markets import MarketRow, market_for, markets, markets_by_id, prices_of, sold_in
from stores.pricing.queries.terms import (
    Terms,
    VoucherRow,
    exchange_rate,
    exchange_rate_by_id,
    promotion_by_id,
    promotions,
    tax_rate_by_id,
    terms_for,
    voucher_among,
    voucher_by_id,
    vouchers,
    vouchers_of,
)

__all__ = [
    "MarketRow",
    "Terms",
    "VoucherRow",
    "exchange_rate",
    "exchange_rate_by_id",
    "market_for",
    "markets",
    "markets_by_id",
    "prices_of",
    "promotion_by_id",
    "promotions",
    "sold_in",
    "tax_rate_by_id",
    "terms_for",
    "voucher_among",
    "voucher_by_id",
    "vouchers",
    "vouchers_of",
]
