"""Tables of markets and prices, of tax rates, and of what is taken off prices and by which code."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.holds.models import Countable
from stores.kernel.money import Money
from stores.pricing.rules.promotions import PromotionKind


class Market(Model):
    """Countries that share a currency and a price list, and how long things are kept for buyers there."""

    id = fields.CharField(max_length=64, primary_key=True)
    code = fields.CharField(max_length=32, unique=True)
    countries: fields.Field[list[str]] = ArrayField(element_type="text")
    currency = fields.CharField(max_length=3)
    prices_include_tax = fields.BooleanField(default=True)
    is_default = fields.BooleanField(default=False)
    hold_minutes = fields.IntField(db_default=15)  # a quote keeps its goods for so long
    hold_at_most_minutes = fields.IntField(db_default=60)  # and no longer than this, however often it is renewed
    unpaid_minutes = fields.IntField(db_default=35)  # how long an order that is paid online waits for its money
    lapse_refund_percent = fields.IntField(db_default=100)  # what a paid parcel that nobody fetched gives back

    class Meta:
        table = "market"
        constraints = (
            CheckConstraint(
                check="unpaid_minutes BETWEEN 35 AND 1440 AND lapse_refund_percent BETWEEN 0 AND 100",
                name="market_waits_and_gives_back_within_reason",
            ),
            CheckConstraint(
                check="0 < hold_minutes AND hold_minutes <= hold_at_most_minutes",
                name="market_keeps_goods_for_a_while",
            ),
        )


class Price(Model):
    """What one unit of a variant costs in one market."""

    id = fields.BigIntField(primary_key=True, generated=True)
    sku = fields.CharField(max_length=120)
    market_code = fields.CharField(max_length=32)
    currency = fields.CharField(max_length=3)
    amount_minor = fields.BigIntField()

    class Meta:
        table = "price"
        constraints = (
            UniqueConstraint(fields=("sku", "market_code"), name="one_price_per_variant_and_market"),
            CheckConstraint(check="amount_minor >= 0", name="price_is_not_negative"),
        )

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


class TaxRate(Model):
    """A rate of sales tax from a day on, the narrower the place and the category, the stronger; empty means any."""

    id = fields.CharField(max_length=64, primary_key=True)
    market_code = fields.CharField(max_length=32)
    country_code = fields.CharField(max_length=2, default="")
    region = fields.CharField(max_length=120, default="")
    category = fields.CharField(max_length=120, default="")
    valid_from = fields.DateField()
    rate = fields.DecimalField(max_digits=6, decimal_places=5)

    class Meta:
        table = "tax_rate"
        constraints = (
            UniqueConstraint(
                fields=("market_code", "country_code", "region", "category", "valid_from"),
                name="one_tax_rate_per_place_category_and_day",
            ),
            CheckConstraint(check="rate >= 0", name="tax_rate_is_not_negative"),
            CheckConstraint(check="region = '' OR country_code <> ''", name="a_region_is_in_a_country"),
        )


class Promotion(Model):
    """Something that is taken off prices: what, on which goods, where, when; empty lists mean any."""

    id = fields.CharField(max_length=64, primary_key=True)
    titles = fields.JSONField[dict[str, str]]()  # by locale
    kind = fields.CharEnumField(PromotionKind, max_length=16)
    rate = fields.DecimalField(max_digits=6, decimal_places=5, null=True)
    amount_minor = fields.BigIntField(null=True)  # in the currency of its market
    buy_quantity = fields.IntField(null=True)
    get_quantity = fields.IntField(null=True)
    market_code = fields.CharField(max_length=32, null=True)
    skus: fields.Field[list[str]] = ArrayField(element_type="text", default=list)
    product_ids: fields.Field[list[str]] = ArrayField(element_type="text", default=list)
    categories: fields.Field[list[str]] = ArrayField(element_type="text", default=list)
    store_ids: fields.Field[list[str]] = ArrayField(element_type="text", default=list)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    priority = fields.IntField(default=0)  # the lower, the earlier among its kind
    is_combinable = fields.BooleanField(default=True)
    by_code = fields.BooleanField(default=False)  # only for who has a voucher
    created_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "promotion"
        constraints = (
            CheckConstraint(check="(kind = 'PERCENTAGE') = (rate IS NOT NULL)", name="percentage_has_its_rate"),
            CheckConstraint(check="rate > 0 AND rate <= 1", name="percentage_is_of_a_whole"),
            CheckConstraint(check="(kind = 'AMOUNT') = (amount_minor IS NOT NULL)", name="amount_has_its_amount"),
            CheckConstraint(check="amount_minor > 0", name="amount_is_positive"),
            CheckConstraint(check="amount_minor IS NULL OR market_code IS NOT NULL", name="amount_is_of_a_market"),
            CheckConstraint(check="(kind = 'BUY_X_GET_Y') = (buy_quantity IS NOT NULL)", name="deal_has_its_units"),
            CheckConstraint(check="(buy_quantity IS NULL) = (get_quantity IS NULL)", name="deal_has_both_numbers"),
            CheckConstraint(check="buy_quantity > 0 AND get_quantity > 0", name="deal_is_of_units"),
            CheckConstraint(check="starts_at < ends_at", name="promotion_ends_after_it_starts"),
        )


class Voucher(Countable):
    """A code that lets a promotion in: ``total`` is how often it may be used, ``promised`` how often it is.

    A quote holds a use like goods; the order that comes of it keeps the hold, and gives it back when it is cancelled.
    """

    code = fields.CharField(max_length=64, unique=True)  # as kernel.ids.code_as_typed leaves it
    promotion_id = fields.CharField(max_length=64, db_index=True)
    per_customer = fields.IntField(null=True)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "voucher"
        constraints = (
            CheckConstraint(check="0 <= promised AND promised <= total", name="voucher_is_not_overused"),
            CheckConstraint(check="code <> '' AND code = upper(code)", name="voucher_code_is_upper_case"),
            CheckConstraint(check="per_customer > 0", name="voucher_serves_each_customer"),
            CheckConstraint(check="starts_at < ends_at", name="voucher_ends_after_it_starts"),
        )


class VoucherShare(Countable):
    """How often one customer may use one voucher; its id is a digest of both, so that it names nobody."""

    class Meta:
        table = "voucher_share"
        constraints = (CheckConstraint(check="0 <= promised AND promised <= total", name="share_is_not_overused"),)


class ExchangeRate(Model):
    """What one major unit of a currency is worth in another, from a moment on; for showing, never for charging."""

    id = fields.CharField(max_length=64, primary_key=True)
    currency = fields.CharField(max_length=3)
    shown_in = fields.CharField(max_length=3)
    rate = fields.DecimalField(max_digits=24, decimal_places=12)
    valid_from = fields.DatetimeField()

    class Meta:
        table = "exchange_rate"
        constraints = (
            UniqueConstraint(fields=("currency", "shown_in", "valid_from"), name="one_exchange_rate_at_a_moment"),
            CheckConstraint(check="rate > 0 AND currency <> shown_in", name="exchange_rate_is_positive"),
        )
