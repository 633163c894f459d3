"""Completeness: what is known of each kind in each territory, from statements and sources."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.gaps import completeness, meter, unit_coverage

MEMBERSHIP = pd.DataFrame(
    {
        "subject": "unit",
        "subject_id": ["u1", "u2", "u3", "u3", "u1", "u2", "u3"],
        "territory_id": ["MRC:01", "MRC:01", "MRC:01", "MRC:02", "RSS:01", "RSS:01", "RSS:02"],
        "level": ["mrc"] * 4 + ["rss"] * 3,
        "share": [1.0, 1.0, 0.25, 0.75, 1.0, 1.0, 1.0],
    }
)
UNITS = pd.Index(["u1", "u2", "u3"])
NOTHING = pd.DataFrame({"territory_id": [], "kind": [], "status": []}, dtype=object)


def extents(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "status", "territory_id"], dtype=object)


def test_a_source_that_covers_the_whole_study_speaks_for_every_unit() -> None:
    told = unit_coverage(
        NOTHING, MEMBERSHIP, UNITS, ["clsc"], extents=extents(("clsc", "complete", ""))
    )
    assert told["clsc"].tolist() == ["complete"] * 3


def test_beyond_what_its_sources_cover_a_kind_is_absent_not_unknown() -> None:
    told = unit_coverage(
        NOTHING,
        MEMBERSHIP,
        UNITS,
        ["community"],
        extents=extents(("community", "partial", "RSS:01")),
    )
    assert told["community"].tolist() == ["partial", "partial", "absent"]


def test_the_more_complete_of_two_sources_speaks() -> None:
    told = unit_coverage(
        NOTHING,
        MEMBERSHIP,
        UNITS,
        ["gmf"],
        extents=extents(("gmf", "partial", ""), ("gmf", "complete", "RSS:02")),
    )
    assert told["gmf"].tolist() == ["partial", "partial", "complete"]


def test_a_coalition_s_statement_wins_over_what_a_source_says_of_itself() -> None:
    stated = pd.DataFrame({"territory_id": ["MRC:01"], "kind": ["gmf"], "status": ["absent"]})
    told = unit_coverage(
        stated, MEMBERSHIP, UNITS, ["gmf"], extents=extents(("gmf", "complete", ""))
    )
    assert told["gmf"].tolist() == ["absent", "absent", "complete"]


def test_a_kind_of_which_nothing_was_read_is_absent_and_one_read_in_silence_unknown() -> None:
    told = unit_coverage(NOTHING, MEMBERSHIP, UNITS, ["gmf", "library"], read=["library"])
    assert set(told["gmf"]) == {"absent"}
    assert set(told["library"]) == {"unknown"}


def a_level(status: list[str]) -> pd.DataFrame:
    """Return the completeness of two territories and one kind; u1 400, u2 200, u3 400 people."""
    return completeness(
        pd.DataFrame(
            {"name": ["A", "B"], "self_governed": [False, False]}, index=["MRC:01", "MRC:02"]
        ),
        MEMBERSHIP.loc[MEMBERSHIP["level"] == "mrc", ["subject_id", "territory_id", "share"]],
        pd.DataFrame(
            {"population": [400.0, 200.0, 400.0], "self_governed": False, "gmf": status},
            index=UNITS,
        ),
        pd.DataFrame({"subject_id": ["s1"], "territory_id": ["MRC:02"], "share": [1.0]}),
        pd.DataFrame(
            {
                "service_id": ["s1"],
                "kind": ["gmf"],
                **{name: [np.nan] for name in ("fte", "fte_ts", "fte_tts", "fte_other")},
                "fte_oc": [2.0],
            }
        ),
        ["gmf"],
    )


def test_shares_count_people_and_a_mixed_territory_is_partial() -> None:
    table = a_level(["complete", "absent", "complete"]).set_index("territory_id")
    # A: u1 400 + u2 200 + a quarter of u3, 100; B: three quarters of u3, 300.
    assert table.loc["MRC:01", "share_complete"] == pytest.approx(500 / 700)
    assert table.loc["MRC:01", "share_absent"] == pytest.approx(200 / 700)
    assert table["status"].tolist() == ["partial", "complete"]
    assert table.loc["MRC:02", ["sites", "sites_with_fte"]].tolist() == [1, 1]
    assert table.loc["MRC:01", "sites"] == 0


@given(
    st.lists(st.sampled_from(["complete", "partial", "absent", "unknown"]), min_size=3, max_size=3)
)
def test_shares_always_add_up_to_everyone(status: list[str]) -> None:
    table = a_level(status)
    total = table[[f"share_{name}" for name in ("complete", "partial", "absent", "unknown")]]
    assert np.allclose(total.sum(axis=1), 1.0)
    assert (meter(table, ["MRC:01", "MRC:02"]).to_numpy() == table["share_complete"]).all()


def test_a_self_governed_territory_is_left_out() -> None:
    table = completeness(
        pd.DataFrame(
            {"name": ["A", "B"], "self_governed": [True, False]}, index=["MRC:01", "MRC:02"]
        ),
        MEMBERSHIP.loc[MEMBERSHIP["level"] == "mrc", ["subject_id", "territory_id", "share"]],
        pd.DataFrame(
            {"population": [1.0, 1.0, 1.0], "self_governed": False, "gmf": "complete"}, index=UNITS
        ),
        pd.DataFrame({"subject_id": [], "territory_id": [], "share": []}, dtype=object),
        pd.DataFrame(
            columns=["service_id", "kind", "fte", "fte_ts", "fte_tts", "fte_oc", "fte_other"]
        ),
        ["gmf"],
    )
    assert table["territory_id"].tolist() == ["MRC:02"]
