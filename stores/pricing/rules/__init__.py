"""What things come to: discounts in one order, and tax that adds up."""

from stores.pricing.rules.bills import Basket, Bill, Charge, bill_for
from stores.pricing.rules.exchange import shown_in
from stores.pricing.rules.promotions import Item, Offer, PromotionKind, Scope, Taken, best_discounts
from stores.pricing.rules.taxes import NO_TAX, RateOfTax, TaxPlace, tax_rate, taxes

__all__ = [
    "NO_TAX",
    "Basket",
    "Bill",
    "Charge",
    "Item",
    "Offer",
    "PromotionKind",
    "RateOfTax",
    "Scope",
    "Taken",
    "TaxPlace",
    "best_discounts",
    "bill_for",
    "shown_in",
    "tax_rate",
    "taxes",
]
