"""Guards shared by the equity measures."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.errors import InputError
from territory.text import N_

Vector = NDArray[np.float64]


class Given(NamedTuple):
    """One argument of a measure, and the finite numbers it may hold."""

    name: str
    values: Any
    low: float = -np.inf
    high: float = np.inf


def people_and(population: Any, *others: Given) -> tuple[Vector, ...]:
    """Return the population and the other vectors without the units where nobody lives.

    Series are matched by their index; anything else must already be in order.

    Raises
    ------
    InputError
        For text, different lengths, a value missing or out of bounds (never infinite) where
        people live, a negative or missing population, or nobody at all: it names the argument
        and the identifier, or the row counted from 0 where there are no identifiers.
    """
    ids = population.index if isinstance(population, pd.Series) else None
    people = _floats(population, "population", ids)
    if people.ndim != 1:
        raise InputError("population : une suite de nombres, un par unité, est attendue.")
    _check(people, Given("population", None, low=0.0), ids, np.ones(people.shape, dtype=bool))
    lived_in = people > 0
    if not lived_in.any():
        raise InputError("population : personne n'y vit; il faut au moins une personne.")
    vectors = [people]
    for one in others:
        vector = _floats(_matched(one.values, ids, one.name), one.name, ids)
        _same_shape(vector, people, one.name)
        _check(vector, one, ids, lived_in)
        vectors.append(vector)
    return tuple(vector[lived_in] for vector in vectors)


def labels(groups: Any, population: Any) -> NDArray[Any]:
    """Return the group of each unit where people live, in the order of the population.

    Raises
    ------
    InputError
        For another length than the population's, or a group missing where people live.
    """
    ids = population.index if isinstance(population, pd.Series) else None
    lived_in = np.asarray(population, dtype=np.float64) > 0
    named = np.asarray(_matched(groups, ids, "groups"))
    _same_shape(named, lived_in, "groups")
    missing = lived_in & pd.isna(named)
    if missing.any():
        raise InputError(_MISSING, name="groups", place=_place(ids, _first(missing)))
    return named[lived_in]


def number(value: Any, name: str, *, low: float, included: bool) -> float:
    """Return one finite number above ``low``, or at least ``low`` where it is ``included``."""
    try:
        figure = float(value)
    except (TypeError, ValueError):
        figure = np.nan
    if np.isfinite(figure) and (figure > low or (included and figure == low)):
        return figure
    raise InputError(_AT_LEAST if included else _ABOVE, name=name, value=str(value), low=f"{low:g}")


_MISSING = N_("{name} : une valeur manque {place}, où des gens vivent.")
_WRONG = N_("{name} vaut {value} {place}; {rule}.")
_AT_LEAST = N_("{name} vaut {value}; un nombre fini d'au moins {low} est attendu.")
_ABOVE = N_("{name} vaut {value}; un nombre fini plus grand que {low} est attendu.")


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(np.flatnonzero(wrong)[0])


def _place(ids: pd.Index | None, row: int) -> InputError:
    if ids is None:
        return InputError("à la rangée {row} (la première est 0)", row=row)
    return InputError("pour l'identifiant {id}", id=ids[row])


def _rule(one: Given) -> InputError:
    if np.isfinite(one.high):
        return InputError(
            "un nombre de {low} à {high} est attendu", low=f"{one.low:g}", high=f"{one.high:g}"
        )
    if np.isfinite(one.low):
        return InputError("un nombre fini d'au moins {low} est attendu", low=f"{one.low:g}")
    return InputError("un nombre fini est attendu")


def _check(vector: Vector, one: Given, ids: pd.Index | None, where: NDArray[np.bool_]) -> None:
    """Refuse the first value, among those looked at, that is missing, infinite or out of bounds."""
    fits = np.isfinite(vector) & (vector >= one.low) & (vector <= one.high)
    wrong = where & ~fits
    if not wrong.any():
        return
    row = _first(wrong)
    place = _place(ids, row)
    if np.isnan(vector[row]) and one.name != "population":
        raise InputError(_MISSING, name=one.name, place=place)
    raise InputError(_WRONG, name=one.name, value=vector[row], place=place, rule=_rule(one))


def _same_shape(vector: NDArray[Any], people: NDArray[Any], name: str) -> None:
    if vector.shape != people.shape:
        raise InputError(
            "{name} compte {given} valeurs; la population en compte {wanted}.",
            name=name,
            given=vector.size,
            wanted=people.size,
        )


def _matched(values: Any, ids: pd.Index | None, name: str) -> Any:
    """Return a Series in the order of the population's identifiers."""
    if ids is None or not isinstance(values, pd.Series) or values.index.equals(ids):
        return values
    for index, owner in ((values.index, name), (ids, "population")):
        if index.has_duplicates:
            raise InputError(
                "{name} : l'identifiant {value} est donné deux fois.",
                name=owner,
                value=index[index.duplicated()][0],
            )
    return values.reindex(ids)


def _floats(values: Any, name: str, ids: pd.Index | None) -> Vector:
    try:
        if isinstance(values, pd.Series):
            return values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise _not_a_number(values, name, ids) from None


def _not_a_number(values: Any, name: str, ids: pd.Index | None) -> InputError:
    """Return the fault of the first value that is not a number, with its place where it has one."""
    if np.ndim(np.asarray(values, dtype=object)) > 0:
        for row, value in enumerate(values):
            try:
                float(value)
            except (TypeError, ValueError):
                known = ids if ids is not None and row < len(ids) else None
                rule = InputError("un nombre fini est attendu")
                return InputError(
                    _WRONG, name=name, value=value, place=_place(known, row), rule=rule
                )
    return InputError("{name} contient autre chose que des nombres.", name=name)
