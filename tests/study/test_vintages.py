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
from territory.study.model import Input
from territory.study.sovereignty import opt_ins
from territory.study.vintages import Target, contradicted, reconciled, targets, unknown_coverage
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
