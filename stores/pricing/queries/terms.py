"""Which promotions, vouchers and tax rates hold in a market at a moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from asyncpg import Record

from stores.database import first_row, rows
from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.pricing.errors import (
    ExchangeRateUnknown,
    MarketNotFound,
    NotFor,
    VoucherExpired,
    VoucherNotForThis,
    VoucherNotYet,
    VoucherSpent,
    VoucherUnknown,
)
from stores.pricing.models import ExchangeRate, Promotion, TaxRate, Voucher
from stores.pricing.queries.markets import BEST_MARKET, MarketRow, market_row
from stores.pricing.rules.promotions import Item, Offer, PromotionKind, Scope
from stores.pricing.rules.taxes import RateOfTax

_PROMOTIONS = """
SELECT id, kind, rate::text AS rate, amount_minor, buy_quantity, get_quantity, priority, is_combinable,
       titles::text AS titles, market_code, skus, product_ids, categories, store_ids, starts_at, ends_at
FROM promotion
WHERE retired_at IS NULL
"""
_TERMS = f"""
SELECT m.*, (
    SELECT coalesce(json_agg(live), '[]') FROM (
        {_PROMOTIONS} AND NOT by_code AND (market_code IS NULL OR market_code = m.code)
        AND (starts_at IS NULL OR starts_at <= $3) AND (ends_at IS NULL OR ends_at > $3)
    ) live
) AS promotions, (
    SELECT coalesce(json_agg(json_build_array(country_code, region, category, valid_from, rate::text)), '[]')
    FROM tax_rate WHERE market_code = m.code
) AS rates
FROM ({BEST_MARKET}) m
"""  # noqa: S608  our own statements
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


@dataclass(frozen=True, slots=True)
class Terms:
    """A market, with the promotions that hold there now for everybody, and its tax rates, past and to come."""

    market: MarketRow
    offers: tuple[Offer, ...]
    rates: tuple[RateOfTax, ...]


async def terms_for(code: str | None = None, country_code: str | None = None) -> Terms:
    """The terms of the market that ``market_for`` would find, in one statement.

    Raises:
        MarketNotFound: no market has that code, or there is none at all.
    """
    found = await first_row(_TERMS, code, country_code, clock.now())
    if found is None:
        raise MarketNotFound(code or "")
    offers = tuple(_offer(promotion) for promotion in orjson.loads(found["promotions"]))
    return Terms(market_row(found), offers, tuple(_rate(*rate) for rate in orjson.loads(found["rates"])))


def _rate(country_code: str, region: str, category: str, valid_from: str, rate: str) -> RateOfTax:
    return RateOfTax(country_code, region, category, date.fromisoformat(valid_from), Decimal(rate))


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


def _offer(row: Mapping[str, Any]) -> Offer:
    return Offer(
        id=row["id"],
        kind=PromotionKind(row["kind"]),
        scope=Scope(*(frozenset(row[part]) for part in ("skus", "product_ids", "categories", "store_ids"))),
        rate=Decimal(row["rate"] or 0),
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
        replace(_offer(dict(promotion)), code=row["code"]),
    )


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
