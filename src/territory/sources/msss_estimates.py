"""How many people a publisher counts in each territory: a reference, never a population.

Four official layouts give the same table: the estimates and projections by sociosanitary
territory (two editions), the registry of MRC, the directory of municipalities, and census
divisions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._needs import ZEROS_BACK, published
from territory.sources._rows import DUPLICATE, NOT_A_NUMBER, Sieve
from territory.sources._tabular import TextTable, read_csv_text
from territory.sources.catalogue import SourceInfo
from territory.sources.census import NO_POPULATION
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_, enumerate_words, fold

OTHER_YEAR = N_("année {value} : l'étude prend {year}")
OTHER_LEVEL = N_("« {value} » : ni CLSC, ni RLS, ni RTS, ni RSS")
IN_THE_TOTAL = N_("« {value} » : ces gens sont déjà dans le total du même territoire")
NO_CODE = N_("territoire sans code, ou code mal formé (« {value} »)")
_TOTALS = ("total", "tous", "t", "les deux", "tous les ages", "touslesages", "both")
_SOCIOSANITARY = {"clsc": "clsc", "rls": "rls", "rts": "rts", "rss": "rss"}


@dataclass(frozen=True)
class _Layout:
    """Where a layout has what; ``level`` is the only one of its file where it has no column."""

    code: str
    people: str
    level_column: str | None = None
    level: str | None = None
    year: str | None = None
    parts: tuple[str, ...] = ()


_LAYOUTS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {
        "code": ("territoire", "codeduterritoire", "codeterritoire"),
        "level_column": ("niveaugeographique",),
        "year": ("annee", "an"),
        "sex": ("sexe",),
        "people": ("touslesages", "total", "populationtotale"),
    },
    {
        "code": ("code",),
        "level_column": ("geo",),
        "year": ("an", "annee"),
        "sex": ("sexe",),
        "age": ("g", "age", "groupedage"),
        "people": ("pop", "population"),
    },
    {"code": ("mrccod",), "people": ("mrcpopul",)},
    {"code": ("mcode",), "people": ("mpopul",)},
    {"code": ("dridu", "cduid"), "people": (r"drpop\d*", r"cdpop\d*", "population")},
)
_ONE_LEVEL = {"mrccod": "mrc", "mcode": "municipality", "dridu": "cd", "cduid": "cd"}


def read_territory_populations(path: Path, *, meta: SourceInfo, year: int = 2021) -> Reading:
    """Read how many people each territory has, all ages and both sexes, in one year.

    Parameters
    ----------
    path : Path
        ``estimationprojectionuniquedonneesouvertes.csv`` (``NiveauGeographique, Territoire,
        Annee, Sexe, TousLesAges`` or, older, ``Niveau géographique, Code du territoire,
        Année``), the same by age and sex (``GEO, CODE, AN, SEXE, G, POP``),
        ``MRC_CM_Arg.csv`` (``mrccod, mrcpopul``), ``MUN.csv`` (``mcode, mpopul``) or census
        divisions (``DRidu, DRpop_2021``).
    meta : SourceInfo
        Its title is the ``source`` of every row.
    year : int
        Year wanted, where the file has several.

    Returns
    -------
    Reading
        Columns ``territory_id, level, year, population, source``, sorted. Codes are namespaced,
        leading zeros back. Rows of other years, of one sex where a total is given, of the
        whole of Québec or of levels not followed are set aside, so nobody counts twice.

    Raises
    ------
    InputError
        When the columns are of no known layout, or the file has nothing for that year.
    """
    if isinstance(year, bool) or not isinstance(year, int):
        raise InputError(
            "L'option « year » attend une année en chiffres, comme 2021, et non « {value} ».",
            value=str(year),
        )
    text = read_csv_text(path)
    layout = _layout(text)
    frame = text.frame
    sieve = Sieve(text.source, text.lines, frame[layout.code].to_numpy(dtype=object, na_value=""))
    level = _levels(frame, layout, sieve)
    years = _years(frame, layout, sieve, year, meta)
    _totals_only(frame, layout, sieve)
    ids, repaired = _codes(frame[layout.code], level, sieve)
    people, wrong = published(frame[layout.people])
    shown = frame[layout.people].to_numpy(dtype=object, na_value="")
    sieve.reject(wrong | (people < 0), NOT_A_NUMBER, value=shown, column=layout.people)
    sieve.reject(people.isna(), NO_POPULATION)
    if not sieve.kept.any():
        raise InputError(
            "{source} : aucune population par territoire; vérifiez ses colonnes et ses codes.",
            source=text.source,
        )
    table = _summed(ids, level, years, people, sieve, meta)
    return sieve.reading(
        table,
        repairs={**text.repairs, ZEROS_BACK: repaired},
        notes=_notes(table),
    )


def years_of(path: Path) -> tuple[int, ...]:
    """Return the years a file has people for, in order; none where it has no such column.

    Parameters
    ----------
    path : Path
        As `read_territory_populations` takes it.

    Raises
    ------
    InputError
        When the columns are of no known layout.
    """
    text = read_csv_text(path)
    column = _layout(text).year
    if column is None:
        return ()
    said = codes.bare(text.frame[column]).dropna().unique()
    return tuple(sorted(int(year) for year in said if str(year).isdigit()))


def _plain(name: str) -> str:
    return re.sub(r"[\s_'’-]", "", fold(name))


def _layout(text: TextTable) -> _Layout:
    columns = {_plain(str(column)): str(column) for column in text.frame.columns}

    def named(patterns: tuple[str, ...]) -> str | None:
        return next(
            (c for p in patterns for short, c in columns.items() if re.fullmatch(p, short)), None
        )

    for layout in _LAYOUTS:
        found = {what: named(patterns) for what, patterns in layout.items()}
        if all(found.values()):
            parts = tuple(str(found[what]) for what in ("sex", "age") if what in found)
            code = str(found["code"])
            return _Layout(
                code=code,
                people=str(found["people"]),
                level_column=found.get("level_column"),
                level=_ONE_LEVEL.get(_plain(code)),
                year=found.get("year"),
                parts=parts,
            )
    raise InputError(
        "{source} : ce n'est aucune des dispositions connues de populations par territoire; "
        "colonnes trouvées : {found}.",
        source=text.source,
        found=", ".join(map(str, text.frame.columns[:12])) or "—",
    )


def _levels(frame: pd.DataFrame, layout: _Layout, sieve: Sieve) -> pd.Series:
    if layout.level_column is None:
        return pd.Series(layout.level, index=frame.index, dtype="object")
    said = frame[layout.level_column].fillna("")
    known = {one: _SOCIOSANITARY.get(fold(str(one))) for one in said.unique()}
    level = said.map(known).astype("object")
    sieve.reject(level.isna(), OTHER_LEVEL, value=said.to_numpy(dtype=object))
    return level


def _years(
    frame: pd.DataFrame, layout: _Layout, sieve: Sieve, year: int, meta: SourceInfo
) -> pd.Series:
    """Return the year of each row; those of another year than the one asked are set aside."""
    if layout.year is None:
        told = re.search(r"(\d{4})$", layout.people) or re.search(r"\d{4}", meta.vintage)
        known = pd.NA if told is None else int(told.group(0))
        return pd.Series(known, index=frame.index, dtype="Int64")
    said = codes.bare(frame[layout.year])
    if not (said == str(year)).any():
        raise InputError(
            "{source} n'a aucune population pour {year}; années du fichier : {years}.",
            source=sieve.source,
            year=year,
            years=enumerate_words(sorted(said.dropna().unique())),
        )
    wrong = (said != str(year)).fillna(value=True)
    sieve.reject(wrong, OTHER_YEAR, value=said.fillna("—").to_numpy(dtype=object), year=year)
    return pd.Series(year, index=frame.index, dtype="Int64")


def _totals_only(frame: pd.DataFrame, layout: _Layout, sieve: Sieve) -> None:
    """Keep the totals of a column of sexes or ages where it has some, else its parts."""
    for column in layout.parts:
        said = frame[column].fillna("")
        total = said.isin([one for one in said.unique() if fold(str(one)) in _TOTALS])
        if bool((total & sieve.kept).any()):
            sieve.reject(~total, IN_THE_TOTAL, value=said.to_numpy(dtype=object))
    keys = [name for name in (layout.code, layout.level_column, layout.year) if name is not None]
    again = np.zeros(len(frame), dtype=bool)
    again[sieve.kept] = frame.loc[sieve.kept, [*keys, *layout.parts]].duplicated().to_numpy()
    sieve.reject(again, DUPLICATE)


def _codes(raw: pd.Series, level: pd.Series, sieve: Sieve) -> tuple[pd.Series, int]:
    """Return namespaced codes; what is no code of its level is set aside."""
    ids = pd.Series(pd.NA, index=raw.index, dtype="object")
    repaired = 0
    for one in level[sieve.kept].dropna().unique():
        rows = (level == one).to_numpy() & sieve.kept
        text = codes.bare(raw[rows])
        if one == "mrc":
            text = codes.mrc_from_registry(text)
        ids[rows], mended = codes.repair(text, one)
        repaired += mended
    shape = ids.astype("string").str.fullmatch(r"[A-Z]+:\d+").fillna(value=False)
    sieve.reject(~shape, NO_CODE, value=raw.fillna("").to_numpy(dtype=object))
    return ids, repaired


def _summed(
    ids: pd.Series,
    level: pd.Series,
    years: pd.Series,
    people: pd.Series,
    sieve: Sieve,
    meta: SourceInfo,
) -> pd.DataFrame:
    kept = sieve.kept
    rows = pd.DataFrame(
        {
            "territory_id": ids[kept].astype("object"),
            "level": level[kept],
            "year": years[kept],
            "population": people[kept],
            "source_row": sieve.lines[kept],
        }
    )
    groups = rows.groupby("territory_id", sort=True)
    table = groups.agg(
        level=("level", "first"),
        year=("year", "first"),
        population=("population", "sum"),
        source_row=("source_row", "first"),
        source_rows=("source_row", "size"),
    ).reset_index()
    table.insert(4, "source", meta.title or sieve.source)
    for name in ("territory_id", "level", "source"):
        table[name] = table[name].astype("str")
    return table


def _notes(table: pd.DataFrame) -> tuple[str, ...]:
    return tuple(
        note(
            "{level} : {count} territoires, {people} personnes.",
            level=codes.level_named(str(level)).prefix,
            count=len(rows),
            people=float(rows["population"].sum()),
        )
        for level, rows in table.groupby("level", sort=True)
    )
