"""Québec's rows of a large file of all Canada, by dissemination block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from territory.errors import InputError
from territory.sources._areas import NOT_A_BLOCK
from territory.sources._rows import DUPLICATE, Sieve
from territory.sources._stream import LargeText, decoded, one_table
from territory.sources.census import ELSEWHERE, QUEBEC

_AT = "(at)"


@dataclass(frozen=True)
class NationalRows:
    """Québec's rows, and what was set aside of the whole file.

    Attributes
    ----------
    frame : pandas.DataFrame
        Québec's rows, as text, on a plain range index.
    at : numpy.ndarray of int, shape (rows of Québec,)
        Place of each among all rows of the file.
    sieve : Sieve
        Every row of the file; those of other provinces are set aside.
    """

    frame: pd.DataFrame
    at: NDArray[np.int64]
    sieve: Sieve

    def reject(self, rows: ArrayLike, reason: str, **values: Any) -> None:
        """Set aside some of Québec's rows; a value may be one per row of Québec."""
        wrong = np.zeros(len(self.sieve.kept), dtype=bool)
        wrong[self.at] = np.asarray(rows, dtype=bool)
        if wrong.any():
            self.sieve.reject(wrong, reason, **{k: self._spread(v) for k, v in values.items()})

    def _spread(self, value: Any) -> Any:
        if not isinstance(value, pd.Series):
            return value
        whole = np.full(len(self.sieve.kept), "", dtype=object)
        whole[self.at] = value.astype("object").fillna("").to_numpy()
        return whole

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which of Québec's rows were not set aside."""
        return np.asarray(self.sieve.kept[self.at], dtype=bool)

    @property
    def lines(self) -> NDArray[np.int64]:
        """Line of the file of each of Québec's rows."""
        return np.asarray(self.sieve.lines[self.at], dtype=np.int64)


def quebec_rows(text: LargeText, places: Mapping[str, int]) -> NationalRows:
    """Return the rows of Québec, malformed and repeated blocks set aside.

    Parameters
    ----------
    text : LargeText
    places : Mapping of str to int
        Column here -> its place in the header; ``block`` and ``area`` must be there.

    Raises
    ------
    InputError
        When no row is of Québec.
    """
    here: list[pa.RecordBatch] = []
    every: list[pa.Array] = []
    rows = 0
    for batch in text.blocks(places):
        at = pa.array(np.arange(rows, rows + batch.num_rows))
        rows += batch.num_rows
        every.append(batch.column("block"))
        inside = pc.starts_with(batch.column("block"), QUEBEC.encode())
        if pc.any(inside).as_py():
            here.append(batch.append_column(_AT, at).filter(inside))
    table = one_table(here, [*places, _AT])
    if not table.num_rows:
        raise InputError(
            "{source} : aucun îlot du Québec (province 24) sur {rows} rangées.",
            source=text.source,
            rows=rows,
        )
    at = table.column(_AT).to_numpy()
    frame = pd.DataFrame({name: decoded(table.column(name)) for name in places})
    sieve = Sieve(text.source, np.arange(2, rows + 2), _identifiers(every))
    outside = np.ones(rows, dtype=bool)
    outside[at] = False
    sieve.reject(outside, ELSEWHERE)
    found = NationalRows(frame, at, sieve)
    shape = frame["block"].str.fullmatch(r"\d{11}") & frame["area"].str.fullmatch(r"\d{8}")
    found.reject(~shape.fillna(value=False), NOT_A_BLOCK)
    found.reject(frame["block"].duplicated(), DUPLICATE)
    return found


def _identifiers(every: list[pa.Array]) -> NDArray[Any]:
    """Return the identifiers of every row as text, whatever bytes they hold."""
    whole = pa.chunked_array(every)
    try:
        return np.asarray(whole.cast(pa.string()).to_numpy(), dtype=object)
    except pa.ArrowInvalid:
        return decoded(whole).to_numpy(dtype=object)
