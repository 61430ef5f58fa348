"""What managers take off prices, and the codes that let it in; each change is audited."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from stores.database import atomic
from stores.identity import services as identity
from stores.identity.actors import Actor, require_manager
from stores.identity.models import StaffMember
from stores.identity.services import Alteration, facts_of
from stores.kernel import clock
from stores.kernel.ids import code_as_typed, new_id
from stores.kernel.money import Money
from stores.pricing.errors import CodeTaken, PromotionNotFound, VoucherNotFound, WrongCurrency
from stores.pricing.models import Promotion, Voucher
from stores.pricing.queries import market_for
from stores.pricing.rules.promotions import PromotionKind
from stores.pricing.services.management import is_rate, require

LONGEST_CODE = 64
MOST_USES = 2**31 - 1
MOST_UNITS = 999

Row = TypeVar("Row", Promotion, Voucher)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionTerms:
    """A promotion as a manager describes it; what is left empty means any."""

    titles: Mapping[str, str]
    kind: PromotionKind
    rate: Decimal | None = None
    amount: Money | None = None
    buy_quantity: int | None = None
    get_quantity: int | None = None
    market_code: str | None = None
    skus: tuple[str, ...] = ()
    product_ids: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    store_ids: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 0
    is_combinable: bool = True
    by_code: bool = False

    def require_possible(self) -> None:
        """Raises ``TermsNotPossible`` when a kind lacks what it needs or has what it cannot use."""
        is_deal = self.kind is PromotionKind.BUY_X_GET_Y
        require(
            {
                "titles": bool(self.titles) and all(self.titles.values()),
                "rate": _fits(self.rate, needed=self.kind is PromotionKind.PERCENTAGE)
                and (self.rate is None or (is_rate(self.rate, 5) and 0 < self.rate <= 1)),
                "amount": _fits(self.amount, needed=self.kind is PromotionKind.AMOUNT)
                and (self.amount is None or self.amount.minor > 0),
                "market": self.amount is None or self.market_code is not None,
                "buyQuantity": _fits(self.buy_quantity, needed=is_deal) and 0 < (self.buy_quantity or 1) <= MOST_UNITS,
                "getQuantity": _fits(self.get_quantity, needed=is_deal) and 0 < (self.get_quantity or 1) <= MOST_UNITS,
                "priority": abs(self.priority) <= MOST_USES,
                "endsAt": _is_after(self.ends_at, self.starts_at),
            }
        )


def _fits(value: object | None, *, needed: bool) -> bool:
    return (value is not None) == needed


def _is_after(ends_at: datetime | None, starts_at: datetime | None) -> bool:
    return ends_at is None or starts_at is None or ends_at > starts_at


@atomic
async def create_promotion(actor: Actor, terms: PromotionTerms) -> Promotion:
    """Begin a promotion. For managers of the whole shop.

    Raises:
        MarketNotFound, WrongCurrency: of its market.
        TermsNotPossible: of a field.
    """
    staff = require_manager(actor)
    promotion = Promotion(id=new_id("prm"), created_at=clock.now())
    await _describe(promotion, terms)
    await identity.audit(staff, "createPromotion", Alteration(promotion.id, None, facts_of(promotion)))
    return promotion


@atomic
async def change_promotion(actor: Actor, promotion_id: str, terms: PromotionTerms) -> Promotion:
    """Describe a promotion anew; quotes and orders keep what they were given. For managers of the whole shop.

    Raises:
        PromotionNotFound: there is none with that id.
        MarketNotFound, WrongCurrency, TermsNotPossible: as when it is created.
    """
    staff = require_manager(actor)
    promotion = await _standing(promotion_id)
    before = facts_of(promotion)
    await _describe(promotion, terms)
    await identity.audit(staff, "changePromotion", Alteration(promotion.id, before, facts_of(promotion)))
    return promotion


@atomic
async def retire_promotion(actor: Actor, promotion_id: str) -> Promotion:
    """End a promotion for good, and its vouchers with it. Raises ``PromotionNotFound``."""
    staff = require_manager(actor)
    return await _retired(staff, "retirePromotion", await _standing(promotion_id))


async def _standing(promotion_id: str) -> Promotion:
    promotion = await Promotion.select_for_update().get_or_none(id=promotion_id, retired_at=None)
    if promotion is None:
        raise PromotionNotFound(promotion_id)
    return promotion


async def _describe(promotion: Promotion, terms: PromotionTerms) -> None:
    terms.require_possible()
    if terms.market_code is not None:
        market = await market_for(terms.market_code)
        if terms.amount is not None and terms.amount.currency != market.currency:
            raise WrongCurrency(market.code, market.currency, terms.amount.currency)
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in _told(terms).items()}
    promotion.update_from_dict(said | {"amount_minor": terms.amount.minor if terms.amount else None})
    await promotion.save()


def _told(terms: PromotionTerms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in PromotionTerms.__dataclass_fields__ if name != "amount"}


async def _retired(staff: StaffMember, act: str, row: Row) -> Row:
    before = facts_of(row)
    row.retired_at = clock.now()
    await row.save(update_fields=["retired_at"])
    await identity.audit(staff, act, Alteration(row.id, before, facts_of(row)))
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherTerms:
    """A voucher as a manager describes it; ``uses`` is how often it may be used in all."""

    code: str
    promotion_id: str
    uses: int
    per_customer: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def require_possible(self) -> None:
        """Raises ``TermsNotPossible`` of a field."""
        require(
            {
                "code": 0 < len(code_as_typed(self.code)) <= LONGEST_CODE,
                "uses": 0 <= self.uses <= MOST_USES,
                "perCustomer": self.per_customer is None or 0 < self.per_customer <= MOST_USES,
                "endsAt": _is_after(self.ends_at, self.starts_at),
            }
        )


@atomic
async def create_voucher(actor: Actor, terms: VoucherTerms) -> Voucher:
    """Make a code that lets a promotion in so many times. For managers of the whole shop.

    Raises:
        PromotionNotFound: there is none with that id.
        CodeTaken: another voucher has the code.
        TermsNotPossible: of a field.
    """
    staff = require_manager(actor)
    voucher = Voucher(id=new_id("vch"), created_at=clock.now())
    await _describe_voucher(voucher, terms)
    await voucher.save(force_create=True)
    await identity.audit(staff, "createVoucher", Alteration(voucher.id, None, facts_of(voucher)))
    return voucher


@atomic
async def change_voucher(actor: Actor, voucher_id: str, terms: VoucherTerms) -> Voucher:
    """Describe a voucher anew; it keeps its uses, and may not be limited to fewer. For managers of the whole shop.

    Raises:
        VoucherNotFound: there is none with that id.
        PromotionNotFound, CodeTaken, TermsNotPossible: as when it is created.
    """
    staff = require_manager(actor)
    voucher = await _standing_voucher(voucher_id)
    before = facts_of(voucher)
    require({"uses": terms.uses >= voucher.promised})
    await _describe_voucher(voucher, terms)
    await voucher.save(update_fields=["code", "promotion_id", "total", "per_customer", "starts_at", "ends_at"])
    await identity.audit(staff, "changeVoucher", Alteration(voucher.id, before, facts_of(voucher)))
    return voucher


@atomic
async def retire_voucher(actor: Actor, voucher_id: str) -> Voucher:
    """Let nobody use a voucher any more; quotes that have it keep it. Raises ``VoucherNotFound``."""
    staff = require_manager(actor)
    return await _retired(staff, "retireVoucher", await _standing_voucher(voucher_id))


async def _standing_voucher(voucher_id: str) -> Voucher:
    voucher = await Voucher.select_for_update().get_or_none(id=voucher_id, retired_at=None)
    if voucher is None:
        raise VoucherNotFound(voucher_id)
    return voucher


async def _describe_voucher(voucher: Voucher, terms: VoucherTerms) -> None:
    terms.require_possible()
    code = code_as_typed(terms.code)
    if await Voucher.exclude(id=voucher.id).filter(code=code).exists():
        raise CodeTaken(code)
    await _standing(terms.promotion_id)
    said = asdict(terms) | {"code": code, "total": terms.uses}
    voucher.update_from_dict({name: value for name, value in said.items() if name != "uses"})
