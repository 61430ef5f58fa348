"""Tables of money owed and taken."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.kernel.money import Money
from stores.payments.states import LIFECYCLE, PaymentMethod, PaymentState, Tender


class Payment(Model):
    """Money owed for one payable thing of an order (a pickup, later a booking or the whole)."""

    id = fields.CharField(max_length=64, primary_key=True)
    order_id = fields.CharField(max_length=64, db_index=True)
    payable_id = fields.CharField(max_length=64)
    method = fields.CharEnumField(PaymentMethod, max_length=16)
    state = fields.CharEnumField(PaymentState, max_length=16, default=PaymentState.OWED)
    amount_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    tender = fields.CharEnumField(Tender, max_length=16, null=True)
    taken_by = fields.CharField(max_length=64, null=True)
    opened_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payment"
        constraints = (
            UniqueConstraint(fields=("payable_id", "method"), name="one_payment_per_payable_and_method"),
            CheckConstraint(check="amount_minor >= 0", name="payment_is_not_negative"),
        )

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)

    def move_to(self, state: PaymentState) -> None:
        self.state = LIFECYCLE.move(self.state, state)
