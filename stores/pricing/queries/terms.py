"""Which promotions, vouchers and tax rates hold in a market at a moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import orjson
from asyncpg import Record

from stores.database import rows
from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.pricing.errors import (
    ExchangeRateUnknown,
    NotFor,
    VoucherExpired,
    VoucherNotForThis,
    VoucherNotYet,
    VoucherSpent,
    VoucherUnknown,
)
from stores.pricing.models import ExchangeRate, Promotion, TaxRate, Voucher
from stores.pricing.rules.promotions import Item, Offer, PromotionKind, Scope
from stores.pricing.rules.taxes import RateOfTax

NO_RATE = Decimal(0)
_PROMOTIONS = """
SELECT id, kind, rate, amount_minor, buy_quantity, get_quantity, priority, is_combinable, titles, market_code,
       skus, product_ids, categories, store_ids, starts_at, ends_at
FROM promotion
WHERE retired_at IS NULL
"""
_LIVE = """
AND NOT by_code AND (market_code IS NULL OR market_code = $1)
AND (starts_at IS NULL OR starts_at <= $2) AND (ends_at IS NULL OR ends_at > $2)
"""
_VOUCHERS = """
SELECT v.id, v.code, v.promotion_id, v.per_customer, v.starts_at, v.ends_at, v.total,
       (SELECT coalesce(sum(h.quantity), 0) FROM hold h WHERE h.countable_table = 'voucher' AND h.countable_id = v.id
        AND h.ended_at IS NULL AND h.until IS NULL) AS used
FROM voucher v WHERE v.code = ANY($1::text[]) AND v.retired_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """A voucher, and the promotion that it lets in; ``used`` counts orders, not quotes."""

    id: str
    code: str
    per_customer: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    total: int
    used: int
    market_code: str | None
    offer: Offer

    def problem(self, market_code: str, items: Sequence[Item]) -> Refusal | None:
        """Why it takes nothing off these items now; None when it may."""
        now = clock.now()
        if self.starts_at is not None and now < self.starts_at:
            return VoucherNotYet(self.code, self.starts_at)
        if self.ends_at is not None and now >= self.ends_at:
            return VoucherExpired(self.code, self.ends_at)
        if self.used >= self.total:
            return VoucherSpent(self.code, by_you=False)
        misfit = self._misfit(market_code, items)
        return VoucherNotForThis(self.code, misfit) if misfit else None

    def _misfit(self, market_code: str, items: Sequence[Item]) -> NotFor | None:
        if self.market_code not in (None, market_code):
            return NotFor.MARKET
        named = [item for item in items if self.offer.scope.covers_goods(item)]
        if not named:
            return NotFor.GOODS
        placed = [item for item in named if item.store_id]  # where the rest is collected may still be chosen
        is_elsewhere = len(placed) == len(named) and not any(self.offer.scope.covers(item) for item in placed)
        return NotFor.STORE if is_elsewhere else None


async def live_offers(market_code: str) -> list[Offer]:
    """The promotions that hold in a market now for everybody."""
    return [_offer(row) for row in await rows(_PROMOTIONS + _LIVE, market_code, clock.now())]


async def vouchers(codes: Collection[str]) -> dict[str, VoucherRow]:
    """Vouchers by code, usable or not; unknown and retired ones are left out."""
    if not codes:
        return {}
    found = await rows(_VOUCHERS, list(codes))
    behind = await rows(_PROMOTIONS + "AND id = ANY($1::text[])", [row["promotion_id"] for row in found])
    promotions = {row["id"]: row for row in behind}
    return {
        row["code"]: _voucher(row, promotions[row["promotion_id"]])
        for row in found
        if row["promotion_id"] in promotions
    }


def voucher_among(known: dict[str, VoucherRow], code: str) -> VoucherRow:
    """The voucher with a code. Raises ``VoucherUnknown``."""
    if code not in known:
        raise VoucherUnknown(code)
    return known[code]


async def tax_rates(market_code: str) -> list[RateOfTax]:
    """Every rate of a market, those of days to come as well."""
    found = await rows(
        "SELECT country_code, region, category, valid_from, rate FROM tax_rate WHERE market_code = $1", market_code
    )
    return [RateOfTax(**dict(row)) for row in found]


async def exchange_rate(currency: str, shown_in: str) -> ExchangeRate:
    """The latest rate from one currency to another. Raises ``ExchangeRateUnknown``."""
    known = ExchangeRate.filter(currency=currency, shown_in=shown_in, valid_from__lte=clock.now())
    latest = await known.order_by("-valid_from").first()
    if latest is None:
        raise ExchangeRateUnknown(currency, shown_in)
    return latest


async def promotion_by_id(promotion_id: str) -> Promotion | None:
    """A promotion, retired or not."""
    return await Promotion.get_or_none(id=promotion_id)


async def voucher_by_id(voucher_id: str) -> Voucher | None:
    """A voucher, retired or not."""
    return await Voucher.get_or_none(id=voucher_id)


async def tax_rate_by_id(rate_id: str) -> TaxRate | None:
    """A rate of tax."""
    return await TaxRate.get_or_none(id=rate_id)


async def exchange_rate_by_id(rate_id: str) -> ExchangeRate | None:
    """A rate of exchange."""
    return await ExchangeRate.get_or_none(id=rate_id)


async def promotions() -> list[Promotion]:
    """Every promotion that is not retired, the newest first."""
    return await Promotion.filter(retired_at=None).order_by("-created_at", "id").limit(200)


async def vouchers_of(promotion_id: str) -> list[Voucher]:
    """The vouchers of a promotion that are not retired, the newest first."""
    return await Voucher.filter(promotion_id=promotion_id, retired_at=None).order_by("-created_at", "id").limit(200)


def _offer(row: Record) -> Offer:
    return Offer(
        id=row["id"],
        kind=PromotionKind(row["kind"]),
        scope=Scope(*(frozenset(row[part]) for part in ("skus", "product_ids", "categories", "store_ids"))),
        rate=row["rate"] or NO_RATE,
        amount_minor=row["amount_minor"] or 0,
        buy=row["buy_quantity"] or 0,
        get=row["get_quantity"] or 0,
        priority=row["priority"],
        is_combinable=row["is_combinable"],
        titles=orjson.loads(row["titles"]),
    )


def _voucher(row: Record, promotion: Record) -> VoucherRow:
    return VoucherRow(
        row["id"],
        row["code"],
        row["per_customer"],
        _latest(row["starts_at"], promotion["starts_at"]),
        _earliest(row["ends_at"], promotion["ends_at"]),
        row["total"],
        row["used"],
        promotion["market_code"],
        replace(_offer(promotion), code=row["code"]),
    )


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
