"""Census 2021 population by dissemination area, joined to the areas' own polygons."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._geo import GEOGRAPHIC, Layer, read_layer
from territory.sources._rows import METRES, Sieve, areas_km2, population_table
from territory.sources._tabular import TextTable, read_csv_text, require_columns, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.municipal import municipalities_of
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_

QUEBEC = "24"
DIVISION_ROW = N_("division de recensement : sa population est déjà celle de ses aires")
NOT_AN_AREA = N_("l'identifiant n'est pas celui d'une aire de diffusion (8 chiffres)")
ELSEWHERE = N_("hors du Québec")
NO_POPULATION = N_("population absente")
BAD_POPULATION = N_("population « {value} » : un nombre d'au moins 0 est attendu")
NOT_DRAWN = N_("aire absente de la couche {layer}")
STRAY = N_("aire isolée de la division {division} dans la couche {layer}")
_COLUMNS = ("DAUID", "Population", "Land Area in Square Kilometre")


def read_dissemination_areas(
    path: Path,
    *,
    meta: SourceInfo,
    geometry: Path | None = None,
    boroughs: Path | None = None,
    division: str | None = None,
    crs: str | None = None,
) -> Reading:
    """Read census population by dissemination area.

    The table mixes the census divisions (4 digits) with the areas (8 digits) that make them up,
    with the same total: divisions are set aside. Areas outside Québec, without population or
    absent from the layer are set aside too, each with its reason.

    Parameters
    ----------
    path : Path
        ``DAUID, Population, Land Area in Square Kilometre``, all of Canada.
    meta : SourceInfo
    geometry : Path, optional
        Layer of polygons with ``DAUID``; without it, every area of Québec is read, without
        coordinates.
    boroughs : Path, optional
        Layer of boroughs and cities (``CODEMAMH``): gives each area its municipality, by a
        point inside it; without it, municipalities are unknown.
    division : str, optional
        Keep only the areas of this census division ("2466"); others are set aside as strays.
    crs : str, optional
        Coordinate system of the layers, where they do not say.

    Returns
    -------
    Reading
        Table of one row per area: ``unit_id`` "DA:24660959", land area as published (as drawn
        where 0), stated ``cd_id``.
    """
    text = read_csv_text(path, columns=list(_COLUMNS))
    areas = codes.bare(text.frame["DAUID"])
    people, sieve = _areas_of_quebec(text, areas)
    layer = read_layer(geometry, crs=crs) if geometry is not None else None
    if layer is not None:
        require_columns(layer.frame.columns, ["DAUID"], layer.source)
        drawn = codes.bare(layer.frame["DAUID"])
        sieve.reject(~areas.isin(drawn[~layer.no_geometry]), NOT_DRAWN, layer=layer.source)
    if division is not None:
        sieve.reject(
            areas.str[:4] != division,
            STRAY,
            division=areas.str[:4],
            layer=layer.source if layer is not None else text.source,
        )
    frame = pd.DataFrame(
        {
            "unit_id": "DA:" + areas,
            "name": "Aire de diffusion " + areas,
            "population": people,
            "cd_id": "CD:" + areas.str[:4],
            "area_km2": to_number(text.frame["Land Area in Square Kilometre"])[0],
            "precision": "exact" if layer is not None else "unknown",
        }
    )[sieve.kept].reset_index(drop=True)
    located = _drawn(frame, layer)
    if boroughs is not None:
        located["municipality_id"] = _municipality(located, boroughs, crs)
    notes = _notes(located, layer)
    return sieve.reading(
        population_table(located, meta=meta, source=text.source),
        crs=layer.crs if layer is not None else None,
        repairs={**text.repairs, **(layer.repairs if layer is not None else {})},
        notes=notes,
    )


def _areas_of_quebec(text: TextTable, areas: pd.Series) -> tuple[pd.Series, Sieve]:
    """Return the population of each row, and the sieve without what is no area of Québec."""
    sieve = Sieve(text.source, text.lines, areas.to_numpy(dtype=object, na_value=""))
    shape = areas.str.fullmatch(r"\d{4}").fillna(value=False)
    sieve.reject(shape, DIVISION_ROW)
    sieve.reject(~areas.str.fullmatch(r"\d{8}").fillna(value=False), NOT_AN_AREA)
    sieve.reject(areas.str[:2] != QUEBEC, ELSEWHERE)
    sieve.reject_duplicates(areas)
    people, wrong = to_number(text.frame["Population"], whole=True)
    sieve.reject(text.frame["Population"].isna(), NO_POPULATION)
    sieve.reject(wrong | (people < 0), BAD_POPULATION, value=text.frame["Population"])
    if not sieve.kept.any():
        raise InputError(
            "{source} : aucune aire de diffusion du Québec avec une population.",
            source=text.source,
        )
    return people, sieve


def _drawn(frame: pd.DataFrame, layer: Layer | None) -> gpd.GeoDataFrame:
    if layer is None:
        land = frame["area_km2"].where(frame["area_km2"] > 0)
        nowhere = [None] * len(frame)
        return gpd.GeoDataFrame(frame.assign(area_km2=land), geometry=nowhere, crs=GEOGRAPHIC)
    drawn = "DA:" + codes.bare(layer.frame["DAUID"]).astype("object")
    shapes = layer.frame.geometry.set_axis(drawn)
    shapes = shapes[~shapes.index.duplicated()]
    located = gpd.GeoDataFrame(
        frame, geometry=shapes.reindex(frame["unit_id"]).to_numpy(), crs=layer.frame.crs
    )
    land = located["area_km2"].to_numpy(dtype=float, copy=True)
    land[~(land > 0)] = areas_km2(located.geometry)[~(land > 0)]
    return located.assign(area_km2=land)


def _municipality(areas: gpd.GeoDataFrame, boroughs: Path, crs: str | None) -> pd.Series:
    layer = read_layer(boroughs, crs=crs)
    require_columns(layer.frame.columns, ["CODEMAMH"], layer.source)
    cities = layer.frame[["geometry"]].assign(municipality_id=municipalities_of(layer))
    inner = areas[["geometry"]].to_crs(METRES)
    inner = inner.set_geometry(inner.representative_point())
    found = gpd.sjoin(inner, cities.to_crs(METRES), how="left", predicate="within")
    once: pd.Series = found["municipality_id"][~found.index.duplicated()]
    return once


def _notes(areas: gpd.GeoDataFrame, layer: Layer | None) -> tuple[str, ...]:
    notes = [
        note(
            "{count} aires de diffusion, {people} personnes (recensement de 2021).",
            count=len(areas),
            people=float(areas["population"].sum()),
        )
    ]
    if layer is None:
        return tuple(notes)
    count = areas["cd_id"].value_counts()
    few = count[count == 1].index if len(count) > 1 else []
    notes += [
        note(
            "L'aire {unit} est seule de sa division ({division}) dans {layer}; l'option division "
            "l'écarte.",
            unit=str(areas.loc[areas["cd_id"] == name, "unit_id"].iloc[0]),
            division=str(name),
            layer=layer.source,
        )
        for name in few
    ]
    missing = len(layer.frame) - len(areas)
    if missing:
        notes.append(
            note(
                "Polygones de {layer} sans population retenue : {count}.",
                layer=layer.source,
                count=missing,
            )
        )
    if "municipality_id" in areas:
        lost = int(areas["municipality_id"].isna().sum())
        if lost:
            notes.append(
                note("{count} aires hors de toute municipalité de la couche fournie.", count=lost)
            )
    return tuple(notes)


def quebec_total(path: Path) -> tuple[float, pd.Series]:
    """Return Québec's census population, and that of each division, from the areas alone.

    Parameters
    ----------
    path : Path
        The table `read_dissemination_areas` reads.

    Returns
    -------
    tuple of float and pandas.Series
        People in all; people per division ("CD:2466"), sorted by code.
    """
    text = read_csv_text(path, columns=list(_COLUMNS))
    areas = codes.bare(text.frame["DAUID"])
    people, sieve = _areas_of_quebec(text, areas)
    kept = people[sieve.kept]
    divisions = ("CD:" + areas.str[:4])[sieve.kept].astype("object")
    return float(np.sum(kept)), kept.groupby(divisions.to_numpy()).sum()
