"""One kind of service at a time, on the worked example and wherever supply adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.gaps.test_worked_example import MINUTES, NORM, POPULATION, level_inputs, services
from tests.gaps.test_worked_example import situation as judged_situation

from territory.costs import CostTable
from territory.gaps import (
    LevelInputs,
    Norm,
    Situation,
    evaluate,
    judge_sites,
    kind_evidence,
    kind_sites,
    kind_table,
    nearest_doors,
    sought,
)

KINDS = ("clsc", "gmf", "community", "library")


def completeness(**status: str) -> pd.DataFrame:
    """Return the state of every kind in A, B and C: complete but where said."""
    rows = [
        (place, kind, status.get(kind, "complete"))
        for place in ("EX:A", "EX:B", "EX:C")
        for kind in KINDS
    ]
    return pd.DataFrame(rows, columns=["territory_id", "kind", "status"])


def with_virtual() -> pd.DataFrame:
    """Return where sites are, the virtual one in C."""
    shares = level_inputs().site_shares
    more = shares.head(1).assign(subject_id="s5", territory_id="EX:C")
    return pd.concat([shares, more], ignore_index=True)


def table(
    sites: pd.DataFrame | None = None,
    norm: Norm = NORM,
    inputs: LevelInputs | None = None,
    **status: str,
) -> pd.DataFrame:
    """Return the kinds of the worked example, indexed by territory and kind."""
    sites = services() if sites is None else sites
    situation = judged_situation(sites)
    alone = kind_sites(sites, norm)
    pairs = [(unit, site, cost) for site, row in MINUTES.items() for unit, cost in row.items()]
    origin, destination, cost = zip(*pairs, strict=True)
    costs = CostTable.from_pairs(
        origin, destination, cost, origins=list(POPULATION)[:5], destinations=list(alone.index)
    ).select_destinations(sought(alone).to_numpy(bool))
    evidence = kind_evidence(situation, costs, alone, norm, KINDS)
    given_inputs = level_inputs() if inputs is None else inputs
    rows = kind_table(given_inputs, situation, evidence, completeness(**status), norm)
    return rows.set_index(["territory_id", "kind"])


def test_the_worked_example_gives_each_kind_its_own_access() -> None:
    rows = table()["access_mean"]
    # A holds u1 (6,000) and three quarters of u2 (3,000): the CLSC alone gives u1 R1 and u2 .68 R1.
    clsc = 9 / 8720 * 10_000
    assert rows["EX:A", "clsc"] == pytest.approx((6000 * clsc + 3000 * 0.68 * clsc) / 9000)
    # B holds a quarter of u2 (1,000) and u3 (8,000), at .7 and .6 of registered people.
    gmf = 1 / 10_864 * 10_000
    assert rows["EX:B", "gmf"] == pytest.approx((1000 * 0.7 * gmf + 8000 * 0.6 * gmf) / 9000)
    group = 0.5 / 9440 * 10_000
    assert rows["EX:B", "community"] == pytest.approx((1000 * group + 8000 * 0.68 * group) / 9000)
    assert rows["EX:C", "library"] == pytest.approx(0.4)


def test_the_access_of_kinds_adds_up_to_that_of_the_tables() -> None:
    total = table()["access_mean"].groupby("territory_id").sum()
    assert total.to_list() == pytest.approx([9.945338, 1.721329, 0.4], abs=5e-7)


def test_who_is_beyond_reach_is_counted_kind_by_kind() -> None:
    rows = table()
    assert rows.loc[("EX:A", "clsc"), "reach_share"] == 1
    # u3 is 35 minutes from the CLSC, over its 30; u2 is 14 away.
    assert rows.loc[("EX:B", "clsc"), "people_beyond_reach"] == 8000
    assert rows.loc[("EX:B", "gmf"), "nearest_cost_median"] == 5
    # u1, urban, is 25 minutes from the group, over its 20.
    assert rows.loc[("EX:A", "community"), "people_beyond_reach"] == 6000
    assert rows.loc[("EX:C", "library"), ["reach_share", "nearest_cost_median"]].to_list() == [
        pytest.approx(0.4),
        45,
    ]


def test_a_gmf_is_no_door_but_its_nearest_is_told() -> None:
    rows = table()
    assert rows.loc[("EX:B", "gmf"), ["sites", "doors", "fte"]].to_list() == [1, 0, 1]
    assert rows.loc[("EX:B", "gmf"), "fte_registration"] == 1
    assert rows.loc[("EX:A", "gmf"), "reach_share"] == 1


def test_virtual_services_are_told_apart_and_give_no_access() -> None:
    silent = services(s5={"fte_ts": np.nan})
    inside = replace(level_inputs(), site_shares=with_virtual())
    told = table(inputs=inside).loc[("EX:C", "clsc")]
    assert told[["sites", "doors", "fte", "fte_virtual"]].to_list() == [1, 0, 0, 3]
    assert told["access_mean"] == 0
    unknown = table(silent, inputs=inside).loc[("EX:C", "clsc")]
    assert np.isnan(unknown["fte_virtual"])


def test_a_kind_out_of_the_basket_is_told_all_the_same() -> None:
    narrow = NORM.model_copy(update={"basket": ("clsc",)})
    assert table(norm=narrow)["fte"].equals(table()["fte"])
    assert table(norm=narrow)["reach_share"].equals(table()["reach_share"])


def test_staff_of_one_kind_adds_up_to_that_of_the_tables() -> None:
    fte = table()["fte"].groupby("territory_id").sum()
    assert fte.to_list() == pytest.approx([9, 1.5, 0.2])


def test_absent_data_never_say_that_there_is_no_service() -> None:
    rows = table(community="absent").xs("community", level="kind")
    computed = ["reach_share", "people_beyond_reach", "nearest_cost_median", "access_mean"]
    assert rows[computed].isna().all(axis=None)
    assert rows.loc["EX:A", ["sites", "doors", "fte"]].isna().all()
    assert rows.loc["EX:B", "sites"] == 1


@pytest.mark.parametrize("status", ["partial", "unknown"])
def test_a_count_of_none_is_told_only_of_a_complete_listing(status: str) -> None:
    rows = table(gmf=status).xs("gmf", level="kind")
    assert rows.loc[["EX:A", "EX:C"], ["sites", "fte", "fte_virtual"]].isna().all(axis=None)
    assert rows.loc["EX:B", "fte"] == 1
    complete = table().xs("gmf", level="kind")
    assert complete.loc["EX:A", ["sites", "fte"]].to_list() == [0, 0]


def test_a_library_whose_worker_is_unknown_is_no_door_and_no_zero() -> None:
    silent = services(s4={"fte_ts": np.nan})
    row = table(silent).loc[("EX:C", "library")]
    assert row["sites"] == 1
    assert row["doors"] == 0
    unknown = ["fte", "fte_per_10k", "reach_share", "people_beyond_reach", "access_mean"]
    assert row[unknown].isna().all()


def test_unknown_staff_is_not_none() -> None:
    silent = services(s1={"fte_ts": np.nan, "fte_tts": np.nan, "fte_oc": np.nan})
    row = table(silent).loc[("EX:A", "clsc")]
    assert row["doors"] == 1
    assert row["reach_share"] == 1
    assert row[["fte", "access_mean"]].isna().all()


def test_rates_are_blank_on_small_populations_and_counts_remain() -> None:
    strict = NORM.model_copy(update={"minimum_population": 6000})
    row = table(norm=strict).loc[("EX:C", "library")]
    assert row[["fte_per_10k", "reach_share", "access_mean"]].isna().all()
    assert row[["fte", "people_beyond_reach"]].to_list() == [0.2, 3000]


@st.composite
def places(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return units, and sites of every kind with their cost from each unit."""
    people = draw(st.lists(st.integers(0, 9000), min_size=2, max_size=5))
    rates = draw(st.lists(st.floats(0, 1), min_size=len(people), max_size=len(people)))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=7))
    fte = draw(st.lists(st.floats(0.1, 20), min_size=len(kinds), max_size=len(kinds)))
    minutes = st.lists(st.integers(0, 60), min_size=len(people), max_size=len(people))
    costs = draw(st.lists(minutes, min_size=len(kinds), max_size=len(kinds)))
    units = pd.DataFrame({"population": people, "registered_share": rates})
    sites = pd.DataFrame({"kind": kinds, "fte": fte, "costs": costs})
    return units, sites


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(places())
def test_supply_adds_up_so_access_does(drawn: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    people, sites = drawn
    ids = [f"s{i}" for i in range(len(sites))]
    told = pd.DataFrame(
        {
            "service_id": ids,
            "kind": sites["kind"],
            "sector": "public",
            "mode": "in_person",
            "registration": "unknown",
            "open_share": 1.0,
            **dict.fromkeys(["fte_ts", "fte_tts", "fte_oc", "fte_other"], np.nan),
            "fte": sites["fte"],
        }
    )
    units = people.assign(
        threshold=30.0, located=True, self_governed=False, coarse=False, declared_rate=False
    )
    units.index = pd.Index([f"u{i}" for i in range(len(units))], name="unit_id")
    judged = judge_sites(told, NORM)
    pairs = [
        (unit, site, cost)
        for site, row in zip(ids, sites["costs"], strict=True)
        for unit, cost in zip(units.index, row, strict=True)
    ]
    origin, destination, cost = zip(*pairs, strict=True)
    costs = CostTable.from_pairs(
        origin, destination, [float(c) for c in cost], origins=list(units.index), destinations=ids
    )
    situation = Situation(
        units.astype({"population": float}), judged, costs, nearest_doors(costs, judged)
    )
    whole = evaluate(situation, NORM)["access"]
    evidence = kind_evidence(situation, costs, kind_sites(told, NORM), NORM, KINDS)
    parts = evidence.access.sum(axis=1)
    assert parts.to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-9, abs=1e-12)
    nearest = evidence.cost[[kind for kind in KINDS if kind != "gmf"]].min(axis=1)
    doors = situation.door_costs["nearest_cost"]
    assert nearest.to_numpy() == pytest.approx(doors.to_numpy(), nan_ok=True)
