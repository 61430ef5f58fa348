"""Why a manager's change is not possible."""

import strawberry

from schema.problems import Problem, explains
from schema.scalars import CurrencyCode
from stores.catalog import errors as catalog
from stores.pricing import errors


@explains(errors.MarketExists)
class MarketExists(Problem):
    """code: The code."""

    code: str


@explains(errors.WrongCurrency)
class WrongCurrency(Problem):
    """market: The market, by its code.

    expected: Its currency.
    given: The currency of the amount.
    """

    market: str
    expected: CurrencyCode
    given: CurrencyCode


@explains(errors.TermsNotPossible)
class TermsNotPossible(Problem):
    """field: The field of the input."""

    field: str


@explains(errors.PromotionNotFound)
class PromotionNotFound(Problem):
    """promotion_id: The id that was named."""

    promotion_id: strawberry.ID


@explains(errors.VoucherNotFound)
class VoucherNotFound(Problem):
    """voucher_id: The id that was named."""

    voucher_id: strawberry.ID


@explains(errors.CodeTaken)
class CodeTaken(Problem):
    """code: The code."""

    code: str


@explains(catalog.SlugTaken)
class SlugTaken(Problem):
    """slug: The slug."""

    slug: str


@explains(catalog.ProductNotPossible)
class ProductNotPossible(Problem):
    """field: The field of the input."""

    field: str
