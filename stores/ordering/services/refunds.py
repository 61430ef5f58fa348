"""Giving back the money of an order: by line or amount, for parcels that nobody fetched, or all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from stores.database import atomic
from stores.identity.actors import Actor, Guest, works_at
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.kernel.errors import NotAllowed
from stores.kernel.ids import new_id
from stores.kernel.money import Money, total_of
from stores.ordering.errors import LineNotFound, QuantityNotPossible
from stores.ordering.models import Order, OrderLine
from stores.ordering.rules import worth_of_units
from stores.payments import queries as payments_read
from stores.payments import services as payments
from stores.payments.errors import PaymentNotFound
from stores.payments.models import Refund, RefundedPart
from stores.pickup.queries import pickup_by_id
from stores.pricing.queries import market_for

NOT_COLLECTED = "The parcel was not collected."
NOT_GIVEN = "It could not be given."
WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What staff give back, and why: units by line, or else a plain amount in minor units."""

    reason: str
    lines: tuple[tuple[str, int], ...] = ()
    amount_minor: int = 0


@atomic
async def refund(actor: Actor, payment_id: str, wish: RefundWish) -> Refund:
    """Give money of a payment back; supervisors and above, at a store that the order is of.

    Raises:
        PaymentNotFound: no such payment.
        LineNotFound, QuantityNotPossible: of the lines; no unit is paid back twice.
        RefundTooLarge: more than is left of what was paid.
    """
    payment = await payments_read.payment_by_id(payment_id)
    if payment is None:
        raise PaymentNotFound(payment_id)
    order = await Order.select_for_update().get(id=payment.order_id)
    lines = {line.id: line for line in await OrderLine.filter(order_id=order.id)}
    staff = _require_supervisor(actor, lines.values())
    parts = [await _count_back(order, _line(lines, line_id, units), units) for line_id, units in wish.lines]
    amount = Money(sum(part["minor"] for part in parts) or wish.amount_minor, order.currency)
    asked = payments.Wish(amount, wish.reason, f"staff:{new_id('rfd')}", tuple(parts), staff.id)
    return await payments.ask_refund(payment_id, asked)


def may_refund(actor: Actor, lines: Iterable[OrderLine]) -> bool:
    """May this actor hand money of such an order back?"""
    return any(works_at(actor, line.store_id, Role.SUPERVISOR) for line in lines)


def _require_supervisor(actor: Actor, lines: Iterable[OrderLine]) -> StaffMember:
    if not may_refund(actor, lines):
        raise NotAllowed(signed_in=not isinstance(actor, Guest))
    assert isinstance(actor, StaffMember)
    return actor


def _line(lines: dict[str, OrderLine], line_id: str, units: int) -> OrderLine:
    line = lines.get(line_id)
    if line is None:
        raise LineNotFound(line_id)
    if not 1 <= units <= line.quantity - line.refunded:
        raise QuantityNotPossible(units, 1, line.quantity - line.refunded)
    return line


async def _count_back(order: Order, line: OrderLine, units: int, rate: Decimal = WHOLE) -> RefundedPart:
    """Count units of a line of a locked order as paid back, at a rate of what they cost."""
    total = Money(line.total_minor, order.currency)
    worth = worth_of_units(total, line.quantity, given_back=line.refunded, units=units).at_rate(rate)
    line.refunded += units
    line.refunded_minor += worth.minor
    await line.save(update_fields=["refunded", "refunded_minor"])
    return RefundedPart(line_id=line.id, quantity=units, minor=worth.minor)


async def give_all_back(order: Order, reason: str) -> None:
    """Give back whatever money there is for an order whose row is locked; nothing when it was given back before."""
    if await payments.refund_everything(order.id, reason) is None:
        return
    for line in await OrderLine.filter(order_id=order.id):
        line.refunded, line.refunded_minor = line.quantity, line.total_minor
        await line.save(update_fields=["refunded", "refunded_minor"])


async def give_back(order: Order, parts: Iterable[RefundedPart], reason: str, cause: str) -> None:
    """Give back what units of a locked order were worth, out of whatever was paid for it, and count them as paid back.

    What staff have given back before is not given twice.
    """
    lines = {line.id: line for line in await OrderLine.filter(order_id=order.id)}
    counted = []
    for part in parts:
        line = lines[part["line_id"]]
        units = min(part["quantity"], line.quantity - line.refunded)
        minor = min(part["minor"], line.total_minor - line.refunded_minor)
        line.refunded, line.refunded_minor = line.refunded + units, line.refunded_minor + minor
        await line.save(update_fields=["refunded", "refunded_minor"])
        counted.append(RefundedPart(line_id=line.id, quantity=units, minor=minor))
    worth = Money(sum(part["minor"] for part in counted), order.currency)
    if worth:
        await payments.refund_from_any(order.id, payments.Wish(worth, reason, cause, tuple(counted)))


@atomic
async def refund_refused(order_id: str, refusal_id: str, part: RefundedPart) -> None:
    """Give back what was paid for units that could not be given; once, however often."""
    order = await Order.select_for_update().get(id=order_id)
    if part["minor"] and not await payments_read.is_asked(refusal_id):
        await give_back(order, [part], NOT_GIVEN, refusal_id)


@atomic
async def refund_lapsed(order_id: str, pickup_id: str) -> None:
    """Give back what a paid parcel that nobody fetched was worth, as far as its market does; once, however often."""
    order = await Order.select_for_update().get(id=order_id)
    if not (await payments_read.can_be_sent_back(order_id) and await payments_read.holds_money(order_id)):
        return
    market = await market_for(order.market_code)
    rate = Decimal(market.lapse_refund_percent).scaleb(-2)
    lines = {line.id: line for line in await OrderLine.filter(order_id=order_id)}
    parts = []
    for parcel_line in (await pickup_by_id(pickup_id)).lines:
        line = lines[parcel_line.order_line_id]
        left = parcel_line.quantity - parcel_line.collected - parcel_line.refused
        units = min(left, line.quantity - line.refunded - parcel_line.collected)
        if units > 0:
            parts.append(await _count_back(order, line, units, rate))
    worth = total_of([Money(part["minor"], order.currency) for part in parts], order.currency)
    if worth:
        wish = payments.Wish(worth, NOT_COLLECTED, f"lapsed:{pickup_id}", tuple(parts))
        await payments.refund_from_any(order_id, wish)


@atomic
async def uncount_refused(order_id: str, refund_id: str) -> None:
    """What a provider would not give back can be given back in another way."""
    await Order.select_for_update().get(id=order_id)
    for part in await payments.parts_of_refused(refund_id):
        line = await OrderLine.get(id=part["line_id"])
        line.refunded -= part["quantity"]
        line.refunded_minor -= part["minor"]
        await line.save(update_fields=["refunded", "refunded_minor"])
