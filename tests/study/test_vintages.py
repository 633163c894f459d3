"""Codes of two vintages in one study: refused with the reason, or brought to one when asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.study import Study, read_study
from territory.study.gather import gather
from territory.study.model import Input, ServiceInput, TerritoryInput
from territory.study.sovereignty import opt_ins
from territory.study.vintages import (
    Target,
    contradicted,
    covers_brought,
    members_brought,
    reconciled,
    targets,
    unknown_coverage,
)
from territory.tables import Reading

META = SourceInfo("x", "Essai", "Trial", "", "", "2016", "supply", "")
NOW = {
    "municipality": Target(frozenset({"MUN:32043", "MUN:46075"}), "2025"),
    "rls": Target(frozenset({"RLS:0611"}), "2020"),
    "region": Target(frozenset({"REG:05", "REG:16"}), "2025"),
}


@pytest.fixture(scope="module")
def study(checkout: Path) -> Study:
    return read_study(checkout / "studies" / "demo.toml")


def reading(**columns: list[object]) -> Reading:
    frame = pd.DataFrame(columns)
    return Reading(frame, "fichier.csv", len(frame), len(frame))


def given(**said: object) -> Input:
    return Input.model_validate({"reader": "needs", "path": "fichier.csv", **said})


def test_a_merged_municipality_stops_the_study_and_says_how_to_go_on(study: Study) -> None:
    rows = reading(municipality_id=["MUN:32040", "MUN:46075"], rate=[0.1, 0.2])
    with pytest.raises(InputError, match="recode = true") as refused:
        reconciled(rows, "needs", given(), META, study, NOW)
    assert "fichier.csv" in str(refused.value)
    told = reconciled(rows, "needs", given(recode=True), META, study, NOW)
    assert told.table["municipality_id"].tolist() == ["MUN:32043", "MUN:46075"]
    assert any("MUN:32040 → MUN:32043" in note for note in told.notes)


def test_two_figures_of_municipalities_now_merged_are_not_put_on_one_code(study: Study) -> None:
    rows = reading(municipality_id=["MUN:32040", "MUN:32045"], rate=[0.1, 0.2])
    with pytest.raises(InputError, match="deux rangées deviennent"):
        reconciled(rows, "needs", given(recode=True), META, study, NOW)


def test_two_rates_of_one_territory_by_two_definitions_are_no_merger(study: Study) -> None:
    codes = ["MUN:32040", "MUN:46075", "MUN:46075"]
    rows = reading(territory_id=codes, definition=["residence", "residence", "place_of_care"])
    told = reconciled(rows, "registration", given(recode=True), META, study, NOW)
    assert told.table["territory_id"].tolist() == ["MUN:32043", "MUN:46075", "MUN:46075"]


def test_an_old_code_the_territories_still_have_is_theirs(study: Study) -> None:
    rows = reading(municipality_id=["MUN:32040"])
    old = {"municipality": Target(frozenset({"MUN:32040"}), "2025")}
    assert reconciled(rows, "needs", given(), META, study, old).table.equals(rows.table)


def test_a_code_with_two_meanings_needs_its_vintage_said(study: Study) -> None:
    rows = reading(rls_id=["RLS:0611"])
    unknown = replace(META, vintage="")
    with pytest.raises(InputError, match="AAAA"):
        reconciled(rows, "needs", given(recode=True), unknown, study, NOW)
    told = reconciled(rows, "needs", given(vintage="2021"), unknown, study, NOW)
    assert told.table["rls_id"].tolist() == ["RLS:0611"]


@pytest.mark.parametrize("table", ["membership", "coverage", "registration", "reference"])
def test_codes_that_changed_meaning_are_refused_whatever_the_table(
    study: Study, table: str
) -> None:
    rows = reading(subject_id=["CT:4620001.00"], territory_id=["RLS:0611"], population=[5.0])
    with pytest.raises(InputError, match="RLS:0611") as refused:
        reconciled(rows, table, given(vintage="2014", recode=True), META, study, NOW)
    said = str(refused.value)
    assert "de 2014 et les territoires de 2020" in said
    assert "AAAA" not in said
    told = reconciled(rows, table, given(vintage="2021"), META, study, NOW)
    assert told.table["territory_id"].tolist() == ["RLS:0611"]


def test_territories_without_a_vintage_are_the_ones_to_date(study: Study) -> None:
    goals = {"rls": Target(frozenset({"RLS:0611"}), "")}
    rows = reading(territory_id=["RLS:0611"])
    with pytest.raises(InputError, match=r"\[\[territories\]\]"):
        reconciled(rows, "membership", given(vintage="2014"), META, study, goals)


def test_shares_of_two_territories_now_merged_add_up(study: Study) -> None:
    rows = reading(
        subject_id=["CT:1", "CT:1", "CT:2"],
        territory_id=["MUN:32040", "MUN:32045", "MUN:46075"],
        level=["municipality"] * 3,
        share=[0.25, 0.75, 1.0],
    )
    with pytest.raises(InputError, match="recode = true"):
        reconciled(rows, "membership", given(), META, study, NOW)
    told = reconciled(rows, "membership", given(recode=True), META, study, NOW).table
    assert told[["subject_id", "territory_id", "share"]].to_numpy().tolist() == [
        ["CT:1", "MUN:32043", 1.0],
        ["CT:2", "MUN:46075", 1.0],
    ]


def test_counts_of_reference_are_of_their_year_and_add_up(study: Study) -> None:
    rows = reading(
        territory_id=["MUN:32040", "MUN:32045"], population=[10.0, 20.0], year=["2021"] * 2
    )
    long = replace(META, vintage="1996-2041")
    told = reconciled(rows, "reference", given(recode=True), long, study, NOW).table
    assert told[["territory_id", "population"]].to_numpy().tolist() == [["MUN:32043", 30.0]]
    mine = reading(territory_id=["RLS:0611"], population=[10.0], year=[2021])
    assert len(reconciled(mine, "reference", given(), long, study, NOW).table) == 1


def test_needs_of_municipalities_that_are_units_are_of_their_time_too(study: Study) -> None:
    rows = reading(unit_id=["MUN:32040", "DA:24320001"], rate=[0.1, 0.2])
    with pytest.raises(InputError, match="recode = true"):
        reconciled(rows, "needs", given(), META, study, NOW)
    told = reconciled(rows, "needs", given(recode=True), META, study, NOW).table
    assert told["unit_id"].tolist() == ["MUN:32043", "DA:24320001"]


def test_what_a_file_says_it_covers_is_of_its_vintage(study: Study) -> None:
    said = {
        "reader": "services",
        "path": "points.csv",
        "covers": [{"kind": "clsc", "status": "complete", "territories": ["MUN:32040"]}],
    }
    with pytest.raises(InputError, match=r"points\.csv, covers"):
        covers_brought(ServiceInput.model_validate(said), META, study, NOW, [])
    notes: list[str] = []
    asked = ServiceInput.model_validate({**said, "recode": True})
    assert covers_brought(asked, META, study, NOW, notes) == {"MUN:32040": "MUN:32043"}
    assert any("MUN:32040 → MUN:32043" in note for note in notes)


def test_members_of_zones_are_of_the_vintage_of_their_file(study: Study) -> None:
    def zones(members: str, vintage: str, *, recode: bool) -> tuple[object, list[str]]:
        layer = gpd.GeoDataFrame(
            {"territory_id": ["ZONE:a"], "members": [members], "vintage": [vintage]},
            geometry=[box(0, 0, 1, 1)],
        )
        towns = gpd.GeoDataFrame(
            {"territory_id": ["MUN:32043", "RLS:0611"], "vintage": ["2025", "2025"]},
            geometry=[box(0, 0, 1, 1)] * 2,
        )
        one = TerritoryInput.model_validate(
            {"level": "zone", "reader": "members", "path": "z.csv", "recode": recode}
        )
        file = study.file.model_copy(update={"territories": (one,)})
        own = study.model_copy(update={"file": file})
        account = {"table": "territories", "level": "zone", "source": "z.csv", "notes": []}
        levels = {"zone": layer, "municipality": towns.head(1), "rls": towns.tail(1)}
        members_brought(own, levels, pd.DataFrame(), [account])
        return levels["zone"]["members"].iloc[0], account["notes"]

    with pytest.raises(InputError, match=r"z\.csv"):
        zones("RLS:0611", "2014", recode=True)
    with pytest.raises(InputError, match="recode = true"):
        zones("MUN:32040;MUN:32045", "2016", recode=False)
    members, notes = zones("MUN:32040;MUN:32045", "2016", recode=True)
    assert members == "MUN:32043"
    assert "MUN:32040 → MUN:32043" in notes[0]
    assert zones("RLS:0611", "2025", recode=False) == ("RLS:0611", [])


@pytest.mark.parametrize("section", ["shares", "zones", "covers"])
def test_a_study_is_stopped_wherever_a_code_of_another_meaning_is_given(
    study: Study, tmp_path: Path, section: str
) -> None:
    (tmp_path / "shares.csv").write_text(
        "unit_id,territory_id,share\nDA:1,RLS:0611,1\n", encoding="utf-8"
    )
    (tmp_path / "zones.csv").write_text("zone_id,name,member\na,Ouest,RLS:0611\n", encoding="utf-8")
    file = study.file.model_copy()
    dated = tuple(
        one.model_copy(update={"vintage": "2020"}) if one.level == "rls" else one
        for one in file.territories
    )
    old = {"vintage": "2014", "recode": True}
    if section == "shares":
        path = str(tmp_path / "shares.csv")
        more = {"reader": "shares", "path": path, "options": {"level": "rls"}, **old}
        changed = {"territories": dated, "shares": (Input.model_validate(more),)}
    elif section == "zones":
        more = {"reader": "members", "path": str(tmp_path / "zones.csv"), "level": "zone", **old}
        changed = {"territories": (*dated, TerritoryInput.model_validate(more))}
    else:
        covers = [{"kind": "clsc", "status": "complete", "territories": ["RLS:0611"]}]
        one = {**file.services[0].model_dump(), "covers": covers, **old}
        changed = {
            "territories": dated,
            "services": (ServiceInput.model_validate(one), *file.services[1:]),
        }
    with pytest.raises(InputError, match="RLS:0611 n'a pas le même sens"):
        gather(study.model_copy(update={"file": file.model_copy(update=changed)}))


def test_the_date_of_each_row_is_its_vintage(study: Study) -> None:
    rows = reading(rls_id=["RLS:0611", "RLS:0611"], vintage=["2021", "2012"])
    with pytest.raises(InputError, match="2012"):
        reconciled(rows, "services", given(), META, study, NOW)


def test_limits_that_moved_are_taken_only_when_asked_and_then_said(study: Study) -> None:
    rows = reading(territory_id=["REG:05"], kind=["clsc"])
    with pytest.raises(InputError, match="limites"):
        reconciled(rows, "coverage", given(), META, study, NOW)
    told = reconciled(rows, "coverage", given(recode=True), META, study, NOW)
    assert told.table["territory_id"].tolist() == ["REG:05"]
    assert any("REG:05" in note for note in told.notes)


def test_an_impossible_code_is_left_aside_and_counted(study: Study) -> None:
    rows = reading(rls_id=["RLS:abc", "RSS:17", None])
    told = reconciled(rows, "services", given(vintage="2020"), META, study, NOW)
    assert told.table["rls_id"].isna().all()
    assert any("RLS:abc" in note and note.startswith("2 ") for note in told.notes)


def test_territories_tell_the_vintage_of_their_codes_not_of_their_lines() -> None:
    layer = gpd.GeoDataFrame(
        {"territory_id": ["MRC:46"], "vintage": ["2018"], "codes_vintage": ["2025-04"]},
        geometry=[box(0, 0, 1, 1)],
    )
    people = pd.DataFrame(
        {"mrc_id": ["MRC:46", None], "rls_id": ["RLS:0511", None], "vintage": ["2021", "2025"]}
    )
    found = targets({"mrc": layer}, people)
    assert found["mrc"].vintage == "2025-04"
    assert found["rls"] == Target(frozenset({"RLS:0511"}), "2021")


def test_a_statement_about_a_territory_the_study_does_not_have_is_counted() -> None:
    layer = gpd.GeoDataFrame({"territory_id": ["MRC:46"]}, geometry=[box(0, 0, 1, 1)])
    stated = pd.DataFrame({"territory_id": ["MRC:46", "MRC:99", "MRC:99", "REG:01"]})
    (note,) = unknown_coverage(stated, {"mrc": layer})
    assert note.startswith("3 déclarations")
    assert "MRC:99" in note
    assert unknown_coverage(stated.head(1), {"mrc": layer}) == []


def test_a_parent_its_own_code_contradicts_is_reported() -> None:
    table = pd.DataFrame(
        {"territory_id": ["CLSC:01111", "CLSC:01121"], "parent_id": ["RLS:0111", "RLS:0113"]}
    )
    (note,) = contradicted(table)
    assert "CLSC:01121 (RLS:0113)" in note
    assert contradicted(table.head(1)) == []


@pytest.mark.real
def test_the_real_study_of_quebec_goes_through_the_recodes_it_asks_for(
    real_data: Path, checkout: Path
) -> None:
    gathered = gather(read_study(checkout / "studies" / "quebec.toml", real_data))
    notes = [
        note
        for account in gathered.inputs
        if account["table"] == "membership"
        for note in account["notes"]
    ]
    assert any("MUN:85050 → MUN:85052" in note for note in notes)
    assert set(gathered.territories["region"]["codes_vintage"]) == {"2025-04"}
    assert not any("impossibles" in note for one in gathered.inputs for note in one["notes"])


def test_a_decision_about_a_code_that_cannot_be_is_refused_with_its_line(
    study: Study, tmp_path: Path
) -> None:
    path = tmp_path / "adhesions.csv"
    path.write_text(
        "territory_id,community,decision,date\nMRC:992,K,résolution 1,2025-01-01\n"
        "MRC:abc,X,résolution 2,2025-01-01\n",
        encoding="utf-8",
    )
    rules = study.file.self_governed.model_copy(update={"opt_in": str(path)})
    file = study.file.model_copy(update={"self_governed": rules})
    with pytest.raises(InputError, match=r"ligne 3.*MRC:abc"):
        opt_ins(study.model_copy(update={"file": file}))
