"""The literature's measures beside the study's own, on the study's own terms."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import territory
from territory.access import MEASURES
from territory.errors import InputError
from territory.export import write_outputs
from territory.study import Result, read_study
from territory.study.measures import further_measures
from territory.study.model import MeasureName
from territory.tables.dictionary import UNIT_COLUMNS, names
from territory.tables.measures import MEASURE_COLUMNS


@pytest.fixture(scope="module")
def worked() -> ModuleType:
    """Open the worked example of the definitions."""
    file = Path(__file__).parents[1] / "gaps" / "test_worked_example.py"
    spec = spec_from_file_location("worked_example_measured", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def example(worked: ModuleType) -> pd.DataFrame:
    """Return every measure of the worked example."""
    frame, _ = further_measures(worked.situation(worked.services()), worked.NORM, MEASURES)
    return frame


@pytest.fixture(scope="module")
def demo(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """Walk the demonstration with two measures, and write it."""
    text = (checkout / "studies" / "demo.toml").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("study") / "demo.toml"
    asked = 'measures = ["spatial_availability", "enhanced_two_step_fca", "gravity"]'
    path.write_text(f"{text}\n{asked}\n", encoding="utf-8")
    result = territory.run(read_study(path, checkout / "data" / "demo"))
    write_outputs(result, path.parent / "out")
    return result, path.parent / "out"


def test_a_study_may_ask_for_every_measure_there_is_and_each_has_its_column() -> None:
    assert set(get_args(MeasureName)) == set(MEASURES)
    assert {*names(MEASURE_COLUMNS), "nearest_cost"} == set(MEASURES)
    assert not set(names(MEASURE_COLUMNS)) & set(names(UNIT_COLUMNS))


def test_the_worked_example_s_measures_are_those_done_by_hand(example: pd.DataFrame) -> None:
    """The GMF counts for the registered share: 0.8 of the first unit, 0.7 of the second."""
    assert example["cumulative_opportunities"].tolist()[:5] == pytest.approx(
        [9 + 0.8, 9 + 0.7 + 0.5, 0.6 + 0.5, 0.2, 0]
    )
    assert example["gravity"].tolist()[:5] == pytest.approx(
        [9 + 0.68 * 0.8, 0.68 * 9 + 0.7 + 0.5, 0.6 + 0.68 * 0.5, 0.22 * 0.2, 0]
    )
    assert example["second_nearest_cost"].tolist()[:4] == [25, 14, 35, 55]
    assert example.loc[["u5", "u6"], "second_nearest_cost"].isna().all()


def test_the_enhanced_catchment_is_the_access_of_the_definitions(example: pd.DataFrame) -> None:
    assert example["enhanced_two_step_fca"].tolist()[:5] == pytest.approx(
        [10.821837, 8.192340, 0.912452, 1, 0], abs=5e-7
    )


def test_people_without_a_place_have_no_measure(example: pd.DataFrame) -> None:
    assert example.loc["u6"].isna().all()


def test_a_binary_catchment_shares_each_site_among_those_within_the_threshold(
    example: pd.DataFrame,
) -> None:
    clsc, gmf = 9 / 10000, 1 / (0.8 * 6000 + 0.7 * 4000 + 0.6 * 8000)
    assert example.loc["u1", "two_step_fca"] == pytest.approx((clsc + 0.8 * gmf) * 1e4)


@pytest.mark.parametrize("measure", ["two_step_fca", "enhanced_two_step_fca", "three_step_fca"])
def test_catchments_conserve_the_supply(
    worked: ModuleType, example: pd.DataFrame, measure: str
) -> None:
    people = pd.Series(worked.POPULATION, dtype=float)
    assert (example[measure] * people).sum() / 1e4 == pytest.approx(10.7)
    assert example["spatial_availability"].sum() == pytest.approx(10.7)


def test_the_equilibrium_leaves_out_sites_that_not_everyone_may_use(worked: ModuleType) -> None:
    sites = worked.services()
    frame, told = further_measures(worked.situation(sites), worked.NORM, ["raam"])
    more = worked.services(s2={"fte_ts": 100.0})
    again, _ = further_measures(worked.situation(more), worked.NORM, ["raam"])
    pd.testing.assert_frame_equal(frame, again)
    assert 0 <= told["optimality_gap"] <= 1e-6


def test_measures_are_blank_where_no_staff_in_range_is_known(worked: ModuleType) -> None:
    unknown = dict.fromkeys(["fte_ts", "fte_tts", "fte_oc", "fte_other", "fte"], np.nan)
    sites = worked.services(s4={**unknown, "kind": "clsc", "open_share": 1.0})
    frame, _ = further_measures(worked.situation(sites), worked.NORM, MEASURES)
    supplied = frame.drop(columns="second_nearest_cost")
    assert supplied.loc["u4"].isna().all()
    assert supplied.loc[["u1", "u2", "u3"]].notna().all(axis=None)
    nothing = worked.services(**{f"s{i}": unknown for i in range(1, 6)})
    frame, told = further_measures(worked.situation(nothing), worked.NORM, MEASURES)
    assert frame.drop(columns="second_nearest_cost").isna().all(axis=None)
    assert told == {}


def test_what_is_asked_for_is_written_with_its_titles(demo: tuple[Result, Path]) -> None:
    result, out = demo
    asked = ["gravity", "enhanced_two_step_fca", "spatial_availability"]
    written = pd.read_csv(out / "access_units_demo.csv")
    assert written.columns.tolist()[-5:] == [*asked, "source_file", "source_row"]
    pd.testing.assert_series_equal(
        written["access"], written["enhanced_two_step_fca"], check_names=False
    )
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    units = next(r for r in package["resources"] if r["path"] == "access_units_demo.csv")
    fields = {field["name"]: field for field in units["schema"]["fields"]}
    assert fields["gravity"]["title"] == "Potentiel"
    assert fields["gravity"]["title_en"] == "Potential"
    layer = gpd.read_file(out / "study_demo.gpkg", layer="population", rows=1)
    assert set(asked) <= set(layer.columns)
    assert result.record["measures"] == {}


def test_a_study_that_asks_for_nothing_more_has_the_columns_of_before(checkout: Path) -> None:
    study = read_study(checkout / "studies" / "demo.toml")
    assert study.file.outputs.measures == ()


def test_a_measure_that_does_not_exist_is_refused_with_its_line(
    checkout: Path, tmp_path: Path
) -> None:
    text = (checkout / "studies" / "demo.toml").read_text(encoding="utf-8")
    path = tmp_path / "demo.toml"
    path.write_text(f'{text}\nmeasures = ["gravite"]\n', encoding="utf-8")
    with pytest.raises(InputError, match="gravity") as refusal:
        read_study(path)
    assert f"ligne {len(text.splitlines()) + 2}" in str(refusal.value)
