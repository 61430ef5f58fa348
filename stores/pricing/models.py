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

    class Meta:
        table = "market"


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
