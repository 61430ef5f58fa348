"""Sets the demo's taxes, and what it takes off prices."""

from decimal import Decimal

from api.demo.orders import CLERK
from api.demo.records import Promotion, TaxRate, World
from stores.database import atomic
from stores.kernel.money import Money
from stores.pricing import queries as pricing_read
from stores.pricing import services as pricing
from stores.pricing.rules import PromotionKind
from stores.pricing.services import PromotionTerms, TaxTerms, VoucherTerms


@atomic
async def set_terms(world: World) -> None:
    """The rates and promotions of the world; a set-up that goes on after it was cut off has them already."""
    for rate in world.taxes:
        await pricing.put_tax_rate(_rate(rate))
    if await pricing_read.promotions():
        return
    for promotion in world.promotions:
        await _begin(world, promotion)


def _rate(rate: TaxRate) -> TaxTerms:
    return TaxTerms(
        market_code=rate.market,
        country_code=rate.country,
        region=rate.region,
        category=rate.category,
        valid_from=rate.valid_from,
        rate=Decimal(rate.rate),
    )


async def _begin(world: World, promotion: Promotion) -> None:
    terms = PromotionTerms(
        titles=promotion.titles,
        kind=PromotionKind(promotion.kind),
        rate=Decimal(promotion.rate) if promotion.rate else None,
        amount=_amount(world, promotion),
        buy_quantity=promotion.buy,
        get_quantity=promotion.get,
        market_code=promotion.market,
        skus=promotion.skus,
        categories=promotion.categories,
        by_code=promotion.voucher is not None,
    )
    begun = await pricing.create_promotion(CLERK, terms)
    if (voucher := promotion.voucher) is not None:
        issued = VoucherTerms(
            code=voucher.code, promotion_id=begun.id, uses=voucher.uses, per_customer=voucher.per_customer
        )
        await pricing.create_voucher(CLERK, issued)


def _amount(world: World, promotion: Promotion) -> Money | None:
    if promotion.minor is None:
        return None
    market = next(market for market in world.markets if market.code == promotion.market)
    return Money(promotion.minor, market.currency)
