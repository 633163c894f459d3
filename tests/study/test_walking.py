"""The walk on real files: what the studies must give, and what no run may break."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import territory
from territory.membership import residual
from territory.study import Result


@pytest.fixture(scope="module")
def montreal(real_data: Path, checkout: Path) -> Result:
    """Walk the Montréal study on the real files."""
    return territory.run(territory.read_study(checkout / "studies" / "montreal.toml", real_data))


@pytest.fixture(scope="module")
def abords(real_data: Path, checkout: Path) -> Result:
    """Walk the island of Montréal with the band around it on the real files."""
    study = territory.read_study(checkout / "studies" / "montreal-abords.toml", real_data)
    return territory.run(study)


@pytest.fixture(scope="module")
def quebec(real_data: Path, checkout: Path) -> Result:
    """Walk the Québec study on the real files."""
    return territory.run(territory.read_study(checkout / "studies" / "quebec.toml", real_data))


@pytest.fixture(scope="module")
def demo(checkout: Path) -> Result:
    """Walk the embedded default."""
    return territory.run(territory.read_study(checkout / "studies" / "demo.toml"))


RESULTS = pytest.mark.parametrize("name", ["montreal", "abords", "quebec", "demo"])


def at_the_edge(result: Result, level: str) -> set[str]:
    rows = result.gaps[level].set_index("territory_id")["flags"].str.split(";")
    return set(rows[rows.map(lambda flags: "edge" in flags)].index)


@pytest.mark.real
def test_montreal_counts_everyone_of_its_areas(montreal: Result) -> None:
    assert montreal.record["counts"]["population"] == 2_004_969
    assert len(montreal.gaps["clsc"]) == 35
    assert len(montreal.gaps["rls"]) == 12
    assert len(montreal.gaps["borough"]) == 34
    assert len(montreal.gaps["da"]) == 3229


@pytest.mark.real
def test_montreal_with_a_band_counts_the_same_people_and_says_who_is_around(
    abords: Result,
) -> None:
    assert abords.record["counts"]["population"] == 2_004_969
    around = abords.record["buffer"]
    assert (around["units"], around["population"]) == (456, 2_406_083)
    # One library is set aside, whose point is 180 km or more from the town it states.
    assert (around["services"], around["doors"]) == (218, 58)
    assert (abords.record["counts"]["services"], abords.record["counts"]["doors"]) == (107, 41)


@pytest.mark.real
def test_montreal_with_a_band_is_as_it_was_with_the_sites_of_all_quebec(
    montreal: Result, abords: Result
) -> None:
    """No kind has staff, so that people around take nothing: only the flag is added."""
    for level, table in montreal.gaps.items():
        banded = abords.gaps[level].set_index("territory_id").loc[table["territory_id"]]
        same = table.set_index("territory_id").drop(columns="flags")
        pd.testing.assert_frame_equal(banded.drop(columns="flags"), same)
        assert not at_the_edge(montreal, level)


@pytest.mark.real
def test_the_doors_of_the_other_shore_count_for_pierrefonds_and_montreal_nord(
    abords: Result,
) -> None:
    assert at_the_edge(abords, "clsc") == {"CLSC:06112", "CLSC:06422"}
    assert at_the_edge(abords, "rls") == {"RLS:0642"}
    assert len(at_the_edge(abords, "da")) == 17


@pytest.mark.real
def test_the_edge_of_quebec_is_its_land_border_and_no_shore(quebec: Result) -> None:
    edge = at_the_edge(quebec, "mrc")
    gatineau, temiscamingue, avignon, memphremagog = "MRC:81", "MRC:85", "MRC:06", "MRC:45"
    assert {gatineau, temiscamingue, avignon, memphremagog} < edge
    montreal, rimouski_neigette, sept_rivieres, cote_de_gaspe = (
        "MRC:66",
        "MRC:10",
        "MRC:971",
        "MRC:03",
    )
    assert not {montreal, rimouski_neigette, sept_rivieres, cote_de_gaspe} & edge
    assert len(edge) == 24


@pytest.mark.real
def test_quebec_describes_every_mrc_and_says_who_is_left_out(quebec: Result) -> None:
    assert len(quebec.gaps["mrc"]) == 104
    assert len(quebec.gaps["rls"]) == 96
    assert quebec.record["counts"]["population"] == pytest.approx(8_625_233)
    left = residual(quebec.tables.population, quebec.tables.membership, "clsc")
    told = quebec.record["unassigned"]["clsc"]
    assert told == pytest.approx(float(left["people_left_out"].sum()))
    assert told > 1_000_000


@pytest.mark.real
@RESULTS
def test_read_is_kept_plus_rejected_in_every_file(
    name: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    for account in result.record["inputs"]:
        assert account["read"] == account["kept"] + account["rejected"], account["source"]
    total = sum(account["rejected"] for account in result.record["inputs"])
    assert total == sum(len(table) for table in result.rejected.values())


@pytest.mark.real
@RESULTS
def test_people_of_every_level_and_its_residual_are_everyone(
    name: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    people = result.record["counts"]["population"]
    for level, table in result.gaps.items():
        told = table["population"].sum() + result.record["unassigned"][level]
        assert told == pytest.approx(people, rel=1e-9), level


@pytest.mark.real
@RESULTS
def test_the_rank_is_inside_its_interval_and_reach_between_its_bounds(
    name: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    for table in result.gaps.values():
        ranked = table[table["rank"].notna()]
        assert (ranked["rank_low"] <= ranked["rank"]).all()
        assert (ranked["rank"] <= ranked["rank_high"]).all()
        told = table[table["reach_share"].notna()]
        assert (told["reach_low"] <= told["reach_high"] + 1e-12).all()


@pytest.mark.real
@RESULTS
def test_self_governed_territories_show_their_population_and_nothing_else(
    name: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    shown = ["territory_id", "name", "population", "class", "norm", "class_nonregistered"]
    for table in result.gaps.values():
        hidden = table[table["class"] == "not_ranked"]
        assert (hidden["class_reason"] == "self_governed").all()
        hidden = hidden.drop(columns=[*shown, "class_reason"])
        assert hidden.replace("", np.nan).isna().all(axis=None)
    listed = result.tables.population.loc[result.tables.population["self_governed"], "unit_id"]
    assert not result.units["unit_id"].isin(listed).any()


def test_the_demonstration_shows_every_class_at_mrc_and_clsc(demo: Result) -> None:
    for level in ("mrc", "clsc"):
        found = set(demo.gaps[level]["class"])
        assert found == {"desert", "underserved", "served", "insufficient_data", "not_ranked"}


def test_the_demonstration_conserves_its_supply(demo: Result) -> None:
    """Add up the FTE felt by residents: the supply that has somebody in its catchment."""
    everyone = demo.tables.population.set_index("unit_id")
    felt = (demo.units["access"] * demo.units["population"]).sum() / 1e4
    counted = demo.services["supply"].where(demo.services["excluded"] == "").sum()
    assert 0 < felt <= counted + 1e-6
    outside = everyone.loc[everyone["self_governed"], "population"].sum()
    assert outside > 0


def test_a_second_walk_gives_the_same_tables(demo: Result, checkout: Path) -> None:
    again = territory.run(territory.read_study(checkout / "studies" / "demo.toml"))
    for level, table in demo.gaps.items():
        pd.testing.assert_frame_equal(table, again.gaps[level])


def test_coarser_levels_come_from_units_and_agree_with_the_finer(demo: Result) -> None:
    def beyond(level: str) -> float:
        return float(demo.gaps[level]["people_beyond_reach"].sum())

    assert beyond("clsc") == pytest.approx(beyond("rls"), rel=0.02)
    assert beyond("mrc") == pytest.approx(demo.record["counts"]["people_beyond_reach"], rel=0.01)


@pytest.mark.real
@RESULTS
def test_every_note_of_a_study_is_told_in_both_languages(
    name: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    french = re.compile(
        r"\b(les|dans|des|du|une|leur|selon|personnes|aires|sont|sans|aucune?)\b", re.IGNORECASE
    )
    for account in result.record["inputs"]:
        assert len(account["notes"]) == len(account["notes_en"])
        for told in account["notes_en"]:
            assert not french.search(told.replace("boul. des Forges", "")), told


def test_each_kind_has_its_row_in_every_territory_of_the_demonstration(demo: Result) -> None:
    for level, table in demo.kinds.items():
        assert len(table) == 5 * len(demo.gaps[level])
        assert not table.duplicated(["territory_id", "kind"]).any()
        told = demo.completeness[level].set_index(["territory_id", "kind"])["status"]
        mine = table.set_index(["territory_id", "kind"])["status"]
        assert (mine[told.index] == told).all()


def test_kinds_add_up_to_the_tables_of_the_demonstration(demo: Result) -> None:
    for level, table in demo.kinds.items():
        gaps = demo.gaps[level].set_index("territory_id")
        sums = table.groupby("territory_id")[["fte", "fte_virtual", "access_mean"]].sum()
        for column in ("fte", "fte_virtual"):
            known = gaps.index[gaps[column].notna()]
            assert sums.loc[known, column].to_numpy() == pytest.approx(
                gaps.loc[known, column].to_numpy(), abs=1e-9
            )
        complete = table.groupby("territory_id")["status"].agg(
            lambda held: set(held) == {"complete"}
        )
        whole = complete.index[complete].intersection(gaps.index[gaps["access_mean"].notna()])
        assert len(whole)
        assert sums.loc[whole, "access_mean"].to_numpy() == pytest.approx(
            gaps.loc[whole, "access_mean"].to_numpy(), rel=1e-9
        )


@pytest.mark.real
@RESULTS
def test_no_kind_is_said_to_be_missing_where_data_are(
    name: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    for level, table in result.kinds.items():
        counts = table.loc[table["status"] != "complete", ["sites", "doors", "fte", "fte_virtual"]]
        assert not (counts == 0).any(axis=None)
        reach = ["reach_share", "people_beyond_reach", "nearest_cost_median", "access_mean"]
        assert table.loc[table["status"] == "absent", reach].isna().all(axis=None)
        gaps = result.gaps[level]
        apart = gaps.loc[gaps["class"] == "not_ranked", "territory_id"]
        hidden = table[table["territory_id"].isin(apart)]
        figures = table.columns.difference(["territory_id", "name", "kind", "status"])
        assert hidden[figures].isna().all(axis=None)
        assert (hidden["status"] == "").all()


@pytest.mark.real
def test_the_only_kind_of_a_basket_is_judged_as_in_the_tables(quebec: Result) -> None:
    for level, table in quebec.kinds.items():
        mine = table[table["kind"] == "clsc"].set_index("territory_id")
        gaps = quebec.gaps[level].set_index("territory_id").loc[mine.index]
        for column in ("reach_share", "people_beyond_reach", "nearest_cost_median"):
            pd.testing.assert_series_equal(mine[column], gaps[column], check_names=False)


@pytest.mark.real
def test_montreal_tells_four_scores_of_the_people_who_have_them(montreal: Result) -> None:
    scores = [one.key for one in montreal.need_columns]
    assert len(scores) == 4
    assert list(montreal.units.columns.drop("geometry"))[-4:] == scores
    areas = montreal.needs["da"].set_index("territory_id")
    units = montreal.units.set_index("unit_id")[scores]
    large = areas.index[areas[scores[0]].notna()]
    assert len(large) > 50
    assert areas.loc[large, scores].to_numpy() == pytest.approx(units.loc[large].to_numpy(float))
    for level, table in montreal.needs.items():
        covered = montreal.gaps[level].set_index("territory_id")["population_covered"]
        people = table.set_index("territory_id")[f"{scores[0]}_people"]
        assert (people <= covered[people.index] + 1e-6).all()
