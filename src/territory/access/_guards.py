"""Guards shared by the measures: alignment, signs, missing values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.costs import CostTable
from territory.errors import InputError

Vector = NDArray[np.float64]


def aligned(values: Any, ids: pd.Index, name: str, *, allow_missing: bool = False) -> Vector:
    """Return ``values`` as floats in the order of ``ids``; refuse what is missing or negative.

    A Series is matched by its index; anything else must already be in order.

    Raises
    ------
    InputError
        Naming the argument, the identifier and the rule.
    """
    if isinstance(values, pd.Series):
        values = _in_order(values, ids, name)
    vector = _floats(values, name)
    if vector.ndim > 1:
        raise InputError(
            "{name} a la forme {shape}; une seule série est attendue.",
            name=name,
            shape=vector.shape,
        )
    if vector.shape != (len(ids),):
        raise InputError(
            "{name} compte {given} valeurs; la table de coûts en attend {wanted}.",
            name=name,
            given=vector.size,
            wanted=len(ids),
        )
    wrong = ~((vector >= 0) & np.isfinite(vector))
    if allow_missing:
        wrong &= ~np.isnan(vector)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise InputError(
            "{name} vaut {value} pour l'identifiant {id}; un nombre d'au moins 0 est attendu.",
            name=name,
            value=vector[first],
            id=ids[first],
        )
    return vector


def cost_table(costs: Any, name: str = "costs") -> CostTable:
    """Return ``costs`` where it is a table of costs; refuse weights and anything else."""
    if not isinstance(costs, CostTable):
        raise InputError(
            "{name} : une table de coûts (CostTable) est attendue, et non {given}.",
            name=name,
            given=type(costs).__name__,
        )
    return costs


def number(value: Any, name: str, *, above: bool = True) -> float:
    """Return ``value`` as a finite number above 0 (or of at least 0, without ``above``)."""
    found = np.nan
    if not isinstance(value, str | bytes) and np.ndim(value) == 0:
        try:
            found = float(value)
        except (TypeError, ValueError, OverflowError):
            found = np.nan
    if above and not 0 < found < np.inf:
        raise InputError(
            "{name} est un nombre fini plus grand que 0, et non {value}.", name=name, value=value
        )
    if not 0 <= found < np.inf:
        raise InputError(
            "{name} est un nombre fini d'au moins 0, et non {value}.", name=name, value=value
        )
    return found


def aligned_columns(values: Any, ids: pd.Index, name: str) -> Vector:
    """Return ``values`` aligned, shape (ids,), or (ids, kinds) when it is a DataFrame."""
    if not isinstance(values, pd.DataFrame):
        return aligned(values, ids, name)
    columns = [aligned(values[kind], ids, f"{name}[{kind}]") for kind in values.columns]
    return np.column_stack(columns) if columns else np.empty((len(ids), 0))


def share(values: Any, ids: pd.Index, name: str) -> Vector:
    """Return ``values`` aligned and between 0 and 1."""
    vector = aligned(values, ids, name)
    if (vector > 1).any():
        first = int(np.flatnonzero(vector > 1)[0])
        raise InputError(
            "{name} vaut {value} pour l'identifiant {id}; une part entre 0 et 1 est attendue.",
            name=name,
            value=vector[first],
            id=ids[first],
        )
    return vector


def _in_order(values: pd.Series, ids: pd.Index, name: str) -> pd.Series:
    if values.index.equals(ids):
        return values
    if values.index.has_duplicates:
        raise InputError(
            "{name} : l'identifiant {value} est donné deux fois.",
            name=name,
            value=values.index[values.index.duplicated()][0],
        )
    absent = ids.difference(values.index, sort=False)
    if len(absent):
        raise InputError(
            "{name} : rien n'est donné pour l'identifiant {value}.", name=name, value=absent[0]
        )
    return values.loc[ids]


def _floats(values: Any, name: str) -> Vector:
    array = np.asarray(values)
    # Text that reads as numbers, dates and durations are not numbers.
    if array.dtype.kind not in "SUmM":
        try:
            return array.astype(np.float64, copy=False)
        except (TypeError, ValueError, OverflowError):
            pass
    raise InputError("{name} contient autre chose que des nombres.", name=name)
