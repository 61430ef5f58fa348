"""Tables of carts, quotes and orders."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.kernel.money import Money
from stores.ordering.rules import Priced, priced_again
from stores.ordering.states import LIFECYCLE, OrderState
from stores.pricing.rules import shown_in


class Cart(Model):
    """What somebody means to buy: nothing in it is promised yet."""

    id = fields.CharField(max_length=64, primary_key=True)
    customer_id = fields.CharField(max_length=64, null=True)
    market_code = fields.CharField(max_length=32)
    is_market_chosen = fields.BooleanField(default=False)  # else it follows the store's country
    currency = fields.CharField(max_length=3)
    locale = fields.CharField(max_length=16)
    voucher_codes: fields.Field[list[str]] = ArrayField(element_type="text", default=list)
    contact_name = fields.CharField(max_length=200, null=True)
    contact_email = fields.CharField(max_length=254, null=True)
    contact_phone = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField()
    ordered_at = fields.DatetimeField(null=True)

    lines: fields.ReverseRelation["CartLine"]

    class Meta:
        table = "cart"


class CartLine(Model):
    """Units of one variant in a cart, where they are to be collected, and the price that was shown."""

    id = fields.CharField(max_length=64, primary_key=True)
    cart: fields.ForeignKeyRelation[Cart] = fields.ForeignKeyField("stores.Cart", "lines")
    cart_id: str
    sku = fields.CharField(max_length=120)
    quantity = fields.IntField()
    unit_minor = fields.BigIntField()
    store_id = fields.CharField(max_length=64, null=True)
    slot_id = fields.CharField(max_length=64, null=True)  # the same for all lines of one store
    place = fields.IntField(default=0)

    class Meta:
        table = "cart_line"
        constraints = (
            UniqueConstraint(fields=("cart_id", "sku"), name="one_cart_line_per_variant"),
            CheckConstraint(check="quantity > 0", name="cart_line_has_units"),
        )


class CartLink(Model):
    """A one-time token by which a cart moves to another device or chat."""

    id = fields.CharField(max_length=64, primary_key=True)
    cart_id = fields.CharField(max_length=64, db_index=True)
    token = fields.CharField(max_length=64, unique=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "cart_link"


class Quote(Model):
    """A cart frozen until one moment: prices, promises, and the goods held for them."""

    id = fields.CharField(max_length=64, primary_key=True)
    cart_id = fields.CharField(max_length=64, db_index=True)
    customer_id = fields.CharField(max_length=64, null=True)
    currency = fields.CharField(max_length=3)
    prices_include_tax = fields.BooleanField(default=True)
    lines = fields.JSONField[list[dict[str, object]]]()  # as rules.PricedLine
    discounts = fields.JSONField[list[dict[str, object]]](default=list)  # as rules.Discount
    shown_in = fields.CharField(max_length=3, null=True)  # a foreign currency, for the reader's convenience
    shown_rate = fields.DecimalField(max_digits=24, decimal_places=12, null=True)
    slots = fields.JSONField[dict[str, str]](default=dict)  # by store
    created_at = fields.DatetimeField()
    began_at = fields.DatetimeField()  # when the first of the quotes that this one renews began
    expires_at = fields.DatetimeField()
    order_id = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        table = "quote"
        constraints = (
            CheckConstraint(check="(shown_in IS NULL) = (shown_rate IS NULL)", name="quote_shows_at_a_rate"),
            CheckConstraint(check="began_at <= created_at", name="quote_began_before_it_was_renewed"),
        )

    @property
    def priced(self) -> Priced:
        """What was frozen: prices, discounts and tax."""
        return priced_again(self.currency, self.lines, self.discounts, tax_included=self.prices_include_tax)

    @property
    def shown_total(self) -> Money | None:
        """The total in the foreign currency that was asked for, at the rate that was frozen."""
        if self.shown_in is None or self.shown_rate is None:
            return None
        return shown_in(self.priced.totals.total, self.shown_in, self.shown_rate)


class Order(Model):
    """What was bought: never altered, but for its state."""

    id = fields.CharField(max_length=64, primary_key=True)
    number = fields.CharField(max_length=32, unique=True)
    customer_id = fields.CharField(max_length=64, null=True, db_index=True)
    market_code = fields.CharField(max_length=32)
    currency = fields.CharField(max_length=3)
    locale = fields.CharField(max_length=16)
    state = fields.CharEnumField(OrderState, max_length=16, default=OrderState.PLACED)
    contact_name = fields.CharField(max_length=200)
    contact_email = fields.CharField(max_length=254, null=True)
    contact_phone = fields.CharField(max_length=64, null=True)
    prices_include_tax = fields.BooleanField(default=True)
    goods_minor = fields.BigIntField()
    discount_minor = fields.BigIntField(default=0)  # negative, or zero
    tax_minor = fields.BigIntField(default=0)
    total_minor = fields.BigIntField()
    discounts = fields.JSONField[list[dict[str, object]]](default=list)  # as rules.Discount
    placed_at = fields.DatetimeField()
    pay_until = fields.DatetimeField(null=True)  # paid online: what comes later is given back
    paid_at = fields.DatetimeField(null=True)
    slots = fields.JSONField[dict[str, str]](default=dict)  # by store, as they were chosen

    lines: fields.ReverseRelation["OrderLine"]

    class Meta:
        table = "order"
        constraints = (
            CheckConstraint(
                check="goods_minor >= 0 AND total_minor >= 0 AND tax_minor >= 0", name="order_is_not_negative"
            ),
            CheckConstraint(check="discount_minor <= 0", name="order_discount_is_not_positive"),
        )

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    def move_to(self, state: OrderState) -> None:
        self.state = LIFECYCLE.move(self.state, state)


class OrderLine(Model):
    """Units of one variant that were bought, at the agreed price; ``total_minor`` is what they cost, with tax."""

    id = fields.CharField(max_length=64, primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField("stores.Order", "lines", db_index=True)
    order_id: str
    sku = fields.CharField(max_length=120)
    title = fields.CharField(max_length=400)
    quantity = fields.IntField()
    unit_minor = fields.BigIntField()
    discount_minor = fields.BigIntField(default=0)  # its share of what was taken off: negative, or zero
    tax_minor = fields.BigIntField(default=0)
    total_minor = fields.BigIntField()
    store_id = fields.CharField(max_length=64)
    place = fields.IntField(default=0)
    refunded = fields.IntField(default=0)  # units whose money was promised back
    refunded_minor = fields.BigIntField(default=0)

    class Meta:
        table = "order_line"
        constraints = (
            CheckConstraint(
                check="quantity > 0 AND total_minor >= 0 AND tax_minor >= 0", name="order_line_is_positive"
            ),
            CheckConstraint(check="discount_minor <= 0", name="line_discount_is_not_positive"),
            CheckConstraint(
                check="refunded BETWEEN 0 AND quantity AND refunded_minor BETWEEN 0 AND total_minor",
                name="no_more_of_a_line_is_refunded_than_was_paid",
            ),
        )


class Return(Model):
    """Goods of an order that came back to a store, and what is paid back for them."""

    id = fields.CharField(max_length=64, primary_key=True)
    order_id = fields.CharField(max_length=64, db_index=True)
    store_id = fields.CharField(max_length=64)
    refund_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    staff_id = fields.CharField(max_length=64)
    device = fields.CharField(max_length=64, null=True)
    returned_at = fields.DatetimeField()

    class Meta:
        table = "return"
        constraints = (CheckConstraint(check="refund_minor >= 0", name="return_is_not_negative"),)

    @property
    def refund(self) -> Money:
        return Money(self.refund_minor, self.currency)


class ReturnLine(Model):
    """Units of one line that came back, why, and whether they are for sale again."""

    id = fields.CharField(max_length=64, primary_key=True)
    return_id = fields.CharField(max_length=64, db_index=True)
    order_line_id = fields.CharField(max_length=64)
    sku = fields.CharField(max_length=120)
    quantity = fields.IntField()
    reason = fields.CharField(max_length=32)
    restocked = fields.BooleanField()
    refund_minor = fields.BigIntField()
    place = fields.IntField(default=0)

    class Meta:
        table = "return_line"
        constraints = (CheckConstraint(check="quantity > 0 AND refund_minor >= 0", name="return_line_is_positive"),)
