"""Geographic Attribute File: every dissemination block of Canada, its people and its codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._areas import NOT_A_BLOCK
from territory.sources._geo import GEOGRAPHIC
from territory.sources._rows import DUPLICATE, Sieve, population_table
from territory.sources._stream import LargeText, decoded, large_text, one_table
from territory.sources._tabular import read_csv_text, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.census import BAD_POPULATION, ELSEWHERE, NO_POPULATION, QUEBEC
from territory.tables import Reading
from territory.text import N_, number

INCOMPLETE = N_("réserve partiellement dénombrée : sa population n'est pas connue, non nulle")
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


@dataclass(frozen=True)
class _Blocks:
    """Québec's blocks, with the row of the file each comes from, and what was set aside."""

    frame: pd.DataFrame
    sieve: Sieve


def read_gaf(path: Path, *, meta: SourceInfo, level: Literal["da", "db"] = "da") -> Reading:
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
        blocks = _sift(_read(text), text.source)
    frame, notes = _units(blocks, level)
    table = population_table(frame, meta=meta, source=blocks.sieve.source)
    table["self_governed"] = (table["reserve"] >= _HALF).to_numpy(dtype=bool)
    return blocks.sieve.reading(table, crs=GEOGRAPHIC, notes=notes)


def _read(text: LargeText) -> tuple[pa.Table, list[pa.Array], int]:
    """Return Québec's rows, the identifiers of every row, and how many rows there are."""
    places = {name: text.required(_SHOWN[name], pattern) for name, pattern in COLUMNS.items()}
    for name, pattern in OPTIONAL.items():
        place = text.place(pattern)
        if place is not None:
            places[name] = place
    here: list[pa.RecordBatch] = []
    every: list[pa.Array] = []
    row = 0
    for batch in text.blocks(places):
        inside = pc.starts_with(batch.column("block"), QUEBEC.encode())
        at = pa.array(np.arange(row, row + batch.num_rows))
        row += batch.num_rows
        every.append(batch.column("block"))
        if pc.any(inside).as_py():
            here.append(batch.append_column("at", at).filter(inside))
    return one_table(here, [*places, "at"]), every, row


def _sift(read: tuple[pa.Table, list[pa.Array], int], source: str) -> _Blocks:
    table, every, rows = read
    if not table.num_rows:
        raise InputError(
            "{source} : aucun îlot du Québec (province 24) sur {rows} rangées.",
            source=source,
            rows=rows,
        )
    at = table.column("at").to_numpy()
    names = [name for name in table.column_names if name != "at"]
    frame = pd.DataFrame({name: decoded(table.column(name)) for name in names})
    ids = pa.chunked_array(every).cast(pa.string()).to_numpy()
    sieve = Sieve(source, np.arange(2, rows + 2), ids)
    outside = np.ones(rows, dtype=bool)
    outside[at] = False
    sieve.reject(outside, ELSEWHERE)
    people, wrong = to_number(frame["population"], whole=True)
    shape = frame["block"].str.fullmatch(r"\d{11}") & frame["area"].str.fullmatch(r"\d{8}")
    _reject(sieve, at, ~shape.fillna(value=False), NOT_A_BLOCK)
    _reject(sieve, at, frame["block"].duplicated(), DUPLICATE)
    _reject(sieve, at, people.isna() & ~wrong, NO_POPULATION)
    bad = (wrong | (people < 0)).to_numpy(dtype=bool)
    if bad.any():
        shown = np.full(rows, "", dtype=object)
        shown[at] = frame["population"].to_numpy(dtype=object, na_value="")
        _reject(sieve, at, bad, BAD_POPULATION, value=shown)
    frame = frame.assign(population=people, **_reserve(frame))
    alone = frame["incomplete"].groupby(frame["area"]).transform("all")
    nobody = frame["population"].groupby(frame["area"]).transform("sum") == 0
    _reject(sieve, at, alone & nobody, INCOMPLETE)
    frame = frame.assign(source_row=sieve.lines[at])
    return _Blocks(frame[sieve.kept[at]].reset_index(drop=True), sieve)


def _reject(sieve: Sieve, at: Any, rows: Any, reason: str, **values: Any) -> None:
    wrong = np.zeros(len(sieve.kept), dtype=bool)
    wrong[at] = np.asarray(rows, dtype=bool)
    sieve.reject(wrong, reason, **values)


def _reserve(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return which blocks are in a reserve or on such lands, and which partially enumerated."""
    no = pd.Series(data=False, index=frame.index)
    flagged = frame["incomplete"].str.upper().isin(_FLAGGED) if "incomplete" in frame else no
    listed = frame["type"].str.upper().isin(SELF_GOVERNED_TYPES) if "type" in frame else no
    return {"incomplete": flagged, "governed": listed | flagged}


def _units(blocks: _Blocks, level: str) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    frame = blocks.frame.assign(
        km2=to_number(blocks.frame["km2"])[0],
        lon=to_number(blocks.frame["lon"])[0],
        lat=to_number(blocks.frame["lat"])[0],
    )
    key = "area" if level == "da" else "block"
    units = _areas(frame) if level == "da" else _each(frame)
    known = municipal_codes(units["subdivision"])
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


def _points(lon: pd.Series, lat: pd.Series) -> list[Any]:
    points = gpd.points_from_xy(lon, lat)
    known = np.isfinite(lon) & np.isfinite(lat)
    return [point if there else None for point, there in zip(points, known, strict=True)]


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
    >>> municipal_codes(pd.Series(["2466023", "2498902"])).values.tolist()
    [['MUN:66023', 'MRC:66', 'REG:06'], ['MUN:98902', nan, 'REG:09']]
    """
    file = facts or bundled("data", "facts", "municipalities.csv")
    known = read_csv_text(file, columns=["mun_code", "mrc_code", "region_code"]).frame
    known = known.assign(code=known["mun_code"].str.zfill(5)).drop_duplicates("code")
    bare = codes.bare(subdivisions).str[2:]
    found = {}
    for name, column in (("mrc", "mrc_code"), ("region", "region_code")):
        own = bare.map(known.set_index("code")[column].astype("object"))
        by_division = known.groupby(known["code"].str[:2])[column].agg(["nunique", "first"])
        single = by_division.loc[by_division["nunique"] == 1, "first"].astype("object")
        filled = own.fillna(bare.str[:2].map(single))
        found[f"{name}_id"] = codes.repair(filled, name)[0].astype("object")
    municipality = codes.repair(bare, "municipality")[0].astype("object")
    return pd.DataFrame({"municipality_id": municipality, **found})


def _notes(
    table: gpd.GeoDataFrame, frame: pd.DataFrame, known: pd.DataFrame, level: str
) -> tuple[str, ...]:
    word = "aires" if level == "da" else "îlots"
    people = table["population"].astype(float)
    notes = [f"{number(len(table))} {word}, {number(float(people.sum()))} personnes."]
    astray = known["mrc_id"].isna().to_numpy()
    if astray.any():
        notes.append(
            f"{number(int(astray.sum()))} {word} ({number(float(people[astray].sum()))} "
            "personnes) sans MRC connue : subdivision hors de la liste des municipalités, dans "
            "une division de plusieurs MRC."
        )
    partial = int(frame["incomplete"].sum())
    if partial:
        notes.append(
            f"{number(partial)} îlots de réserves partiellement dénombrées : leurs gens ne sont "
            "pas tous comptés."
        )
    governed = (table["reserve"] >= _HALF).to_numpy()
    if governed.any():
        notes.append(
            f"{number(int(governed.sum()))} {word} ({number(float(people[governed].sum()))} "
            "personnes) de réserves, d'établissements ou de terres cries, naskapies ou inuites."
        )
    if level == "db":
        notes.append("Îlots placés au point représentatif de leur aire de diffusion.")
    return tuple(notes)
