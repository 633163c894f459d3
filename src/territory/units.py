"""Units, converted in one place: kilometres, minutes, full-time equivalents per 10,000 people."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MINUTES_PER_HOUR = 60.0
PER_PEOPLE = 10_000.0


def minutes_from_km(km: ArrayLike, speed_kmh: ArrayLike) -> NDArray[np.float64]:
    """Return travel minutes for a distance in km at a speed in km/h.

    Examples
    --------
    >>> minutes_from_km(10, 30)
    array(20.)
    """
    km_array = np.asarray(km, dtype=np.float64)
    return np.asarray(MINUTES_PER_HOUR * km_array / np.asarray(speed_kmh, dtype=np.float64))


def km_from_minutes(minutes: ArrayLike, speed_kmh: ArrayLike) -> NDArray[np.float64]:
    """Return the distance in km covered in ``minutes`` at a speed in km/h.

    Examples
    --------
    >>> km_from_minutes(30, 60)
    array(30.)
    """
    time = np.asarray(minutes, dtype=np.float64)
    return np.asarray(time * np.asarray(speed_kmh, dtype=np.float64) / MINUTES_PER_HOUR)
