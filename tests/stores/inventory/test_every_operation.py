"""Whatever happens to shelves and promises, in whatever order: the ledger is the level, and orders keep their goods."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tortoise import Tortoise

from stores.database import rows, tortoise_config
from stores.holds import services as holds
from stores.holds.errors import HoldExpired
from stores.holds.models import Hold, HoldEnd
from stores.identity.models import StaffMember
from stores.identity.roles import Role
from stores.inventory import services as inventory
from stores.inventory.errors import NotInTransfer, OutOfStock, PromisedToOrders, SafetyTooHigh, TransferNotOpen
from stores.inventory.models import StockLevel, TransferLine
from stores.inventory.queries import availability
from stores.inventory.queries.audit import wrong_shelves
from stores.inventory.services import AdjustReason, Arrival, Goods, ShelfCount, TransferWish
from stores.kernel import clock
from tests.conftest import a_clone_of
from tests.makers import a_staff_member, a_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUOTED_FOR = timedelta(minutes=15)

T = TypeVar("T")
Arriving = Callable[..., Coroutine[Any, Any, None]]
Shelf = tuple[str, str]  # a store and a SKU
examples = count(1)
owners = count(1)

places = st.integers(0, 3)  # two stores, two goods
units = st.integers(1, 6)
which = st.integers(0, 99)
baskets = st.dictionaries(places, units, min_size=1, max_size=3)


def one_of(things: Iterable[str], number: int) -> str:
    return sorted(things)[number % len(sorted(things))]


class Shop:
    """Two stores on a database of their own, and a loop to ask them in."""

    def __init__(self, url: str) -> None:
        self.runner, self.context = asyncio.Runner(), Context()  # apart from the database of other tests
        self.run(Tortoise.init(config=tortoise_config(url)))
        self.boss: StaffMember = self.run(a_staff_member(role=Role.ADMINISTRATOR))
        self.stores = [self.run(a_store()).id, self.run(a_store()).id]

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(story, context=self.context)

    def close(self) -> None:
        self.run(Tortoise.close_connections())
        self.runner.close()


@pytest.fixture
def shop(postgres: str, template: str) -> Iterator[Shop]:
    with a_clone_of(postgres, template) as url:
        opened = Shop(url)
        yield opened
        opened.close()


class Story(RuleBasedStateMachine):
    """Buyers, staff and the clock, doing what they like. What orders were promised is written down here as well."""

    shop: Shop

    def __init__(self) -> None:
        super().__init__()
        number = next(examples)
        self.shelves: list[Shelf] = [
            (store, f"{good}-{number}") for store in self.shop.stores for good in ("TEA", "POT")
        ]
        self.now = NOON + timedelta(days=number)
        self.quotes: dict[str, datetime] = {}
        self.baskets: dict[str, dict[Shelf, int]] = {}
        self.orders: dict[str, dict[Shelf, int]] = {}
        self.transfers: list[str] = []
        self.does(inventory.receive_delivery([Goods(*shelf, 12) for shelf in self.shelves], reference="the first"))

    def does(self, story: Coroutine[Any, Any, T]) -> T:
        with clock.frozen_at(self.now):
            return self.shop.run(story)

    def level(self, shelf: Shelf) -> StockLevel:
        return self.does(level_at(shelf))

    def ordered(self, shelf: Shelf) -> int:
        return sum(basket.get(shelf, 0) for basket in self.orders.values())

    def basket(self, wanted: dict[int, int]) -> dict[Shelf, int]:
        return {self.shelves[place]: number for place, number in wanted.items()}

    def takes(self, owner: str, basket: dict[Shelf, int], until: datetime | None) -> bool:
        goods = [Goods(*shelf, number) for shelf, number in basket.items()]
        try:
            self.does(inventory.hold_goods(owner, goods, until=until))
        except OutOfStock as short:
            free = self.does(availability([short.sku], [short.store_id]))[short.store_id, short.sku]
            assert free == short.free < basket[short.store_id, short.sku]
            return False
        return True

    @rule(wanted=baskets)
    def somebody_asks_for_a_quote(self, wanted: dict[int, int]) -> None:
        quote, until = f"quo_{next(owners)}", self.now + QUOTED_FOR
        if self.takes(quote, self.basket(wanted), until):
            self.quotes[quote], self.baskets[quote] = until, self.basket(wanted)

    @rule(wanted=baskets)
    def somebody_orders_at_once(self, wanted: dict[int, int]) -> None:
        order = f"ord_{next(owners)}"
        if self.takes(order, self.basket(wanted), None):
            self.orders[order] = self.basket(wanted)

    @precondition(lambda self: self.quotes)
    @rule(which=which)
    def somebody_places_a_quote(self, which: int) -> None:
        quote, order = one_of(self.quotes, which), f"ord_{next(owners)}"
        until, basket = self.quotes.pop(quote), self.baskets.pop(quote)
        try:
            self.does(holds.keep(quote, as_owner=order))
        except HoldExpired:
            gone = self.does(expired_holds_of(quote))
            assert self.now >= until or gone
        else:
            assert self.now < until
            self.orders[order] = basket

    @precondition(lambda self: self.orders or self.quotes)
    @rule(which=which)
    def somebody_gives_up(self, which: int) -> None:
        owner = one_of([*self.orders, *self.quotes], which)
        self.does(holds.release(owner))
        for known in (self.orders, self.quotes, self.baskets):
            known.pop(owner, None)

    @precondition(lambda self: self.orders)
    @rule(which=which, number=units)
    def somebody_collects(self, which: int, number: int) -> None:
        order = one_of(self.orders, which)
        shelf = sorted(self.orders[order])[which % len(self.orders[order])]
        held = self.orders[order][shelf]
        try:
            self.does(inventory.ship_out(order, [Goods(*shelf, number)], reference="a pickup"))
        except HoldExpired:
            assert number > held
        else:
            assert number <= held
            self.orders[order][shelf] -= number
            if number == held:
                del self.orders[order][shelf]
            if not self.orders[order]:
                del self.orders[order]

    @rule(minutes=st.sampled_from([7, 15]), worker_runs=st.booleans())
    def time_passes(self, minutes: int, worker_runs: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if worker_runs:
            self.does(holds.release_overdue())

    @rule(place=places, number=units, arrive=st.sampled_from([inventory.receive_delivery, inventory.return_goods]))
    def goods_come_in(self, place: int, number: int, arrive: Arriving) -> None:
        self.does(arrive([Goods(*self.shelves[place], number)], reference="a delivery"))

    @rule(place=places, on_hand=st.integers(0, 16))
    def a_shelf_is_counted(self, place: int, on_hand: int) -> None:
        shelf = self.shelves[place]
        try:
            level = self.does(inventory.count_shelf(self.shop.boss, ShelfCount(*shelf, on_hand), "a spot check"))
        except PromisedToOrders as short:
            assert short.promised == self.ordered(shelf) > on_hand
            assert set(short.owners) <= set(self.orders)
        else:
            assert level.on_hand == on_hand >= self.ordered(shelf)

    @rule(place=places, by=st.integers(-6, 6), reason=st.sampled_from(AdjustReason))
    def a_shelf_is_corrected(self, place: int, by: int, reason: AdjustReason) -> None:
        shelf = self.shelves[place]
        before = self.level(shelf).on_hand
        try:
            level = self.does(inventory.adjust_stock(self.shop.boss, Goods(*shelf, by), reason))
        except OutOfStock as short:
            assert short.free < -by
        else:
            assert level.on_hand == before + by

    @rule(place=places, kept=st.integers(0, 8))
    def some_is_kept_back(self, place: int, kept: int) -> None:
        try:
            level = self.does(inventory.set_safety(self.shop.boss, *self.shelves[place], kept))
        except SafetyTooHigh as too_high:
            assert too_high.most < kept
        else:
            assert level.safety == level.safety_wanted == kept

    @rule(place=places, number=units, arrived=units, is_last=st.booleans())
    def a_van_comes_and_goes(self, place: int, number: int, arrived: int, is_last: bool) -> None:
        for transfer in self.transfers:
            self.unloaded(transfer, arrived, is_last)
        here, sku = self.shelves[place]
        there = next(store for store in self.shop.stores if store != here)
        wish = TransferWish(here, there, {sku: number})
        transfer = self.does(inventory.create_transfer(self.shop.boss, wish))
        try:
            self.does(inventory.send_transfer(self.shop.boss, transfer.id))
        except OutOfStock as short:
            assert short.free < number
            self.does(inventory.cancel_transfer(self.shop.boss, transfer.id))
        else:
            self.transfers = [*self.transfers, transfer.id][-2:]

    def unloaded(self, transfer: str, number: int, is_last: bool) -> None:
        line = self.does(line_of(transfer))
        arrival = Arrival({line.sku: number}, is_last)
        try:
            self.does(inventory.receive_transfer(self.shop.boss, transfer, arrival))
        except NotInTransfer as less:
            assert less.outstanding == line.outstanding < number
        except TransferNotOpen:
            assert line.outstanding == 0

    @invariant()
    def every_number_is_the_sum_that_it_stands_for(self) -> None:
        assert self.does(wrong_shelves()) == []

    @invariant()
    def every_order_holds_what_it_was_promised(self) -> None:
        held = self.does(rows(_HELD, [sku for _, sku in self.shelves]))
        wanted = {(order, *shelf): number for order, basket in self.orders.items() for shelf, number in basket.items()}
        assert {(row["owner"], row["store_id"], row["sku"]): row["units"] for row in held} == wanted

    @invariant()
    def what_left_one_store_is_in_the_other_or_under_way_or_missing(self) -> None:
        [moved] = self.does(rows(_TRANSFERRED, [sku for _, sku in self.shelves]))
        assert moved["away"] == moved["under_way"]

    @invariant()
    def what_is_shown_as_free_is_what_may_be_taken(self) -> None:
        stores, skus = zip(*self.shelves, strict=True)
        free = self.does(availability(list(skus), list(stores)))
        promised = {row["id"]: row["units"] for row in self.does(rows(_PROMISED, self.now, list(skus)))}
        for level in self.does(levels_of(skus)):
            assert free[level.store_id, level.sku] == level.on_hand - level.safety - promised.get(level.id, 0) >= 0


async def level_at(shelf: Shelf) -> StockLevel:
    return await StockLevel.get(store_id=shelf[0], sku=shelf[1])


async def levels_of(skus: Sequence[str]) -> list[StockLevel]:
    return await StockLevel.filter(sku__in=skus)


async def expired_holds_of(quote: str) -> int:
    return await Hold.filter(owner=quote, ended_as=HoldEnd.EXPIRED).count()


async def line_of(transfer: str) -> TransferLine:
    return await TransferLine.get(transfer_id=transfer)


_HELD = """
SELECT owner, store_id, sku, sum(quantity)::int AS units FROM hold JOIN stock_level level ON level.id = countable_id
WHERE ended_at IS NULL AND until IS NULL AND sku = ANY($1) GROUP BY owner, store_id, sku
"""
_PROMISED = """
SELECT level.id, sum(quantity)::int AS units FROM hold JOIN stock_level level ON level.id = countable_id
WHERE ended_at IS NULL AND (until IS NULL OR until > $1) AND sku = ANY($2) GROUP BY level.id
"""
_TRANSFERRED = """
SELECT (SELECT coalesce(-sum(quantity), 0) FROM movement JOIN stock_level level ON level.id = stock_level_id
        WHERE sku = ANY($1) AND kind IN ('TRANSFERRED_OUT', 'TRANSFERRED_IN')) AS away,
       (SELECT coalesce(sum(quantity - received), 0) FROM transfer_line JOIN transfer ON transfer.id = transfer_id
        WHERE sku = ANY($1) AND state NOT IN ('DRAFT', 'CANCELLED')) AS under_way
"""


def test_whatever_happens_the_shelves_add_up_and_orders_keep_their_goods(shop: Shop):
    Story.shop = shop

    run_state_machine_as_test(Story, settings=settings(max_examples=settings().max_examples // 2))
