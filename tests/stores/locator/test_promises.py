"""Ready-at: the earliest instant at which the lead time fits into open minutes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from stores.locator.rules import DayException, Hours, open_minutes, opening_at, ready_at

TOKYO = "Asia/Tokyo"
HOUR = timedelta(hours=1)
ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "America/Santiago", "Australia/Lord_Howe", TOKYO]
EXPRESSIONS = ["Mo-Sa 09:00-18:30", "24/7", "Mo-Su 22:00-03:30", "Tu,Th 10:00-12:00,13:00-16:00", "Mo-Su 01:30-02:30"]


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(TOKYO)).astimezone(UTC)


def test_an_order_in_the_morning_is_ready_two_hours_later():
    hours = Hours("Mo-Sa 10:00-20:00", TOKYO, "JP")

    assert ready_at(hours, tokyo("2026-11-20T11:30"), 2 * HOUR) == tokyo("2026-11-20T13:30")


def test_an_order_before_closing_is_finished_the_next_open_day():
    hours = Hours("Mo-Sa 10:00-20:00", TOKYO, "JP")

    assert ready_at(hours, tokyo("2026-11-21T19:00"), 2 * HOUR) == tokyo("2026-11-23T11:00")


def test_what_fits_until_the_door_closes_is_ready_then():
    hours = Hours("Mo-Sa 10:00-20:00", TOKYO, "JP")

    assert ready_at(hours, tokyo("2026-11-20T18:00"), 2 * HOUR) == tokyo("2026-11-20T20:00")


def test_holidays_and_closures_are_not_worked():
    closed = (DayException(date(2027, 1, 2), None, "New Year"),)
    hours = Hours("Mo-Su 10:00-20:00; PH off", TOKYO, "JP", closed)

    assert ready_at(hours, tokyo("2026-12-31T19:00"), 2 * HOUR) == tokyo("2027-01-03T11:00")


def test_a_shop_without_hours_or_without_open_days_promises_nothing():
    assert ready_at(Hours(None, TOKYO, "JP"), tokyo("2026-11-20T11:30"), HOUR) is None
    assert ready_at(Hours("nonsense", TOKYO, "JP"), tokyo("2026-11-20T11:30"), HOUR) is None
    assert ready_at(Hours("2030 Mo-Su 10:00-18:00", TOKYO, "JP"), tokyo("2026-11-20T11:30"), HOUR) is None


def test_a_night_shift_loses_an_hour_when_the_clock_jumps():
    hours = Hours("24/7", "Europe/Berlin", "DE")
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    assert ready_at(hours, before, 2 * HOUR) == before + 2 * HOUR


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    expression=st.sampled_from(EXPRESSIONS),
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),  # noqa: DTZ001  hypothesis wants naive bounds
    lead=st.integers(1, 900),
)
def test_a_promise_is_exactly_the_lead_time_in_open_minutes(zone, expression, moment, lead):
    hours = Hours(expression, zone, "XX")
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)

    promise = ready_at(hours, moment, timedelta(minutes=lead))

    assert promise is not None
    assert open_minutes(hours, moment, promise) == lead
    assert open_minutes(hours, moment, promise - timedelta(minutes=1)) == lead - 1


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_the_door_follows_the_clock_on_the_wall(zone, day, minute):
    hours = Hours("Mo-Sa 09:00-18:30", zone, "XX")
    moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=minute)

    wall = moment.astimezone(ZoneInfo(zone))
    is_open = opening_at(hours, moment).is_open

    assert is_open == (wall.weekday() < 6 and (9, 0) <= (wall.hour, wall.minute) < (18, 30))
