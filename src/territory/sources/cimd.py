"""CIMD 2021: Statistics Canada's index of multiple deprivation, four scores by area."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from territory.errors import InputError
from territory.sources._areas import AREA_NAMES, area_codes, column_named, sift_areas
from territory.sources._needs import figures, needs_reading
from territory.sources._rows import Sieve
from territory.sources._tabular import read_csv_text
from territory.sources.catalogue import SourceInfo
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import fold

# Words of the French and of the English header of each dimension.
DIMENSIONS = {
    "residential_instability": ("residential instability", "instabilite residentielle"),
    "ethnocultural_composition": ("ethno", "ethno"),
    "economic_dependency": ("economic dependency", "dependance economique"),
    "situational_vulnerability": ("situational vulnerability", "vulnerabilite situationnelle"),
}


def read_cimd(path: Path, *, meta: SourceInfo) -> Reading:
    """Read the four scores of the Canadian Index of Multiple Deprivation.

    Areas without a score (few people, collective dwellings) are not in the file at all. A score
    has a mean of 0 over Canada and rises with deprivation; the four are not to be added up.

    Parameters
    ----------
    path : Path
        ``DAUID`` (or ``PRCDDA``) and one column of scores per dimension, in French or English;
        columns of quintiles are read when they are there.
    meta : SourceInfo

    Returns
    -------
    Reading
        ``unit_id`` and the columns ``residential_instability, ethnocultural_composition,
        economic_dependency, situational_vulnerability`` (and ``<name>_quintile``).
    """
    text = read_csv_text(path)
    key = column_named(text.frame.columns, AREA_NAMES, text.source)
    columns = _scores(text.frame.columns, text.source)
    areas = area_codes(text.frame[key])
    sieve = Sieve(text.source, text.lines, areas.to_numpy(dtype=object, na_value=""))
    sift_areas(areas, sieve)
    values, notes = figures(text.frame, columns, sieve)
    told = note("{count} aires du Québec ont des scores.", count=int(sieve.kept.sum()))
    return needs_reading(
        sieve, "DA:" + areas, values, meta=meta, repairs=text.repairs, notes=(told, *notes)
    )


def _scores(columns: pd.Index, source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, words in DIMENSIONS.items():
        mine = [c for c in columns if any(word in fold(str(c)) for word in words)]
        quintiles = [c for c in mine if "quintile" in fold(str(c))]
        scores = [c for c in mine if c not in quintiles]
        if not scores:
            raise InputError(
                "{source} : aucune colonne de scores pour « {column} »; colonnes trouvées : "
                "{found}.",
                source=source,
                column=words[0],
                found=", ".join(map(str, columns)),
            )
        found[str(scores[0])] = name
        if quintiles:
            found[str(quintiles[0])] = f"{name}_quintile"
    return found
