"""Distances to many points at once, by Vincenty's formula on WGS 84: good to a millimetre, but near the antipode."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

A, F = 6378.137, 1 / 298.257223563
B = A * (1 - F)
ROUNDS = 20
GOOD_ENOUGH = 1e-12


def vectors(latitudes: Numbers, longitudes: Numbers) -> Numbers:
    """Points on the unit sphere, by reduced latitude."""
    u, longitude = np.arctan((1 - F) * np.tan(np.radians(latitudes))), np.radians(longitudes)
    return np.column_stack((np.cos(u) * np.cos(longitude), np.cos(u) * np.sin(longitude), np.sin(u)))


def distances_km(latitude: float, longitude: float, latitudes: Numbers, longitudes: Numbers) -> Numbers:
    """From one point to each of many."""
    u1, u2 = (np.arctan((1 - F) * np.tan(np.radians(each))) for each in (latitude, latitudes))
    sin1, cos1, sin2, cos2 = np.sin(u1), np.cos(u1), np.sin(u2), np.cos(u2)
    turn = np.radians(longitudes - longitude)
    angle = turn
    for _ in range(ROUNDS):
        sin_angle, cos_angle = np.sin(angle), np.cos(angle)
        sin_s = np.hypot(cos2 * sin_angle, cos1 * sin2 - sin1 * cos2 * cos_angle)
        cos_s = sin1 * sin2 + cos1 * cos2 * cos_angle
        s = np.arctan2(sin_s, cos_s)
        sin_a = cos1 * cos2 * sin_angle / np.where(sin_s == 0, 1, sin_s)
        cos2_a = 1 - sin_a**2
        cos_m = np.where(cos2_a == 0, 0, cos_s - 2 * sin1 * sin2 / np.where(cos2_a == 0, 1, cos2_a))
        c = F / 16 * cos2_a * (4 + F * (4 - 3 * cos2_a))
        before, angle = angle, turn + (1 - c) * F * sin_a * (s + c * sin_s * (cos_m + c * cos_s * (2 * cos_m**2 - 1)))
        if np.abs(angle - before).max(initial=0) < GOOD_ENOUGH:
            break
    return _length(cos2_a, s, sin_s, cos_s, cos_m)


def _length(cos2_a: Numbers, s: Numbers, sin_s: Numbers, cos_s: Numbers, cos_m: Numbers) -> Numbers:
    u2 = cos2_a * (A**2 - B**2) / B**2
    big_a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    big_b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    inner = cos_s * (2 * cos_m**2 - 1) - big_b / 6 * cos_m * (4 * sin_s**2 - 3) * (4 * cos_m**2 - 3)
    return B * big_a * (s - big_b * sin_s * (cos_m + big_b / 4 * inner))
