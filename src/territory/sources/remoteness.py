"""Index of Remoteness 2021: how far each census subdivision is from centres of population."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from territory import codes
from territory.sources._areas import column_named
from territory.sources._needs import figures, needs_reading
from territory.sources._rows import Sieve
from territory.sources._tabular import read_csv_text
from territory.sources.catalogue import SourceInfo
from territory.sources.census import ELSEWHERE, QUEBEC
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_

NOT_A_SUBDIVISION = N_("l'identifiant n'est pas celui d'une subdivision (7 chiffres)")
OUT_OF_RANGE = N_("indice {value} : un nombre de 0 à 1 est attendu")


def read_remoteness(path: Path, *, meta: SourceInfo) -> Reading:
    """Read the index of remoteness of Québec's municipalities.

    0 is the least remote place of Canada, 1 the most; it is known by census subdivision, whose
    number is that of the municipality. Subdivisions without an index (few people, or not linked
    to the transport network) stay missing.

    Parameters
    ----------
    path : Path
        ``CSDuid, Index_of_remoteness``.
    meta : SourceInfo

    Returns
    -------
    Reading
        ``municipality_id`` and ``remoteness``.
    """
    text = read_csv_text(path)
    frame = text.frame
    key = column_named(frame.columns, ("csduid", "sdridu", "csd_uid"), text.source)
    column = column_named(
        frame.columns,
        ("index_of_remoteness", "indice_eloignement", "indice_d'eloignement", "remoteness_index"),
        text.source,
    )
    subdivision = codes.bare(frame[key])
    sieve = Sieve(text.source, text.lines, subdivision.to_numpy(dtype=object, na_value=""))
    sieve.reject(~subdivision.str.fullmatch(r"\d{7}").fillna(value=False), NOT_A_SUBDIVISION)
    sieve.reject((subdivision.str[:2] != QUEBEC).fillna(value=True), ELSEWHERE)
    sieve.reject_duplicates(subdivision)
    values, notes = figures(frame, {column: "remoteness"}, sieve)
    wrong = (values["remoteness"] < 0) | (values["remoteness"] > 1)
    sieve.reject(wrong, OUT_OF_RANGE, value=frame[column].astype("object").to_numpy())
    ids = codes.repair(subdivision.str[2:], "municipality")[0]
    known = int(values.loc[sieve.kept, "remoteness"].notna().sum())
    told = note("{count} municipalités.", count=known)
    return needs_reading(
        sieve,
        pd.Series(ids),
        values,
        meta=meta,
        key="municipality_id",
        repairs=text.repairs,
        notes=(told, *notes),
    )
