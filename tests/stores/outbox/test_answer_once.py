"""One key, one effect, one answer."""

import asyncio
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise import Tortoise

from api.worker import CLOCKWORK, EVERY_HOUR
from stores.database import rows, tortoise_config
from stores.kernel import clock
from stores.kernel.errors import Refusal
from stores.outbox.errors import KeyReused, KeyTooLong
from stores.outbox.services import Repeated, Request, answer_once, sweep_answers

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASKED = Request("guest", "placeOrder", "key-1", "fingerprint")


@dataclass(eq=False)
class WrongGuess(Refusal):
    """A test's refusal that stands."""

    left: int
    stands = True


def described(thing: str) -> dict[str, Any]:
    return {"type": "Thing", "id": thing}


async def test_the_second_time_the_first_answer_comes_back(tx):
    effects = []

    async def act() -> str:
        effects.append("done")
        return "thing-1"

    first = await answer_once(ASKED, act, described)
    second = await answer_once(ASKED, act, described)

    assert first == "thing-1"
    assert second == Repeated({"type": "Thing", "id": "thing-1"})
    assert effects == ["done"]


async def test_a_key_is_not_for_two_different_wishes(tx):
    async def act() -> str:
        return "thing-1"

    await answer_once(ASKED, act, described)

    with pytest.raises(KeyReused):
        await answer_once(Request("guest", "placeOrder", "key-1", "another"), act, described)
    other_operation = await answer_once(Request("guest", "createCart", "key-1", "another"), act, described)
    assert other_operation == "thing-1"


async def test_a_refusal_frees_the_key_but_one_that_stands_is_remembered(tx):
    refusals: list[Refusal] = [KeyTooLong(0), WrongGuess(4)]

    async def act() -> str:
        raise refusals.pop(0)

    with pytest.raises(KeyTooLong):
        await answer_once(ASKED, act, described)
    with pytest.raises(WrongGuess):
        await answer_once(ASKED, act, described)
    with pytest.raises(WrongGuess) as again:
        await answer_once(ASKED, act, described)

    assert again.value.left == 4
    assert refusals == []


async def test_a_key_has_a_length(tx):
    async def act() -> str:
        return "thing"

    for key in ("", "k" * 256):
        with pytest.raises(KeyTooLong):
            await answer_once(Request("guest", "placeOrder", key, "f"), act, described)


async def test_an_answer_is_kept_for_a_day_at_least_and_then_forgotten(tx):
    effects = []

    async def act() -> str:
        effects.append("done")
        return f"thing-{len(effects)}"

    with clock.frozen_at(NOON):
        await answer_once(ASKED, act, described)
    with clock.frozen_at(NOON + timedelta(hours=25)):
        await sweep_answers()
        on_the_next_day = await answer_once(ASKED, act, described)
    with clock.frozen_at(NOON + timedelta(hours=49)):
        await sweep_answers()
        long_after = await answer_once(ASKED, act, described)

    assert on_the_next_day == Repeated({"type": "Thing", "id": "thing-1"})
    assert long_after == "thing-2"


async def test_the_worker_forgets_old_answers():
    assert ("sweep_answers", (EVERY_HOUR, sweep_answers)) in CLOCKWORK.items()


@pytest.mark.race
async def test_an_answer_outlives_the_process_that_gave_it(fresh_database):
    async def act() -> str:
        return "thing-1"

    async def a_process() -> str | Repeated:
        await Tortoise.init(config=tortoise_config(fresh_database))
        answer = await answer_once(ASKED, act, described)
        await Tortoise.close_connections()
        return answer

    first = await asyncio.create_task(a_process(), context=Context())
    after_a_restart = await asyncio.create_task(a_process(), context=Context())

    assert (first, after_a_restart) == ("thing-1", Repeated({"type": "Thing", "id": "thing-1"}))


@pytest.mark.race
async def test_when_the_first_twin_fails_the_other_acts(fresh_database):
    fates: list[Exception | None] = [RuntimeError("the power went"), None]

    async def act() -> str:
        await rows("SELECT pg_sleep(0.1)")
        fate = fates.pop(0)
        if fate:
            raise fate
        return "thing-1"

    async def both() -> list[Any]:
        await Tortoise.init(config=tortoise_config(fresh_database))
        twins = (answer_once(ASKED, act, described) for _ in range(2))
        answers = await asyncio.gather(*twins, return_exceptions=True)
        await Tortoise.close_connections()
        return answers

    answers = await asyncio.create_task(both(), context=Context())

    assert sorted(type(answer).__name__ for answer in answers) == ["RuntimeError", "str"]


@pytest.mark.race
async def test_of_two_twins_at_once_one_acts_and_the_other_waits_for_its_answer(fresh_database):
    effects: list[int] = []

    async def act() -> str:
        effects.append(len(effects))
        await rows("SELECT pg_sleep(0.2)")
        return "thing-1"

    async def all_at_once() -> list[str | Repeated]:
        await Tortoise.init(config=tortoise_config(fresh_database))
        answers = await asyncio.gather(*(answer_once(ASKED, act, described) for _ in range(8)))
        await Tortoise.close_connections()
        return answers

    answers = await asyncio.create_task(all_at_once(), context=Context())

    assert effects == [0]
    assert answers.count("thing-1") == 1
    assert answers.count(Repeated({"type": "Thing", "id": "thing-1"})) == 7
