"""Travel times computed elsewhere: the table r5py, R5R and OTP write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from territory.costs import CostTable
from territory.errors import InputError, MissingFileError

COLUMNS = ("from_id", "to_id", "travel_time")


def from_table(
    table: pd.DataFrame | str | Path,
    *,
    origins: Any = None,
    destinations: Any = None,
    limit: float | None = None,
) -> CostTable:
    """Return a CostTable from rows ``from_id, to_id, travel_time`` (minutes).

    Rows whose time is blank are pairs out of reach, as those tools mean it.

    Parameters
    ----------
    table : pandas.DataFrame, or path of a CSV or Parquet file
    origins, destinations : index-like, optional
        All identifiers, in the order wanted.
    limit : float, optional
        Largest time kept.

    Raises
    ------
    InputError
        For a missing file or column, a duplicate pair, a negative time, an unknown identifier.

    Examples
    --------
    >>> rows = pd.DataFrame({"from_id": ["a"], "to_id": ["x"], "travel_time": [12.0]})
    >>> from_table(rows).unit
    'min'
    """
    frame = table if isinstance(table, pd.DataFrame) else _read(Path(table))
    absent = [column for column in COLUMNS if column not in frame.columns]
    if absent:
        raise InputError(
            "La table de temps n'a pas la colonne « {column} »; attendues : {expected}.",
            column=absent[0],
            expected=", ".join(COLUMNS),
        )
    pairs = frame.loc[frame["travel_time"].notna(), list(COLUMNS)]
    return CostTable.from_pairs(
        pairs["from_id"],
        pairs["to_id"],
        pairs["travel_time"],
        origins=origins,
        destinations=destinations,
        limit=limit,
        provenance={"method": "table"},
    )


def _read(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise MissingFileError("Le fichier {path} n'existe pas.", path=path.name)
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype={"from_id": "str", "to_id": "str"})
    except (ValueError, OSError) as fault:
        raise InputError(
            "La table de temps {path} ne se lit pas : {fault}.", path=path.name, fault=str(fault)
        ) from None
