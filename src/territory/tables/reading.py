"""What reading one file gave: the rows kept, the rows set aside and why, the repairs made.

Nothing is lost in silence: rows read = rows kept + rows rejected, checked at construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.text import translator

REJECTED_COLUMNS = ("source", "line", "id", "reason", "reason_en")
SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS = "source_file", "source_row", "source_rows"

Frame = TypeVar("Frame", bound=pd.DataFrame)


@dataclass(frozen=True)
class Reading:
    """One file, read.

    Attributes
    ----------
    table : pandas.DataFrame or geopandas.GeoDataFrame
        The rows a study can use, in the shape of one of the five tables, each with the file and
        the row it comes from (``source_file``, ``source_row``; ``source_rows`` where several).
    source : str
        Name of the file, as shown to people.
    read : int
        Rows found in the file.
    kept : int
        Rows of the file that the table rests on; more than ``len(table)`` where parts of one
        territory were merged.
    rejected : pandas.DataFrame
        Columns ``source, line, id, reason, reason_en``; ``line`` is the row's number in the
        file, the first data row being 2 in a text file and 1 in a layer.
    crs : str or None
        Coordinate system found in the file.
    repairs : Mapping[str, int]
        What was mended, in French, and how many times.
    notes : tuple of str
        Other things worth saying about this file: `territory.tables.notes.Note`, told in both
        languages.
    """

    table: pd.DataFrame
    source: str
    read: int
    kept: int
    rejected: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REJECTED_COLUMNS))
    crs: str | None = None
    repairs: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a reading that lost rows."""
        if self.read != self.kept + len(self.rejected):
            msg = (
                f"{self.source}: read {self.read}, kept {self.kept}, "
                f"rejected {len(self.rejected)}: rows were lost"
            )
            raise ValueError(msg)


def with_origin(table: Frame, file: Any, rows: Any, *, several: Any | None = None) -> Frame:
    """Return ``table`` with the file and the row in it that each of its rows comes from.

    Parameters
    ----------
    table : pandas.DataFrame
    file : str or array-like of str
        Name of the file, as shown to people.
    rows : array-like of int, shape (len(table),)
        Row in the file, numbered as ``Reading.rejected`` does; missing where not known.
    several : array-like of int, optional
        How many rows of the file made each row of the table, where they are not all one: then
        ``rows`` is the first of them.

    Examples
    --------
    >>> told = with_origin(pd.DataFrame({"unit_id": ["a"]}), "units.csv", [2])
    >>> told["source_file"].tolist(), told["source_row"].tolist()
    (['units.csv'], [2])
    """
    origin: dict[str, Any] = {
        SOURCE_FILE: pd.Series(file, index=table.index).astype("str"),
        SOURCE_ROW: pd.Series(rows, index=table.index).astype("Int64"),
    }
    if several is not None:
        origin[SOURCE_ROWS] = pd.Series(several, index=table.index).astype("Int64")
    told = table.assign(**origin)
    last = [name for name in told.columns if name == "geometry"]
    return told[[name for name in told.columns if name != "geometry"] + last]


def lines_of(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return the row of its file that each row of a table comes from; missing where not known."""
    if SOURCE_ROW not in table:
        return np.full(len(table), np.nan)
    return table[SOURCE_ROW].to_numpy(dtype=np.float64, na_value=np.nan)


def rejections(
    source: str,
    lines: Any,
    ids: Any,
    reason: str,
    **parameters: Any,
) -> pd.DataFrame:
    """Return the rejected rows of one reason, in French and English.

    Parameters
    ----------
    source : str
        Name of the file.
    lines, ids : array-like
        Line number and identifier of each row.
    reason : str
        The sentence in French, marked with ``N_`` by the caller; ``{name}`` fields are filled
        from ``parameters``, each a scalar or one value per row.
    """
    line_array = np.asarray(lines)
    columns = {
        name: np.broadcast_to(np.asarray(value, dtype=object), line_array.shape)
        for name, value in parameters.items()
    }

    def written(template: str) -> list[str]:
        if not columns:
            return [template] * len(line_array)
        rows = zip(*columns.values(), strict=True)
        return [template.format(**dict(zip(columns, row, strict=True))) for row in rows]

    return pd.DataFrame(
        {
            "source": source,
            "line": line_array,
            "id": np.asarray(ids, dtype=object),
            "reason": written(reason),
            "reason_en": written(translator("en")(reason)),
        },
        columns=list(REJECTED_COLUMNS),
    )
