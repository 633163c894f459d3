"""What every reader of needs does: figures about areas, kept beside the people they describe.

A need never brings people of its own: its table has one identifier, which a study joins to its
population, and columns of figures. What the publisher withheld is missing, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pandera.pandas as pa

from territory.codes import level_named
from territory.errors import InputError
from territory.sources._rows import NOT_A_NUMBER, Sieve, text_column
from territory.sources._tabular import to_number
from territory.sources.catalogue import SourceInfo
from territory.tables import Reading, conform
from territory.tables.notes import note
from territory.tables.reading import SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS
from territory.tables.schemas import POPULATION
from territory.text import N_

ZEROS_BACK = N_("codes auxquels le zéro initial a été rendu")
# How Statistics Canada writes what it withholds: confidential, too unreliable, not available.
SYMBOLS = ("x", "X", "F", "..", "...", ".", "")
# Levels whose areas are population units themselves.
UNIT_LEVELS = ("da", "db", "ct")
_ORIGIN = (SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS)
_CODE = r"^[A-Z]+:\S.*$"


def key_of(level: str) -> str:
    """Return the column of the population table that areas of a level are joined on.

    Examples
    --------
    >>> key_of("da"), key_of("municipality")
    ('unit_id', 'municipality_id')
    """
    return "unit_id" if level in UNIT_LEVELS else f"{level_named(level).key}_id"


def published(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return figures as floats, NaN where withheld, and which cells are no figure at all.

    Examples
    --------
    >>> figures, wrong = published(pd.Series(["1 250", "x", "..", None, "12,5 %"]))
    >>> figures.tolist(), wrong.tolist()
    ([1250.0, nan, nan, nan, nan], [False, False, False, False, True])
    """
    text = values.astype("string").str.strip()
    return to_number(text.mask(text.isin(list(SYMBOLS))))


def figures(
    frame: pd.DataFrame, columns: Mapping[str, str], sieve: Sieve
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return columns of figures under their new names; rows with an unreadable one go.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : Mapping of str to str
        Name in the file -> name in the table.
    sieve : Sieve

    Returns
    -------
    tuple of pandas.DataFrame and of str
        One row per row of the file, and a note on each column that has missing figures among
        the rows kept.
    """
    read: dict[str, pd.Series] = {}
    for column, name in columns.items():
        read[name], wrong = published(frame[column])
        shown = frame[column].astype("object").to_numpy()
        sieve.reject(wrong, NOT_A_NUMBER, value=shown, column=column)
    table = pd.DataFrame(read, index=frame.index)
    return table, missing_notes(table[sieve.kept])


def missing_notes(table: pd.DataFrame) -> tuple[str, ...]:
    """Say how many figures of each column are missing, where some are."""
    missing = table.isna().sum()
    return tuple(
        note(
            "« {name} » : {count} valeur(s) absente(s) ou supprimée(s) sur {total}, laissée(s) "
            "inconnue(s).",
            name=str(name),
            count=int(count),
            total=len(table),
        )
        for name, count in missing.items()
        if count
    )


def needs_reading(
    sieve: Sieve,
    ids: pd.Series,
    values: pd.DataFrame,
    *,
    meta: SourceInfo,
    key: str = "unit_id",
    repairs: Mapping[str, int] | None = None,
    notes: Sequence[str] = (),
    merged: bool = False,
) -> Reading:
    """Return the rows kept as a table of needs.

    Parameters
    ----------
    sieve : Sieve
        What was set aside; every identifier kept is there once.
    ids : pandas.Series
        Namespaced identifier of every row of the file.
    values : pandas.DataFrame
        Their figures, under the names a study will know them by.
    meta : SourceInfo
    key : str
        Column of the population table to join on.
    repairs, notes : Mapping and sequence
        See `Reading`.
    merged : bool
        Whether ``ids`` and ``values`` already put rows kept together (blocks into areas).

    Raises
    ------
    InputError
        When nothing is left, or a column takes the name of one of the population table's.
    """
    if not sieve.kept.any():
        raise InputError(
            "{source} : toutes les rangées ont été écartées; vérifiez la colonne "
            "d'identifiants et son niveau.",
            source=sieve.source,
        )
    refuse_reserved(values.columns, sieve.source)
    rows = slice(None) if merged else sieve.kept
    table = values[rows].reset_index(drop=True)
    kept = ids[rows].reset_index(drop=True)
    table.insert(0, key, text_column(kept, table.index))
    names = [str(name) for name in values.columns if name not in _ORIGIN]
    told = note("Colonnes : {names:,}.", names=names)
    if meta.vintage:
        told = note("Colonnes de {vintage} : {names:,}.", vintage=meta.vintage, names=names)
    schema = pa.DataFrameSchema(
        {key: pa.Column(str, pa.Check.str_matches(_CODE), unique=True)}, name="needs"
    )
    return sieve.reading(
        conform(table, schema, sieve.source),
        repairs=repairs,
        notes=(*notes, told),
    )


def refuse_reserved(columns: pd.Index, source: str) -> None:
    """Refuse needs that would take the name of a column every population has."""
    taken = [str(name) for name in columns if name in POPULATION.columns and name not in _ORIGIN]
    if taken:
        raise InputError(
            "{source} : « {column} » est une colonne de la population elle-même; donnez-lui un "
            "autre nom dans les options.",
            source=source,
            column=taken[0],
        )
