"""Needs stand beside people: nobody is added, nobody lost, and who has what is told."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from territory.errors import InputError
from territory.study.needs import beside, described, joined


@pytest.fixture
def people() -> gpd.GeoDataFrame:
    """Three areas of two municipalities."""
    return gpd.GeoDataFrame(
        {
            "unit_id": ["DA:24660001", "DA:24660002", "DA:24010001"],
            "municipality_id": ["MUN:66023", "MUN:66023", None],
            "population": [300.0, 100.0, 600.0],
        },
        geometry=gpd.points_from_xy([-73.6, -73.5, -61.8], [45.5, 45.5, 47.4]),
        crs=4326,
    )


def needs(key: str, rows: dict[str, float], column: str = "score") -> pd.DataFrame:
    table = pd.DataFrame({key: list(rows), column: list(rows.values())})
    return table.assign(source_file="n.csv", source_row=range(2, 2 + len(rows)))


def test_figures_are_joined_by_area_and_unknown_elsewhere(people: gpd.GeoDataFrame) -> None:
    units, notes = joined(people, needs("unit_id", {"DA:24660001": -0.5, "DA:1": 9.0}), "n.csv")
    assert units["score"].fillna(99).tolist() == [-0.5, 99, 99]
    assert units["population"].sum() == people["population"].sum()
    assert not {"source_file", "source_row"} & set(units.columns)
    assert [note.replace("\u00a0", " ") for note in notes] == [
        "« score » : connu pour 300 personnes sur 1 000 (30,0 %)."
    ]


def test_one_figure_of_a_municipality_goes_to_all_its_areas(people: gpd.GeoDataFrame) -> None:
    units, _ = joined(people, needs("municipality_id", {"MUN:66023": 0.1}), "n.csv")
    assert units["score"].fillna(99).tolist() == [0.1, 0.1, 99]


def test_nearly_everybody_is_not_everybody(people: gpd.GeoDataFrame) -> None:
    many = people.assign(population=[9999.0, 1.0, 0.0])
    _, notes = joined(many, needs("unit_id", {"DA:24660001": 1.0}), "n.csv")
    assert "99,9" in notes[0]


def test_a_key_the_people_do_not_have_is_refused(people: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="clsc_id"):
        joined(people, needs("clsc_id", {"CLSC:06111": 1.0}), "n.csv")


def test_a_table_that_describes_nobody_is_refused_with_an_example_of_both(
    people: gpd.GeoDataFrame,
) -> None:
    with pytest.raises(InputError, match=r"DA:24660001.*DA:1"):
        joined(people, needs("unit_id", {"DA:1": 1.0}), "n.csv")


def test_a_column_already_there_is_refused(people: gpd.GeoDataFrame) -> None:
    units, _ = joined(people, needs("unit_id", {"DA:24660001": 1.0}), "n.csv")
    with pytest.raises(InputError, match="score"):
        joined(units, needs("unit_id", {"DA:24660001": 1.0}), "m.csv")


@pytest.mark.parametrize("column", ["status", "reached", "mrc_id", "gravity", "avertissement"])
def test_a_need_may_not_take_the_place_of_a_result(people: gpd.GeoDataFrame, column: str) -> None:
    with pytest.raises(InputError, match=column):
        joined(people, needs("unit_id", {"DA:24660001": 1.0}, column), "n.csv")


def test_a_need_may_not_be_named_like_the_people_of_another(people: gpd.GeoDataFrame) -> None:
    units, _notes = joined(people, needs("unit_id", {"DA:24660001": 1.0}, "low"), "n.csv")
    with pytest.raises(InputError, match="low_people"):
        joined(units, needs("unit_id", {"DA:24660001": 1.0}, "low_people"), "n.csv")
    alone, _notes = joined(people, needs("unit_id", {"DA:24660001": 1.0}, "low_people"), "n.csv")
    assert "low_people" in alone


def test_known_needs_say_what_they_are_and_which_way_they_go(people: gpd.GeoDataFrame) -> None:
    table = needs("unit_id", {"DA:24660001": 1.0}, "economic_dependency").assign(zone="rural")
    units, _notes = joined(people, table, "n.csv")
    score, zone = described(units, set(people.columns), "n.csv")
    assert (score.title, score.title_en) == ("Dépendance économique", "Economic dependency")
    assert "défavorisation" in score.higher
    assert (zone.title, zone.higher, zone.text) == ("zone", "", True)


def test_the_surroundings_have_the_same_columns(people: gpd.GeoDataFrame) -> None:
    table = needs("unit_id", {"DA:24660001": 1.0})
    assert beside(people, table)["score"].notna().sum() == 1
    assert beside(people.drop(columns="unit_id"), table)["score"].isna().all()
    assert "score" not in beside(people.head(0), table)
