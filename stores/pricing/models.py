"""Tables of markets and prices."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.kernel.money import Money


class Market(Model):
    """Countries that share a currency and a price list."""

    id = fields.CharField(max_length=64, primary_key=True)
    code = fields.CharField(max_length=32, unique=True)
    countries: fields.Field[list[str]] = ArrayField(element_type="text")
    currency = fields.CharField(max_length=3)
    prices_include_tax = fields.BooleanField(default=True)
    is_default = fields.BooleanField(default=False)
    unpaid_minutes = fields.IntField(default=35)  # how long an order that is paid online waits for its money
    lapse_refund_percent = fields.IntField(default=100)  # what a paid parcel that nobody fetched gives back

    class Meta:
        table = "market"
        constraints = (
            CheckConstraint(
                check="unpaid_minutes BETWEEN 35 AND 1440 AND lapse_refund_percent BETWEEN 0 AND 100",
                name="market_waits_and_gives_back_within_reason",
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
