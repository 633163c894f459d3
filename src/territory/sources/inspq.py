"""INSPQ 2021: which CLSC dissemination areas are in, by what share, and their deprivation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._areas import area_codes, column_named, optional_column, sift_areas
from territory.sources._geo import read_layer
from territory.sources._needs import ZEROS_BACK, figures, needs_reading
from territory.sources._rows import NOT_A_NUMBER, Sieve, areas_km2, population_table
from territory.sources._sheet import read_sheet
from territory.sources._tabular import to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.census import BAD_POPULATION, ELSEWHERE, NO_POPULATION, NOT_AN_AREA, QUEBEC
from territory.tables import MEMBERSHIP, Reading, conform
from territory.tables.notes import note
from territory.text import N_, fold

SHEET = "Données"
LEVELS = ("rss", "rts", "rls", "clsc")
NO_TERRITORY = N_("« {value} » n'est pas un code de CLSC ni de RLS")
NO_SHARE = N_("fraction absente : on ne sait pas quelle part de l'aire est dans ce territoire")
NOT_A_FRACTION = N_("fraction « {value} » : un nombre au-dessus de 0 et d'au plus 1 est attendu")
TOO_MUCH = N_("les fractions de l'aire font {value}, plus que l'aire entière")
REDUCED = N_("aires dont les fractions, arrondies, dépassaient 1 : ramenées à 1")
SAME_PAIR = N_("aire et territoire déjà lus : rangée en double")
# Fractions are published rounded; beyond this a sum above one is a fault, not a rounding.
ROUNDING = 0.005
_QUINTILES = {
    "quintmat": "material_quintile",
    "quintsoc": "social_quintile",
    "quintmatrss": "material_quintile_region",
    "quintsocrss": "social_quintile_region",
    "centmat": "material_centile",
    "centsoc": "social_centile",
    "notemat": "material_score",
    "notesoc": "social_score",
}
_NOTHING = ("", "non defini", "non definie", "nd", "n.d.", "-")
_WORDS = {"zone": "zone", "com": "community"}


def read_inspq_fractions(path: Path, *, meta: SourceInfo, sheet: str = SHEET) -> Reading:
    """Read the share of each dissemination area's people in its CLSC, RLS, RTS and RSS.

    An area astride two CLSC has a row for each. Fractions that add up to less than one are kept:
    what is missing is nowhere, and a study reports it as such. Sums that rounding takes a little
    above one are brought back to it; a sum further above sets the area aside.

    Parameters
    ----------
    path : Path
        ``1. TableCorrespondancesCompleteQuebec2021_fr.xlsx`` (or its zip, or the sheet saved as
        CSV): ``AD, RSS, RTS, RLS, CLSC, FRAC_CLSC``; ``FRAC_RLS`` in the edition of 2011.
    meta : SourceInfo
    sheet : str
        Sheet of the workbook.

    Returns
    -------
    Reading
        Rows ``subject, subject_id, territory_id, level, share, method`` for each level; a row
        kept of the file is one area in one territory of the finest level.
    """
    table = read_sheet(path, sheet)
    frame = table.frame
    column = column_named(frame.columns, ("frac_clsc", "frac_rls"), table.source)
    finest = fold(column).removeprefix("frac_")
    names = {
        level: optional_column(frame.columns, (level, f"{level}_code"))
        for level in LEVELS[: LEVELS.index(finest) + 1]
    }
    place = names[finest] or column_named(frame.columns, (finest,), table.source)
    territory, zeros = codes.repair(frame[place], finest)
    areas = area_codes(frame[column_named(frame.columns, ("ad", "adidu", "dauid"), table.source)])
    sieve = Sieve(table.source, table.lines, areas.to_numpy(dtype=object, na_value=""))
    _only_areas(areas, sieve)
    share, repairs = _shares(frame[column], areas, territory, sieve)
    if not sieve.kept.any():
        raise InputError(
            "{source} : aucune aire n'a de fraction utilisable; vérifiez les colonnes AD, "
            "{level} et {column}.",
            source=table.source,
            level=finest.upper(),
            column=column,
        )
    rows = pd.DataFrame({"area": "DA:" + areas, finest: territory, "share": share})
    disagree = 0
    for level in [one for one in names if one != finest]:
        by_prefix = codes.ancestor(territory, level)
        own = names[level]
        stated = codes.repair(frame[own], level)[0] if own else by_prefix
        rows[level] = stated.fillna(by_prefix)
        disagree += int((rows[level] != by_prefix)[sieve.kept].fillna(value=False).sum())
    rows = rows[sieve.kept]
    membership = pd.concat([_at(rows, level) for level in names], ignore_index=True)
    repairs = {**table.repairs, ZEROS_BACK: zeros, **repairs}
    return sieve.reading(
        conform(membership, MEMBERSHIP, table.source),
        repairs=repairs,
        notes=_fraction_notes(rows, finest, disagree, meta),
    )


def read_inspq_deprivation(path: Path, *, meta: SourceInfo, sheet: str = SHEET) -> Reading:
    """Read the index of material and social deprivation by dissemination area.

    Quintile 1 is the least deprived fifth of the people, 5 the most. An area left blank
    (collective dwellings, few people, much of the North) is « non défini »: missing.

    Parameters
    ----------
    path : Path
        The layer ``Ad_2021_IndDef.shp`` (or its zip), or the workbook of correspondences.
    meta : SourceInfo
    sheet : str
        Sheet of the workbook.

    Returns
    -------
    Reading
        ``unit_id``; ``material_quintile, social_quintile`` and, where the file has them, the
        quintiles within the region, centiles and scores; ``zone`` and ``community`` as written.
    """
    table = read_sheet(path, sheet)
    frame = table.frame
    key = column_named(frame.columns, ("adidu", "ad", "dauid"), table.source)
    areas = area_codes(frame[key])
    sieve = Sieve(table.source, table.lines, areas.to_numpy(dtype=object, na_value=""))
    several = _astride(areas, frame)
    sieve.reject(
        several,
        N_(
            "aire à cheval sur plusieurs territoires : ses quintiles sont déjà ceux de sa première "
            "rangée"
        ),
    )
    sift_areas(areas, sieve)
    named = {fold(str(column)): str(column) for column in frame.columns}
    wanted = {named[short]: name for short, name in _QUINTILES.items() if short in named}
    if not wanted:
        column_named(frame.columns, ("QuintMat",), table.source)
    values, _ = figures(_defined(frame, wanted), wanted, sieve)
    for short, name in _WORDS.items():
        if short in named:
            values[name] = frame[named[short]]
    kept = values[sieve.kept]
    notes = [
        note(
            "« {name} » : non défini pour {count} aires sur {total}.",
            name=str(name),
            count=int(kept[name].isna().sum()),
            total=len(kept),
        )
        for name in kept
        if kept[name].isna().any()
    ]
    return needs_reading(
        sieve, "DA:" + areas, values, meta=meta, repairs=table.repairs, notes=notes
    )


def read_inspq_areas(path: Path, *, meta: SourceInfo, crs: str | None = None) -> Reading:
    """Read the areas of the deprivation layer as population units, drawn and counted.

    Parameters
    ----------
    path : Path
        ``Ad_2021_IndDef.shp``, or its zip: polygons, ``ADIDU, SDRIDU, ADPOP2021``.
    meta : SourceInfo
    crs : str, optional
        Coordinate system of the layer, where it does not say.
    """
    layer = read_layer(path, crs=crs)
    names = layer.frame.columns
    areas = area_codes(layer.frame[column_named(names, ("adidu", "dauid"), layer.source)])
    raw = layer.frame[column_named(names, ("adpop2021", "adpop2016"), layer.source)]
    sieve = Sieve(layer.source, layer.lines, areas.to_numpy(dtype=object, na_value=""))
    sift_areas(areas, sieve)
    people, wrong = to_number(raw, whole=True)
    sieve.reject(raw.isna(), NO_POPULATION)
    sieve.reject(wrong | (people < 0), BAD_POPULATION, value=raw.astype("object").to_numpy())
    subdivision = optional_column(names, ("sdridu", "csduid"))
    frame = gpd.GeoDataFrame(
        {
            "unit_id": "DA:" + areas,
            "name": "Aire de diffusion " + areas,
            "population": people,
            "cd_id": "CD:" + areas.str[:4],
            "area_km2": areas_km2(layer.frame.geometry),
            "precision": np.where(layer.no_geometry, "unknown", "exact"),
        },
        geometry=layer.frame.geometry,
    )
    frame["area_km2"] = frame["area_km2"].where(frame["area_km2"] > 0)
    if subdivision is not None:
        bare = codes.bare(layer.frame[subdivision]).str[2:]
        frame["municipality_id"] = codes.repair(bare, "municipality")[0].astype("object")
    kept = frame[sieve.kept].reset_index(drop=True)
    total = float(kept["population"].sum())
    return sieve.reading(
        population_table(kept, meta=meta, source=layer.source),
        crs=layer.crs,
        repairs=layer.repairs,
        notes=(note("{count} aires, {people} personnes.", count=len(kept), people=total),),
    )


def _only_areas(areas: pd.Series, sieve: Sieve) -> None:
    sieve.reject(~areas.str.fullmatch(r"\d{8}").fillna(value=False), NOT_AN_AREA)
    sieve.reject((areas.str[:2] != QUEBEC).fillna(value=True), ELSEWHERE)


def _shares(
    raw: pd.Series, areas: pd.Series, territory: pd.Series, sieve: Sieve
) -> tuple[pd.Series, dict[str, int]]:
    """Return the share of each row; rows without one, or of an area above the whole, go."""
    share, wrong = to_number(raw)
    shown = raw.astype("object").to_numpy()
    code = territory.str.fullmatch(r"[A-Z]+:\d{4,5}").fillna(value=False)
    sieve.reject(~code, NO_TERRITORY, value=territory.fillna("").to_numpy(dtype=object))
    sieve.reject(wrong, NOT_A_NUMBER, value=shown, column=raw.name)
    sieve.reject(share.isna(), NO_SHARE)
    sieve.reject((share <= 0) | (share > 1 + ROUNDING), NOT_A_FRACTION, value=shown)
    again = np.zeros(len(sieve.kept), dtype=bool)
    pairs = pd.DataFrame({"area": areas, "territory": territory})[sieve.kept]
    again[sieve.kept] = pairs.duplicated().to_numpy()
    sieve.reject(again, SAME_PAIR)
    whole = share.where(sieve.kept, 0.0).groupby(areas.fillna("")).transform("sum")
    sieve.reject(whole > 1 + ROUNDING, TOO_MUCH, value=whole.round(6).to_numpy())
    above = sieve.kept & (whole > 1).to_numpy()
    reduced = int(areas[above].nunique())
    return share.where(~above, share / whole.where(whole > 0)), {REDUCED: reduced}


def _at(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the share of each area in each territory of a level."""
    pair = [rows["area"].astype("object"), rows[level].astype("object")]
    shares = rows["share"].groupby(pair).sum()
    table = shares.rename_axis(["subject_id", "territory_id"]).reset_index()
    table["share"] = table["share"].clip(upper=1.0)
    table = table.assign(subject="unit", level=level, method="crosswalk")
    for name in ("subject", "subject_id", "territory_id", "level", "method"):
        table[name] = table[name].astype("str")
    return table[["subject", "subject_id", "territory_id", "level", "share", "method"]]


def _fraction_notes(
    rows: pd.DataFrame, finest: str, disagree: int, meta: SourceInfo
) -> tuple[str, ...]:
    whole = rows.groupby("area")["share"].sum()
    several = int((rows["area"].value_counts() > 1).sum())
    short = int((whole < 1 - ROUNDING).sum())
    told = note(
        "{count} aires ({vintage}), dont {several} à cheval sur plusieurs {level}.",
        count=len(whole),
        vintage=meta.vintage or "—",
        several=several,
        level=finest.upper(),
    )
    notes = [told]
    if disagree:
        notes.append(
            note(
                "{count} codes de RLS, RTS ou RSS ne commencent pas celui de leur territoire : "
                "ceux du fichier sont pris.",
                count=disagree,
            )
        )
    if short:
        notes.append(
            note(
                "{count} aires dont les fractions font moins que 1 : le reste n'est dans aucun "
                "territoire.",
                count=short,
            )
        )
    return tuple(notes)


def _astride(areas: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """Return the further rows of areas that have one per CLSC."""
    if optional_column(frame.columns, ("frac_clsc", "frac_rls")) is None:
        return pd.Series(data=False, index=areas.index)
    return areas.duplicated() & areas.notna()


def _defined(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the columns with « non défini » missing; no quintile or centile is 0."""
    text = frame[list(columns)].astype("string")
    for column, name in columns.items():
        said = text[column].str.strip().map(fold, na_action="ignore")
        nothing = _NOTHING if name.endswith("_score") else (*_NOTHING, "0", "0.0")
        text[column] = text[column].mask(said.isin(nothing))
    return text
