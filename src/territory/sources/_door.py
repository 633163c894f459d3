"""The one door every reading passes: what concerns a person stays in the file.

Readers take the columns they know; whatever else comes along, a column announced as personal is
dropped and counted, e-mails and telephone numbers are taken out of texts, and a row whose own
identifier is one is set aside.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.sources._personal import (
    DROPPED_COLUMNS,
    SCRUBBED_CELLS,
    personal_columns,
    scrub,
    without_addresses,
)
from territory.tables import Reading, lines_of, rejections
from territory.tables.notes import Note
from territory.tables.reading import SOURCE_FILE
from territory.text import N_

PERSONAL_ID = N_("l'identifiant est un courriel ou un numéro de téléphone")
KEYS = ("territory_id", "unit_id", "service_id", "subject_id")
# Wide on purpose: what it finds is looked at again, one by one.
_SUSPECT = r"@|\d{3}\)?[^\w]{0,2}\d{3}[^\w]\d{4}"


def without_people(reading: Reading) -> Reading:
    """Return a reading in which nothing concerns a person.

    Parameters
    ----------
    reading : Reading
        As a reader gave it.

    Returns
    -------
    Reading
        The same rows, but those whose identifier is an e-mail or a telephone number; its repairs
        count the columns dropped and the cells mended.
    """
    table = reading.table
    dropped = [name for name in personal_columns(table.columns) if name != "geometry"]
    table = table.drop(columns=dropped)
    named = [name for name in table.columns if name in KEYS]
    wrong = np.zeros(len(table), dtype=bool)
    for name in named:
        wrong |= _suspect(table[name])
    lost = rejections(reading.source, lines_of(table[wrong]), [""] * int(wrong.sum()), PERSONAL_ID)
    table = table[~wrong].reset_index(drop=True) if wrong.any() else table
    mended: dict[str, pd.Series] = {}
    cells = 0
    for name in table.columns:
        if name in named or name in (SOURCE_FILE, "geometry") or not _is_text(table[name]):
            continue
        hit = _suspect(table[name])
        if hit.any():
            values, count = scrub(table[name])
            cells += count
            code = str(name).endswith("_id")
            mended[str(name)] = values.mask(hit) if code else values.astype(table[name].dtype)
    rejected = _quiet(reading.rejected)
    aside = pd.concat([part for part in (rejected, lost) if len(part)] or [rejected])
    counts = {DROPPED_COLUMNS: len(dropped), SCRUBBED_CELLS: cells}
    repairs = dict(reading.repairs)
    for name, count in counts.items():
        if count:
            repairs[name] = repairs.get(name, 0) + count
    return replace(
        reading,
        table=table.assign(**mended) if mended else table,
        kept=reading.kept - len(lost),
        rejected=aside.reset_index(drop=True),
        repairs=repairs,
        notes=tuple(_without_addresses(one) for one in reading.notes),
    )


def _without_addresses(sentence: str) -> str:
    if isinstance(sentence, Note):
        return sentence.mended(without_addresses)
    return without_addresses(sentence)


def _is_text(values: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(values.dtype) or values.dtype == object


def _suspect(values: pd.Series) -> NDArray[np.bool_]:
    """Return which cells hold an e-mail or a telephone number, looking closely at few."""
    if not _is_text(values) or not len(values):
        return np.zeros(len(values), dtype=bool)
    if values.dtype == object:
        values = values.map(lambda value: value if isinstance(value, str) else None)
    text = values.astype("str")
    likely = np.array(text.str.contains(_SUSPECT, regex=True, na=False), dtype=bool)
    if likely.any():
        near = text[likely]
        likely[np.flatnonzero(likely)] = [
            without_addresses(value) != value.strip() for value in near
        ]
    return likely


def _quiet(rejected: pd.DataFrame) -> pd.DataFrame:
    """Return the rows set aside, their identifiers and reasons without what concerns a person."""
    if not len(rejected):
        return rejected
    told = {}
    for name in ("id", "reason", "reason_en"):
        if _suspect(rejected[name]).any():
            told[name] = scrub(rejected[name])[0].fillna("")
    return rejected.assign(**told) if told else rejected
