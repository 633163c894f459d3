"""Every figure of a gaps table, added up again from its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory.costs import CostTable
from territory.errors import InputError
from territory.gaps import (
    EdgeEvidence,
    LevelInputs,
    Norm,
    Situation,
    evaluate,
    gap_table,
    judge_sites,
    nearest_doors,
)
from territory.study.evidence import Evidence, collect
from territory.study.subject import Counts
from territory.study.trace import Trace, trace
from territory.study.trace_columns import ANSWERS
from territory.tables import Surroundings, Tables, with_origin
from territory.tables.dictionary import GAPS_COLUMNS, names

NORM = Norm(name="example", title_fr="Exemple", title_en="Example")
POPULATION = {"u1": 6000, "u2": 4000, "u3": 8000, "u4": 2000, "u5": 3000, "u6": 500}
REGISTERED = [0.8, 0.7, 0.6, 0.5, 0.5, np.nan]
MINUTES = {
    "s1": {"u1": 5, "u2": 14, "u3": 35, "u4": 55},
    "s2": {"u1": 12, "u2": 8, "u3": 5},
    "s3": {"u1": 25, "u2": 10, "u3": 12},
    "s4": {"u4": 25, "u5": 45},
}
SHARES = [
    ("u1", "ZONE:A", 1.0), ("u2", "ZONE:A", 0.75), ("u2", "ZONE:B", 0.25), ("u3", "ZONE:B", 1.0),
    ("u4", "ZONE:C", 1.0), ("u5", "ZONE:C", 1.0), ("u6", "ZONE:B", 1.0),
]  # fmt: skip
PLACES = [("s1", "ZONE:A"), ("s2", "ZONE:B"), ("s3", "ZONE:B"), ("s4", "ZONE:C")]


def example_units() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "population": pd.Series(POPULATION, dtype=float),
            "threshold": [20.0] + [30.0] * 5,
            "registered_share": REGISTERED,
            "located": [True] * 5 + [False],
            "self_governed": False,
            "coarse": False,
            "declared_rate": False,
            "in_buffer": False,
        }
    ).rename_axis("unit_id")


def example_sites() -> pd.DataFrame:
    rows = [
        {"service_id": "s1", "kind": "clsc", "fte_ts": 6.0, "fte_tts": 3.0, "fte_oc": 1.0},
        {"service_id": "s2", "kind": "gmf", "registration": "required", "fte_ts": 1.0},
        {"service_id": "s3", "kind": "community", "fte_other": 0.5},
        {"service_id": "s4", "kind": "library", "fte_ts": 0.2, "open_share": 0.2},
        {"service_id": "s5", "kind": "clsc", "mode": "virtual", "fte_ts": 3.0},
    ]
    blank = dict.fromkeys(["fte_ts", "fte_tts", "fte_oc", "fte_other", "fte"], np.nan)
    usual = {"sector": "public", "mode": "in_person", "registration": "open", "open_share": 1.0}
    return pd.DataFrame([{**blank, **usual, **row} for row in rows])


def evidence_of(
    units: pd.DataFrame,
    services: pd.DataFrame,
    minutes: dict[str, dict[str, float]],
    shares: list[tuple[str, str, float]],
    places: list[tuple[str, str]],
    *,
    known: Any = True,
    self_governed: tuple[str, ...] = (),
    norm: Norm = NORM,
    near_border: list[bool] | None = None,
    with_band: bool = False,
    methods: list[str] | None = None,
) -> Evidence:
    """Walk what a study walks once its files are read, in memory."""
    judged = judge_sites(services, norm)
    pairs = [(unit, site, cost) for site, row in minutes.items() for unit, cost in row.items()]
    placed = units.index[units["located"]]
    chosen = [pair for pair in pairs if pair[0] in set(placed)]
    costs = CostTable.from_pairs(
        [p[0] for p in chosen], [p[1] for p in chosen], np.array([p[2] for p in chosen], float),
        origins=list(placed), destinations=list(judged.index),
    ).select_destinations(judged["counted"].to_numpy())  # fmt: skip
    situation = Situation(units, judged, costs, nearest_doors(costs, judged))
    evaluations = {
        "base": evaluate(situation, norm),
        **{
            f"threshold x {factor:g}": evaluate(situation, norm, threshold_factor=factor)
            for factor in norm.fragile_threshold_factors
        },
        "fast decay": evaluate(situation, norm, zone_weights=norm.fragile_zone_weights),
    }
    ids = sorted({territory for _, territory, _ in shares})
    territories = gpd.GeoDataFrame(
        {"territory_id": ids, "name": ids, "self_governed": [i in self_governed for i in ids]},
        geometry=[None] * len(ids),
    )
    units_in = pd.DataFrame(shares, columns=["subject_id", "territory_id", "share"]).assign(
        method=methods or "within", subject="unit", level="zone"
    )
    sites_in = pd.DataFrame(places, columns=["subject_id", "territory_id"]).assign(
        share=1.0, method="within", subject="service", level="zone"
    )
    is_known = pd.DataFrame({"doors_known": known, "basket_known": known}, index=units.index)
    people = evaluations["base"]["access"].notna() & units["located"] & ~units["self_governed"]
    people = units["population"].where(people & ~units["in_buffer"], 0.0)
    intensity = None
    if "intensity" in norm.tests:
        met = (evaluations["base"]["access"].fillna(0) * people).sum()
        intensity = float(0.5 * met / people.sum()) if people.sum() > 0 else float("nan")
    alone = None
    if with_band:
        apart = units.assign(population=units["population"].mask(units["in_buffer"], 0.0))
        alone = evaluate(replace(situation, units=apart), norm)
    border = None if near_border is None else pd.Series(near_border, index=units.index)
    edges = None if alone is None and border is None else EdgeEvidence(alone, border)
    level = LevelInputs(
        territories.set_index("territory_id")[["name", "self_governed"]],
        units_in, sites_in, is_known,
    )  # fmt: skip
    gaps = {"zone": gap_table(level, situation, evaluations, norm, intensity, edges=edges)}
    frame = units.reset_index()[["unit_id", "in_buffer"]].assign(
        name=lambda f: "Unité " + f["unit_id"]
    )
    frame = with_origin(frame, "units.csv", np.arange(2, len(frame) + 2))
    told = gpd.GeoDataFrame(frame, geometry=[None] * len(frame))
    named = services.assign(name=services["service_id"])
    named = with_origin(named, "sites.csv", np.arange(2, len(named) + 2))
    around = told["in_buffer"].to_numpy(bool)
    own, band = told[~around].drop(columns="in_buffer"), told[around].drop(columns="in_buffer")
    tables = Tables(
        territories={"zone": territories},
        population=own,
        services=gpd.GeoDataFrame(named, geometry=[None] * len(named)),
        membership=pd.concat([units_in, sites_in], ignore_index=True),
        coverage=pd.DataFrame(),
        surroundings=Surroundings(10.0, band, told.head(0)) if around.any() else None,
    )
    return collect(
        tables, situation, evaluations["base"], is_known, norm=norm, intensity_norm=intensity,
        edges=edges, gaps=gaps, completeness={}, label={},
    )  # fmt: skip


@pytest.fixture(scope="module")
def example() -> Counts:
    """The worked example of the definitions."""
    return Counts(evidence_of(example_units(), example_sites(), MINUTES, SHARES, PLACES))


def test_every_column_of_the_gaps_table_has_a_trace() -> None:
    assert set(ANSWERS) == set(names(GAPS_COLUMNS))


@pytest.mark.parametrize("column", list(ANSWERS))
@pytest.mark.parametrize("code", ["ZONE:A", "ZONE:B", "ZONE:C"])
def test_the_rows_of_the_worked_example_give_the_table_back(
    example: Counts, code: str, column: str
) -> None:
    check = trace(example, code, column).check()
    assert check.equal, check


@pytest.mark.parametrize(
    ("code", "column", "value"),
    [
        ("ZONE:A", "population", 9000), ("ZONE:B", "population", 9500),
        ("ZONE:B", "population_covered", 9000), ("ZONE:C", "people_beyond_reach", 3000),
        ("ZONE:B", "reach_low", 0.947368), ("ZONE:B", "reach_high", 1),
        ("ZONE:C", "reach_share", 0.4), ("ZONE:A", "fte", 9), ("ZONE:B", "fte", 1.5),
        ("ZONE:B", "fte_per_10k", 1.578947), ("ZONE:A", "access_mean", 9.945338),
        ("ZONE:B", "access_mean", 1.721329), ("ZONE:A", "access_registered", 10.192683),
        ("ZONE:B", "access_nonregistered", 0.976270), ("ZONE:B", "access_p10", 0.912452),
        ("ZONE:B", "access_p90", 8.192340), ("ZONE:A", "nearest_cost_median", 5),
        ("ZONE:C", "fte_shortfall", 0.963043), ("ZONE:B", "fte_shortfall_floor", 1.130908),
        ("ZONE:A", "fte_shortfall", 0), ("ZONE:B", "rank", 2), ("ZONE:C", "rank_high", 1),
    ],
)  # fmt: skip
def test_what_the_rows_add_up_to_is_what_the_definitions_say_by_hand(
    example: Counts, code: str, column: str, value: float
) -> None:
    assert trace(example, code, column).check().recomputed == pytest.approx(value, abs=5e-7)


def test_counts_of_people_are_the_same_to_the_last_bit(example: Counts) -> None:
    for code in ("ZONE:A", "ZONE:B", "ZONE:C"):
        for column in ("population", "population_covered", "presence", "people_beyond_reach"):
            assert trace(example, code, column).check().exact


def test_the_pairs_behind_the_mean_access_of_a_are_those_of_the_definitions(
    example: Counts,
) -> None:
    found = trace(example, "ZONE:A", "access_mean")
    pairs = found.pairs.set_index(["unit_id", "service_id"])
    assert pairs["weight"].to_dict() == {
        ("u1", "s1"): 1, ("u1", "s2"): 0.68, ("u2", "s1"): 0.68, ("u2", "s2"): 1, ("u2", "s3"): 1,
    }  # fmt: skip
    assert pairs.loc[("u1", "s2"), "eligible"] == 0.8
    sites = found.sites.set_index("service_id")
    assert sites["demand"].to_dict() == pytest.approx({"s1": 8720, "s2": 10864, "s3": 9440})
    assert sites["ratio"].to_list() == pytest.approx([10.321101, 0.920471, 0.529661], abs=5e-7)
    assert found.demand.groupby("service_id")["demand"].sum().to_dict() == pytest.approx(
        {"s1": 8720, "s2": 10864, "s3": 9440}
    )
    assert found.units.set_index("unit_id")["access"].to_list() == pytest.approx(
        [10.821837, 8.192340], abs=5e-7
    )
    for frame in (found.pairs, found.units, found.sites):
        assert frame["contribution"].sum() == pytest.approx(found.value, rel=1e-12)


def test_units_and_sites_tell_the_row_of_the_file_they_come_from(example: Counts) -> None:
    found = trace(example, "ZONE:B", "access_mean")
    rows = found.units.set_index("unit_id")[["source_file", "source_row"]]
    assert rows.loc["u3"].to_list() == ["units.csv", 4]
    assert found.sites.set_index("service_id").loc["s3", "source_row"] == 4


def test_the_class_of_c_is_reached_question_by_question(example: Counts) -> None:
    path = trace(example, "ZONE:C", "class").lines
    assert path["question"].to_list() == ["reach_low", "reach_high", "doors_known"]
    assert path["value"].to_list()[:2] == pytest.approx([0.4, 0.4])
    assert path["answer"].to_list() == ["no", "below", "yes"]


def test_the_rank_names_who_comes_before(example: Counts) -> None:
    before = trace(example, "ZONE:A", "rank").lines
    assert before["territory_id"].to_list() == ["ZONE:C", "ZONE:B", "ZONE:A"]


def test_every_flag_says_what_it_was_compared_with(example: Counts) -> None:
    found = trace(example, "ZONE:C", "flags").lines.set_index("question")
    assert found.loc["pocket", ["value", "threshold", "answer"]].to_list() == [3000, 500, "yes"]
    assert found.loc["small_numbers", ["value", "threshold", "answer"]].to_list() == [0.2, 5, "yes"]


def test_a_rate_on_few_people_is_not_there_and_nothing_shows_it() -> None:
    units = example_units()
    units.loc["u4", "population"], units.loc["u5", "population"] = 200.0, 100.0
    counts = Counts(evidence_of(units, example_sites(), MINUTES, SHARES, PLACES))
    for column in ("reach_share", "access_mean", "access_p10", "fte_per_10k"):
        found = trace(counts, "ZONE:C", column)
        assert (found.value, found.reason, found.check().equal) == (None, "small", True)
        assert not len(found.lines)
        assert not len(found.units)
        assert not len(found.pairs)
    assert trace(counts, "ZONE:C", "population").value == 300


def test_the_class_of_few_people_is_explained_without_their_rates() -> None:
    units = example_units()
    units.loc["u4", "population"], units.loc["u5", "population"] = 200.0, 100.0
    counts = Counts(evidence_of(units, example_sites(), MINUTES, SHARES, PLACES))
    for column in ("class", "reach_test", "intensity_test", "flags"):
        found = trace(counts, "ZONE:C", column)
        assert found.check().equal
        told = found.lines.set_index("question")["value"]
        for question in ("reach_low", "reach_high", "access", "edge"):
            assert question not in told or told[question] is None, (column, question)
    for column in ("fte_shortfall", "fte_shortfall_floor"):
        found = trace(counts, "ZONE:C", column)
        assert found.check().equal
        assert sum(map(len, (found.lines, found.units, found.sites, found.pairs))) == 0
        assert "access_mean" not in found.parameters


def test_nothing_is_shown_of_a_self_governed_territory_or_of_its_units() -> None:
    units = example_units()
    units.loc[["u4", "u5"], "self_governed"] = True
    counts = Counts(
        evidence_of(
            units, example_sites(), MINUTES, [*SHARES, ("u4", "ZONE:B", 0.0001)], PLACES,
            self_governed=("ZONE:C",),
        )
    )  # fmt: skip
    for column in ANSWERS:
        found = trace(counts, "ZONE:C", column)
        assert found.reason == "self_governed"
        assert found.check().equal, column
        assert not len(found.lines)
        assert not len(found.units)
    assert not {"u4", "u5"} & set(counts.evidence.units.index)
    near = trace(counts, "ZONE:B", "population")
    assert near.apart == pytest.approx(0.2)
    assert near.check().equal
    assert "u4" not in set(near.units["unit_id"])


def test_an_unknown_territory_or_column_is_told_with_the_nearest(example: Counts) -> None:
    with pytest.raises(InputError, match="ZONE:"):
        trace(example, "ZONE:D", "rank")
    with pytest.raises(InputError, match="access_mean"):
        trace(example, "ZONE:A", "acces_mean")


def test_a_trace_that_lost_a_row_no_longer_equals_the_table(example: Counts) -> None:
    found: Trace = trace(example, "ZONE:A", "access_mean")
    assert not replace(found, lines=found.lines.iloc[1:]).check().equal


@st.composite
def small_studies(draw: st.DrawFn) -> Evidence:
    """Draw units, sites, times and shares; some unknown, some outside, some self-governed."""
    count, places = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    ids = [f"u{i}" for i in range(count)]

    def several(values: st.SearchStrategy[Any], size: int = count) -> list[Any]:
        return draw(st.lists(values, min_size=size, max_size=size))

    rates = several(st.sampled_from([0.0, 0.25, 0.7, 1.0]))
    units = pd.DataFrame(
        {
            "population": np.array(
                several(st.sampled_from([0, 40, 600, 1000, 2500, 31000])), float
            ),
            "threshold": several(st.sampled_from([15.0, 20.0, 30.0, 40.0])),
            "registered_share": rates,
            "located": [True, *several(st.booleans(), count - 1)],
            "self_governed": several(st.sampled_from([False, False, False, True])),
            "coarse": several(st.booleans()),
            "declared_rate": several(st.booleans()),
            "in_buffer": [False, *several(st.sampled_from([False, False, True]), count - 1)],
        },
        index=pd.Index(ids, name="unit_id"),
    )
    sites = example_sites().iloc[[0] * places].reset_index(drop=True)
    sites["service_id"] = [f"s{i}" for i in range(places)]
    sites["kind"] = several(st.sampled_from(["clsc", "gmf", "community", "library"]), places)
    sites["registration"] = several(st.sampled_from(["open", "required", "unknown"]), places)
    sites["mode"] = several(st.sampled_from(["in_person", "in_person", "virtual"]), places)
    sites[["fte_ts", "fte_tts", "fte_oc"]] = np.nan
    sites["fte"] = several(st.sampled_from([np.nan, 0.0, 0.4, 3.0, 12.5]), places)
    cost = st.sampled_from([None, 0.0, 5.0, 10.0, 13.3, 20.0, 26.7, 30.0, 45.0])
    minutes = {
        site: {unit: c for unit, c in zip(ids, several(cost), strict=True) if c is not None}
        for site in sites["service_id"]
    }
    zones = ["ZONE:A", "ZONE:B", "ZONE:C"]
    split = several(st.sampled_from([(1.0, 0.0), (0.75, 0.25), (0.3, 0.6), (0.1, 0.0)]))
    where = several(st.integers(0, 2))
    shares = [
        (unit, zones[(at + step) % 3], part)
        for unit, at, parts, around in zip(ids, where, split, units["in_buffer"], strict=True)
        for step, part in enumerate(parts)
        if part and not around
    ]
    methods = draw(
        st.lists(st.sampled_from(["within", "areal"]), min_size=len(shares), max_size=len(shares))
    )
    inside = [(site, draw(st.sampled_from(zones))) for site in sites["service_id"]]
    known_zones = {zone for _, zone, _ in shares}
    tests = draw(st.sampled_from([("presence", "reach"), ("presence", "reach", "intensity")]))
    return evidence_of(
        units, sites, minutes, shares, [row for row in inside if row[1] in known_zones],
        known=several(st.booleans()),
        self_governed=draw(st.sampled_from([(), ("ZONE:A",)])),
        norm=NORM.model_copy(update={"tests": tests}),
        near_border=draw(st.sampled_from([None, [True] * count])),
        with_band=draw(st.booleans()),
        methods=methods,
    )  # fmt: skip


@settings(max_examples=25)
@given(small_studies(), st.integers(0, 2))
def test_any_figure_of_any_small_study_adds_up_from_its_rows(evidence: Evidence, at: int) -> None:
    counts = Counts(evidence)
    codes = evidence.gaps["zone"]["territory_id"].to_list()
    for column in ANSWERS:
        check = trace(counts, codes[at % len(codes)], column).check()
        assert check.equal, (codes[at % len(codes)], column, check)
