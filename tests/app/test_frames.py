"""One kind of service apart, shares of the staff, needs: what takes the place of what."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from territory_app.catalogue import Catalogue
from territory_app.frames import level_frame, staff_shares

GAPS = pd.DataFrame(
    {
        "territory_id": ["A", "B", "C"],
        "population_covered": [5000.0, 5000.0, 300.0],
        "presence": [3.0, 2.0, 1.0],
        "reach_share": [0.9, 0.8, 0.7],
        "beyond_share": [0.1, 0.2, 0.3],
        "access_registered": [5.0, 5.0, 5.0],
    }
)


def _kinds(*rows: tuple[str, str, float, float, float]) -> pd.DataFrame:
    names = ["territory_id", "kind", "fte", "fte_registration", "fte_virtual"]
    table = pd.DataFrame(list(rows), columns=names)
    return table.assign(doors=1.0, reach_share=0.25, nearest_cost_median=np.nan)


def test_figures_of_one_kind_take_the_place_of_all_kinds() -> None:
    frame = level_frame(GAPS, _kinds(("A", "clsc", 2.0, 0.0, 0.0)), None, (), "clsc")
    assert frame["reach_share"].iloc[0] == 0.25
    assert frame["beyond_share"].iloc[0] == 0.75
    assert frame["reach_share"].iloc[1:].isna().all()
    assert frame["access_registered"].tolist() == [5.0, 5.0, 5.0]


def test_a_kind_of_which_nothing_is_said_has_no_figure_rather_than_that_of_all() -> None:
    frame = level_frame(GAPS, None, None, (), "gmf")
    assert frame["reach_share"].isna().all()
    assert frame["population_covered"].tolist() == GAPS["population_covered"].tolist()


def test_shares_are_of_the_staff_that_is_known() -> None:
    kinds = _kinds(
        ("A", "clsc", 6.0, 0.0, 2.0), ("A", "gmf", 2.0, 2.0, 0.0), ("A", "outreach", *[np.nan] * 3)
    )
    frame = level_frame(GAPS, kinds, None, ())
    first = frame.iloc[0]
    assert (first["virtual_share"], first["registration_share"], first["medical_share"]) == (
        pytest.approx(0.2),
        0.25,
        0.25,
    )


def test_no_staff_at_all_is_not_applicable_and_unknown_staff_is_missing() -> None:
    kinds = _kinds(("A", "clsc", 0.0, 0.0, 0.0), ("B", "clsc", np.nan, np.nan, np.nan))
    shares = staff_shares(kinds, GAPS["territory_id"], "")
    assert np.isposinf(shares["virtual_share"].iloc[0])
    assert np.isposinf(shares["registration_share"].iloc[0])
    assert shares["virtual_share"].iloc[1:].isna().all()


def test_no_share_is_told_on_few_people() -> None:
    kinds = _kinds(("C", "clsc", 6.0, 0.0, 2.0))
    assert np.isnan(level_frame(GAPS, kinds, None, ())["virtual_share"].iloc[2])


def test_needs_stand_beside_under_their_own_name() -> None:
    needs = pd.DataFrame({"territory_id": ["B", "A"], "reach_share": [2.0, 1.0]})
    frame = level_frame(GAPS, None, needs, ("reach_share", "absent"))
    assert frame["need:reach_share"].tolist()[:2] == [1.0, 2.0]
    assert frame["need:absent"].isna().all()
    assert frame["reach_share"].tolist() == GAPS["reach_share"].tolist()


def test_rows_keep_the_order_of_the_map(demo: Catalogue) -> None:
    for level in demo.levels.values():
        for service in ("", *demo.services_apart):
            frame = demo.frame(level.key, service)
            assert frame["territory_id"].tolist() == level.table["territory_id"].tolist()


def test_the_table_of_the_results_is_not_changed(demo: Catalogue) -> None:
    before = demo.levels["mrc"].table.copy()
    demo.frame("mrc", "clsc")
    pd.testing.assert_frame_equal(before, demo.levels["mrc"].table)
