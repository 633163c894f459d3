"""Census profile 2021 by dissemination area or tract, as BoldR publishes it for Québec."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from territory import codes
from territory.sources._areas import area_codes, optional_column, sift_areas
from territory.sources._geo import GEOGRAPHIC, Layer, read_layer
from territory.sources._needs import figures, needs_reading
from territory.sources._rows import NOT_A_NUMBER, Sieve, areas_km2, population_table
from territory.sources._tabular import (
    TextTable,
    read_csv_text,
    require_columns,
    to_number,
)
from territory.sources.catalogue import SourceInfo
from territory.sources.census import NO_POPULATION, NOT_DRAWN
from territory.sources.tracts import NO_TRACT
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_

# Column of the file -> name every reader of census figures gives it.
COLUMNS = {
    "PopTotAge": "census_population",
    "Pop0_14": "people_0_14",
    "Pop15_64": "people_15_64",
    "Pop65plus": "people_65_plus",
    "TotalMenag": "households",
    "Menage1pers": "households_of_one",
    "RevMedMenage": "median_household_income",
    "PopTotMFR": "low_income_people",
    "PopTotMFRPct": "low_income_percent",
    "Proprietaire": "owner_households",
    "Locataire": "renter_households",
    "LoyerMedian": "median_rent",
}
MISNAMED = N_("colonne « Pop14_64 » lue comme « Pop15_64 »")
_TRACT = r"(\d{7}\.\d{2})"
_QUALITY = r"\((\d{5})\)\s*$"


def read_area_profile(
    path: Path, *, meta: SourceInfo, columns: Mapping[str, str] | None = None
) -> Reading:
    """Read census figures by area (``ADIDU``) or by tract (``SRIDU``).

    Identifiers are composite ("24010019 (AD) (24010019) (00000)"); the last digits flag the
    quality of the area's data, told in the notes. Areas the publisher left out are not there.

    Parameters
    ----------
    path : Path
    meta : SourceInfo
    columns : Mapping of str to str, optional
        Name in the file -> name in the study; the twelve of `COLUMNS` by default.

    Returns
    -------
    Reading
        ``unit_id`` ("DA:24010019" or "CT:4470001.01") and the columns. Counts are rounded to 5.
    """
    text, repairs = _renamed(read_csv_text(path))
    wanted = dict(columns or {c: name for c, name in COLUMNS.items() if c in text.frame})
    require_columns(text.frame.columns, wanted, text.source)
    ids, sieve, notes = _identified(text)
    values, missing = figures(text.frame, wanted, sieve)
    return needs_reading(
        sieve,
        ids,
        values,
        meta=meta,
        repairs={**text.repairs, **repairs},
        notes=(*notes, *missing, note("Chiffres arrondis à 5 par Statistique Canada.")),
    )


def read_area_profile_population(
    path: Path, *, meta: SourceInfo, geometry: Path | None = None, crs: str | None = None
) -> Reading:
    """Read the same table as population units, where no complete count by area is at hand.

    Parameters
    ----------
    path : Path
        ``ADIDU, PopTotAge``.
    meta : SourceInfo
    geometry : Path, optional
        Layer of polygons with ``DAUID`` or ``ADIDU``; areas not drawn in it are set aside.
    crs : str, optional
        Coordinate system of the layer, where it does not say.
    """
    text, _ = _renamed(read_csv_text(path))
    require_columns(text.frame.columns, ["ADIDU", "PopTotAge"], text.source)
    ids, sieve, notes = _identified(text)
    people, wrong = to_number(text.frame["PopTotAge"], whole=True)
    sieve.reject(text.frame["PopTotAge"].isna(), NO_POPULATION)
    sieve.reject(wrong | (people < 0), NOT_A_NUMBER, value=text.frame["PopTotAge"], column="")
    shapes, layer = area_shapes(geometry, crs)
    if layer is not None:
        sieve.reject(~ids.isin(shapes.index), NOT_DRAWN, layer=layer.source)
    kept = ids[sieve.kept].reset_index(drop=True)
    frame = gpd.GeoDataFrame(
        {
            "unit_id": kept,
            "name": "Aire de diffusion " + kept.str[3:],
            "population": people[sieve.kept].to_numpy(),
            "cd_id": "CD:" + kept.str[3:7],
            "precision": "exact" if layer is not None else "unknown",
        },
        geometry=shapes.reindex(kept).to_numpy() if layer is not None else [None] * len(kept),
        crs=GEOGRAPHIC,
    )
    if layer is not None:
        frame["area_km2"] = areas_km2(frame.geometry)
    told = note(
        "{count} aires, {people} personnes : populations arrondies à 5; le fichier n'a pas toutes "
        "les aires du Québec.",
        count=len(frame),
        people=float(frame["population"].sum()),
    )
    return sieve.reading(
        population_table(frame, meta=meta, source=text.source),
        crs=layer.crs if layer is not None else None,
        repairs={**text.repairs, **(layer.repairs if layer is not None else {})},
        notes=(told, *notes),
    )


def area_shapes(geometry: Path | None, crs: str | None) -> tuple[gpd.GeoSeries, Layer | None]:
    """Return the polygons of dissemination areas, indexed "DA:24010019", and their layer."""
    if geometry is None:
        return gpd.GeoSeries([], crs=GEOGRAPHIC), None
    layer = read_layer(geometry, crs=crs)
    key = optional_column(layer.frame.columns, ("dauid", "adidu"))
    require_columns(layer.frame.columns, [key or "DAUID"], layer.source)
    ids = "DA:" + area_codes(layer.frame[key or "DAUID"]).astype("object")
    shapes = layer.frame.geometry.set_axis(ids)
    return shapes[~shapes.index.duplicated() & ~layer.no_geometry], layer


def _renamed(text: TextTable) -> tuple[TextTable, dict[str, int]]:
    if "Pop14_64" not in text.frame or "Pop15_64" in text.frame:
        return text, {}
    frame = text.frame.rename(columns={"Pop14_64": "Pop15_64"})
    renamed = TextTable(frame, text.lines, text.source, text.encoding, text.separator, text.repairs)
    return renamed, {MISNAMED: 1}


def _identified(text: TextTable) -> tuple[pd.Series, Sieve, tuple[str, ...]]:
    """Return namespaced identifiers, the sieve, and what is said of the quality of the data."""
    by_tract = optional_column(text.frame.columns, ("sridu", "ctuid"))
    if by_tract is not None:
        ids = text.frame[by_tract].str.extract(_TRACT, expand=False)
        sieve = Sieve(text.source, text.lines, ids.to_numpy(dtype=object, na_value=""))
        sieve.reject(ids.isna(), NO_TRACT, value=text.frame[by_tract].fillna(""))
        sieve.reject_duplicates(ids)
        raw, prefix = text.frame[by_tract], "CT:"
    else:
        require_columns(text.frame.columns, ["ADIDU"], text.source)
        raw, prefix = text.frame["ADIDU"], "DA:"
        ids = area_codes(raw)
        sieve = Sieve(text.source, text.lines, ids.to_numpy(dtype=object, na_value=""))
        sift_areas(codes.bare(ids), sieve)
    quality = raw.str.extract(_QUALITY, expand=False)
    flagged = int((sieve.kept & quality.notna() & (quality != "00000")).sum())
    notes = (
        (note("{count} territoires dont Statistique Canada signale la qualité.", count=flagged),)
        if flagged
        else ()
    )
    return prefix + ids, sieve, notes
