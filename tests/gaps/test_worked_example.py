"""The worked example of the definitions, to the last digit, intermediate numbers included."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from territory.access import by_public, supply_ratio, weigh
from territory.costs import CostTable
from territory.gaps import (
    LevelInputs,
    Norm,
    Situation,
    evaluate,
    gap_table,
    judge_sites,
    nearest_doors,
)
from territory.gaps.units import slow_steps

NORM = Norm(name="example", title_fr="Exemple", title_en="Example")
POPULATION = {"u1": 6000, "u2": 4000, "u3": 8000, "u4": 2000, "u5": 3000, "u6": 500}
REGISTERED = {"u1": 0.8, "u2": 0.7, "u3": 0.6, "u4": 0.5, "u5": 0.5, "u6": np.nan}
MINUTES = {
    "s1": {"u1": 5, "u2": 14, "u3": 35, "u4": 55},
    "s2": {"u1": 12, "u2": 8, "u3": 5},
    "s3": {"u1": 25, "u2": 10, "u3": 12},
    "s4": {"u4": 25, "u5": 45},
    "s5": {},
}
SHARES = [
    ("u1", "EX:A", 1), ("u2", "EX:A", 0.75), ("u2", "EX:B", 0.25), ("u3", "EX:B", 1),
    ("u4", "EX:C", 1), ("u5", "EX:C", 1), ("u6", "EX:B", 1),
]  # fmt: skip
EXPECTED = """\
territory_id,name,population,population_covered,class,presence,reach_share,people_beyond_reach,nearest_cost_median,fte,fte_per_10k,access_mean,access_p10,access_p90,rank,rank_low,rank_high,fte_shortfall,norm
EX:C,Exemple C,5000,5000,desert,1,0.4,3000,45,0.2,0.4,0.4,0,1,1,1,1,0.963043,example
EX:B,Exemple B,9500,9000,underserved,1,1,0,12,1.5,1.578947,1.721329,0.912452,8.19234,2,2,2,0.544282,example
EX:A,Exemple A,9000,9000,served,1,1,0,5,9,10,9.945338,8.19234,10.821837,3,3,3,0,example
"""


def services(**changes: dict[str, object]) -> pd.DataFrame:
    blank = dict.fromkeys(["fte_ts", "fte_tts", "fte_oc", "fte_other", "fte"], np.nan)
    common = {
        **blank,
        "sector": "public",
        "mode": "in_person",
        "registration": "open",
        "open_share": 1.0,
    }
    rows = [
        {"service_id": "s1", "kind": "clsc", "fte_ts": 6.0, "fte_tts": 3.0, "fte_oc": 1.0},
        {"service_id": "s2", "kind": "gmf", "registration": "required", "fte_ts": 1.0},
        {"service_id": "s3", "kind": "community", "fte_other": 0.5},
        {"service_id": "s4", "kind": "library", "fte_ts": 0.2, "open_share": 0.2},
        {"service_id": "s5", "kind": "clsc", "mode": "virtual", "fte_ts": 3.0},
    ]
    return pd.DataFrame(
        [{**common, **row, **changes.get(str(row["service_id"]), {})} for row in rows]
    )


def situation(sites: pd.DataFrame) -> Situation:
    ids = list(POPULATION)
    units = pd.DataFrame(
        {
            "population": pd.Series(POPULATION, dtype=float),
            "threshold": [20.0] + [30.0] * 5,
            "registered_share": pd.Series(REGISTERED),
            "located": [True] * 5 + [False],
            "self_governed": False,
            "coarse": False,
            "declared_rate": False,
        },
        index=pd.Index(ids, name="unit_id"),
    )
    judged = judge_sites(sites, NORM)
    pairs = [(unit, site, cost) for site, row in MINUTES.items() for unit, cost in row.items()]
    origin, destination, cost = zip(*pairs, strict=True)
    costs = CostTable.from_pairs(
        origin, destination, cost, origins=ids[:5], destinations=list(judged.index)
    ).select_destinations(judged["counted"].to_numpy())
    return Situation(units, judged, costs, nearest_doors(costs, judged))


def level_inputs(known: bool | list[bool] = True) -> LevelInputs:
    names = pd.DataFrame(
        {"name": ["Exemple A", "Exemple B", "Exemple C"], "self_governed": False},
        index=pd.Index(["EX:A", "EX:B", "EX:C"], name="territory_id"),
    )
    shares = pd.DataFrame(SHARES, columns=["subject_id", "territory_id", "share"]).assign(
        method="within"
    )
    sites = pd.DataFrame(
        {
            "subject_id": ["s1", "s2", "s3", "s4"],
            "territory_id": ["EX:A", "EX:B", "EX:B", "EX:C"],
            "share": 1.0,
        }
    )
    coverage = pd.DataFrame(
        {"doors_known": known, "basket_known": known},
        index=pd.Index(list(POPULATION), name="unit_id"),
    )
    return LevelInputs(names, shares, sites, coverage)


def table(known: bool | list[bool] = True) -> pd.DataFrame:
    base = situation(services())
    nu = intensity(base)
    evaluations = {
        "base": evaluate(base, NORM),
        "shorter": evaluate(base, NORM, threshold_factor=0.75),
        "longer": evaluate(base, NORM, threshold_factor=1.25),
        "faster": evaluate(base, NORM, zone_weights=(1, 0.42, 0.09)),
    }
    return gap_table(level_inputs(known), base, evaluations, NORM, nu)


def intensity(base: Situation) -> float:
    units = evaluate(base, NORM)
    people = base.units["population"].where(base.units["located"], 0)
    return float(0.5 * (units["access"].fillna(0) * people).sum() / people.sum())


def test_the_relative_norm_is_half_the_covered_mean() -> None:
    assert intensity(situation(services())) == pytest.approx(2.326087, abs=5e-7)


def test_demand_and_ratios_of_each_site() -> None:
    base = situation(services())
    zones = base.costs.relative_to(base.units.loc[base.costs.origins, "threshold"], zones=3)
    required = base.sites.loc[zones.destinations, "required"].to_numpy()
    share = base.units.loc[zones.origins, "registered_share"].to_numpy()
    eligible = np.where(required, share[:, np.newaxis], 1.0)
    weights = weigh(zones, slow_steps(NORM.zone_weights), eligibility=eligible)
    people = base.units.loc[zones.origins, "population"].to_numpy()
    assert weights.to_destinations(people).tolist() == pytest.approx([8720, 10864, 9440, 440])
    ratios = supply_ratio(weights, people, base.sites.loc[zones.destinations, "supply"])
    expected = [10.321101, 0.920471, 0.529661, 4.545455]
    assert (ratios * 1e4).tolist() == pytest.approx(expected, abs=5e-7)


def test_access_of_each_unit_for_each_public() -> None:
    units = evaluate(situation(services()), NORM)
    assert units["nearest_cost"].iloc[:5].tolist() == [5, 10, 12, 25, 45]
    assert units["reached"].iloc[:5].tolist() == [1, 1, 1, 1, 0]
    expected = {
        "access_registered": [10.947021, 8.468481, 1.280641, 1, 0],
        "access_nonregistered": [10.321101, 7.548010, 0.360169, 1, 0],
        "access": [10.821837, 8.192340, 0.912452, 1, 0],
    }
    for column, values in expected.items():
        assert units[column].iloc[:5].tolist() == pytest.approx(values, abs=5e-7), column
    assert units["access"].isna().tolist() == [False] * 5 + [True]


def test_supply_is_conserved() -> None:
    base = situation(services())
    units = evaluate(base, NORM)
    felt = (units["access"] * base.units["population"]).sum() / 1e4
    assert felt == pytest.approx(10.7, abs=1e-12)


def test_the_table_is_the_one_of_the_definitions() -> None:
    expected = pd.read_csv(io.StringIO(EXPECTED))
    found = table()[expected.columns.tolist()]
    pd.testing.assert_frame_equal(
        found.round(6), expected, check_dtype=False, check_exact=False, atol=5e-7, rtol=0
    )


def test_the_other_figures_of_the_definitions() -> None:
    found = table().set_index("territory_id")
    assert found.loc["EX:B", ["reach_low", "reach_high"]].tolist() == pytest.approx(
        [0.947368, 1], abs=5e-7
    )
    assert found["fte_shortfall_floor"].tolist() == pytest.approx([0.963043, 1.130908, 0], abs=5e-7)
    assert found["access_registered"].tolist() == pytest.approx(
        [0.4, 2.195457, 10.192683], abs=5e-7
    )
    assert found["access_nonregistered"].tolist() == pytest.approx(
        [0.4, 0.976270, 9.132633], abs=5e-7
    )
    assert found.loc["EX:C", "desert_form"] == "remote"
    assert "fragile" in found.loc["EX:B", "flags"].split(";")
    assert "fragile" not in found.loc["EX:A", "flags"].split(";")
    assert "pocket" in found.loc["EX:C", "flags"].split(";")


def test_the_mean_is_the_two_publics_weighted_by_registration() -> None:
    found = table().set_index("territory_id")
    rho = (6000 * 0.8 + 3000 * 0.7) / 9000
    row = found.loc["EX:A"]
    mean = rho * row["access_registered"] + (1 - rho) * row["access_nonregistered"]
    assert mean == pytest.approx(row["access_mean"], abs=1e-12)


def test_absent_community_data_in_c_makes_c_insufficient_and_never_a_desert() -> None:
    found = table([True, True, True, False, False, True]).set_index("territory_id")
    assert found.loc["EX:C", "class"] == "insufficient_data"
    assert found.loc["EX:A", "class"] == "served"
    assert np.isnan(found.loc["EX:C", "rank"])


def test_the_two_variants_of_reattachment_match_the_table_of_the_definitions() -> None:
    base = situation(services())
    zones = base.costs.relative_to(base.units.loc[base.costs.origins, "threshold"], zones=3)
    share = base.units.loc[zones.origins, "registered_share"]
    people = base.units.loc[zones.origins, "population"]

    def average(supply: dict[str, float]) -> list[float]:
        registration = ["required" if site == "s2" else "open" for site in zones.destinations]
        access = by_public(
            zones, people, [supply[site] for site in zones.destinations],
            slow_steps(NORM.zone_weights), registered_share=share, registration=registration,
        )  # fmt: skip
        return (access["average"] * 1e4).tolist()

    moved = average({"s1": 9.5, "s2": 0.5, "s3": 0.5, "s4": 0.2})
    assert moved[:3] == pytest.approx([11.144864, 8.260083, 0.636311], abs=5e-7)
