"""The two real studies read their files as they are, and give the figures those must give."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from scipy.spatial import cKDTree

from territory.sources import READERS, arguments, load_catalogue, read
from territory.study.file import read_study

pytestmark = pytest.mark.real
METRES = "EPSG:32198"


@pytest.fixture(scope="module")
def areas(real_data: Path) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        read(
            "population",
            "dissemination_areas",
            real_data / "population" / "Population_Data.csv",
            meta=load_catalogue()["da_2021_population"],
            files={"geometry": real_data / "boundaries" / "montreal" / "aires_de_diffusion.gpkg"},
        ).table
    )


@pytest.fixture(scope="module")
def flagged(real_data: Path) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        read(
            "services",
            "m02",
            real_data / "services" / "m02_installations_2022.csv",
            meta=load_catalogue()["m02_2022"],
            options={"selection": "mission"},
        ).table
    )


def within(km: np.ndarray, people: pd.Series) -> list[float]:
    """Percentage of people within 1.5, 3 and 5 km, straight line times 1.3."""
    share = [100 * people[km * 1.3 <= limit].sum() / people.sum() for limit in (1.5, 3, 5)]
    return [round(float(value), 2) for value in share]


def median(km: np.ndarray, people: pd.Series) -> float:
    """Smallest distance within which half of the people are."""
    order = np.argsort(km)
    cumulated = np.cumsum(people.to_numpy()[order]) / people.sum()
    return float(km[order][np.searchsorted(cumulated, 0.5)])


def test_straight_lines_from_the_areas_to_the_469_flagged_sites(
    areas: gpd.GeoDataFrame, flagged: gpd.GeoDataFrame
) -> None:
    """From a point inside each area, planar distances in Québec Lambert (EPSG:32198).

    The point is the one `population_table` keeps in ``lon, lat``, found in that projection.
    """
    points = gpd.GeoSeries(
        gpd.points_from_xy(areas["lon"], areas["lat"], crs=4326), crs=4326
    ).to_crs(METRES)
    sites = flagged.geometry.to_crs(METRES)
    tree = cKDTree(np.column_stack([sites.x, sites.y]))
    km = tree.query(np.column_stack([points.x, points.y]))[0] / 1000
    people = areas["population"]
    assert people.sum() == 2_004_969
    assert len(flagged) == 469
    assert within(km, people) == [49.71, 87.02, 96.48]
    assert math.floor(1000 * median(km, people)) / 1000 == 1.161


def test_geodesic_distances_move_those_shares_by_less_than_a_tenth_of_a_point(
    areas: gpd.GeoDataFrame, flagged: gpd.GeoDataFrame
) -> None:
    geod = pyproj.Geod(ellps="GRS80")
    near = flagged.cx[-74.2:-73.2, 45.2:45.9]
    shape = (len(areas), len(near))
    lon, lat = (np.broadcast_to(areas[c].to_numpy()[:, None], shape) for c in ("lon", "lat"))
    x = np.broadcast_to(near.geometry.x.to_numpy()[None, :], shape)
    y = np.broadcast_to(near.geometry.y.to_numpy()[None, :], shape)
    km = geod.inv(lon.ravel(), lat.ravel(), x.ravel(), y.ravel())[2].reshape(shape).min(axis=1)
    people = areas["population"]
    assert within(km / 1000, people) == [49.74, 87.07, 96.48]
    assert median(km / 1000, people) == pytest.approx(1.1603, abs=1e-4)


@pytest.mark.parametrize("name", ["montreal", "montreal-abords", "montreal-cliniques", "quebec"])
def test_every_file_a_study_names_exists_and_its_reader_knows_its_options(
    real_data: Path, checkout: Path, name: str
) -> None:
    file = read_study(checkout / "studies" / f"{name}.toml").file
    inputs = {
        "territories": file.territories,
        "population": file.population,
        "services": file.services,
        "coverage": file.coverage,
    }
    for table, given in inputs.items():
        for one in given:
            if not one.path:  # a level made of the study's own units has no file
                continue
            assert one.reader in READERS[table]
            known = arguments(table, one.reader)
            assert {*one.files, *one.options} <= set(known)
            for path in (one.path, *one.files.values()):
                assert path.startswith("bundled:") or (real_data / path).is_file()


def test_the_sources_of_a_real_study_claim_little(checkout: Path) -> None:
    """Only the ministry's list of CLSC is complete; community groups, in Mauricie alone, partly."""
    for name in ("montreal", "quebec", "montreal-abords"):
        file = read_study(checkout / "studies" / f"{name}.toml").file
        told = [extent for given in file.services for extent in given.covers]
        assert {extent.kind for extent in told if extent.status == "complete"} == {"clsc"}
        groups = [extent for extent in told if extent.kind == "community"]
        assert [(one.status, one.territories) for one in groups] == (
            [("partial", ("REG:04",))] if name == "quebec" else []
        )
