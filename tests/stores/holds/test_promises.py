"""Nothing countable is promised twice."""

from datetime import UTC, datetime, timedelta

import pytest

from stores.database import rows
from stores.holds import services as holds
from stores.holds.errors import HoldExpired, NotEnough
from stores.holds.models import Hold, HoldEnd
from stores.holds.queries import holders
from stores.inventory.models import StockLevel
from stores.kernel import clock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def a_level(name: str, total: int) -> StockLevel:
    return await StockLevel.create(id=name, store_id="str_1", sku=name, on_hand=total, total=total)


def want(level: StockLevel, quantity: int) -> holds.Want:
    return holds.Want(StockLevel, level.id, quantity)


async def promised(level: StockLevel) -> int:
    await level.refresh_from_db()
    return level.promised


async def test_the_last_bottle_goes_to_one_buyer_only(tx):
    bottle = await a_level("bottle", 1)

    await holds.take("ann", [want(bottle, 1)], until=None)
    with pytest.raises(NotEnough) as refusal:
        await holds.take("bob", [want(bottle, 1)], until=None)

    assert (refusal.value.asked, refusal.value.free) == (1, 0)
    assert await promised(bottle) == 1
    assert await Hold.filter(owner="bob").count() == 0


async def test_all_is_promised_or_nothing(tx):
    wine, cheese = await a_level("wine", 5), await a_level("cheese", 1)

    with pytest.raises(NotEnough):
        await holds.take("ann", [want(wine, 2), want(cheese, 2)], until=None)

    assert await promised(wine) == 0
    assert await Hold.all().count() == 0


async def test_wants_of_the_same_thing_add_up(tx):
    wine = await a_level("wine", 3)

    with pytest.raises(NotEnough) as refusal:
        await holds.take("ann", [want(wine, 2), want(wine, 2)], until=None)

    assert refusal.value.asked == 4


async def test_an_expired_hold_never_blocks_a_buyer_even_while_the_worker_is_down(tx):
    wine = await a_level("wine", 1)
    with clock.frozen_at(NOON):
        await holds.take("ann", [want(wine, 1)], until=NOON + timedelta(minutes=15))

    with clock.frozen_at(NOON + timedelta(minutes=15)):
        await holds.take("bob", [want(wine, 1)], until=None)

    assert await promised(wine) == 1
    with pytest.raises(HoldExpired):
        await holds.keep("ann", as_owner="order")


async def test_what_expires_in_part_is_not_kept_at_all(tx):
    wine, cheese = await a_level("wine", 1), await a_level("cheese", 1)
    with clock.frozen_at(NOON):
        await holds.take("quote", [want(wine, 1), want(cheese, 1)], until=NOON + timedelta(minutes=15))
    with clock.frozen_at(NOON + timedelta(minutes=15)):
        await holds.take("bob", [want(wine, 1)], until=None)

    with clock.frozen_at(NOON + timedelta(minutes=14)), pytest.raises(HoldExpired):  # by a clock that is late
        await holds.keep("quote", as_owner="order")

    assert await Hold.filter(owner="order").count() == 0


async def test_what_is_not_there_is_taken_back_from_the_latest_quotes_with_all_that_they_hold(tx):
    wine, cheese = await a_level("wine", 4), await a_level("cheese", 4)
    for minute, owner in enumerate(("quo_1", "ord_2", "quo_3", "quo_4")):
        with clock.frozen_at(NOON + timedelta(minutes=minute)):
            await holds.take(owner, [want(wine, 1), want(cheese, 1)], until=NOON + timedelta(minutes=30))

    with clock.frozen_at(NOON + timedelta(minutes=10)):
        freed = await holds.withdraw(want(wine, 2), kind="quo")
        cheese_for_bob = await holders(StockLevel, cheese.id)
        await holds.take("bob", [want(cheese, 2)], until=None)

    assert freed == 2
    assert await promised(wine) == 2
    assert [held.owner for held in cheese_for_bob if held.until == NOON + timedelta(minutes=30)] == ["ord_2", "quo_1"]
    assert await promised(cheese) == 4
    withdrawn = await rows("SELECT aggregate FROM domain_event WHERE name = 'PromiseWithdrawn' ORDER BY id")
    assert sorted(row["aggregate"] for row in withdrawn) == ["quo_3", "quo_4"]


async def test_units_of_several_promises_to_one_owner_are_spent_the_oldest_first(tx):
    wine = await a_level("wine", 5)
    for minute in (0, 1):
        with clock.frozen_at(NOON + timedelta(minutes=minute)):
            await holds.take("order", [want(wine, 2)], until=None)

    await holds.spend("order", [want(wine, 3)])
    with pytest.raises(HoldExpired):
        await holds.spend("order", [want(wine, 2)])

    assert await promised(wine) == 1
    assert [(hold.quantity, hold.ended_as) for hold in await Hold.filter(owner="order").order_by("taken_at")] == [
        (2, HoldEnd.SPENT),
        (1, None),
    ]


async def test_the_worker_gives_back_what_nobody_claimed(tx):
    wine = await a_level("wine", 4)
    with clock.frozen_at(NOON):
        await holds.take("ann", [want(wine, 1)], until=NOON + timedelta(minutes=15))
        await holds.take("bob", [want(wine, 2)], until=None)

    with clock.frozen_at(NOON + timedelta(hours=1)):
        ended = await holds.release_overdue()

    assert ended == 1
    assert await promised(wine) == 2


async def test_what_is_kept_lasts_and_is_spent_bit_by_bit(tx):
    wine = await a_level("wine", 4)
    await holds.take("quote", [want(wine, 3)], until=clock.now() + timedelta(minutes=15))

    await holds.keep("quote", as_owner="order")
    await holds.spend("order", [want(wine, 1)])
    await holds.spend("order", [want(wine, 2)])

    assert await promised(wine) == 0
    with pytest.raises(HoldExpired):
        await holds.spend("order", [want(wine, 1)])


async def test_what_is_released_is_free_again_once(tx):
    wine, cheese = await a_level("wine", 4), await a_level("cheese", 4)
    await holds.take("ann", [want(wine, 3), want(cheese, 1)], until=None)

    await holds.release("ann", [wine.id])
    await holds.release("ann", [wine.id])

    assert (await promised(wine), await promised(cheese)) == (0, 1)


async def test_the_database_is_the_last_line_of_defence(tx):
    wine = await a_level("wine", 1)

    with pytest.raises(Exception, match="stock_promised_within_total"):
        await rows("UPDATE stock_level SET promised = 2 WHERE id = $1", wine.id)
