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
    frame = table if isinstance(table, pd.DataFrame) else read_times(Path(table))
    _need_columns(frame)
    minutes = pd.to_numeric(frame["travel_time"], errors="coerce")
    wrong = minutes.isna() & frame["travel_time"].notna()
    if wrong.any():
        raise InputError(
            "La table de temps, rangée {row} : « {value} » n'est pas un nombre de minutes.",
            row=int(wrong.to_numpy().argmax()) + 1,
            value=frame.loc[wrong, "travel_time"].iloc[0],
        )
    pairs = frame.assign(travel_time=minutes).loc[minutes.notna(), list(COLUMNS)]
    return CostTable.from_pairs(
        pairs["from_id"],
        pairs["to_id"],
        pairs["travel_time"],
        origins=origins,
        destinations=destinations,
        limit=limit,
        provenance={"method": "table"},
    )


def _need_columns(frame: pd.DataFrame) -> None:
    absent = [column for column in COLUMNS if column not in frame.columns]
    if absent:
        raise InputError(
            "La table de temps n'a pas la colonne « {column} »; attendues : {expected}.",
            column=absent[0],
            expected=", ".join(COLUMNS),
        )


def read_times(path: Path) -> pd.DataFrame:
    """Read a CSV or Parquet file of travel times; identifiers are text.

    Raises
    ------
    InputError
        For a missing, empty or unreadable file, or a missing column.
    """
    if not path.exists():
        raise MissingFileError("Le fichier {path} n'existe pas.", path=path.name)
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
        else:
            frame = pd.read_csv(path, dtype={"from_id": "str", "to_id": "str"})
    except (ValueError, OSError) as fault:
        raise InputError(
            "La table de temps {path} ne se lit pas : {fault}.", path=path.name, fault=str(fault)
        ) from None
    _need_columns(frame)
    return frame.astype({"from_id": "str", "to_id": "str"})
