"""One population, named: three counts of Québec are never mixed nor scaled in silence."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from territory.cli.check import check_study
from territory.errors import InputError
from territory.study import read_study
from territory.study.populations import against_references, bases, named_basis, ratio_summary
from territory.tables import Tables

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
{named}
[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"
[[population]]
reader = "population"
path = "a.csv"
{first}
[[population]]
reader = "population"
path = "b.csv"
{second}
[[services]]
reader = "services"
path = "services.csv"
"""


def study(folder: Path, named: str = "", first: str = "", second: str = "") -> Path:
    path = folder / "etude.toml"
    path.write_text(STUDY.format(named=named, first=first, second=second), encoding="utf-8")
    return path


def test_the_three_populations_of_quebec_are_told_apart() -> None:
    totals = {key: basis.total for key, basis in bases().items()}
    assert totals["census_2021"] == 8_501_833
    assert totals["msss_2021"] == 8_591_866
    assert totals["mamh_2025"] == 9_056_044


def test_files_that_count_two_populations_need_a_study_that_names_one(tmp_path: Path) -> None:
    first, second = 'basis = "census_2021"', 'basis = "mamh_2025"'
    with pytest.raises(InputError, match="population_basis"):
        named_basis(read_study(study(tmp_path, "", first, second)))
    named = 'population_basis = "mamh_2025"'
    basis = named_basis(read_study(study(tmp_path, named, first, second)))
    assert basis is not None
    assert basis.key == "mamh_2025"


def test_a_single_count_names_itself_and_silence_names_none(tmp_path: Path) -> None:
    told = 'basis = "census_2021"'
    basis = named_basis(read_study(study(tmp_path, "", told, told)))
    assert basis is not None
    assert basis.label("en") == "2021 Census"
    assert named_basis(read_study(study(tmp_path))) is None


def test_an_unknown_population_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="census_2021"):
        named_basis(read_study(study(tmp_path, 'population_basis = "cencus_2021"')))


def a_study() -> Tables:
    """Return A (6,000 people and three quarters of 4,000) and B (a quarter of 4,000, 8,000)."""
    nowhere = gpd.GeoSeries([None, None], crs=4326)
    return Tables(
        territories={
            "mrc": gpd.GeoDataFrame(
                {
                    "territory_id": ["MRC:01", "MRC:02"],
                    "name": ["A", "B"],
                    "self_governed": [False, False],
                },
                geometry=nowhere,
            )
        },
        population=gpd.GeoDataFrame(
            {
                "unit_id": ["u1", "u2", "u3"],
                "population": [6000.0, 4000.0, 8000.0],
                "basis": ["census_2021", "census_2021", "mamh_2025"],
            }
        ),
        services=gpd.GeoDataFrame(),
        membership=pd.DataFrame(
            {
                "subject": "unit",
                "subject_id": ["u1", "u2", "u2", "u3"],
                "territory_id": ["MRC:01", "MRC:01", "MRC:02", "MRC:02"],
                "level": "mrc",
                "share": [1.0, 0.75, 0.25, 1.0],
            }
        ),
        coverage=pd.DataFrame(),
    )


def test_the_ratio_to_another_count_is_told_territory_by_territory() -> None:
    reference = pd.DataFrame(
        {
            "territory_id": ["MRC:01", "MRC:02", "MRC:09"],
            "population": [4500.0, 9000.0, 10.0],
            "source": "autre compte",
            "year": 2021,
        }
    )
    table = against_references(a_study(), reference, bases()["census_2021"]).set_index(
        "territory_id"
    )
    assert table["population"].to_dict() == {"MRC:01": 9000.0, "MRC:02": 9000.0}
    assert table["ratio"].to_dict() == {"MRC:01": 2.0, "MRC:02": 1.0}
    # Of B's 9,000 people, 8,000 come from another count than the one the study names.
    assert table["basis_share"].tolist() == pytest.approx([1.0, 1000 / 9000])
    told = ratio_summary(table.reset_index())
    assert told[0]["territories"] == 2
    assert (told[0]["low"], told[0]["high"]) == (1.0, 2.0)
    assert told[0]["far"][0]["territory_id"] == "MRC:01"


@pytest.mark.real
def test_the_check_of_quebec_names_its_population_and_those_it_meets(real_data: Path) -> None:
    told = check_study(
        read_study("studies/quebec.toml", real_data), "fr", lambda _step: None
    ).replace("\u00a0", " ")
    first = " ".join(told.split("\n\n")[0].split())
    assert "Population : recensement de 2021; une partie des unités vient d'un autre" in first
    assert "Population peu détaillée" in first
    assert "Complétude de l'étude : 100,0 %" in told
