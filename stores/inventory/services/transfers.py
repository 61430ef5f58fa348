"""Moving goods between stores, and from a warehouse to a store: they leave when sent and are there when received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stores.database import atomic
from stores.identity.actors import Actor, require_staff_at, works_at
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.inventory.errors import NotInTransfer, NotStocked, TransferNotFound, TransferNotOpen
from stores.inventory.models import MovementKind, Transfer, TransferLine
from stores.inventory.services.goods import hold_goods, put_on_shelves, ship_out
from stores.inventory.services.ledger import Cause, Goods, levels_of
from stores.inventory.states import CANCELLED, LIFECYCLE, RECEIVED, RECEIVED_IN_PART, SENT, TransferState
from stores.kernel import clock
from stores.kernel.ids import new_id
from stores.locator.queries import store_for


@dataclass(frozen=True, slots=True)
class TransferWish:
    """Units by SKU that are to go from one store to another, and when they are expected there."""

    from_store_id: str
    to_store_id: str
    units: Mapping[str, int]
    expected_at: datetime | None = None


@atomic
async def create_transfer(actor: Actor, wish: TransferWish) -> Transfer:
    """Write down what is to go from one store to another; nothing moves or is promised yet. Supervisors at either end.

    Raises:
        StoreNotFound: there is no such store.
        NotStocked: the sender does not keep one of the variants.
    """
    staff = _supervisor_at_either(actor, wish.from_store_id, wish.to_store_id)
    for store_id in (wish.from_store_id, wish.to_store_id):
        await store_for(store_id)
    kept = await levels_of((wish.from_store_id, sku) for sku in wish.units)
    for sku in wish.units:
        if (wish.from_store_id, sku) not in kept:
            raise NotStocked(sku, wish.from_store_id)
    transfer = await Transfer.create(
        id=new_id("tfr"),
        from_store_id=wish.from_store_id,
        to_store_id=wish.to_store_id,
        expected_at=wish.expected_at,
        created_at=clock.now(),
        created_by=staff.id,
    )
    await TransferLine.bulk_create(
        TransferLine(id=new_id("tfl"), transfer_id=transfer.id, sku=sku, quantity=quantity, place=place)
        for place, (sku, quantity) in enumerate(wish.units.items())
    )
    return transfer


def _supervisor_at_either(actor: Actor, *store_ids: str) -> StaffMember:
    theirs = next((store_id for store_id in store_ids if works_at(actor, store_id, Role.SUPERVISOR)), store_ids[0])
    return require_staff_at(actor, theirs, Role.SUPERVISOR)


@atomic
async def send_transfer(actor: Actor, transfer_id: str, *, expected_at: datetime | None = None) -> Transfer:
    """The goods leave the sender's shelves, all of them free until now; supervisors of the sender.

    Raises:
        TransferNotFound: no such transfer, or not this person's to see.
        TransferNotOpen: it was sent or given up already.
        OutOfStock: the sender has fewer free units; nothing has moved.
    """
    transfer = await _locked(actor, transfer_id, SENT)
    require_staff_at(actor, transfer.from_store_id, Role.SUPERVISOR)
    lines = await TransferLine.filter(transfer_id=transfer.id).order_by("place")
    goods = [Goods(transfer.from_store_id, line.sku, line.quantity) for line in lines]
    await hold_goods(transfer.id, goods, until=None)
    await ship_out(transfer.id, goods, reference=transfer.id, kind=MovementKind.TRANSFERRED_OUT)
    transfer.expected_at = expected_at or transfer.expected_at
    transfer.sent_at = clock.now()
    transfer.move_to(SENT)
    await transfer.save()
    return transfer


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrived of a transfer: units by SKU (None: all that is under way), and whether more is waited for."""

    units: Mapping[str, int] | None = None
    is_last: bool = False


@atomic
async def receive_transfer(actor: Actor, transfer_id: str, arrival: Arrival) -> Transfer:
    """Goods are put on the receiver's shelves; its staff. With the last arrival, what is not there is missing.

    To write goods off as missing takes a supervisor.

    Raises:
        TransferNotFound: no such transfer, or not this person's to see.
        TransferNotOpen: it was not sent yet, or has arrived already.
        NotInTransfer: more units were to be received than are under way.
    """
    transfer = await _locked(actor, transfer_id, RECEIVED)
    lines = await TransferLine.filter(transfer_id=transfer.id).order_by("place")
    arrived = _take_in(lines, arrival)
    is_short = any(line.outstanding for line in lines)
    writes_off = is_short and arrival.is_last
    require_staff_at(actor, transfer.to_store_id, Role.SUPERVISOR if writes_off else Role.ASSOCIATE)
    if writes_off:
        for line in lines:
            line.missing = line.outstanding
    await TransferLine.bulk_update(lines, ["received", "missing"])
    goods = [Goods(transfer.to_store_id, sku, units) for sku, units in arrived.items() if units]
    await put_on_shelves(goods, Cause(MovementKind.TRANSFERRED_IN, transfer.id))
    return await _moved(transfer, RECEIVED_IN_PART if is_short and not arrival.is_last else RECEIVED)


def _take_in(lines: Sequence[TransferLine], arrival: Arrival) -> Mapping[str, int]:
    """The units that arrived by SKU, added to their lines. Raises ``NotInTransfer``."""
    under_way = {line.sku: line.outstanding for line in lines}
    arrived = under_way if arrival.units is None else arrival.units
    for sku, units in arrived.items():
        if not 0 <= units <= under_way.get(sku, 0):
            raise NotInTransfer(sku, under_way.get(sku, 0))
    for line in lines:
        line.received += arrived.get(line.sku, 0)
    return arrived


@atomic
async def cancel_transfer(actor: Actor, transfer_id: str) -> Transfer:
    """Give up a transfer before it is sent; supervisors at either end.

    Raises:
        TransferNotFound: no such transfer, or not this person's to see.
        TransferNotOpen: its goods are under way or have arrived.
    """
    transfer = await _locked(actor, transfer_id, CANCELLED)
    _supervisor_at_either(actor, transfer.from_store_id, transfer.to_store_id)
    return await _moved(transfer, CANCELLED)


async def _locked(actor: Actor, transfer_id: str, state: TransferState) -> Transfer:
    """The transfer, locked, for staff at either end, when it may move to a state."""
    transfer = await Transfer.select_for_update().get_or_none(id=transfer_id)
    if transfer is None or not any(works_at(actor, end) for end in (transfer.from_store_id, transfer.to_store_id)):
        raise TransferNotFound(transfer_id)
    if not LIFECYCLE.may_move(transfer.state, state):
        raise TransferNotOpen(transfer.state)
    return transfer


async def _moved(transfer: Transfer, state: TransferState) -> Transfer:
    transfer.move_to(state)
    transfer.closed_at = None if state is RECEIVED_IN_PART else clock.now()
    await transfer.save()
    return transfer
