"""Opening markets, setting prices and taxes, taking things off, and keeping the uses of vouchers."""

from stores.pricing.services.management import (
    MarketTerms,
    TaxTerms,
    change_market,
    change_prices,
    create_market,
    put_tax_rate,
    set_exchange_rate,
    set_tax_rate,
)
from stores.pricing.services.markets import open_market, set_prices
from stores.pricing.services.promotions import (
    PromotionTerms,
    VoucherTerms,
    change_promotion,
    change_voucher,
    create_promotion,
    create_voucher,
    retire_promotion,
    retire_voucher,
)
from stores.pricing.services.vouchers import hold_vouchers

__all__ = [
    "MarketTerms",
    "PromotionTerms",
    "TaxTerms",
    "VoucherTerms",
    "change_market",
    "change_prices",
    "change_promotion",
    "change_voucher",
    "create_market",
    "create_promotion",
    "create_voucher",
    "hold_vouchers",
    "open_market",
    "put_tax_rate",
    "retire_promotion",
    "retire_voucher",
    "set_exchange_rate",
    "set_prices",
    "set_tax_rate",
]
