"""MSSS population by territory: a referee for populations summed from small areas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from territory.errors import InputError
from territory.sources import load_catalogue, read
from territory.sources.msss_population import read_msss_population

HEADER = "GEO,CODE,AN,TYPE,SEXE,G,POP\n"


def test_ages_and_sexes_are_summed_and_codes_repaired(csv: Callable[..., Path]) -> None:
    path = csv(
        "pop.csv",
        HEADER
        + "CLSC,1111,2021,Projection,F,0-4,10\nCLSC,1111,2021,Projection,M,0-4,12\n"
        + "CLSC,1111,2016,Estimation,M,0-4,99\nRLS,111,2021,Projection,M,0-4,50\n",
    )
    assert read_msss_population(path, year=2021).to_dict() == {"CLSC:01111": 22}
    assert read_msss_population(path, year=2021, level="rls").to_dict() == {"RLS:0111": 50}


def test_a_year_the_file_lacks_is_refused_with_those_it_has(csv: Callable[..., Path]) -> None:
    path = csv("pop.csv", HEADER + "CLSC,1111,2021,Projection,F,0-4,10\n")
    with pytest.raises(InputError, match="2021"):
        read_msss_population(path, year=2031)
    with pytest.raises(InputError, match="mrc"):
        read_msss_population(path, year=2021, level="mrc")


@pytest.mark.real
@pytest.mark.parametrize(("level", "count"), [("clsc", 166), ("rls", 96), ("rts", 25), ("rss", 18)])
def test_real_population_sums_to_8591866_at_every_level(
    real_data: Path, level: str, count: int
) -> None:
    people = read_msss_population(
        real_data / "population" / "pop_msss_agegroups_qc.csv", year=2021, level=level
    )
    assert len(people) == count
    assert people.sum() == 8_591_866


@pytest.mark.real
def test_real_derived_clsc_hold_the_people_the_msss_says_r_0_9966(real_data: Path) -> None:
    """Census people by derived CLSC, placed by a point of each area, beside the MSSS of 2021."""
    catalogue = load_catalogue()
    boundaries = real_data / "boundaries"
    areas = gpd.GeoDataFrame(
        read(
            "population",
            "dissemination_areas",
            real_data / "population" / "Population_Data.csv",
            meta=catalogue["da_2021_population"],
            files={"geometry": boundaries / "montreal" / "aires_de_diffusion.gpkg"},
        ).table
    )
    clsc = gpd.GeoDataFrame(
        read(
            "territories",
            "clsc_derived",
            boundaries / "clsc_derived" / "clsc_montreal_derived.gpkg",
            meta=catalogue["clsc_derived_montreal"],
            level="clsc",
        ).table
    )
    points = areas.set_geometry(gpd.points_from_xy(areas["lon"], areas["lat"], crs=4326))
    joined = gpd.sjoin(points, clsc[["territory_id", "geometry"]], predicate="within")
    counted = joined.groupby("territory_id")["population"].sum()
    stated = read_msss_population(
        real_data / "population" / "pop_msss_agegroups_qc.csv", year=2021
    ).reindex(counted.index)
    assert len(counted) == 35
    assert round(float(np.corrcoef(counted, stated)[0, 1]), 4) == 0.9966
    assert len(joined) == 3_227
    assert counted.sum() == 2_003_622
