"""Points on the earth in the exact order of their geodesic distance, without measuring them all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import atan, cos, pi, radians, sin, tan

import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

from stores.kernel.address import Position

Vectors = NDArray[np.float64]

# The WGS 84 ellipsoid, laid on a unit sphere by its parametric latitude, is stretched nowhere more than its
# equatorial and nowhere less than its polar radius. So every geodesic is at most EQUATORIAL_KM and at least
# POLAR_KM times the angle between the two points on the sphere: what makes the cheap order provable.
EQUATORIAL_KM = 6378.137
POLAR_KM = 6356.752314245179
_ROUNDING_KM = 0.001  # what float64 may take from an angle (the worst is near zero and near the antipode) is 0.2 m
_FIRST_LOOK = 48
_AXES_RATIO = POLAR_KM / EQUATORIAL_KM


@dataclass(frozen=True, slots=True)
class Span:
    """The part of the order that is wanted: at least and at most so many kilometres away."""

    nearest_km: float = 0.0
    farthest_km: float = float("inf")


EVERYWHERE = Span()


def distance_km(one: Position, other: Position) -> float:
    """The geodesic distance on the WGS 84 ellipsoid, exact to nanometres."""
    solved = Geodesic.WGS84.Inverse(one.latitude, one.longitude, other.latitude, other.longitude, Geodesic.DISTANCE)
    return float(solved["s12"]) / 1000


def unit_vector(position: Position) -> tuple[float, float, float]:
    """The point on the unit sphere that stands for a position, by parametric latitude."""
    latitude = atan(_AXES_RATIO * tan(radians(position.latitude)))
    longitude = radians(position.longitude)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def unit_vectors(positions: Sequence[Position]) -> Vectors:
    """``unit_vector`` of many positions, one row each."""
    degrees = np.array([(each.latitude, each.longitude) for each in positions], dtype=np.float64).reshape(-1, 2)
    latitude = np.arctan(_AXES_RATIO * np.tan(np.radians(degrees[:, 0])))
    longitude = np.radians(degrees[:, 1])
    return np.column_stack(
        (np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude))
    )


def in_order(
    vectors: Vectors, origin: Position, measure: Callable[[int], tuple[float, str]], span: Span = EVERYWHERE
) -> Iterator[tuple[float, str, int]]:
    """Rows of ``vectors`` as (kilometres, label, row), nearest first, equal distances by label.

    ``measure`` answers the exact distance and the label of a row; it is asked about as few rows as prove the order.
    """
    waiting: list[tuple[float, str, int]] = []
    for angle, row in _by_angle(vectors, origin):
        at_least = POLAR_KM * angle - _ROUNDING_KM
        while waiting and waiting[0][0] < at_least:
            yield heappop(waiting)
        if at_least > span.farthest_km:
            break
        if EQUATORIAL_KM * angle + _ROUNDING_KM < span.nearest_km:
            continue
        measured = measure(row)
        if span.nearest_km <= measured[0] <= span.farthest_km:
            heappush(waiting, (*measured, row))
    while waiting:
        yield heappop(waiting)


def perhaps_within(vectors: Vectors, origin: Position, km: float) -> NDArray[np.intp]:
    """The rows that are not farther than this, and a few that are farther by a third of a percent: none is measured."""
    least_cosine = cos(min((km + _ROUNDING_KM) / POLAR_KM, pi))
    return np.flatnonzero(vectors @ np.array(unit_vector(origin)) >= least_cosine)


def _by_angle(vectors: Vectors, origin: Position) -> Iterator[tuple[float, int]]:
    """Every row once, with its angle in radians, the smallest first; most callers need only the first few."""
    cosines = vectors @ np.array(unit_vector(origin))
    seen: set[int] = set()
    if len(cosines) > _FIRST_LOOK:
        first = np.argpartition(-cosines, _FIRST_LOOK)[:_FIRST_LOOK]
        yield from _sorted(cosines, first)
        seen.update(first.tolist())
    everything = np.arange(len(cosines))
    yield from (found for found in _sorted(cosines, everything) if found[1] not in seen)


def _sorted(cosines: Vectors, rows: NDArray[np.intp]) -> Iterator[tuple[float, int]]:
    order = rows[np.argsort(-cosines[rows])]
    angles = np.arccos(np.clip(cosines[order], -1, 1))
    return zip(angles.tolist(), order.tolist(), strict=True)
