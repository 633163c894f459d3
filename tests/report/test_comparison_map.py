"""Before, after and difference in one frame: same classes, gains by direction, nothing twice."""

from __future__ import annotations

import itertools
import json
import re
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from territory.report.comparison_figures import figures, side_by_side
from territory.report.comparison_map import MAPPED, ComparisonMaps, comparison_maps, graded
from territory.report.diverging import (
    GAINS,
    LESS_IS_BETTER,
    LOSSES,
    UNCHANGED,
    Diverging,
    diverging,
    gains,
    written_change,
)
from territory.report.frame import Frame, frame_of

MINUTES, ACCESS = "nearest_cost_median", "access_mean"
HOSTILE = "</desc><img src=x onerror=alert(1)>\"'"
SIZES = st.lists(st.floats(-50, 50, allow_subnormal=False), min_size=1, max_size=30)


def _frame(count: int) -> Frame:
    shapes = [box(-74 + step, 45, -73 + step, 46) for step in range(count)]
    return frame_of(gpd.GeoSeries(shapes, crs="EPSG:4326"))


def _rows(column: str, before: list[float | None], after: list[float | None]) -> pd.DataFrame:
    old, new = pd.Series(before, dtype=float), pd.Series(after, dtype=float)
    return pd.DataFrame(
        {
            "territory_id": [f"CLSC:{step}" for step in range(len(old))],
            "name": [f"Lieu {step}" for step in range(len(old))],
            "population": 5000.0,
            "population_after": 5000.0,
            "class_before": "served",
            "class_after": "served",
            f"{column}_before": old,
            f"{column}_after": new,
            f"{column}_difference": new - old,
        }
    )


def _maps(column: str, before: list[float | None], after: list[float | None]) -> ComparisonMaps:
    return comparison_maps(_frame(len(before)), _rows(column, before, after), column)


def _codes(svg: str) -> list[str]:
    return re.findall(r'<use [^>]*data-c="([^"]+)"', svg)


def test_a_value_has_the_same_class_and_colour_before_and_after() -> None:
    maps = _maps(ACCESS, [1.0, 2.0, 3.0, 4.0, 9.0], [9.0, 1.0, 2.0, 3.0, 4.0])
    before, after = _codes(maps.before), _codes(maps.after)
    assert after == [before[4], before[0], before[1], before[2], before[3]]
    assert len(set(before)) >= 4
    fills = [re.findall(r'fill="(#[0-9a-f]{6})"', svg) for svg in (maps.before, maps.after)]
    assert sorted(fills[0]) == sorted(fills[1])


def test_fewer_minutes_are_a_gain_and_more_a_loss() -> None:
    maps = _maps(MINUTES, [30.0, 10.0, 12.0], [10.0, 10.0, 40.0])
    assert [np.sign(int(code)) for code in _codes(maps.difference)] == [1, 0, -1]


def test_every_legend_counts_every_territory_and_everyone_once() -> None:
    rows = _rows(ACCESS, [1.0, None, 3.0, None, 2.0], [2.0, None, 2.5, None, 2.0])
    rows.loc[1, ["class_before", "class_after"]] = "not_ranked"
    rows.loc[3, "population"] = 300.0
    rows["population_after"] = rows["population"]
    maps = comparison_maps(_frame(5), rows, ACCESS)
    for state in (0, 1):
        assert sum(one.territories[state] for one in maps.states) == 5
        assert sum(one.people[state] for one in maps.states) == 20_300
    assert sum(one.territories[0] for one in maps.changes) == 5
    assert sum(one.people[0] for one in maps.changes) == 20_300
    assert _codes(maps.before)[1] == _codes(maps.difference)[1] == "S"
    assert _codes(maps.before)[3] == _codes(maps.difference)[3] == "W"


def test_what_has_no_figure_is_a_pattern_and_never_a_class() -> None:
    rows = _rows(ACCESS, [1.0, None, 2.0], [2.0, None, 2.0])
    maps = comparison_maps(_frame(3), rows, ACCESS)
    absent = next(one for one in maps.changes if one.code == "M")
    assert absent.pattern == "hatch"
    assert absent.label == "Donnée absente"
    assert 'data-c="M" fill="url(#cartes-difference-M)"' in maps.difference


def test_a_door_gained_or_lost_is_told_though_it_has_no_difference() -> None:
    maps = _maps(MINUTES, [None, 20.0, None, 5.0], [20.0, None, None, 5.0])
    assert _codes(maps.before) == ["U", "3", "U", "0"]
    assert _codes(maps.difference) == ["O", "C", "U", "0"]
    labels = {one.code: one.label for one in maps.changes}
    assert labels["O"].startswith("Gain")
    assert labels["C"].startswith("Perte")


def test_a_self_governed_territory_has_words_and_no_figure() -> None:
    rows = _rows(ACCESS, [1.0, 4.0], [2.0, 5.0])
    rows.loc[1, ["class_before", "class_after"]] = "not_ranked"
    told = json.loads(comparison_maps(_frame(2), rows, ACCESS).told)
    for _word, values in told["parts"]:
        assert values[1] == "Territoire autogouverné, non classé"


def test_the_three_are_drawn_in_one_frame_over_outlines_written_once() -> None:
    maps = _maps(ACCESS, [1.0, 2.0], [2.0, 1.0])
    drawn = (maps.before, maps.after, maps.difference)
    assert len({re.search(r'viewBox="([^"]+)"', svg)[1] for svg in drawn}) == 1  # type: ignore[index]
    ids = set(re.findall(r'<path id="([^"]+)"', maps.shapes))
    assert len(ids) == 2
    for svg in drawn:
        assert {one[1:] for one in re.findall(r'<use href="([^"]+)"', svg)} == ids
    others = comparison_maps(
        _frame(2), _rows(ACCESS, [1.0, 2.0], [2.0, 1.0]), ACCESS, name="b", shapes="cartes"
    )
    assert others.shapes == ""
    assert set(re.findall(r'href="#([^"]+)"', others.after)) == ids


@pytest.mark.parametrize("column", ["class", *MAPPED])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_map_is_well_formed_whatever_names_hold(column: str, language: str) -> None:
    rows = pd.concat([_rows(one, [0.4, None], [0.6, None]) for one in MAPPED], axis=1)
    rows = rows.loc[:, ~rows.columns.duplicated()]
    rows["name"] = HOSTILE
    maps = comparison_maps(_frame(2), rows, column, language=language)
    page = figures(maps, source=HOSTILE)
    ET.fromstring(page)  # noqa: S314 - made here
    assert "<img" not in page
    assert ("Avant" in page) is (language == "fr")


def test_better_and_worse_classes_are_a_gain_and_a_loss() -> None:
    rows = _rows(ACCESS, [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0])
    rows["class_before"] = ["desert", "served", "underserved", "insufficient_data"]
    rows["class_after"] = ["underserved", "desert", "underserved", "served"]
    maps = comparison_maps(_frame(4), rows, "class")
    assert _codes(maps.difference) == ["1", "-1", "0", "M"]


@given(SIZES)
def test_gains_and_losses_have_the_same_bounds(sizes: list[float]) -> None:
    found = pd.Series(sizes)
    scale = diverging(ACCESS, [found])
    assert diverging(ACCESS, [-found]) == scale
    assert (scale.position(-found) == -scale.position(found)).all()
    unchanged = gains(ACCESS, found).abs() < scale.least
    assert ((scale.position(found) == 0) == unchanged).all()


@given(SIZES, st.sampled_from(MAPPED))
def test_a_larger_gain_is_never_in_a_lower_class(sizes: list[float], column: str) -> None:
    found = pd.Series(sizes).sort_values()
    place = diverging(column, [found]).position(found)
    steps = place.diff().dropna()
    assert (steps <= 0 if column in LESS_IS_BETTER else steps >= 0).all()


@given(SIZES)
def test_a_sign_is_written_only_where_something_moved(sizes: list[float]) -> None:
    for one in sizes:
        text = written_change(ACCESS, one)
        assert (text[0] in "+−") is bool(re.search("[1-9]", text))


def _luminance(colour: str) -> float:
    return float(np.dot([int(colour[at : at + 2], 16) for at in (1, 3, 5)], [0.299, 0.587, 0.114]))


def test_changes_stay_apart_in_greys() -> None:
    for ramp in (GAINS, LOSSES):
        greys = [_luminance(one) for one in (UNCHANGED, *ramp)]
        assert all(pale - dark > 25 for pale, dark in itertools.pairwise(greys))
    maps = _maps(MINUTES, [20.0, 20.0], [10.0, 30.0])
    patterns = {int(one.code): one.pattern for one in maps.changes}
    assert all((pattern == "lines") is (code < 0) for code, pattern in patterns.items())


@pytest.mark.parametrize("count", range(1, 12))
def test_classes_have_as_many_colours(count: int) -> None:
    assert len(set(graded(count))) == count


def test_one_step_alone_is_the_darkest() -> None:
    assert Diverging(ACCESS, (1.0,)).colour(1) == GAINS[-1]
    assert Diverging(ACCESS, (1.0, 2.0, 5.0)).colour(-1) == LOSSES[0]


def test_nothing_changed_is_one_neutral_class() -> None:
    maps = _maps(ACCESS, [1.0, 2.0], [1.0, 2.001])
    assert _codes(maps.difference) == ["0", "0"]
    assert [one.colour for one in maps.changes] == [UNCHANGED]
    assert [one.label for one in maps.changes] == ["Aucun changement (moins de 0,005)"]


def test_the_smallest_change_is_told_in_each_language_with_its_unit() -> None:
    told = {
        (column, language): Diverging(column, ()).label(0, language).replace("\xa0", " ")
        for column in ("reach_share", "nearest_cost_median")
        for language in ("fr", "en")
    }
    assert list(told.values()) == [
        "Aucun changement (moins de 0,05 point)",
        "No change (less than 0.05 points)",
        "Aucun changement (moins de 0,05 min)",
        "No change (less than 0.05 min)",
    ]


def test_several_scenarios_share_one_scale_and_one_legend() -> None:
    first, second = (_rows(ACCESS, [1.0, 1.0], after) for after in ([1.1, 1.0], [4.0, 0.5]))
    scale = diverging(ACCESS, [rows[f"{ACCESS}_difference"] for rows in (first, second)])
    drawn = [
        comparison_maps(
            _frame(2), rows, ACCESS, name=f"m{at}", shapes="m0" if at else None, scale=scale
        )
        for at, rows in enumerate((first, second))
    ]
    page = side_by_side(drawn, ["Un", "Deux <b>"])
    tree = ET.fromstring(page)  # noqa: S314 - made here
    assert len(tree.findall(".//figure")) == 2
    assert len(tree.findall(".//tbody")) == 1
    territories = [
        [int(cell.text or 0) for cell in row.findall("td")[:2]]
        for row in tree.findall(".//tbody/tr")
    ]
    assert np.sum(territories, axis=0).tolist() == [2, 2]


def test_maps_open_on_most_people_and_keep_the_rest_at_hand() -> None:
    shapes = gpd.GeoSeries([box(-74, 45, -73, 46), box(-79, 55, -60, 62)], crs="EPSG:4326")
    people = pd.DataFrame(
        {"lon": [-73.6, -73.4, -70.0], "lat": [45.4, 45.6, 58.0], "population": [6e5, 4e5, 9]}
    )
    frame = frame_of(shapes, people)
    assert frame.opened[2] < frame.whole[2] / 4
    assert frame.opened[1] > frame.whole[3] / 2
