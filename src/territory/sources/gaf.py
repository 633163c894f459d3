"""Geographic Attribute File: every dissemination block of Canada, its people and its codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._geo import GEOGRAPHIC
from territory.sources._national import NationalRows, quebec_rows
from territory.sources._rows import population_table
from territory.sources._stream import LargeText, large_text
from territory.sources._tabular import read_csv_text, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.census import BAD_POPULATION, NO_POPULATION
from territory.tables import Reading
from territory.tables.notes import Note, note
from territory.text import N_

INCOMPLETE = N_("réserve partiellement dénombrée : sa population est inconnue, ce qui n'est pas 0")
# Column here -> how the file names it; 2016 wrote "DBuid/IDidu", 2021 writes "DBUID_IDIDU".
COLUMNS: Mapping[str, str] = {
    "block": r"dbuid([_/].*)?",
    "area": r"dauid([_/].*)?",
    "lat": r"darplat([_/].*)?",
    "lon": r"darplong([_/].*)?",
    "subdivision": r"csduid([_/].*)?",
    "place": r"csdname([_/].*)?",
    "population": r"dbpop\d{4}([_/].*)?",
    "km2": r"dbarea\d*([_/].*)?",
}
OPTIONAL: Mapping[str, str] = {
    "type": r"csdtype([_/].*)?",
    "incomplete": r"dbir\d*([_/].*)?",
}
_SHOWN = {
    "block": "DBUID_IDIDU",
    "area": "DAUID_ADIDU",
    "lat": "DARPLAT_ADLAT",
    "lon": "DARPLONG_ADLONG",
    "subdivision": "CSDUID_SDRIDU",
    "place": "CSDNAME_SDRNOM",
    "population": "DBPOP2021_IDPOP2021",
    "km2": "DBAREA2021_IDSUP2021",
}
# Types of census subdivisions governed by a First Nation, the Cree, the Naskapi or Inuit:
# reserve, settlement, Cree, Naskapi and Inuit lands, Cree, Naskapi and northern villages.
SELF_GOVERNED_TYPES = ("IRI", "S-É", "S-E", "TC", "TK", "TI", "VC", "VK", "VN")
_FLAGGED = ("1", "T", "Y", "O")
_HALF = 0.5


def read_gaf(path: Path, *, meta: SourceInfo, level: str = "da") -> Reading:
    """Read Québec's dissemination areas, or blocks, from the Geographic Attribute File.

    The file has a row per block for all of Canada, in Latin-1, 300 MB once unzipped; it is read
    as a stream. Blocks have no coordinates of their own: they take their area's representative
    point, which is among its people and not the middle of its land.

    Parameters
    ----------
    path : Path
        ``2021_92-151_X.csv``, or its zip.
    meta : SourceInfo
    level : {"da", "db"}
        One unit per area (its blocks added up), or per block.

    Returns
    -------
    Reading
        Units "DA:24010019" or "DB:24010019001" with ``municipality_id``, ``mrc_id`` and
        ``region_id`` (municipalities known here, else the only MRC of the division),
        ``cd_id``, ``csd_type``, ``reserve`` (share of the people in blocks of a reserve, a
        settlement, or Cree, Naskapi or Inuit land) and ``self_governed`` (at least half). Areas
        whose every block is in a partially enumerated reserve are set aside: nobody knows how
        many people live there.

    Raises
    ------
    InputError
        When ``level`` is another, a column is missing, or no block is in Québec.
    """
    if level not in ("da", "db"):
        raise InputError(
            "L'option level du lecteur « gaf » est « da » (aires) ou « db » (îlots), et non "
            "« {value} ».",
            value=str(level),
        )
    with large_text(path) as text:
        rows = quebec_rows(text, _places(text))
    frame, notes = _units(_sift(rows), level)
    table = population_table(frame, meta=meta, source=rows.sieve.source)
    table["self_governed"] = (table["reserve"] >= _HALF).to_numpy(dtype=bool)
    return rows.sieve.reading(table, crs=GEOGRAPHIC, notes=notes)


def _places(text: LargeText) -> dict[str, int]:
    places = {name: text.required(_SHOWN[name], pattern) for name, pattern in COLUMNS.items()}
    optional = {name: text.place(pattern) for name, pattern in OPTIONAL.items()}
    return places | {name: place for name, place in optional.items() if place is not None}


def _sift(rows: NationalRows) -> pd.DataFrame:
    """Return the blocks that can be counted, with the line of each."""
    frame = rows.frame
    people, wrong = to_number(frame["population"], whole=True)
    rows.reject(frame["population"].isin(["", ".."]), NO_POPULATION)
    rows.reject(people.isna() | wrong | (people < 0), BAD_POPULATION, value=frame["population"])
    frame = frame.assign(population=people, **_reserve(frame), source_row=rows.lines)
    alone = frame["incomplete"].groupby(frame["area"]).transform("all")
    nobody = frame["population"].groupby(frame["area"]).transform("sum") == 0
    rows.reject(alone & nobody, INCOMPLETE)
    return frame[rows.kept].reset_index(drop=True)


def _reserve(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return which blocks are in a reserve or on such lands, and which partially enumerated."""
    no = pd.Series(data=False, index=frame.index)
    flagged = frame["incomplete"].str.upper().isin(_FLAGGED) if "incomplete" in frame else no
    listed = frame["type"].str.upper().isin(SELF_GOVERNED_TYPES) if "type" in frame else no
    return {"incomplete": flagged, "governed": listed | flagged}


def _units(frame: pd.DataFrame, level: str) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    frame = frame.assign(**{name: to_number(frame[name])[0] for name in ("km2", "lon", "lat")})
    key = "area" if level == "da" else "block"
    units = _areas(frame) if level == "da" else _each(frame)
    once = pd.Series(units["subdivision"].unique())
    known = municipal_codes(once).take(pd.Index(once).get_indexer(pd.Index(units["subdivision"])))
    known = known.set_axis(units.index)
    word = "Aire" if level == "da" else "Îlot"
    table = gpd.GeoDataFrame(
        {
            "unit_id": f"{level.upper()}:" + units[key].astype("object"),
            "name": f"{word} de diffusion " + units[key].astype("object"),
            "population": units["population"].to_numpy(),
            "municipality_id": known["municipality_id"],
            "mrc_id": known["mrc_id"],
            "region_id": known["region_id"],
            "cd_id": "CD:" + units["subdivision"].str[:4].astype("object"),
            "area_km2": units["km2"].where(units["km2"] > 0).to_numpy(),
            "precision": "exact" if level == "da" else "place",
            "place": units["place"].astype("object"),
            "reserve": units["reserve"].to_numpy(),
            **({} if level == "da" else {"da_id": "DA:" + units["area"].astype("object")}),
            **({"csd_type": units["type"].astype("object")} if "type" in units else {}),
            "source_row": units["source_row"].to_numpy(),
            "source_rows": units["source_rows"].to_numpy(),
        },
        geometry=_points(units["lon"], units["lat"]),
        crs=GEOGRAPHIC,
    )
    return table, _notes(table, frame, known, level)


def _points(lon: pd.Series, lat: pd.Series) -> NDArray[np.object_]:
    points: NDArray[np.object_] = np.asarray(shapely.points(lon, lat), dtype=object)
    points[~(np.isfinite(lon) & np.isfinite(lat)).to_numpy()] = None
    return points


def _areas(frame: pd.DataFrame) -> pd.DataFrame:
    """Return areas, their blocks added up; codes and point are those of the first block."""
    weight = frame["population"] * frame["governed"]
    grouped = frame.assign(of_reserve=weight).groupby("area", sort=True)
    units = grouped.first().drop(columns=["block", "population", "km2", "of_reserve"])
    sums = grouped[["population", "km2", "of_reserve"]].sum()
    share = (sums["of_reserve"] / sums["population"]).where(sums["population"] > 0)
    units = units.join(sums[["population", "km2"]])
    units["reserve"] = share.fillna(grouped["governed"].mean())
    units["source_rows"] = grouped.size()
    return units.reset_index()


def _each(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(reserve=frame["governed"].astype(float), source_rows=1)


def municipal_codes(subdivisions: pd.Series, facts: Path | None = None) -> pd.DataFrame:
    """Return the municipality, MRC and region of census subdivisions ("2466023").

    A subdivision's number is that of the municipality after the province's. One that is not in
    the list of municipalities takes its division's MRC where the division has a single one.

    Parameters
    ----------
    subdivisions : pandas.Series
    facts : Path, optional
        ``mun_code, mrc_code, region_code``; the bundled facts by default.

    Returns
    -------
    pandas.DataFrame
        ``municipality_id, mrc_id, region_id``, missing where not known, on the same index.

    Examples
    --------
    >>> municipal_codes(pd.Series(["2466023"])).iloc[0].tolist()
    ['MUN:66023', 'MRC:66', 'REG:06']
    """
    file = facts or bundled("data", "facts", "municipalities.csv")
    known = read_csv_text(file, columns=["mun_code", "mrc_code", "region_code"]).frame
    known = known.assign(code=known["mun_code"].str.zfill(5)).drop_duplicates("code")
    bare = codes.bare(subdivisions).str[2:].astype("object")
    division = bare.str[:2].astype("object")
    found = {}
    for name, column in (("mrc", "mrc_code"), ("region", "region_code")):
        own = bare.map(known.set_index("code")[column].astype("object"))
        by_division = known.groupby(known["code"].str[:2])[column].agg(["nunique", "first"])
        single = by_division.loc[by_division["nunique"] == 1, "first"].astype("object")
        filled = own.astype("object").where(own.notna(), division.map(single))
        found[f"{name}_id"] = codes.repair(filled.astype("string"), name)[0].astype("object")
    municipality = codes.repair(bare, "municipality")[0].astype("object")
    return pd.DataFrame({"municipality_id": municipality, **found})


def _notes(
    table: gpd.GeoDataFrame, frame: pd.DataFrame, known: pd.DataFrame, level: str
) -> tuple[str, ...]:
    people = table["population"].astype(float)
    notes = [_counted(level, len(table), float(people.sum()))]
    astray = known["mrc_id"].isna().to_numpy()
    if astray.any():
        notes.append(
            note(
                "{units} ({people} personnes) sans MRC connue : subdivision hors de la liste des "
                "municipalités, dans une division de plusieurs MRC.",
                units=_named(level, int(astray.sum())),
                people=float(people[astray].sum()),
            )
        )
    partial = int(frame["incomplete"].sum())
    if partial:
        notes.append(
            note(
                "{count} îlots de réserves partiellement dénombrées : leurs gens ne sont pas tous "
                "comptés.",
                count=partial,
            )
        )
    governed = (table["reserve"] >= _HALF).to_numpy()
    if governed.any():
        notes.append(
            note(
                "{units} ({people} personnes) de réserves, d'établissements ou de terres cries, "
                "naskapies ou inuites.",
                units=_named(level, int(governed.sum())),
                people=float(people[governed].sum()),
            )
        )
    if level == "db":
        notes.append(note("Îlots placés au point représentatif de leur aire de diffusion."))
    return tuple(notes)


def _counted(level: str, units: int, people: float) -> Note:
    return note("{units}, {people} personnes.", units=_named(level, units), people=people)


def _named(level: str, count: int) -> Note:
    if level == "da":
        return note("{count} aires", count=count)
    return note("{count} îlots", count=count)
