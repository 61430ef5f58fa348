"""When stores are open: holidays, nights, exceptions, clocks that change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stores.locator.rules import DayException, Hours, exceptions_from, is_understood, open_minutes, opening_at, week_of

BERLIN = "Europe/Berlin"


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_a_shop_says_when_it_closes_and_when_it_opens_again():
    hours = Hours("Mo-Fr 09:00-18:00", BERLIN, "DE")

    at_noon = opening_at(hours, local(BERLIN, "2026-11-20T12:00"))
    at_night = opening_at(hours, local(BERLIN, "2026-11-20T18:00"))

    assert at_noon.is_open is True
    assert (at_noon.opens_at, at_noon.closes_at) == (None, local(BERLIN, "2026-11-20T18:00"))
    assert at_night.is_open is False
    assert (at_night.opens_at, at_night.closes_at) == (local(BERLIN, "2026-11-23T09:00"), None)


def test_a_shop_that_never_closes_has_no_closing_time():
    opening = opening_at(Hours("24/7", BERLIN, "DE"), local(BERLIN, "2026-11-20T12:00"))

    assert (opening.is_open, opening.opens_at, opening.closes_at) == (True, None, None)


@pytest.mark.parametrize("expression", [None, "whenever we like", "Mo-Fr 8-20"])
def test_a_shop_without_hours_is_neither_open_nor_closed(expression):
    hours = Hours(expression, BERLIN, "DE", (DayException(date(2026, 12, 24), None, "Holiday"),))

    opening = opening_at(hours, local(BERLIN, "2026-11-20T12:00"))

    assert (opening.is_open, opening.opens_at, opening.closes_at) == (None, None, None)
    assert week_of(hours, date(2026, 11, 20)) == []
    assert open_minutes(hours, local(BERLIN, "2026-11-20T12:00"), local(BERLIN, "2026-11-21T12:00")) == 0


def test_public_holidays_are_those_of_the_country():
    christmas_in_berlin = local(BERLIN, "2026-12-25T12:00")

    german = opening_at(Hours("Mo-Fr 09:00-18:00; PH off", BERLIN, "DE"), christmas_in_berlin)
    japanese = opening_at(Hours("Mo-Fr 09:00-18:00; PH off", BERLIN, "JP"), christmas_in_berlin)
    nowhere = opening_at(Hours("Mo-Fr 09:00-18:00; PH off", BERLIN, "XX"), christmas_in_berlin)

    assert (german.is_open, german.opens_at) == (False, local(BERLIN, "2026-12-28T09:00"))
    assert japanese.is_open is True
    assert nowhere.is_open is True


def test_a_night_belongs_to_the_evening_on_which_it_began():
    hours = Hours("Th-Fr 20:00-02:00; Sa 20:00-04:00", BERLIN, "DE")
    friday_closed = Hours(hours.expression, BERLIN, "DE", (DayException(date(2026, 11, 20), None, "Private party"),))

    assert [(row.weekday, row.opens, row.closes) for row in week_of(hours, date(2026, 11, 22))] == [
        (4, "20:00", "26:00"),
        (5, "20:00", "26:00"),
        (6, "20:00", "28:00"),
    ]
    assert opening_at(friday_closed, local(BERLIN, "2026-11-20T01:30")).is_open is True
    assert opening_at(friday_closed, local(BERLIN, "2026-11-20T21:00")).is_open is False
    assert opening_at(friday_closed, local(BERLIN, "2026-11-21T01:30")).is_open is False


def test_a_bar_that_is_closed_on_a_holiday_does_not_open_in_the_small_hours_after_it():
    hours = Hours("Mo-Su 20:00-02:00; PH off", BERLIN, "FR")

    assert opening_at(hours, local(BERLIN, "2026-12-25T01:00")).is_open is True
    assert opening_at(hours, local(BERLIN, "2026-12-26T01:00")).is_open is False


def test_an_evening_that_joins_the_night_is_one_opening():
    hours = Hours("Fr 18:00-22:00,22:00-02:00", BERLIN, "DE")

    assert [(row.opens, row.closes) for row in week_of(hours, date(2026, 11, 20))] == [("18:00", "26:00")]


def test_an_exception_replaces_the_hours_of_its_day_only():
    exceptions = (
        DayException(date(2026, 12, 24), "10:00-12:00,13:00-14:00", "Christmas Eve"),
        DayException(date(2026, 12, 23), None, "Stocktaking"),
    )
    hours = Hours("Mo-Su 08:00-20:00", BERLIN, "DE", exceptions)

    listed = [(row.on.day, row.closed, row.opens, row.closes) for row in exceptions_from(hours, date(2026, 12, 23))]
    opening = opening_at(hours, local(BERLIN, "2026-12-22T21:00"))

    assert listed == [(23, True, None, None), (24, False, "10:00", "12:00"), (24, False, "13:00", "14:00")]
    assert opening.opens_at == local(BERLIN, "2026-12-24T10:00")
    assert exceptions_from(hours, date(2026, 12, 25)) == []


def test_a_special_day_opens_even_on_a_holiday():
    sale = (DayException(date(2026, 12, 25), "11:00-15:00", "Sale"),)

    opening = opening_at(Hours("Mo-Fr 09:00-18:00; PH off", BERLIN, "DE", sale), local(BERLIN, "2026-12-25T12:00"))

    assert (opening.is_open, opening.closes_at) == (True, local(BERLIN, "2026-12-25T15:00"))


def test_a_shop_that_never_closes_closes_for_its_exception():
    hours = Hours("24/7", BERLIN, "DE", (DayException(date(2026, 12, 25), None, "Christmas"),))

    before = opening_at(hours, local(BERLIN, "2026-11-20T12:00"))
    after = opening_at(hours, local(BERLIN, "2026-12-28T12:00"))

    assert before.closes_at == local(BERLIN, "2026-12-25T00:00")
    assert (after.is_open, after.closes_at) == (True, None)


@pytest.mark.parametrize(
    ("zone", "night", "minutes"),
    [
        (BERLIN, "2026-03-29", 7 * 60),  # the clock jumps ahead
        (BERLIN, "2026-10-25", 9 * 60),  # and back
        ("Pacific/Auckland", "2026-09-27", 7 * 60),  # in the south spring comes in September
        ("Pacific/Auckland", "2026-04-05", 9 * 60),
        ("Asia/Tokyo", "2026-03-29", 8 * 60),
        ("America/Santiago", "2026-09-06", 7 * 60),  # there it jumps at midnight
    ],
)
def test_a_night_is_as_long_as_its_clock_makes_it(zone, night, minutes):
    hours = Hours("Mo-Su 22:00-06:00", zone, "XX")
    day = date.fromisoformat(night)

    start = datetime.combine(day - timedelta(days=1), datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=12)
    end = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=12)

    assert open_minutes(hours, start.astimezone(UTC), end.astimezone(UTC)) == minutes


def test_an_opening_that_the_clock_skips_does_not_take_place():
    hours = Hours("Mo-Su 02:15-02:45,10:00-11:00", BERLIN, "DE")

    opening = opening_at(hours, local(BERLIN, "2026-03-29T00:30"))

    assert opening.opens_at == local(BERLIN, "2026-03-29T10:00")


def test_hours_that_are_not_understood_can_be_told_beforehand():
    assert is_understood("Mo-Fr 09:00-18:00; PH off")
    assert not is_understood("nine to five")
    assert not is_understood("")
    assert not is_understood("Mo 10:00-11:00;" * 500)
