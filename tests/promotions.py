"""Makers of what is taken off prices, and of taxes; ``tests.makers`` has the rest of the world."""

from datetime import date
from decimal import Decimal

from stores.pricing.models import Promotion, Voucher
from stores.pricing.rules import PromotionKind
from stores.pricing.services import PromotionTerms, TaxTerms, VoucherTerms, put_tax_rate
from stores.pricing.services import create_promotion as begin
from stores.pricing.services import create_voucher as issue
from tests.makers import a_staff_member


async def a_promotion(title: str = "Something off", **facts: object) -> Promotion:
    """A tenth off for who has a code, unless the story says otherwise."""
    said = {"titles": {"en": title}, "kind": PromotionKind.PERCENTAGE, "by_code": True, **facts}
    if said["kind"] is PromotionKind.PERCENTAGE:
        said.setdefault("rate", Decimal("0.1"))
    return await begin(await a_staff_member(role="ADMINISTRATOR"), PromotionTerms(**said))


async def a_voucher(code: str, promotion: Promotion, uses: int = 10, **facts: object) -> Voucher:
    """A code that lets a promotion in."""
    terms = VoucherTerms(code=code, promotion_id=promotion.id, uses=uses, **facts)
    return await issue(await a_staff_member(role="ADMINISTRATOR"), terms)


async def a_rate(market: str, rate: str, valid_from: date = date(2020, 1, 1), **place: str) -> None:
    """A rate of tax in a market, of long standing."""
    await put_tax_rate(TaxTerms(market_code=market, rate=Decimal(rate), valid_from=valid_from, **place))
