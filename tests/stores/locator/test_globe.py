"""Nearest first, exactly, everywhere on the earth."""

from geopy.distance import geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stores.kernel.address import Position
from stores.locator.rules.globe import Span, distance_km, in_order, perhaps_within, unit_vectors

POSITIONS = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
TOWN = st.builds(Position, st.floats(51.4, 51.6), st.floats(-0.2, 0.2))
POLES_AND_DATE_LINE = st.sampled_from(
    [Position(90, 0), Position(90, 77), Position(-90, 0), Position(0, 180), Position(0, -180), Position(-17, -179.99)]
)
ANYWHERE = st.one_of(POSITIONS, TOWN, POLES_AND_DATE_LINE)


def in_exact_order(stores: list[Position], origin: Position, span: Span | None = None) -> list[tuple[float, str]]:
    def measure(row: int) -> tuple[float, str]:
        return distance_km(origin, stores[row]), f"{row:03}"

    found = in_order(unit_vectors(stores), origin, measure, *([span] if span else []))
    return [(km, code) for km, code, _ in found]


def by_measuring_all(stores: list[Position], origin: Position) -> list[tuple[float, str]]:
    return sorted((distance_km(origin, store), f"{row:03}") for row, store in enumerate(stores))


@settings(max_examples=80, deadline=None)
@given(stores=st.lists(ANYWHERE, max_size=120), origin=ANYWHERE)
@example(stores=[Position(0, 180), Position(0, -180), Position(0, 179.9)], origin=Position(0, -179.9))
def test_stores_come_in_the_order_that_measuring_all_of_them_gives(stores, origin):
    assert in_exact_order(stores, origin) == by_measuring_all(stores, origin)


@settings(max_examples=30, deadline=None)
@given(stores=st.lists(ANYWHERE, min_size=60, max_size=120), origin=ANYWHERE)
def test_stores_on_the_other_side_of_the_earth_are_in_order_too(stores, origin):
    opposite = Position(-origin.latitude, origin.longitude - 180 if origin.longitude > 0 else origin.longitude + 180)

    assert in_exact_order([*stores, opposite], origin) == by_measuring_all([*stores, opposite], origin)


@settings(max_examples=30, deadline=None)
@given(stores=st.lists(ANYWHERE, max_size=80), origin=ANYWHERE, near=st.floats(0, 9000), more=st.floats(0, 9000))
def test_a_part_of_the_order_is_the_same_part(stores, origin, near, more):
    whole = by_measuring_all(stores, origin)

    part = in_exact_order(stores, origin, Span(near, near + more))

    assert part == [each for each in whole if near <= each[0] <= near + more]


def test_stores_at_one_point_come_in_the_order_of_their_codes():
    mall = [Position(35.0, 139.0)] * 100

    assert [code for _, code in in_exact_order(mall, Position(35.1, 139.1))] == [f"{row:03}" for row in range(100)]


@settings(max_examples=50, deadline=None)
@given(one=ANYWHERE, other=ANYWHERE)
def test_distances_are_those_of_geopy(one, other):
    expected = geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).km

    assert abs(distance_km(one, other) - expected) < 1e-9


@settings(max_examples=50, deadline=None)
@given(stores=st.lists(ANYWHERE, max_size=80), origin=ANYWHERE, km=st.floats(0, 25_000))
def test_no_store_within_a_distance_is_overlooked_before_it_is_measured(stores, origin, km):
    perhaps = set(perhaps_within(unit_vectors(stores), origin, km).tolist())

    within = {row for row, store in enumerate(stores) if distance_km(origin, store) <= km}
    much_farther = {row for row, store in enumerate(stores) if distance_km(origin, store) > km * 1.004 + 0.01}
    assert within <= perhaps
    assert not much_farther & perhaps
