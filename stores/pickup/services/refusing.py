"""Units that cannot be given: they leave the parcel, and are neither owed nor kept."""

from dataclasses import dataclass

from stores.database import atomic
from stores.identity.actors import Actor
from stores.inventory import services as inventory
from stores.inventory.models import MovementKind
from stores.inventory.services import Goods
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.kernel.money import Money
from stores.outbox import services as outbox
from stores.payments import services as payments
from stores.pickup.errors import NotInParcel
from stores.pickup.events import LineRefused
from stores.pickup.models import Pickup, PickupLine, RefusedUnits
from stores.pickup.rules import state_after, worth_of
from stores.pickup.services.acting import locked_for, require_one_of
from stores.pickup.states import UNFINISHED, RefuseReason

WRITTEN_OFF_AS = {RefuseReason.MISSING: MovementKind.LOST, RefuseReason.DAMAGED: MovementKind.DAMAGED}


@dataclass(frozen=True, slots=True)
class Refused:
    """Units of one line that are not given, and why."""

    line_id: str
    quantity: int
    reason: RefuseReason
    device: str | None = None


@atomic
async def refuse_line(actor: Actor, pickup_id: str, refused: Refused) -> Pickup:
    """Say that units of a line are not given: what is missing or damaged leaves the stock, the rest is for sale again.

    What is owed for the parcel shrinks by their worth; what was paid for them already has to go back. A parcel of
    which nothing was given and nothing is left is given up.

    Raises:
        PickupNotFound: no such pickup.
        PickupNotOpen: all of it was collected or given up.
        NotInParcel: fewer units of that line are left, or no such line is.
    """
    pickup, staff = await locked_for(actor, pickup_id)
    require_one_of(pickup, UNFINISHED)
    lines = await PickupLine.filter(pickup_id=pickup.id).order_by("place")
    line = _line_of(lines, refused)
    amount = _worth(pickup, line, refused.quantity)
    refusal_id = new_id("rfu")
    refund = await payments.owe_less(pickup.id, amount, cause=refusal_id)
    await _take_out(pickup, line, refused)
    await _settle(pickup, lines)
    noted = await RefusedUnits.create(
        id=refusal_id,
        pickup_id=pickup.id,
        line_id=line.id,
        quantity=refused.quantity,
        reason=refused.reason,
        amount_minor=amount.minor,
        currency=amount.currency,
        staff_id=staff.id,
        device=refused.device,
        refused_at=clock.now(),
    )
    await outbox.record(_announced(pickup, line, noted, refund))
    return pickup


def _line_of(lines: list[PickupLine], refused: Refused) -> PickupLine:
    line = next((line for line in lines if line.id == refused.line_id), None)
    if line is None or not 0 < refused.quantity <= line.outstanding:
        raise NotInParcel(refused.line_id, line.outstanding if line else 0)
    return line


def _worth(pickup: Pickup, line: PickupLine, quantity: int) -> Money:
    paid_back = line.refused + line.returned
    return Money(worth_of(line.total_minor, line.quantity, before=paid_back, units=quantity), pickup.currency)


async def _take_out(pickup: Pickup, line: PickupLine, refused: Refused) -> None:
    goods = Goods(pickup.store_id, line.sku, refused.quantity)
    kind = WRITTEN_OFF_AS.get(refused.reason)
    if kind is None:
        await inventory.let_go(pickup.order_id, goods)
    else:
        await inventory.ship_out(pickup.order_id, [goods], reference=pickup.id, kind=kind)
    line.refused += refused.quantity
    await line.save(update_fields=["refused"])


async def _settle(pickup: Pickup, lines: list[PickupLine]) -> None:
    state = state_after([(line.collected, line.outstanding) for line in lines], pickup.state)
    if state is not pickup.state:
        pickup.move_to(state)
        await pickup.save(update_fields=["state"])


def _announced(pickup: Pickup, line: PickupLine, noted: RefusedUnits, refund: Money) -> LineRefused:
    return LineRefused(
        order_id=pickup.order_id,
        pickup_id=pickup.id,
        store_id=pickup.store_id,
        refusal_id=noted.id,
        order_line_id=line.order_line_id,
        quantity=noted.quantity,
        reason=noted.reason,
        amount_minor=noted.amount_minor,
        refund_minor=refund.minor,
        currency=noted.currency,
        by=noted.staff_id,
        device=noted.device,
    )
