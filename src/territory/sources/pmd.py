"""Proximity Measures 2021: StatCan's indices by dissemination block, averaged by area."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.sources._national import quebec_rows
from territory.sources._needs import needs_reading, published
from territory.sources._rows import NOT_A_NUMBER
from territory.sources._stream import LargeText, large_text
from territory.sources.catalogue import SourceInfo
from territory.tables import Reading
from territory.tables.notes import note

# What one is near to; the file writes prox_idx_emp, prox_idx_pharma ...
MEASURES = (
    "emp", "pharma", "childcare", "health", "grocery", "educpri", "educsec", "lib", "parks",
    "transit",
)  # fmt: skip


def read_pmd(path: Path, *, meta: SourceInfo) -> Reading:
    """Read the ten proximity indices, as the mean over the people of each dissemination area.

    A block where the index is ".." has nothing within range, or is withheld: the two cannot be
    told apart, so it is missing and not 0. The mean of an area rests on its blocks that have an
    index, and ``<index>_known`` says what share of its people that is.

    Parameters
    ----------
    path : Path
        ``PMD-en.csv`` or its zip: ``DBUID, DBPOP, DAUID, prox_idx_emp`` ...
    meta : SourceInfo

    Returns
    -------
    Reading
        ``unit_id`` "DA:24010019", ``proximity_emp`` and the others, 0 to 1, and the shares of
        people they rest on; a row kept of the file is a block.
    """
    with large_text(path) as text:
        rows = quebec_rows(text, _places(text))
    frame = rows.frame
    # People are written "1,234.0" in the file of 2016, plainly in that of 2021.
    people, wrong = published(frame["people"].str.replace(",", "", regex=False))
    rows.reject(wrong, NOT_A_NUMBER, value=frame["people"], column="DBPOP")
    indices: dict[str, pd.Series] = {}
    for name in [str(name) for name in frame if str(name).startswith("proximity_")]:
        indices[name], wrong = published(frame[name])
        rows.reject(wrong, NOT_A_NUMBER, value=frame[name], column=name)
    kept = rows.kept
    means = _means(
        frame["area"][kept], people[kept].fillna(0.0), pd.DataFrame(indices)[kept], rows.lines[kept]
    )
    return needs_reading(
        rows.sieve,
        "DA:" + pd.Series(means.index, dtype="string"),
        means.reset_index(drop=True),
        meta=meta,
        notes=_notes(means),
        merged=True,
    )


def _places(text: LargeText) -> dict[str, int]:
    places = {
        "block": text.required("DBUID", "dbuid", "ididu"),
        "people": text.required("DBPOP", "dbpop", "idpop"),
        "area": text.required("DAUID", "dauid", "adidu"),
    }
    found = {f"proximity_{one}": text.place(f"prox_idx_{one}") for one in MEASURES}
    known = {name: place for name, place in found.items() if place is not None}
    return places | (known or {"proximity_emp": text.required("prox_idx_emp", "prox_idx_emp")})


def _means(
    areas: pd.Series, people: pd.Series, indices: pd.DataFrame, lines: NDArray[np.int64]
) -> pd.DataFrame:
    """Return the mean of each index over people, and the share it rests on, by area.

    An area where nobody lives has no mean.
    """
    key = areas.to_numpy(dtype=object)
    total = people.groupby(key).sum()
    found = pd.DataFrame(index=total.index)
    for name in indices:
        known = indices[name].notna()
        weight = people.where(known, 0.0).groupby(key).sum()
        summed = (indices[name].fillna(0.0) * people).groupby(key).sum()
        found[name] = (summed / weight).where(weight > 0)
        found[f"{name}_known"] = (weight / total).where(total > 0)
    blocks = pd.Series(lines).groupby(key)
    return found.assign(source_row=blocks.first(), source_rows=blocks.size())


def _notes(means: pd.DataFrame) -> tuple[str, ...]:
    names = [str(name) for name in means if str(name).endswith("_known")]
    return tuple(
        note(
            "« {name} » : {count} aires sur {total} ont un îlot habité dont l'indice est publié.",
            name=name.removesuffix("_known"),
            count=int(means[name].gt(0).sum()),
            total=len(means),
        )
        for name in names
    )
