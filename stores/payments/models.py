"""Tables of money owed, taken and given back."""

from typing import TypedDict

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.kernel.money import Money
from stores.payments.rules import Sums
from stores.payments.states import (
    LIFECYCLE,
    EntryKind,
    PaymentFlag,
    PaymentMethod,
    PaymentState,
    RefundState,
    Tender,
)


class Payment(Model):
    """Money owed for one payable thing of an order (a pickup, or the whole); its sums are those of its ledger."""

    id = fields.CharField(max_length=64, primary_key=True)
    order_id = fields.CharField(max_length=64, db_index=True)
    payable_id = fields.CharField(max_length=64, db_index=True)
    title = fields.CharField(max_length=64, null=True)  # what a provider's page calls it
    method = fields.CharEnumField(PaymentMethod, max_length=16)
    state = fields.CharEnumField(PaymentState, max_length=16, default=PaymentState.OWED)
    amount_minor = fields.BigIntField()
    dropped_minor = fields.BigIntField(default=0)  # owed no more: failed or cancelled
    authorised_minor = fields.BigIntField(default=0)
    captured_minor = fields.BigIntField(default=0)
    refund_asked_minor = fields.BigIntField(default=0)
    refunded_minor = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    tender = fields.CharEnumField(Tender, max_length=16, null=True)
    taken_by = fields.CharField(max_length=64, null=True)
    provider_ref = fields.CharField(max_length=255, null=True)
    url = fields.TextField(null=True)  # the page to pay on
    reason = fields.CharField(max_length=400, null=True)  # why it failed
    flag = fields.CharEnumField(PaymentFlag, max_length=16, null=True)
    opened_at = fields.DatetimeField()
    until = fields.DatetimeField(null=True)  # the end of the buyer's chance to pay online
    look_at = fields.DatetimeField(null=True)  # when the provider is asked next, should no notice come
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payment"
        constraints = (
            CheckConstraint(check="amount_minor >= 0", name="payment_is_not_negative"),
            CheckConstraint(
                check="0 <= refunded_minor AND refunded_minor <= captured_minor AND captured_minor <= amount_minor",
                name="no_more_is_refunded_than_paid",
            ),
            CheckConstraint(
                check="refunded_minor <= refund_asked_minor AND authorised_minor >= 0 AND dropped_minor >= 0",
                name="no_sum_of_a_payment_is_negative",
            ),
        )

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def sums(self) -> Sums:
        return Sums(
            self.amount_minor, self.dropped_minor, self.authorised_minor, self.captured_minor, self.refunded_minor
        )

    @property
    def refundable(self) -> Money:
        return Money(self.captured_minor - self.refund_asked_minor, self.currency)

    def move_to(self, state: PaymentState) -> None:
        self.state = LIFECYCLE.move(self.state, state)


class PaymentEntry(Model):
    """One line of the ledger; never altered, and written once for each fact."""

    id = fields.BigIntField(primary_key=True, generated=True)
    payment_id = fields.CharField(max_length=64)
    kind = fields.CharEnumField(EntryKind, max_length=16)
    fact = fields.CharField(max_length=300)  # what it follows from, such as "refunded:re_1"
    amount_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    at = fields.DatetimeField()

    class Meta:
        table = "payment_entry"
        constraints = (
            UniqueConstraint(fields=("payment_id", "fact"), name="one_entry_per_fact"),
            CheckConstraint(check="amount_minor >= 0", name="payment_entry_is_not_negative"),
        )


class PaymentNotice(Model):
    """One notice of a provider, kept once, until and after it was acted on."""

    id = fields.CharField(max_length=64, primary_key=True)
    provider_id = fields.CharField(max_length=255)
    method = fields.CharEnumField(PaymentMethod, max_length=16)
    kind = fields.CharField(max_length=100)
    payment_id = fields.CharField(max_length=64, null=True)
    ref = fields.CharField(max_length=255, null=True)
    received_at = fields.DatetimeField()
    handled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payment_notice"
        constraints = (UniqueConstraint(fields=("method", "provider_id"), name="one_notice_of_a_provider"),)


class RefundedPart(TypedDict):
    """Units of an order's line that a refund pays back."""

    line_id: str
    quantity: int
    minor: int


class Refund(Model):
    """Money that is to be given back, for which reason, and what became of it."""

    id = fields.CharField(max_length=64, primary_key=True)
    payment_id = fields.CharField(max_length=64, db_index=True)
    cause = fields.CharField(max_length=200, unique=True)  # the same cause gives back once
    state = fields.CharEnumField(RefundState, max_length=16, default=RefundState.ASKED)
    amount_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    reason = fields.CharField(max_length=400)
    parts = fields.JSONField[list[RefundedPart]]()
    asked_by = fields.CharField(max_length=64, null=True)
    asked_at = fields.DatetimeField()
    provider_ref = fields.CharField(max_length=255, null=True)
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "refund"
        constraints = (CheckConstraint(check="amount_minor > 0", name="refund_gives_something_back"),)

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)
