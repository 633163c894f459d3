"""What a row means to the field: staff and days, groups and sites, rates and statements."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from territory.sources import SourceInfo
from territory.sources.templates.readers import Outcome, read_outcome

GMF = {"name": "GMF A", "municipality": "Farnham"}
VISIT = {"name": "Équipe", "municipality": "Farnham"}
LIBRARY = {"name": "Bibliothèque", "municipality": "Farnham", "worker": "oui"}
RATE = {"territory": "RLS:0611", "registered_share": 80, "definition": "résidence",
        "date": "2024", "source": "x"}  # fmt: skip
SAID = {"territory": "RLS:0611", "kind": "CLSC", "status": "complet", "date": "2024", "source": "x"}


@pytest.fixture
def outcome(fill: Any, meta: SourceInfo) -> Any:
    """Return what reading a filled template gives."""

    def given(key: str, *rows: dict[str, Any]) -> Outcome:
        return read_outcome(fill(key, *rows), key, meta=meta)

    return given


def faults(outcome: Outcome, *, fatal: bool = True) -> list[str]:
    return [
        f"{outcome.filled.lines[one.row]} {one.sentence('fr')}".replace("\u00a0", " ")
        for one in outcome.faults(fatal=fatal)
    ]


def only(outcome: Outcome) -> pd.Series:
    assert faults(outcome) == []
    assert len(outcome.reading.table) == 1
    return outcome.reading.table.iloc[0]


def test_a_gmf_is_for_registered_people_unless_it_says_otherwise(outcome: Any) -> None:
    rows = [{**GMF, "site_id": str(i), "registration": said}
            for i, said in enumerate([None, "non", "inconnu", "requise", "N/D"])]  # fmt: skip
    assert outcome("gmf", *rows).reading.table["registration"].tolist() == [
        "required", "open", "unknown", "required", "unknown",
    ]  # fmt: skip


def test_staff_not_given_is_unknown_and_posts_and_heads_never_count(outcome: Any) -> None:
    site = only(outcome("gmf", {**GMF, "posts": 4, "headcount": 6, "fte_ts": "inconnu"}))
    assert site[["fte_ts", "fte_tts", "fte_oc", "fte_other", "fte"]].isna().all()
    assert site[["posts", "headcount"]].tolist() == [4, 6]


def test_a_zero_is_a_zero(outcome: Any) -> None:
    assert only(outcome("gmf", {**GMF, "fte_ts": 0})).loc["fte"] == 0


def test_sites_of_one_group_with_the_same_staff_are_questioned(outcome: Any) -> None:
    rows = [{**GMF, "name": f"Site {i}", "group": "G", "fte_ts": 2.5} for i in (1, 2)]
    result = outcome("gmf", *rows, {**GMF, "name": "Site 3", "group": "G", "fte_ts": 1})
    assert result.reading.kept == 3
    (told,) = faults(result, fatal=False)
    assert told.startswith("5 Groupe : mêmes ETC que la ligne 4, du même groupe")


def test_the_same_name_at_the_same_place_is_questioned_and_kept(outcome: Any) -> None:
    result = outcome("gmf", GMF, {**GMF, "name": "gmf  a"})
    assert result.reading.table["service_id"].tolist() == [
        "GMF:gmf-a-46112", "GMF:gmf-a-46112-2",
    ]  # fmt: skip
    assert "même nom au même lieu que la ligne 4" in faults(result, fatal=False)[0]


def test_an_identifier_given_twice_sets_the_second_row_aside(outcome: Any) -> None:
    result = outcome("gmf", {**GMF, "site_id": "7"}, {**GMF, "name": "B", "site_id": "7"})
    assert result.reading.table["service_id"].tolist() == ["GMF:7"]
    assert "« 7 » est déjà l'identifiant d'une autre rangée" in faults(result)[0]


def test_more_than_sixty_fte_at_one_place_is_questioned(outcome: Any) -> None:
    result = outcome("gmf", {**GMF, "fte_ts": 61})
    assert result.reading.kept == 1
    assert faults(result, fatal=False)[0].startswith("4 ETC TS : 61 est beaucoup; vérifiez")


def test_a_total_that_is_not_the_sum_of_its_roles_is_questioned(outcome: Any) -> None:
    result = outcome("gmf", {**GMF, "fte_ts": 1, "fte_tts": 1, "fte": 3})
    assert "le total (3) n'est pas la somme des rôles (2)" in faults(result, fatal=False)[0]


def test_every_fault_of_a_row_is_told_at_once(outcome: Any) -> None:
    result = outcome("gmf", {"municipality": "Farnam", "fte_ts": "x", "date": "hier"})
    told = faults(result)
    assert len(told) == 4
    assert all(one.startswith("4 ") for one in told)
    assert result.reading.rejected["reason"].iloc[-1].count(" | ") == 3
    assert len(result.reading.rejected) == 3


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"municipality": "L'Ange-Gardien"}, "La Côte-de-Beaupré"),
        ({"municipality": "Farnam"}, "est-ce Farnham"),
        ({"municipality": None}, "ni coordonnées"),
        ({"municipality": "Farnham", "lat": 48.4, "lon": -68.5}, "km de la municipalité indiquée"),
        ({"municipality": None, "lat": 10, "lon": 10}, ""),
    ],
)
def test_a_place_that_cannot_be_known_is_refused_with_what_is_missing(
    outcome: Any, place: dict[str, Any], told: str
) -> None:
    (fault,) = faults(outcome("gmf", {**GMF, **place}))
    assert told in fault


def test_the_mrc_or_the_region_tells_two_municipalities_apart(outcome: Any) -> None:
    homonym = {**GMF, "municipality": "L'Ange-Gardien"}
    for area in ("Les Collines-de-l'Outaouais", "82", "Outaouais"):
        assert only(outcome("gmf", {**homonym, "mrc": area}))["municipality_id"] == "MUN:82005"


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ({"days_per_week": 1}, 0.2), ({"days_per_week": 5}, 1.0), ({"days_per_week": 7}, 1.0),
        ({"hours_per_week": 7}, 0.2), ({"hours_per_week": "17,5 h"}, 0.5),
        ({"times_per_month": 2}, 2 * 12 / 52 / 5), ({"open_share": "40 %"}, 0.4),
    ],
)  # fmt: skip
def test_periodic_presence_is_a_share_of_a_five_day_week(
    outcome: Any, said: dict[str, Any], share: float
) -> None:
    site = only(outcome("outreach", {**VISIT, **said, "staff_other": 3}))
    assert site["open_share"] == pytest.approx(share)
    assert site["fte_other"] == pytest.approx(3 * share, abs=1e-6)
    assert site["fte"] == pytest.approx(3 * share, abs=1e-6)


def test_outreach_without_any_presence_is_refused_and_without_staff_is_unknown(
    outcome: Any,
) -> None:
    result = outcome("outreach", VISIT, {**VISIT, "days_per_week": 8},
                     {**VISIT, "days_per_week": 2})  # fmt: skip
    told = faults(result)
    assert "rien ne dit combien de temps le service est là" in told[0]
    assert "« 8 » dépasse 7" in told[1]
    assert result.reading.table["fte"].isna().tolist() == [True]


def test_two_ways_of_telling_the_presence_that_disagree_are_questioned(outcome: Any) -> None:
    result = outcome("outreach", {**VISIT, "days_per_week": 1, "hours_per_week": 35})
    assert result.reading.table["open_share"].tolist() == [0.2]
    assert "n'est pas la même d'après « Heures par semaine »" in faults(result, fatal=False)[0]


def test_territories_served_are_read_by_name_and_by_code(outcome: Any) -> None:
    row = {**VISIT, "days_per_week": 1, "service_area": "Farnham; MUN:89008; CLSC:05111"}
    assert only(outcome("outreach", row))["service_area"] == "MUN:46112;MUN:89008;CLSC:05111"
    result = outcome("outreach", {**row, "service_area": "Farnam"})
    assert "Farnham" in faults(result)[0]


@pytest.mark.parametrize(
    ("said", "fte"),
    [
        ({"fte": 0.5, "days_per_week": 1}, 0.5),
        ({"staff": 2, "days_per_week": 3}, 1.2),
        ({"days_per_week": 3}, 0.6),
        ({}, None),
        ({"worker": "non"}, 0.0),
    ],
)
def test_a_library_worker_is_time_given_else_staff_times_days_else_unknown(
    outcome: Any, said: dict[str, Any], fte: float | None
) -> None:
    site = only(outcome("libraries", {**LIBRARY, "role": "TTS", **said}))
    assert site[["fte", "fte_tts"]].isna().all() if fte is None else site["fte"] == fte
    assert site[["fte_ts", "fte_oc", "fte_other"]].isna().all()


def test_a_library_without_a_worker_that_has_staff_is_refused(outcome: Any) -> None:
    result = outcome("libraries", {**LIBRARY, "worker": "non", "fte": 1})
    assert "la rangée dit non, et donne du personnel" in faults(result)[0]


def test_what_was_assumed_of_rows_is_counted(outcome: Any) -> None:
    repairs = outcome("libraries", LIBRARY, {**LIBRARY, "name": "B", "role": "TS"}).reading.repairs
    assert {key.replace("\u00a0", " "): n for key, n in repairs.items()} == {
        "rôles non précisés, lus comme « autre »": 1,
        "lieux dont les jours ne sont pas dits, tenus pour ouverts toute la semaine": 2,
    }


@pytest.mark.parametrize(
    ("cell", "level", "code"),
    [
        ("RLS:0611", None, "RLS:0611"), ("rls 611", None, "RLS:0611"), ("611", "RLS", "RLS:0611"),
        ("0611", "réseau local", "RLS:0611"), ("Kamouraska", "CLSC", "CLSC:01111"),
        ("RLS de Kamouraska", "RLS", "RLS:0111"), ("Farnham", "municipalité", "MUN:46112"),
        ("46112", "municipality", "MUN:46112"), ("MRC de La Matapédia", "MRC", "MRC:07"),
    ],
)  # fmt: skip
def test_a_territory_is_told_by_code_or_name_with_its_level(
    outcome: Any, cell: str, level: str | None, code: str
) -> None:
    row = {**RATE, "territory": cell, "level": level}
    assert only(outcome("registration", row))["territory_id"] == code


@pytest.mark.parametrize(
    ("cell", "level", "told"),
    [
        ("17", None, "« 17 » ne dit pas son niveau"),
        ("RLS:0611", "CLSC", "est de niveau RLS, et la rangée dit CLSC"),
        ("Kamouraskaa", "CLSC", "est-ce « Kamouraska (CLSC:01111) »"),
        ("Atlantide", "RLS", "aucun territoire de niveau RLS ne s'appelle"),
    ],
)
def test_a_territory_that_cannot_be_told_is_refused(
    outcome: Any, cell: str, level: str | None, told: str
) -> None:
    result = outcome("registration", {**RATE, "territory": cell, "level": level})
    assert told in faults(result)[0]


def test_a_rate_that_is_tiny_or_that_its_counts_contradict_is_questioned(outcome: Any) -> None:
    result = outcome("registration", {**RATE, "registered_share": "0,8 %"},
                     {**RATE, "territory": "RLS:0612", "numerator": 500, "denominator": 1000})  # fmt: skip
    told = faults(result, fatal=False)
    assert "0,8 % est très peu" in told[0]
    assert "500 sur 1 000 font 50,0 %, et non 80,0 %" in told[1]


def test_a_rate_needs_its_date_its_definition_and_its_source(outcome: Any) -> None:
    result = outcome("registration", {"territory": "RLS:0611", "registered_share": 80})
    assert [one.split(" : ")[0] for one in faults(result)] == [
        "4 Définition", "4 Date des données", "4 Source",
    ]  # fmt: skip


def test_one_territory_has_one_rate_per_definition_and_one_status_per_kind(outcome: Any) -> None:
    result = outcome("registration", RATE, {**RATE, "definition": "lieu de prise en charge"}, RATE)
    assert result.reading.kept == 2
    assert "déjà à la ligne 4" in faults(result)[0]
    result = outcome("coverage", SAID, {**SAID, "kind": "GMF"}, {**SAID, "status": "absent"})
    assert result.reading.kept == 2
    assert "gardez une seule rangée par territoire et sorte" in faults(result)[0]


def test_a_code_of_no_list_is_questioned_and_kept(outcome: Any) -> None:
    result = outcome("coverage", {**SAID, "territory": "RLS:9999"})
    assert result.reading.kept == 1
    assert "n'est pas un code de la liste fournie" in faults(result, fatal=False)[0]


def test_the_header_of_a_column_of_codes_says_their_level(tmp_path: Any, meta: SourceInfo) -> None:
    path = tmp_path / "taux.csv"
    path.write_text(
        "rls_code;taux;définition;date;source\n611;0,8;résidence;2024;x\n", encoding="utf-8"
    )
    table = read_outcome(path, "registration", meta=meta).reading.table
    assert table["rls_id"].tolist() == ["RLS:0611"]
