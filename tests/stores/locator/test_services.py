"""Opening, changing and retiring stores."""

from dataclasses import replace
from datetime import date

import pytest

from stores.kernel.address import Position
from stores.locator.atlas import ATLAS
from stores.locator.drafts import Outcome
from stores.locator.errors import HoursNotUnderstood, StoreCodeTaken, StoreNotFound, TimeZoneUnknown
from stores.locator.models import Closure, Store, StoreService
from stores.locator.queries import store_for
from stores.locator.services import (
    announce_closure,
    import_stores,
    open_store,
    retire_store,
    set_hours,
    withdraw_closure,
)
from stores.outbox.models import DomainEvent
from tests.stores.locator.makers import GINZA, MITTE

pytestmark = pytest.mark.usefixtures("tx")
CHRISTMAS_EVE = date(2026, 12, 24)


async def events() -> list[str]:
    return [event.name for event in await DomainEvent.all().order_by("id")]


async def outcomes(*drafts) -> list[Outcome]:
    return [verdict.outcome for verdict in await import_stores(drafts)]


async def test_a_new_store_is_on_the_map():
    store = await open_store(replace(GINZA, services=[StoreService.PICKUP]))
    await ATLAS.refresh([store.id])

    card = await store_for(store.id)
    assert card == ATLAS.card(store.id)
    assert (card.code, card.services, card.lead_minutes) == ("GINZA", (StoreService.PICKUP,), 120)
    assert card.hours.expression == "Mo-Sa 10:00-20:00; PH off"
    assert await events() == ["StoreOpened"]


async def test_two_stores_cannot_have_the_same_code():
    await open_store(GINZA)

    with pytest.raises(StoreCodeTaken):
        await open_store(replace(MITTE, code="GINZA"))

    assert await Store.all().count() == 1


async def test_hours_that_nobody_understands_are_refused_when_they_are_written():
    store = await open_store(GINZA)

    with pytest.raises(HoursNotUnderstood):
        await set_hours(store.id, "nine to five")
    with pytest.raises(HoursNotUnderstood):
        await announce_closure(store.id, CHRISTMAS_EVE, "Short day", opening_hours="until two")
    with pytest.raises(TimeZoneUnknown):
        await open_store(replace(MITTE, time_zone="Berlin"))

    assert (await Store.get(id=store.id)).opening_hours == GINZA.opening_hours
    assert await events() == ["StoreOpened"]


async def test_setting_the_same_hours_again_changes_nothing():
    store = await open_store(GINZA)

    await set_hours(store.id, "Mo-Su 08:00-20:00")
    await set_hours(store.id, "Mo-Su 08:00-20:00")

    assert (await store_for(store.id)).hours.expression == "Mo-Su 08:00-20:00"
    assert await events() == ["StoreOpened", "StoreChanged"]


async def test_a_day_has_one_exception_and_the_last_word_counts():
    store = await open_store(GINZA)

    await announce_closure(store.id, CHRISTMAS_EVE, "Closed")
    await announce_closure(store.id, CHRISTMAS_EVE, "Short day", opening_hours="10:00-14:00")
    await announce_closure(store.id, CHRISTMAS_EVE, "Short day", opening_hours="10:00-14:00")

    card = await store_for(store.id)
    assert [(day.on, day.opening_hours) for day in card.hours.exceptions] == [(CHRISTMAS_EVE, "10:00-14:00")]
    assert await events() == ["StoreOpened", "StoreChanged", "StoreChanged"]


async def test_an_exception_can_be_taken_back():
    store = await open_store(GINZA)
    await announce_closure(store.id, CHRISTMAS_EVE, "Closed")

    await withdraw_closure(store.id, CHRISTMAS_EVE)
    await withdraw_closure(store.id, CHRISTMAS_EVE)

    assert await Closure.all().count() == 0
    assert await events() == ["StoreOpened", "StoreChanged", "StoreChanged"]


async def test_a_retired_store_is_found_by_nobody():
    store = await open_store(GINZA)
    await ATLAS.refresh([store.id])

    await retire_store(store.id)
    await ATLAS.refresh([store.id])

    with pytest.raises(StoreNotFound):
        await store_for(store.id)
    with pytest.raises(StoreNotFound):
        await set_hours(store.id, None)
    assert await outcomes(GINZA) == [Outcome.UNCHANGED]


async def test_the_same_import_twice_changes_nothing():
    first = await outcomes(GINZA, MITTE)
    second = await outcomes(GINZA, MITTE)
    moved = await outcomes(GINZA, replace(MITTE, position=Position(52.5, 13.4)))

    assert first == [Outcome.CREATED, Outcome.CREATED]
    assert second == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert moved == [Outcome.UNCHANGED, Outcome.CHANGED]
    assert await events() == ["StoresImported", "StoresImported"]


async def test_an_import_keeps_what_its_file_does_not_say():
    await import_stores([replace(GINZA, services=[StoreService.PICKUP], lead_minutes=30, aliases=["銀座"])])

    assert await outcomes(replace(GINZA, opening_hours=None, name="Ginza Six")) == [Outcome.CHANGED]

    store = await Store.get(code="GINZA")
    assert (store.name, store.opening_hours, store.lead_minutes) == ("Ginza Six", GINZA.opening_hours, 30)
    assert (store.services, store.aliases) == ([StoreService.PICKUP], ["銀座"])


async def test_a_row_with_a_defect_does_not_stop_an_import():
    verdicts = await import_stores([replace(GINZA, opening_hours="always"), MITTE, MITTE])

    assert [verdict.outcome for verdict in verdicts] == [Outcome.REFUSED, Outcome.CREATED, Outcome.REFUSED]
    assert [type(verdict.refusal) for verdict in verdicts] == [HoursNotUnderstood, type(None), StoreCodeTaken]
    assert [store.code for store in await Store.all()] == ["MITTE"]
