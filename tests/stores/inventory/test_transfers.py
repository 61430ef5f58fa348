"""Goods between stores: off one shelf when they are sent, on the other when they are received."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.database import rows
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.errors import NotInTransfer, NotStocked, OutOfStock, TransferNotFound, TransferNotOpen
from stores.inventory.queries import Incoming, incoming, stock_of
from stores.inventory.queries.audit import wrong_shelves
from stores.inventory.queries.transfers import transfer_for, transfers_of
from stores.inventory.services import Arrival, Goods, TransferWish
from stores.inventory.states import CANCELLED, RECEIVED, RECEIVED_IN_PART, SENT, TransferState
from stores.kernel.errors import NotAllowed
from stores.locator.atlas import StoreCard
from stores.locator.errors import StoreNotFound
from stores.locator.models import StoreKind
from tests.makers import a_staff_member, a_store

TOMORROW = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def two_places() -> tuple[StoreCard, StoreCard, StaffMember]:
    warehouse = await a_store(holding={"TEA": 10, "POT": 4}, kind=StoreKind.WAREHOUSE)
    return warehouse, await a_store(), await a_staff_member(role=Role.SUPERVISOR)


async def on_hand(store: StoreCard) -> dict[str, int]:
    return {shelf.sku: shelf.on_hand for shelf in await stock_of(store.id, ["TEA", "POT"])}


async def test_goods_leave_the_warehouse_and_arrive_at_the_store_in_two_parts(tx):
    warehouse, ginza, boss = await two_places()
    wish = TransferWish(warehouse.id, ginza.id, {"TEA": 6, "POT": 2}, TOMORROW)

    transfer = await inventory.create_transfer(boss, wish)
    assert (await on_hand(warehouse), await incoming(["TEA"], [ginza.id])) == ({"TEA": 10, "POT": 4}, {})
    await inventory.send_transfer(boss, transfer.id)
    assert (await on_hand(warehouse), await on_hand(ginza)) == ({"TEA": 4, "POT": 2}, {})
    assert await incoming(["TEA", "POT"], [ginza.id]) == {
        (ginza.id, "POT"): [Incoming(2, TOMORROW)],
        (ginza.id, "TEA"): [Incoming(6, TOMORROW)],
    }
    part = await inventory.receive_transfer(boss, transfer.id, Arrival({"TEA": 5}))
    assert (part.state, await on_hand(ginza)) == (RECEIVED_IN_PART, {"TEA": 5})
    whole = await inventory.receive_transfer(boss, transfer.id, Arrival())

    assert (whole.state, await on_hand(ginza)) == (RECEIVED, {"TEA": 6, "POT": 2})
    assert await incoming(["TEA", "POT"], [ginza.id]) == {}
    moved = await rows("SELECT kind, quantity FROM movement WHERE reference = $1 ORDER BY kind, quantity", transfer.id)
    assert [tuple(row) for row in moved] == [
        ("TRANSFERRED_IN", 1),
        ("TRANSFERRED_IN", 2),
        ("TRANSFERRED_IN", 5),
        ("TRANSFERRED_OUT", -6),
        ("TRANSFERRED_OUT", -2),
    ]
    assert await wrong_shelves() == []


async def test_what_never_arrived_is_recorded_as_missing_by_a_supervisor(tx):
    warehouse, ginza, boss = await two_places()
    aiko = await a_staff_member(ginza)
    transfer = await inventory.create_transfer(boss, TransferWish(warehouse.id, ginza.id, {"TEA": 6, "POT": 2}))
    await inventory.send_transfer(boss, transfer.id, expected_at=TOMORROW)
    await inventory.receive_transfer(aiko, transfer.id, Arrival({"TEA": 4}))

    with pytest.raises(NotAllowed):
        await inventory.receive_transfer(aiko, transfer.id, Arrival({"POT": 2}, is_last=True))
    closed = await inventory.receive_transfer(boss, transfer.id, Arrival({"POT": 2}, is_last=True))

    assert (closed.state, closed.expected_at) == (RECEIVED, TOMORROW)
    lines = (await transfer_for(boss, transfer.id)).lines
    assert [(line.sku, line.received, line.missing) for line in lines] == [("TEA", 4, 2), ("POT", 2, 0)]
    assert await on_hand(ginza) == {"TEA": 4, "POT": 2}


async def test_only_free_goods_are_sent_and_no_more_arrives_than_was_sent(tx):
    warehouse, ginza, boss = await two_places()
    await inventory.hold_goods("ord_1", [Goods(warehouse.id, "POT", 3)], until=None)
    transfer = await inventory.create_transfer(boss, TransferWish(warehouse.id, ginza.id, {"TEA": 6, "POT": 2}))

    with pytest.raises(OutOfStock) as short:
        await inventory.send_transfer(boss, transfer.id)
    assert (short.value.sku, short.value.free) == ("POT", 1)
    assert await on_hand(warehouse) == {"TEA": 10, "POT": 4}
    with pytest.raises(TransferNotOpen):
        await inventory.receive_transfer(boss, transfer.id, Arrival())
    smaller = await inventory.create_transfer(boss, TransferWish(warehouse.id, ginza.id, {"TEA": 1}))
    await inventory.send_transfer(boss, smaller.id)
    for arrived in ({"TEA": 2}, {"POT": 1}):
        with pytest.raises(NotInTransfer):
            await inventory.receive_transfer(boss, smaller.id, Arrival(arrived))

    assert await on_hand(ginza) == {}
    with pytest.raises(TransferNotOpen):
        await inventory.cancel_transfer(boss, smaller.id)
    assert (await inventory.cancel_transfer(boss, transfer.id)).state is CANCELLED


async def test_only_real_stores_and_goods_are_named_in_a_transfer(tx):
    warehouse, ginza, boss = await two_places()

    with pytest.raises(NotStocked):
        await inventory.create_transfer(boss, TransferWish(ginza.id, warehouse.id, {"TEA": 1}))
    with pytest.raises(StoreNotFound):
        await inventory.create_transfer(boss, TransferWish(warehouse.id, "str_nowhere", {"TEA": 1}))


async def test_a_transfer_is_the_business_of_its_two_stores(tx):
    warehouse, ginza, boss = await two_places()
    stranger = await a_staff_member(await a_store(), role=Role.MANAGER)
    receiver = await a_staff_member(ginza, role=Role.SUPERVISOR)
    asked_for = await inventory.create_transfer(receiver, TransferWish(warehouse.id, ginza.id, {"TEA": 1}))

    for deed in (inventory.send_transfer, inventory.cancel_transfer, transfer_for):
        with pytest.raises(TransferNotFound):
            await deed(stranger, asked_for.id)
    with pytest.raises(NotAllowed):
        await inventory.create_transfer(stranger, TransferWish(warehouse.id, ginza.id, {"TEA": 1}))
    with pytest.raises(NotAllowed):
        await inventory.send_transfer(receiver, asked_for.id)
    with pytest.raises(NotAllowed):
        await inventory.create_transfer(await a_staff_member(ginza), TransferWish(warehouse.id, ginza.id, {"TEA": 1}))

    assert (await inventory.send_transfer(boss, asked_for.id)).state is SENT


async def test_a_store_reads_its_transfers_the_newest_first_page_by_page(tx):
    warehouse, ginza, boss = await two_places()
    made = [await inventory.create_transfer(boss, TransferWish(warehouse.id, ginza.id, {"TEA": 1})) for _ in range(3)]
    await inventory.send_transfer(boss, made[0].id)

    first = await transfers_of(ginza.id, list(TransferState), first=2, after=None)
    rest = await transfers_of(ginza.id, list(TransferState), first=2, after=(first[-1].created_at, first[-1].id))

    assert [row.id for row in (*first, *rest)] == [transfer.id for transfer in reversed(made)]
    assert [row.id for row in await transfers_of(warehouse.id, [SENT], first=2, after=None)] == [made[0].id]
    assert first[0].created_at - rest[0].created_at > timedelta(0)
