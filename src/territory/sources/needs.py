"""Figures about areas from any table: an identifier, and columns of numbers or words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._areas import AREA_NAMES, area_codes, optional_column, sift_areas
from territory.sources._needs import ZEROS_BACK, figures, key_of, needs_reading, published
from territory.sources._rows import Sieve
from territory.sources._tabular import read_csv_text, require_columns
from territory.sources.catalogue import SourceInfo
from territory.tables import Reading
from territory.text import N_

NO_CODE = N_("aucun code dans la colonne « {column} »")
_KEYS = ("unit_id", "{level}_id", "{level}_code", "{level}uid", "{level}")


def read_needs(
    path: Path,
    *,
    meta: SourceInfo,
    level: str = "da",
    key: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read a table of figures by area, territory or municipality.

    Parameters
    ----------
    path : Path
        A text file with one row per area.
    meta : SourceInfo
    level : str
        What an area is: "da" (dissemination areas), "municipality", "clsc", "mrc" ...
    key : str, optional
        Column of identifiers; found by its usual names by default (``DAUID``, ``ADIDU``,
        ``municipality_id``, ``clsc_code`` ...).
    columns : Mapping of str to str, optional
        Name in the file -> name in the study; every other column by default, as named.

    Returns
    -------
    Reading
        One key column (``unit_id`` for dissemination areas, else ``<level>_id``), and the
        columns; a column without any number is kept as text.

    Raises
    ------
    InputError
        When the column of identifiers or one of ``columns`` is not there.
    """
    codes.level_named(level)
    text = read_csv_text(path)
    frame = text.frame
    place = _key(frame.columns, level, key, text.source)
    wanted = dict(columns or {name: name for name in frame.columns if name != place})
    require_columns(frame.columns, wanted, text.source)
    ids, repairs, sieve = _identified(frame[place], level, text.lines, text.source)
    words = [c for c in wanted if not published(frame[c])[0].notna().any()]
    numbers = {column: name for column, name in wanted.items() if column not in words}
    values, notes = figures(frame, numbers, sieve)
    for column in words:
        if frame[column].notna().any() or columns:
            values[wanted[column]] = frame[column]
    return needs_reading(
        sieve,
        ids,
        values,
        meta=meta,
        key=key_of(level),
        repairs={**text.repairs, **repairs},
        notes=notes,
    )


def _key(columns: pd.Index, level: str, key: str | None, source: str) -> str:
    if key is not None:
        require_columns(columns, [key], source)
        return key
    usual = tuple(name.format(level=level) for name in _KEYS)
    if level == "da":
        usual = (*usual, *AREA_NAMES)
    if level == "municipality":
        usual = (*usual, "mun_code", "mcode", "codemamh")
    found = optional_column(columns, usual)
    if found is None:
        raise InputError(
            "{source} : aucune colonne d'identifiants de niveau « {level} »; nommez-la "
            "(option key). Colonnes : {found}.",
            source=source,
            level=level,
            found=", ".join(map(str, columns)),
        )
    return found


def _identified(
    raw: pd.Series, level: str, lines: object, source: str
) -> tuple[pd.Series, dict[str, int], Sieve]:
    """Return namespaced identifiers, how many lost a zero, and the sieve without doubles."""
    repairs: dict[str, int] = {}
    if level == "da":
        areas = area_codes(raw)
        sieve = Sieve(source, lines, raw.to_numpy(dtype=object, na_value=""))  # type: ignore[arg-type]
        sift_areas(areas, sieve)
        return "DA:" + areas, repairs, sieve
    ids, mended = codes.repair(raw, level)
    sieve = Sieve(source, lines, raw.to_numpy(dtype=object, na_value=""))  # type: ignore[arg-type]
    sieve.reject(ids.isna(), NO_CODE, column=raw.name)
    sieve.reject_duplicates(ids)
    if mended:
        repairs[ZEROS_BACK] = mended
    return ids, repairs, sieve
