"""Doors, supply, coverage, classes and ranks, one rule of the definitions at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from territory.costs import CostTable
from territory.errors import InputError
from territory.gaps import Norm, complete_within_range, judge_sites, load_norm, unit_coverage
from territory.gaps.ranking import rank, rank_interval

NORM = Norm(name="n", title_fr="n", title_en="n")


def site(**columns: object) -> pd.DataFrame:
    row = {
        "service_id": "s", "kind": "clsc", "sector": "public", "mode": "in_person",
        "registration": "open", "open_share": 1.0, "fte_ts": np.nan, "fte_tts": np.nan,
        "fte_oc": np.nan, "fte_other": np.nan, "fte": np.nan,
    }  # fmt: skip
    return pd.DataFrame([{**row, **columns}])


def judged(**columns: object) -> pd.Series:
    return judge_sites(site(**columns), NORM).iloc[0]


def test_a_clsc_is_a_door_whether_its_staff_is_known_or_not() -> None:
    assert judged()["door"]
    assert np.isnan(judged()["supply"])
    assert judged(fte_ts=2.0)["supply"] == 2


@pytest.mark.parametrize("kind", ["community", "outreach", "library"])
def test_elsewhere_a_door_needs_a_worker_known_on_site(kind: str) -> None:
    assert not judged(kind=kind)["door"]
    assert not judged(kind=kind, fte_ts=0.0)["door"]
    assert judged(kind=kind, fte_ts=0.4)["door"]


def test_a_library_without_a_worker_is_shown_and_not_counted() -> None:
    assert not judged(kind="library")["counted"]
    assert "bibliothèque" in judged(kind="library")["excluded"]


@pytest.mark.parametrize("registration", ["required", "unknown"])
def test_a_gmf_serves_registered_people_and_is_no_door(registration: str) -> None:
    gmf = judged(kind="gmf", registration=registration, fte_ts=1.0)
    assert not gmf["door"]
    assert gmf["required"]
    assert gmf["supply"] == 1


def test_a_gmf_stated_open_is_a_door_when_it_is_staffed() -> None:
    assert judged(kind="gmf", fte_ts=1.0)["door"]
    assert not judged(kind="gmf")["door"]


def test_an_unknown_registration_elsewhere_is_open() -> None:
    assert judged(registration="unknown")["door"]


def test_a_virtual_service_is_counted_apart() -> None:
    virtual = judged(mode="virtual", fte_ts=3.0)
    assert not virtual["counted"]
    assert not virtual["door"]
    assert virtual["virtual_fte"] == 3


@pytest.mark.parametrize(("share", "door"), [(0.2, True), (0.19, False)])
def test_a_door_is_open_at_least_a_day_a_week(share: float, door: bool) -> None:
    assert judged(open_share=share)["door"] == door


def test_opening_never_multiplies_the_staff() -> None:
    assert judged(kind="library", open_share=0.2, fte_ts=0.2)["supply"] == 0.2


def test_private_sites_are_left_out_by_default() -> None:
    assert "secteur" in judged(sector="private")["excluded"]


def test_roles_weigh_as_the_profile_says_and_a_stated_total_stands_alone() -> None:
    assert judged(fte_ts=6.0, fte_tts=3.0, fte_oc=1.0)["supply"] == 9
    assert judged(fte=4.0)["supply"] == 4
    organising = load_norm("organisation-communautaire")
    counted = judge_sites(site(fte_ts=6.0, fte_oc=1.5), organising)
    assert counted["supply"].tolist() == [1.5]


def test_every_preset_is_a_norm() -> None:
    for name in ("proximite", "presence-atteinte", "organisation-communautaire", "tous-roles"):
        assert load_norm(name).name == name


def test_a_changed_norm_says_so_in_its_name() -> None:
    assert load_norm("proximite", {"reach_share": 0.6}).name == "proximite (modifiée)"


def test_an_unknown_norm_is_told_those_that_exist() -> None:
    with pytest.raises(InputError, match="presence-atteinte"):
        load_norm("zero")
    with pytest.raises(InputError, match="reach_shares"):
        load_norm("proximite", {"reach_shares": 1})


def test_a_finer_statement_of_coverage_wins_and_silence_is_unknown() -> None:
    membership = pd.DataFrame(
        [("unit", "u1", "CLSC:01111", "clsc", 1.0), ("unit", "u1", "RSS:01", "rss", 1.0),
         ("unit", "u2", "RSS:01", "rss", 1.0)],
        columns=["subject", "subject_id", "territory_id", "level", "share"],
    )  # fmt: skip
    coverage = pd.DataFrame(
        [("RSS:01", "clsc", "complete"), ("CLSC:01111", "clsc", "partial")],
        columns=["territory_id", "kind", "status"],
    )
    found = unit_coverage(coverage, membership, pd.Index(["u1", "u2"]), ["clsc", "gmf"])
    assert found["clsc"].tolist() == ["partial", "complete"]
    assert found["gmf"].tolist() == ["unknown", "unknown"]


def test_incomplete_data_within_range_forbids_a_fail() -> None:
    near = CostTable.from_pairs(["a", "a", "b", "b"], ["a", "b", "a", "b"], [0, 25, 25, 0])
    complete = np.array([True, False])
    assert complete_within_range(complete, near, np.array([30.0, 30.0])).tolist() == [False, False]
    assert complete_within_range(complete, near, np.array([20.0, 20.0])).tolist() == [True, False]


def ranked(rows: list[tuple[str, float, float]], *, two_tests: bool = False) -> list[float]:
    table = pd.DataFrame(rows, columns=["class", "reach_share", "access_mean"])
    table["population_covered"] = 5000
    return rank(table, two_tests=two_tests, minimum_population=1000).tolist()


def test_deserts_come_first_by_reach_then_the_others_by_access() -> None:
    rows = [
        ("served", 1.0, 9.0),
        ("underserved", 0.9, 1.0),
        ("desert", 0.3, 5.0),
        ("desert", 0.1, 8.0),
    ]
    assert ranked(rows) == [4, 3, 2, 1]


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    rows = [("served", 1, 2.0), ("served", 1, 2.0 + 1e-12), ("served", 1, 3.0)]
    assert ranked(rows) == [1, 1, 3]


def test_under_two_tests_reach_ranks_everyone() -> None:
    rows = [("served", 0.9, np.nan), ("served", 0.7, np.nan), ("desert", 0.2, np.nan)]
    assert ranked(rows, two_tests=True) == [3, 2, 1]


def test_insufficient_data_and_not_ranked_have_no_rank() -> None:
    rows = [("insufficient_data", 0.9, 1.0), ("not_ranked", 0.9, 1.0), ("served", 0.9, 1.0)]
    assert ranked(rows)[2] == 1
    assert np.isnan(ranked(rows)[:2]).all()


def test_the_interval_of_a_rank_always_holds_the_rank() -> None:
    low, high = rank_interval([1.0, 2.0, np.nan], [[2.0, 1.0, 3.0], [np.nan, 2.0, np.nan]])
    assert low.tolist()[:2] == [1, 1]
    assert high.tolist()[:2] == [2, 2]
    assert np.isnan([low[2], high[2]]).all()
