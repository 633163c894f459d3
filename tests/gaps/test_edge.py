"""Which territories are at the study's edge, at the figures that decide."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from territory.gaps import EdgeEvidence, Norm, evaluate, gap_table
from territory.gaps.aggregate import placed_people
from territory.gaps.edge import beside_open_border, depends_on_surroundings

NORM = Norm(name="example", title_fr="Exemple", title_en="Example")
TOLD = {"class": "served", "reach_share": 0.9, "access_mean": 2.0}


def depends(**alone: object) -> bool:
    before, after = pd.DataFrame([TOLD]), pd.DataFrame([{**TOLD, **alone}])
    return bool(depends_on_surroundings(before, after, NORM).iloc[0])


@pytest.mark.parametrize(
    ("alone", "expected"),
    [
        ({}, False),
        ({"class": "desert"}, True),
        ({"reach_share": 0.89}, False),
        ({"reach_share": 0.889}, True),
        ({"reach_share": 0.911}, True),
        ({"access_mean": 1.9}, False),
        ({"access_mean": 1.899}, True),
        ({"access_mean": 2.1}, False),
        ({"access_mean": 2.101}, True),
        ({"access_mean": np.nan}, True),
    ],
)
def test_a_class_a_point_of_reach_or_a_twentieth_of_access_makes_an_edge(
    alone: dict[str, object], expected: bool
) -> None:
    assert depends(**alone) is expected


def test_access_that_is_measured_nowhere_says_nothing_of_the_edge() -> None:
    blank = pd.DataFrame([{**TOLD, "access_mean": np.nan}])
    assert not depends_on_surroundings(blank, blank, NORM).any()


@pytest.mark.parametrize(("near", "expected"), [(100, False), (101, True)])
def test_more_than_a_tenth_of_the_people_must_live_near_an_open_border(
    near: int, expected: bool
) -> None:
    units = pd.DataFrame(
        {"population": [near, 1000.0 - near, 5000.0], "located": [True, True, False]},
        index=["near", "inland", "nowhere"],
    )
    shares = pd.DataFrame({"subject_id": units.index, "territory_id": "A", "share": 1.0})
    places = pd.Index(["A", "B"])
    border = pd.Series({"near": True, "inland": False, "nowhere": False})
    flagged = beside_open_border(placed_people(shares, units, places), border, NORM)
    assert flagged.tolist() == [expected, False]


@pytest.fixture(scope="module")
def worked() -> ModuleType:
    """Open the worked example of the definitions."""
    file = Path(__file__).with_name("test_worked_example.py")
    spec = spec_from_file_location("worked_example_of_the_definitions", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def at_the_edge(worked: ModuleType, edges: EdgeEvidence | None) -> list[str]:
    base = worked.situation(worked.services())
    gaps = gap_table(
        worked.level_inputs(),
        base,
        {"base": evaluate(base, NORM)},
        NORM,
        worked.intensity(base),
        edges=edges,
    )
    told = gaps.set_index("territory_id")["flags"].str.split(";").map(lambda flags: "edge" in flags)
    return sorted(told[told].index)


def test_the_worked_example_has_no_edge_since_nothing_says_there_is_an_outside(
    worked: ModuleType,
) -> None:
    assert at_the_edge(worked, None) == []
    assert at_the_edge(worked, EdgeEvidence()) == []


def test_the_worked_example_beside_a_border_is_at_the_edge_where_its_people_are(
    worked: ModuleType,
) -> None:
    """The fifth unit alone is near: 3,000 of the 5,000 people of C."""
    units = ["u1", "u2", "u3", "u4", "u5", "u6"]
    near = pd.Series([False, False, False, False, True, False], index=units)
    assert at_the_edge(worked, EdgeEvidence(near_border=near)) == ["EX:C"]


def test_the_worked_example_without_its_community_group_differs_where_it_mattered(
    worked: ModuleType,
) -> None:
    """B loses the door of 8,000 people; A 0.18 of 9.95, under a twentieth; C nothing."""
    without = worked.situation(worked.services(s3={"sector": "private"}))
    alone = evaluate(without, NORM)
    assert alone.loc["u3", "reached"] == 0
    assert alone.loc["u2", "access"] == pytest.approx(8.192340 - 0.529661, abs=1e-6)
    assert at_the_edge(worked, EdgeEvidence(alone=alone)) == ["EX:B"]


def test_the_figures_of_the_edge_belong_to_the_norm() -> None:
    strict = Norm(
        name="n", title_fr="n", title_en="n",
        edge_access_change=0.0, edge_reach_change=0.0, edge_people_share=0.0,
    )  # fmt: skip
    before, after = pd.DataFrame([TOLD]), pd.DataFrame([{**TOLD, "access_mean": 1.9999}])
    assert depends_on_surroundings(before, after, strict).all()
    assert not depends_on_surroundings(before, before, strict).any()
