"""Census 2021 population by tract, joined to the tracts of 2016, the latest drawn ones at hand."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._geo import read_layer
from territory.sources._rows import METRES, Sieve, areas_km2, population_table
from territory.sources._tabular import TextTable, read_csv_text, require_columns, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.census import BAD_POPULATION, NO_POPULATION
from territory.sources.municipal import read_mrc
from territory.tables import Reading
from territory.tables.notes import Note, note
from territory.tables.reading import SOURCE_ROW, SOURCE_ROWS
from territory.text import N_

NO_TRACT = N_("aucun numéro de secteur de recensement (1234567.89) dans « {value} »")
COUNTED_BY_AREA = N_("secteur déjà compté par ses aires de diffusion ({layer})")
SPLIT_SINCE = N_(
    "secteur de 2021 sans géométrie de 2016, issu du redécoupage d'un secteur de 2016 "
    "(l'option split l'emploie)"
)
NEW_SINCE = N_(
    "secteur de 2021 sans géométrie de 2016 ni secteur d'origine; sa population est celle de "
    "municipalités comptées à part"
)
COVERED_FROM = 0.1
_TRACT = r"(\d{7}\.\d{2})"


def read_census_tracts(
    path: Path,
    *,
    geometry: Path,
    meta: SourceInfo,
    areas: Path | None = None,
    mrc: Path | None = None,
    mrc_attributes: Path | None = None,
    land: Path | None = None,
    split: bool = False,
    crs: str | None = None,
) -> Reading:
    """Read the census profile by tract.

    The table is of 2021, the polygons of 2016: a tract is kept when its number exists in both.
    Tracts cut up between the two keep their first seven digits: with ``split``, their people
    are put together on the 2016 tracts of that number that no longer exist, as one unit.

    Parameters
    ----------
    path : Path
        ``SRIDU`` ("4470001.01 (SR), Drummondville (RMR) ...") and ``PopTotAge``; empty rows are
        skipped.
    geometry : Path
        Polygons with ``CTUID``.
    meta : SourceInfo
    areas : Path, optional
        Layer of dissemination areas counted by another input: tracts there are set aside.
    mrc, mrc_attributes : Path, optional
        Files of `read_mrc`: give each tract its municipality, see `nearest_municipality`.
    land : Path, optional
        Layer of land polygons (RLS without water): tracts, drawn with the water around them,
        are cut to it, so that their area is land and all of their people are somewhere.
    split : bool
        Whether tracts cut up since 2016 are used.
    crs : str, optional
        Coordinate system of the layers, where they do not say.

    Returns
    -------
    Reading
        ``unit_id`` "CT:4470001.01", or "CT:4470009" for tracts put back together; the notes
        count the tracts in both years and those in one.
    """
    text = read_csv_text(path, columns=["SRIDU", "PopTotAge"])
    layer = read_layer(geometry, crs=crs)
    require_columns(layer.frame.columns, ["CTUID"], layer.source)
    tracts = text.frame["SRIDU"].str.extract(_TRACT, expand=False)
    people, sieve = _tracts(text, tracts)
    numbers = layer.frame["CTUID"].astype("string").str.extract(_TRACT, expand=False)
    shapes = layer.frame.geometry.set_axis(numbers.astype("object"))
    shapes = shapes[~shapes.index.duplicated() & ~layer.no_geometry]
    same = tracts.isin(shapes.index)
    origins = origins_2016(tracts[sieve.kept], pd.Index(shapes.index))
    notes = _notes(tracts, people, sieve, same, origins)
    unit = tracts.where(same, tracts.str[:7])
    shapes = _with_origins(shapes, origins)
    if areas is not None:
        sieve.reject(unit.isin(_counted(shapes, areas, crs)), COUNTED_BY_AREA, layer=areas.name)
    sieve.reject(~same & ~unit.isin(origins.index), NEW_SINCE)
    if not split:
        sieve.reject(~same, SPLIT_SINCE)
    kept = unit[sieve.kept]
    units = people[sieve.kept].groupby(kept).sum()
    lines = pd.Series(sieve.lines, index=people.index)[sieve.kept].groupby(kept)
    frame = gpd.GeoDataFrame(
        {
            "unit_id": "CT:" + units.index,
            "name": "Secteur de recensement " + units.index,
            "population": units.to_numpy(),
            "precision": "exact",
            SOURCE_ROW: lines.min().to_numpy(),
            SOURCE_ROWS: lines.size().to_numpy(),
        },
        geometry=shapes.reindex(units.index).to_numpy(),
        crs=layer.frame.crs,
    )
    if land is not None:
        frame = frame.set_geometry(cut_to_land(frame.geometry, land, crs))
    frame["area_km2"] = areas_km2(frame.geometry)
    if mrc is not None and mrc_attributes is not None:
        frame["municipality_id"] = _municipalities(frame, mrc, mrc_attributes)
    notes += (
        note(
            "Retenus : {count} unités, {people} personnes.",
            count=len(units),
            people=float(units.sum()),
        ),
    )
    return sieve.reading(
        population_table(frame, meta=meta, source=text.source),
        crs=layer.crs,
        repairs={**text.repairs, **layer.repairs},
        notes=notes,
    )


def _tracts(text: TextTable, tracts: pd.Series) -> tuple[pd.Series, Sieve]:
    sieve = Sieve(text.source, text.lines, tracts.to_numpy(dtype=object, na_value=""))
    sieve.reject(tracts.isna(), NO_TRACT, value=text.frame["SRIDU"].fillna(""))
    sieve.reject_duplicates(tracts)
    people, wrong = to_number(text.frame["PopTotAge"], whole=True)
    sieve.reject(text.frame["PopTotAge"].isna(), NO_POPULATION)
    sieve.reject(wrong | (people < 0), BAD_POPULATION, value=text.frame["PopTotAge"])
    if not sieve.kept.any():
        raise InputError(
            "{source} : aucun secteur de recensement avec une population.", source=text.source
        )
    return people, sieve


def origins_2016(tracts: pd.Series, drawn: pd.Index) -> pd.Series:
    """Return the 2016 tracts that were cut up into tracts the 2016 layer does not have.

    Parameters
    ----------
    tracts : pandas.Series
        Numbers of 2021 ("4210040.05").
    drawn : pandas.Index
        Numbers of 2016.

    Returns
    -------
    pandas.Series
        Numbers of 2016 ("4210040.03"), indexed by their first seven digits.

    Examples
    --------
    >>> origins_2016(pd.Series(["4210040.05", "4210041.00"]),
    ...              pd.Index(["4210040.03", "4210041.00"])).to_dict()
    {'4210040': '4210040.03'}
    """
    lost = tracts[~tracts.isin(drawn)].str[:7].unique()
    gone = pd.Series(drawn[~drawn.isin(tracts)], dtype="object")
    gone = gone[gone.str[:7].isin(lost)]
    return gone.set_axis(gone.str[:7])


def _with_origins(shapes: gpd.GeoSeries, origins: pd.Series) -> gpd.GeoSeries:
    if origins.empty:
        return shapes
    parts = shapes.reindex(origins.to_numpy()).set_axis(origins.index)
    whole = gpd.GeoDataFrame(geometry=parts).dissolve(by=parts.index.to_numpy()).geometry
    return gpd.GeoSeries(pd.concat([shapes, whole]), crs=shapes.crs)


def _counted(shapes: gpd.GeoSeries, areas: Path, crs: str | None) -> pd.Index:
    """Return the tracts that lie, for a tenth of their surface at least, in the areas.

    A tenth, because tracts are drawn with water and areas without; around the island of
    Montréal the least covered of its own tracts has 19 % and the most covered other has 0.1 %.
    """
    layer = read_layer(areas, crs=crs)
    tracts = shapes.to_crs(METRES).to_numpy()
    inner = layer.frame.geometry.to_crs(METRES).to_numpy()
    of_area, of_tract = shapely.STRtree(tracts).query(inner, predicate="intersects")
    common = shapely.area(shapely.intersection(inner[of_area], tracts[of_tract]))
    covered = np.bincount(of_tract, weights=common, minlength=len(tracts))
    counted: NDArray[np.bool_] = covered >= COVERED_FROM * shapely.area(tracts)
    numbers: list[str] = shapes.index[counted].to_list()
    return pd.Index(numbers)


def cut_to_land(shapes: gpd.GeoSeries, land: Path, crs: str | None = None) -> gpd.GeoSeries:
    """Return the part of each shape that is on land; a shape without any stays whole."""
    layer = read_layer(land, crs=crs, to_crs=None)
    ground = layer.frame.geometry.to_crs(shapes.crs).to_numpy()
    whole = shapes.to_numpy()
    of_shape, of_ground = shapely.STRtree(ground).query(whole, predicate="intersects")
    parts = shapely.intersection(whole[of_shape], ground[of_ground])
    solid = shapely.area(parts) > 0
    cut = gpd.GeoSeries(parts[solid], crs=shapes.crs).groupby(of_shape[solid])
    result = whole.copy()
    for position, pieces in cut:
        flat = shapely.get_parts(pieces.to_numpy())
        result[position] = shapely.union_all(flat[shapely.get_dimensions(flat) == 2])  # noqa: PLR2004
    return gpd.GeoSeries(result, index=shapes.index, crs=shapes.crs)


def _municipalities(frame: gpd.GeoDataFrame, mrc: Path, attributes: Path) -> NDArray[np.object_]:
    meta = SourceInfo("", mrc.name, mrc.name, "", "", "", "supply", "")
    counties = gpd.GeoDataFrame(read_mrc(mrc, attributes=attributes, meta=meta).table)
    return nearest_municipality(frame.geometry, counties)


def nearest_municipality(
    shapes: gpd.GeoSeries, counties: gpd.GeoDataFrame, places: Path | None = None
) -> NDArray[np.object_]:
    """Return the municipality each shape most likely belongs to.

    A tract lies in one MRC; in it, the municipality is the one whose place is nearest once the
    distance is divided by the square root of its population, large towns reaching farther.
    An MRC of one municipality leaves no doubt. On the tracts outside the island of Montréal
    that hold a site whose municipality is known, it is right 95 times in 100.

    Parameters
    ----------
    shapes : geopandas.GeoSeries, shape (n,)
    counties : geopandas.GeoDataFrame
        MRC, with ``territory_id``.
    places : Path, optional
        ``mun_code, mrc_code, population, lon, lat``; the bundled facts by default.

    Returns
    -------
    numpy.ndarray of object, shape (n,)
        "MUN:65005"; None in an MRC without any known place.
    """
    inner = gpd.GeoDataFrame(geometry=shapes.to_crs(METRES).representative_point())
    joined = gpd.sjoin_nearest(inner, counties[["territory_id", "geometry"]].to_crs(METRES))
    county = joined["territory_id"][~joined.index.duplicated()].to_numpy(dtype=object)
    towns = _towns(places)
    away = np.hypot(
        inner.geometry.x.to_numpy()[:, None] - towns["x"].to_numpy()[None, :],
        inner.geometry.y.to_numpy()[:, None] - towns["y"].to_numpy()[None, :],
    ) / np.sqrt(towns["people"].to_numpy())
    away[county[:, None] != towns["mrc_id"].to_numpy(dtype=object)[None, :]] = np.inf
    best = away.argmin(axis=1)
    found = towns["municipality_id"].to_numpy(dtype=object)[best]
    found[~np.isfinite(away[np.arange(len(away)), best])] = None
    return np.asarray(found, dtype=object)


def _towns(places: Path | None) -> pd.DataFrame:
    text = read_csv_text(places or bundled("data", "facts", "municipalities.csv")).frame
    require_columns(text.columns, ["mun_code", "mrc_code", "population", "lon", "lat"], "places")
    lon, lat = to_number(text["lon"])[0], to_number(text["lat"])[0]
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs="EPSG:4326").to_crs(METRES)
    towns = pd.DataFrame(
        {
            "municipality_id": codes.repair(text["mun_code"], "municipality")[0],
            "mrc_id": codes.repair(text["mrc_code"], "mrc")[0],
            "people": to_number(text["population"])[0].clip(lower=1),
            "x": points.x,
            "y": points.y,
        }
    )
    return towns[lon.notna() & lat.notna() & towns["people"].notna()].reset_index(drop=True)


def _notes(
    tracts: pd.Series, people: pd.Series, sieve: Sieve, same: pd.Series, origins: pd.Series
) -> tuple[str, ...]:
    kept = pd.Series(sieve.kept, index=tracts.index)
    cut_up = kept & ~same & tracts.str[:7].isin(origins.index)
    new = kept & ~same & ~cut_up

    def told(rows: pd.Series) -> Note:
        total = float(people[rows].sum())
        return note("{count} ({people} personnes)", count=int(rows.sum()), people=total)

    return (
        note(
            "Secteurs de 2021 : {all}; de même numéro en 2016 : {same}; redécoupés depuis : {cut}; "
            "nouveaux : {new}.",
            all=told(kept),
            same=told(kept & same),
            cut=told(cut_up),
            new=told(new),
        ),
        note("Populations arrondies à 5 par Statistique Canada."),
    )
