"""What callers hand over: values by identifier, frames in another order, numbers that are not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory._costs_build import Numbering
from territory.errors import InputError


def unique_ids(ids: pd.Index, argument: str) -> pd.Index:
    """Return the identifiers of places; refuse one that is missing or given twice.

    Examples
    --------
    >>> unique_ids(pd.Index(["a", "b"]), "origins").tolist()
    ['a', 'b']
    """
    return Numbering(ids, argument).ids


def by_origin(values: Any, ids: pd.Index, argument: str) -> NDArray[np.float64]:
    """Return one float per origin: a series is read by its index, an array by position.

    Raises
    ------
    InputError
        For an origin the series does not name, another number of values, what is no number.

    Examples
    --------
    >>> by_origin(pd.Series([2.0, 1.0], index=["b", "a"]), pd.Index(["a", "b"]), "detour").tolist()
    [1.0, 2.0]
    """
    if isinstance(values, pd.Series):
        named = Numbering(values.index, argument).ids
        place = named.get_indexer(ids)
        if (place < 0).any():
            raise InputError(
                "{argument} : l'origine {id} n'a pas de valeur; donnez-en une à chaque origine, "
                "sous son identifiant.",
                argument=argument,
                id=ids[int((place < 0).argmax())],
            )
        values = values.to_numpy(dtype=object, na_value=np.nan)[place]
    try:
        given = np.asarray(values, dtype=np.float64)
        return np.broadcast_to(given.reshape(-1), (len(ids),)).copy()
    except (TypeError, ValueError):
        raise InputError(
            "Le détour et la vitesse sont un nombre, ou un par origine ({count}).", count=len(ids)
        ) from None


def arranged(frame: pd.DataFrame, origins: Any, destinations: Any) -> pd.DataFrame:
    """Return a matrix's rows and columns in the order of the identifiers listed, where they are.

    Raises
    ------
    InputError
        For labels that are not the identifiers listed.
    """
    rows = _places(frame.index, origins, "origins")
    columns = _places(frame.columns, destinations, "destinations")
    return frame.iloc[rows, columns]


def _places(labels: pd.Index, listed: Any, argument: str) -> NDArray[np.intp]:
    """Return where each identifier listed is among the labels."""
    named = Numbering(labels, "dense").ids
    if listed is None:
        return np.arange(len(named))
    wanted = Numbering(listed, argument).ids
    place = named.get_indexer(wanted)
    odd = wanted[place < 0].append(named[~named.isin(wanted)])
    if len(odd):
        raise InputError(
            "dense : les étiquettes du tableau ne sont pas les identifiants de {argument} "
            "({value} n'est que d'un côté); donnez les mêmes, ou une matrice sans étiquettes.",
            argument=argument,
            value=odd[0],
        )
    return place


def cells(frame: pd.DataFrame) -> NDArray[Any]:
    """Return a frame's cells as floats, as they are where one is not a number."""
    kinds = {dtype.kind for dtype in frame.dtypes}
    try:
        if kinds <= set("fiubO"):
            return frame.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        pass
    return frame.to_numpy(dtype=object)


def at_least(value: Any, argument: str, *, unbounded: bool = False) -> float:
    """Return a number of at least 0; refuse text, nothing, a missing or a negative one.

    Examples
    --------
    >>> at_least(5, "limit")
    5.0
    """
    right = isinstance(value, int | float | np.integer | np.floating) and value >= 0
    if not right or (math.isinf(value) and not unbounded):
        raise InputError(
            "{argument} : un nombre d'au moins 0 est attendu, et non {value}.",
            argument=argument,
            value=f"« {value} »" if isinstance(value, str) else value,
        )
    return float(value)
