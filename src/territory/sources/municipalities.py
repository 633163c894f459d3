"""Population by municipality, for the places no finer unit describes."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._division import divide, whole_note
from territory.sources._geo import GEOGRAPHIC, read_attributes, read_layer
from territory.sources._rows import Sieve, population_table
from territory.sources._tabular import read_csv_text, require_columns, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.census import BAD_POPULATION, NO_POPULATION, quebec_total
from territory.sources.tracts import read_census_tracts
from territory.tables import Reading
from territory.tables.notes import note
from territory.tables.reading import SOURCE_ROW
from territory.text import N_

NO_CODE = N_("code de municipalité absent ou mal formé")
NOBODY = N_("aucune personne selon le répertoire")
BY_AREA = N_("population déjà comptée par aire de diffusion (MRC {mrc})")
BY_TRACT = N_("population déjà comptée par secteur de recensement")
_REGISTRY = ("mcode", "munnom", "mpopul", "msupft", "mrc")
_PLACES = ("mun_code", "mrc_code", "region_code", "lon", "lat", "clsc_codes")


def read_municipalities(
    path: Path,
    *,
    meta: SourceInfo,
    places: Path | None = None,
    tract_table: Path | None = None,
    tract_geometry: Path | None = None,
    subdivisions: Path | None = None,
    census: Path | None = None,
    areas: Path | None = None,
    without_mrc: list[str] | None = None,
    divided: list[str] | None = None,
    clsc: Path | None = None,
) -> Reading:
    """Read the municipal directory, leaving out what finer units already count.

    A municipality is left out when its MRC is in ``without_mrc`` (counted by dissemination
    area), or when its people are counted by tract: its census subdivision was, in 2016, in a
    metropolitan area whose tracts are in the table, or its place lies in one of those tracts
    (which settles the municipalities merged since). Tracts cover whole municipalities, so no
    other remainder is left.

    Parameters
    ----------
    path : Path
        The directory: ``mcode, munnom, mpopul, msupft, mrc``; "" means nothing.
    meta : SourceInfo
    places : Path, optional
        ``mun_code, mrc_code, region_code, lon, lat, clsc_codes``; the bundled facts by default.
    tract_table, tract_geometry : Path, optional
        Files of `read_census_tracts`.
    subdivisions : Path, optional
        Census subdivisions of 2016: ``CSDUID, CMAUID, SACTYPE``.
    census, areas : Path, optional
        Table and layer of `read_dissemination_areas`: the notes then put the three kinds of
        units together (areas, tracts including those cut up since 2016, municipalities) beside
        the census, with the gap and its reasons.
    without_mrc : list of str, optional
        SDA codes of MRC counted by another input (["66"]).
    divided : list of str, optional
        Codes of municipalities to divide among the CLSC they span (["81017"]): one unit for
        each, "MUN:81017/CLSC:07141", see `divide`. The notes name those that stay whole.
    clsc : Path, optional
        ``clsc_code, name, population_2021, facility_lon, facility_lat``, to divide them; the
        bundled facts by default.

    Returns
    -------
    Reading
        One point per municipality (none where its place is not known), its land area, and the
        codes it states: ``mrc_id, region_id, cd_id``, and ``clsc_id, rls_id, rts_id, rss_id``
        where it lies in one CLSC territory; one point per part for those divided.
    """
    text = read_csv_text(path, columns=list(_REGISTRY))
    bare = codes.repair(text.frame["mcode"], "municipality")[0].str.removeprefix("MUN:")
    facts = _facts(places).reindex(bare)
    facts.index = bare.index
    mrc = _mrc(text.frame["mrc"], facts["mrc_code"])
    people, wrong = to_number(text.frame["mpopul"], whole=True)
    sieve = Sieve(text.source, text.lines, bare.to_numpy(dtype=object, na_value=""))
    sieve.reject(~bare.str.fullmatch(r"\d{5}").fillna(value=False), NO_CODE)
    sieve.reject_duplicates(bare)
    sieve.reject(text.frame["mpopul"].isna(), NO_POPULATION)
    sieve.reject(wrong | (people < 0), BAD_POPULATION, value=text.frame["mpopul"])
    sieve.reject(people == 0, NOBODY)
    sieve.reject(mrc.isin(without_mrc or []), BY_AREA, mrc=mrc)
    if tract_table is not None and tract_geometry is not None:
        counted = _tracted(bare, facts, tract_table, tract_geometry, subdivisions)
        sieve.reject(counted, BY_TRACT)
    if not sieve.kept.any():
        raise InputError("{source} : aucune municipalité à compter.", source=text.source)
    kept = sieve.kept
    table = _table(text.frame, bare, facts, mrc, people)[kept].reset_index(drop=True)
    table[SOURCE_ROW] = text.lines[kept]
    spans = _by_code(facts["clsc_codes"], bare)
    notes = _notes(table)
    if divided:
        table, told = divide(
            table, divided, people=_by_code(people, bare), clsc_codes=spans, facts=clsc
        )
        notes += told
    notes += whole_note(table, spans)
    if census and areas and tract_table and tract_geometry:
        tracts = read_census_tracts(
            tract_table, geometry=tract_geometry, areas=areas, split=True, meta=meta
        ).table["population"]
        notes += _beside_census(table, census, float(tracts.sum()), without_mrc or [])
    return sieve.reading(
        population_table(table, meta=meta, source=text.source),
        crs=GEOGRAPHIC,
        repairs=text.repairs,
        notes=notes,
    )


def _facts(places: Path | None) -> pd.DataFrame:
    file = places or bundled("data", "facts", "municipalities.csv")
    facts = read_csv_text(file, columns=list(_PLACES)).frame
    facts.index = pd.Index(codes.repair(facts["mun_code"], "municipality")[0].str[4:])
    return facts[~facts.index.duplicated()]


def _by_code(values: pd.Series, bare: pd.Series) -> pd.Series:
    return values.set_axis(bare.astype(object))


def _mrc(registry: pd.Series, known: pd.Series) -> pd.Series:
    """Return the SDA code of each municipality's MRC: the facts', else the directory's."""
    stated = codes.mrc_from_registry(registry.str.extract(r"\((\w+)\)\s*$", expand=False))
    return known.astype("string").fillna(stated)


def _table(
    frame: pd.DataFrame, bare: pd.Series, facts: pd.DataFrame, mrc: pd.Series, people: pd.Series
) -> gpd.GeoDataFrame:
    lon, lat = to_number(facts["lon"])[0], to_number(facts["lat"])[0]
    located = lon.notna() & lat.notna()
    points = gpd.points_from_xy(lon, lat)
    one = facts["clsc_codes"].str.fullmatch(r"\d{4,5}").fillna(value=False)
    clsc = codes.repair(facts["clsc_codes"].where(one), "clsc")[0]
    return gpd.GeoDataFrame(
        {
            "unit_id": "MUN:" + bare,
            "name": frame["munnom"],
            "population": people,
            "municipality_id": "MUN:" + bare,
            "area_km2": _land(frame["msupft"]),
            "precision": np.where(located, "municipality", "unknown"),
            "mrc_id": codes.repair(mrc, "mrc")[0],
            "region_id": codes.repair(facts["region_code"], "region")[0],
            "cd_id": "CD:24" + bare.str[:2],
            "clsc_id": clsc,
            **{f"{level}_id": codes.ancestor(clsc, level) for level in ("rls", "rts", "rss")},
        },
        geometry=gpd.GeoSeries(np.where(located, points, None), crs=GEOGRAPHIC),
    )


def _land(values: pd.Series) -> pd.Series:
    land = to_number(values)[0]
    return land.where(land > 0)


def _tracted(
    bare: pd.Series,
    facts: pd.DataFrame,
    tract_table: Path,
    tract_geometry: Path,
    subdivisions: Path | None,
) -> pd.Series:
    """Tell which municipalities are counted by tract."""
    numbers = read_csv_text(tract_table, columns=["SRIDU"]).frame["SRIDU"]
    areas = numbers.str.extract(r"(\d{3})\d{4}\.\d{2}", expand=False).dropna().unique()
    layer = read_layer(tract_geometry)
    require_columns(layer.frame.columns, ["CTUID"], layer.source)
    here = layer.frame["CTUID"].str[:3].isin(areas)
    both = layer.frame["CTUID"].str[:3][here].unique()
    lon, lat = to_number(facts["lon"])[0], to_number(facts["lat"])[0]
    points = gpd.GeoDataFrame(
        index=bare.index, geometry=gpd.points_from_xy(lon, lat), crs=GEOGRAPHIC
    )[(lon.notna() & lat.notna()).to_numpy()]
    tracts = layer.frame.loc[here, ["geometry"]]
    inside = gpd.sjoin(points, tracts, predicate="within").index.unique()
    counted = pd.Series(bare.index.isin(inside), index=bare.index)
    if subdivisions is not None:
        attributes = read_attributes(subdivisions)
        require_columns(attributes.columns, ["CSDUID", "CMAUID", "SACTYPE"], subdivisions.name)
        tracted = attributes["SACTYPE"].isin(["1", "2"]) & attributes["CMAUID"].isin(both)
        counted |= bare.isin(attributes.loc[tracted, "CSDUID"].str[2:])
    return counted


def _notes(table: gpd.GeoDataFrame) -> tuple[str, ...]:
    nowhere = table.geometry.isna()
    return (
        note(
            "{count} municipalités, {people} personnes (décret du répertoire, et non recensement "
            "de 2021); {nowhere} sans lieu connu ({unplaced} personnes).",
            count=len(table),
            people=float(table["population"].sum()),
            nowhere=int(nowhere.sum()),
            unplaced=float(table.loc[nowhere, "population"].sum()),
        ),
    )


def _beside_census(
    table: gpd.GeoDataFrame, census: Path, tracts: float, without_mrc: list[str]
) -> tuple[str, ...]:
    """Say how the three kinds of units together compare with the census, and why."""
    quebec, divisions = quebec_total(census)
    areas = float(divisions.reindex([f"CD:24{mrc}" for mrc in without_mrc]).sum())
    directory = float(table["population"].sum())
    total = areas + tracts + directory
    there = quebec - areas - tracts
    gap = total - quebec
    return (
        note(
            "Ensemble des unités : {areas} (aires) + {tracts} (secteurs) + {directory} "
            "(municipalités) = {total} personnes, à côté de {quebec} au recensement de 2021 : "
            "écart de {gap:+} ({share:%}).",
            areas=areas,
            tracts=tracts,
            directory=directory,
            total=total,
            quebec=quebec,
            gap=gap,
            share=gap / quebec,
        ),
        note(
            "Raisons de l'écart : le décret de 2025 donne {directory} personnes aux municipalités "
            "comptées ici, où le recensement de 2021 en laisse {there} ({gap:+}, {share:%}) : "
            "croissance depuis 2021, communautés que l'un compte et l'autre non, arrondi à 5 des "
            "secteurs.",
            directory=directory,
            there=there,
            gap=directory - there,
            share=directory / there - 1,
        ),
    )
