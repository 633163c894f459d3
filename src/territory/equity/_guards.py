"""Guards shared by the equity measures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.errors import InputError

Vector = NDArray[np.float64]


def people_and(population: Any, *others: tuple[str, Any]) -> tuple[Vector, ...]:
    """Return the population and the other vectors without the units where nobody lives.

    Series are matched by their index; anything else must already be in order.

    Raises
    ------
    InputError
        For different lengths, a missing value, a negative population or nobody at all.
    """
    if isinstance(population, pd.Series):
        others = tuple(
            (name, values.reindex(population.index))
            if isinstance(values, pd.Series)
            else (name, values)
            for name, values in others
        )
    people = np.asarray(population, dtype=np.float64)
    if not (people >= 0).all() or not people.sum() > 0:
        raise InputError("La population est d'au moins 0 partout et plus grande que 0 en tout.")
    vectors = [people]
    for name, values in others:
        vector = np.asarray(values, dtype=np.float64)
        if vector.shape != people.shape:
            raise InputError(
                "{name} compte {given} valeurs; la population en compte {wanted}.",
                name=name,
                given=vector.size,
                wanted=people.size,
            )
        if np.isnan(vector[people > 0]).any():
            raise InputError("{name} : une valeur manque là où des gens vivent.", name=name)
        vectors.append(vector)
    return tuple(vector[people > 0] for vector in vectors)


def not_negative(values: Vector, name: str) -> Vector:
    """Refuse a negative access."""
    if (values < 0).any():
        raise InputError("{name} est d'au moins 0.", name=name)
    return values
