"""Promotions and vouchers: what managers take off prices, and for whom."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self, TypeAlias

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import PromotionKind
from schema.inputs import LocalTextInput, MoneyInput
from schema.management.problems import (
    CodeTaken,
    PromotionNotFound,
    TermsNotPossible,
    VoucherNotFound,
    WrongCurrency,
)
from schema.ordering.problems import MarketNotFound
from schema.outbox import KeyReused, KeyTooLong
from schema.scalars import MinorUnits, Node
from stores.identity.actors import is_manager, require_manager
from stores.pricing import models
from stores.pricing import queries as pricing_read
from stores.pricing import services as pricing
from stores.pricing.services import PromotionTerms, VoucherTerms


@strawberry.type
class LocalText:
    """A text in one language.

    locale: The language, such as "de".
    text: The text.
    """

    locale: str
    text: str


@strawberry.type
class Voucher(Node):
    """A code that lets a promotion in.

    code: The code.
    promotion_id: The promotion.
    uses: How often it may be used in all.
    used: How often it is used: by orders, and by quotes that may yet become some.
    per_customer: How often each customer may use it; null for no such limit.
    starts_at: From when it is good; null for always.
    ends_at: Until when it is good; null for ever.
    retired_at: When it was retired; null while it was not.
    """

    code: str
    promotion_id: strawberry.ID
    uses: int
    used: int
    per_customer: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    retired_at: datetime | None

    @classmethod
    def of(cls, row: models.Voucher) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            code=row.code,
            promotion_id=strawberry.ID(row.promotion_id),
            uses=row.total,
            used=row.promised,
            per_customer=row.per_customer,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            retired_at=row.retired_at,
        )


@strawberry.type
class Promotion(Node):
    """Something that is taken off prices; an empty list means any.

    titles: What it is called, by language.
    kind: How it takes something off.
    rate: The part that a percentage takes off, 0.1 being a tenth.
    amount_minor: What an amount takes off, in minor units of its market's currency.
    buy_quantity: In a deal, how many units are paid.
    get_quantity: In a deal, how many more are free.
    market_code: The market in which it holds, by its code; null for every market.
    skus: The variants that it is for.
    product_ids: The products that it is for.
    categories: The categories that it is for.
    store_ids: The stores at which goods must be collected.
    starts_at: From when it holds; null for always.
    ends_at: Until when it holds; null for ever.
    priority: The lower, the earlier among its kind.
    is_combinable: Does it apply together with others? One that does not applies alone.
    by_code: Is it for those alone who have a voucher?
    retired_at: When it was retired; null while it was not.
    """

    titles: list[LocalText]
    kind: PromotionKind
    rate: Decimal | None
    amount_minor: MinorUnits | None
    buy_quantity: int | None
    get_quantity: int | None
    market_code: str | None
    skus: list[str]
    product_ids: list[strawberry.ID]
    categories: list[str]
    store_ids: list[strawberry.ID]
    starts_at: datetime | None
    ends_at: datetime | None
    priority: int
    is_combinable: bool
    by_code: bool
    retired_at: datetime | None

    @strawberry.field
    async def vouchers(self) -> list[Voucher]:
        """Its vouchers that are not retired, the newest first, at most 200."""
        return [Voucher.of(row) for row in await pricing_read.vouchers_of(self.id)]

    @classmethod
    def of(cls, row: models.Promotion) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            titles=[LocalText(locale=locale, text=text) for locale, text in sorted(row.titles.items())],
            kind=row.kind,
            rate=row.rate,
            amount_minor=MinorUnits(row.amount_minor) if row.amount_minor is not None else None,
            buy_quantity=row.buy_quantity,
            get_quantity=row.get_quantity,
            market_code=row.market_code,
            skus=row.skus,
            product_ids=[strawberry.ID(each) for each in row.product_ids],
            categories=row.categories,
            store_ids=[strawberry.ID(each) for each in row.store_ids],
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            priority=row.priority,
            is_combinable=row.is_combinable,
            by_code=row.by_code,
            retired_at=row.retired_at,
        )


@strawberry.input
class PromotionInput:
    """A promotion as it is to be; an empty list means any.

    titles: What it is called, by language.
    kind: How it takes something off.
    rate: The part that a percentage takes off, 0.1 being a tenth.
    amount: What an amount takes off, in its market's currency.
    buy_quantity: In a deal, how many units are paid.
    get_quantity: In a deal, how many more are free.
    market_code: The market in which it holds, by its code; without one, every market.
    skus: The variants that it is for.
    product_ids: The products that it is for.
    categories: The categories that it is for.
    store_ids: The stores at which goods must be collected.
    starts_at: From when it holds.
    ends_at: Until when it holds.
    priority: The lower, the earlier among its kind.
    is_combinable: Does it apply together with others? One that does not applies alone.
    by_code: Is it for those alone who have a voucher?
    """

    titles: list[LocalTextInput]
    kind: PromotionKind
    rate: Decimal | None = None
    amount: MoneyInput | None = None
    buy_quantity: int | None = None
    get_quantity: int | None = None
    market_code: str | None = None
    skus: list[str] = strawberry.field(default_factory=list)
    product_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    categories: list[str] = strawberry.field(default_factory=list)
    store_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 0
    is_combinable: bool = True
    by_code: bool = False

    def terms(self) -> PromotionTerms:
        """The same for the domain."""
        said: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in vars(self).items()
        }
        said["titles"] = {title.locale: title.text for title in self.titles}
        said["amount"] = self.amount.money() if self.amount else None
        return PromotionTerms(**said)


@strawberry.input
class VoucherInput:
    """A voucher as it is to be.

    code: The code, in any case; spaces and hyphens do not count.
    promotion_id: The promotion that it lets in.
    uses: How often it may be used in all.
    per_customer: How often each customer may use it.
    starts_at: From when it is good.
    ends_at: Until when it is good.
    """

    code: str
    promotion_id: strawberry.ID
    uses: int
    per_customer: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def terms(self) -> VoucherTerms:
        """The same for the domain."""
        return VoucherTerms(**vars(self))


CreatePromotionResult: TypeAlias = Annotated[
    Promotion | MarketNotFound | WrongCurrency | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("CreatePromotionResult", description="What became of a new promotion."),
]
ChangePromotionResult: TypeAlias = Annotated[
    Promotion | PromotionNotFound | MarketNotFound | WrongCurrency | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("ChangePromotionResult", description="What became of the change of a promotion."),
]
RetirePromotionResult: TypeAlias = Annotated[
    Promotion | PromotionNotFound | KeyReused | KeyTooLong,
    strawberry.union("RetirePromotionResult", description="What became of the end of a promotion."),
]
CreateVoucherResult: TypeAlias = Annotated[
    Voucher | PromotionNotFound | CodeTaken | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("CreateVoucherResult", description="What became of a new voucher."),
]
ChangeVoucherResult: TypeAlias = Annotated[
    Voucher | VoucherNotFound | PromotionNotFound | CodeTaken | TermsNotPossible | KeyReused | KeyTooLong,
    strawberry.union("ChangeVoucherResult", description="What became of the change of a voucher."),
]
RetireVoucherResult: TypeAlias = Annotated[
    Voucher | VoucherNotFound | KeyReused | KeyTooLong,
    strawberry.union("RetireVoucherResult", description="What became of the end of a voucher."),
]


async def promotions(info: Info) -> list[Promotion]:
    """Every promotion that is not retired, the newest first, at most 200. For managers of every store."""
    require_manager(info.context.actor)
    return [Promotion.of(row) for row in await pricing_read.promotions()]


async def create_promotion(info: Info, key: strawberry.ID, promotion: PromotionInput) -> CreatePromotionResult:
    """Begin a promotion. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    promotion: The promotion.
    """
    return Promotion.of(await pricing.create_promotion(info.context.actor, promotion.terms()))


async def change_promotion(
    info: Info, key: strawberry.ID, promotion_id: strawberry.ID, promotion: PromotionInput
) -> ChangePromotionResult:
    """Describe a promotion anew; quotes and orders keep what they have. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    promotion_id: The promotion.
    promotion: What it is to be.
    """
    return Promotion.of(await pricing.change_promotion(info.context.actor, promotion_id, promotion.terms()))


async def retire_promotion(info: Info, key: strawberry.ID, promotion_id: strawberry.ID) -> RetirePromotionResult:
    """End a promotion for good, and its vouchers with it. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    promotion_id: The promotion.
    """
    return Promotion.of(await pricing.retire_promotion(info.context.actor, promotion_id))


async def create_voucher(info: Info, key: strawberry.ID, voucher: VoucherInput) -> CreateVoucherResult:
    """Make a code that lets a promotion in so many times. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    voucher: The voucher.
    """
    return Voucher.of(await pricing.create_voucher(info.context.actor, voucher.terms()))


async def change_voucher(
    info: Info, key: strawberry.ID, voucher_id: strawberry.ID, voucher: VoucherInput
) -> ChangeVoucherResult:
    """Describe a voucher anew; it may not be limited to fewer uses than it has. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    voucher_id: The voucher.
    voucher: What it is to be.
    """
    return Voucher.of(await pricing.change_voucher(info.context.actor, voucher_id, voucher.terms()))


async def retire_voucher(info: Info, key: strawberry.ID, voucher_id: strawberry.ID) -> RetireVoucherResult:
    """Let nobody use a voucher any more; quotes that have it keep it. For managers of every store.

    key: A new one for each wish; the same again gets the same answer.
    voucher_id: The voucher.
    """
    return Voucher.of(await pricing.retire_voucher(info.context.actor, voucher_id))


@opens("Promotion", kind="prm")
async def promotion_again(context: Context, id: str) -> Promotion | None:
    """The promotion with an id, for managers."""
    row = await pricing_read.promotion_by_id(id) if is_manager(context.actor) else None
    return Promotion.of(row) if row else None


@opens("Voucher", kind="vch")
async def voucher_again(context: Context, id: str) -> Voucher | None:
    """The voucher with an id, for managers."""
    row = await pricing_read.voucher_by_id(id) if is_manager(context.actor) else None
    return Voucher.of(row) if row else None
