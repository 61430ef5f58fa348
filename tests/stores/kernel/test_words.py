"""Ids, codes, states and the clock."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from stores.kernel import clock
from stores.kernel.ids import CODE_SYMBOLS, code_as_read, code_as_typed, kind_of, new_code, new_id
from stores.kernel.states import IllegalMove, Lifecycle


def test_an_id_carries_its_kind_and_cannot_be_guessed():
    first, second = new_id("ord"), new_id("ord")

    assert kind_of(first) == "ord"
    assert len(first) == 30
    assert first != second


def test_a_code_is_accepted_as_people_type_it():
    code = new_code(9)

    assert set(code) <= set(CODE_SYMBOLS)
    assert code_as_typed(f" {code_as_read(code).lower()} ") == code
    assert code_as_typed("-".join(code)) == code


class Lamp(StrEnum):
    OFF = "OFF"
    ON = "ON"
    BROKEN = "BROKEN"


def test_only_the_moves_of_the_table_are_made():
    lifecycle = Lifecycle({Lamp.OFF: {Lamp.ON, Lamp.BROKEN}, Lamp.ON: {Lamp.OFF}, Lamp.BROKEN: set()})

    assert lifecycle.move(Lamp.OFF, Lamp.ON) is Lamp.ON
    with pytest.raises(IllegalMove):
        lifecycle.move(Lamp.BROKEN, Lamp.ON)


def test_a_test_may_hold_the_clock():
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)

    with clock.frozen_at(noon):
        held = clock.now()

    assert held == noon
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=1)
