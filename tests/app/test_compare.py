"""The comparison page: who is compared, on the same scale, in figures and words alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from territory_app.catalogue import Catalogue, open_results
from territory_app.exports.compare import compared_rows
from territory_app.views.compare import Comparison, comparison
from territory_app.views.compare_asked import (
    MOST,
    Asked,
    Typed,
    read_asked,
    resolve,
    settled,
    with_territory,
    without_territory,
    write_asked,
)
from territory_app.views.compare_places import larger, measures, places, whole
from territory_app.views.compare_words import overlaps

PAIR = ("MRC:21", "MRC:24")
SELF_GOVERNED = "MRC:14"
FEW = "MRC:18"


def asked(catalogue: Catalogue, query: str) -> Asked:
    pairs = [one.split("=", 1) for one in query.split("&") if one]
    given_: dict[str, list[str]] = {}
    for key, value in pairs:
        given_.setdefault(key, []).append(value)
    return read_asked(given_, catalogue)


def page(catalogue: Catalogue, query: str, language: str = "fr") -> Comparison:
    return comparison(
        catalogue,
        asked(catalogue, query),
        Typed(""),
        language,
        lambda other: "?" + write_asked(other, catalogue),
        lambda code: f"/fiche/{code}",
    )


# Who is compared.


def test_territories_are_compared_in_the_order_they_were_chosen(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:24,MRC:21")
    assert [one.sign for one in found.heads] == ["A", "B", "Σ"]
    assert [one.name for one in found.heads[:2]] == [
        "Territoire d'Évain n° 14",
        "Territoire d'Évain n° 11",
    ]


def test_a_territory_alone_stands_beside_its_region_the_study_and_its_like(
    study: Catalogue,
) -> None:
    found = page(study, "territoires=MRC:21")
    assert [one.role for one in found.heads] == ["chosen", "region", "whole"] + ["alike"] * 3
    assert found.heads[1].name.startswith("Réseau")


def test_what_stands_beside_is_chosen_and_may_be_nothing(study: Catalogue) -> None:
    assert [one.role for one in page(study, "territoires=MRC:21&avec=").heads] == ["chosen"]
    roles = [one.role for one in page(study, "territoires=MRC:21,MRC:24&avec=region").heads]
    assert roles == ["chosen", "chosen", "region"]


def test_no_more_than_four_are_compared_and_the_fifth_is_told(study: Catalogue) -> None:
    codes = [f"MRC:{place}" for place in (20, 21, 22, 23, 25)]
    found = page(study, f"territoires={','.join(codes)}")
    assert sum(one.role == "chosen" for one in found.heads) == MOST
    assert found.messages == (
        "« Territoire d'Évain n° 15 » est laissé de côté\xa0: on compare au plus 4 "
        "territoires.".replace("« ", "«\xa0").replace(" »", "\xa0»"),
    )


def test_a_territory_of_another_level_is_left_out_and_told(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:21,RLS:0101")
    assert [one.name for one in found.heads if one.role == "chosen"] == ["Territoire d'Évain n° 11"]
    assert "pas du même niveau" in found.messages[0]


def test_the_larger_territory_is_the_one_that_holds_its_people(study: Catalogue) -> None:
    assert larger(study, "MRC:21") == "RLS:0100"
    assert larger(study, "RLS:0101") == ""


def test_comparable_territories_are_never_self_governed(study: Catalogue) -> None:
    for code in study.levels["mrc"].table["territory_id"]:
        found = places(study, Asked("mrc", (code,), ("comparables",)))
        assert all(one.row["class"] != "not_ranked" for one in found[1:])


# The same scale for all.


def test_the_scale_of_a_strip_does_not_depend_on_what_is_compared(study: Catalogue) -> None:
    one = page(study, "territoires=MRC:21&avec=")
    other = page(study, "territoires=MRC:24,MRC:29,MRC:20")
    for group, another in zip(one.groups, other.groups, strict=True):
        for figure, twin in zip(group.figures, another.figures, strict=True):
            assert figure.wide.ticks == twin.wide.ticks
            assert figure.wide.dots[:40].count("h0") > 0
            assert figure.wide.dots.count("M") == twin.wide.dots.count("M")


def test_every_territory_with_a_value_has_its_dot(study: Catalogue) -> None:
    table = study.frame("mrc")
    found = page(study, "territoires=MRC:21,MRC:24")
    figures = {figure.key: figure for group in found.groups for figure in group.figures}
    assert figures["acces"].wide.dots.count("M") == int(table["access_mean"].notna().sum())


def test_marks_of_chosen_territories_differ_by_shape_and_name(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:20,MRC:21,MRC:23,MRC:24&avec=")
    marks = next(f for g in found.groups for f in g.figures if f.key == "acces").wide.marks
    assert len({mark.shape for mark in marks}) == len(marks) == 4
    assert len({mark.path for mark in marks}) == 4
    assert {mark.label[0] for mark in marks} == {"A", "B", "C", "D"}


# Figures and words.


def test_the_table_says_what_the_results_say(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:21,MRC:24&avec=")
    table = study.levels["mrc"].table.set_index("territory_id")
    line = next(one for group in found.groups for one in group.lines if "Temps" in one.label)
    told = [f"{table.loc[code, 'nearest_cost_median']:.1f}".replace(".", ",") for code in PAIR]
    assert list(line.cells) == told


def test_the_study_as_a_whole_is_made_from_units_not_from_means(study: Catalogue) -> None:
    row = whole(study, "mrc", "")
    people = study.units["population"]
    expected = (study.units["access"] * people).sum() / people.sum()
    assert row["access_mean"] == pytest.approx(expected)
    assert row["reach_share"] == 1.0
    assert np.isnan(row.get("access_registered", np.nan))


def test_with_one_kind_only_what_exists_by_kind_is_compared(study: Catalogue) -> None:
    shown = measures(study, asked(study, "territoires=MRC:21&services=gmf"), "fr")
    assert {one.key for one in shown} >= {"hors-atteinte", "acces"}
    assert "acces-inscrites" not in {one.key for one in shown}


def test_a_kind_that_is_not_completely_listed_says_so(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:21,MRC:24&services=gmf&avec=")
    assert found.facts[0].label == "État des données"
    assert found.facts[0].cells == ("Partiel", "Partiel")
    assert any("des minimums" in note for note in found.notes)
    listed = page(study, "territoires=MRC:21,MRC:24&services=clsc&avec=")
    assert listed.facts[0].cells == ("Complet", "Complet")
    assert not any("des minimums" in note for note in listed.notes)


def test_one_indicator_can_be_shown_alone(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:21,MRC:24&indicateur=proximite")
    assert [figure.key for group in found.groups for figure in group.figures] == ["proximite"]


def test_each_need_is_compared_with_its_direction_and_the_caveat(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:21,MRC:24")
    figure = next(f for g in found.groups for f in g.figures if f.key.startswith("need"))
    assert figure.label == "Vulnérabilité situationnelle"
    assert "défavorisation plus grande" in figure.note
    assert any("des lieux, non des personnes" in note for note in found.notes)


def test_sentences_come_from_the_figures(study: Catalogue) -> None:
    table = study.levels["mrc"].table.set_index("territory_id")
    low, high = sorted(table.loc[list(PAIR), "access_mean"])
    found = page(study, "territoires=MRC:21,MRC:24&indicateur=acces")
    said = found.groups[0].figures[0].sentences[0]
    assert said.startswith(f"De {low:.2f}".replace(".", ","))
    assert f"à {high:.2f}".replace(".", ",") in said
    assert "ETC" in said


def test_one_territory_is_placed_among_all_of_its_level(study: Catalogue) -> None:
    table = study.levels["mrc"].table.set_index("territory_id")
    values = table["access_mean"].dropna()
    lower = int((values < values["MRC:21"]).sum())
    found = page(study, "territoires=MRC:21&indicateur=acces", "en")
    said = found.groups[0].figures[0].sentences[0]
    assert f"of the {len(values)} MRCs and equivalents" in said
    assert f"{lower} have a lower one" in said


def test_ranks_are_told_with_their_interval_and_their_overlap(study: Catalogue) -> None:
    rows = study.levels["mrc"].table.set_index("territory_id")
    ranked = rows[rows["rank"] > 3].sort_values("rank")
    near = list(ranked.index[:2])
    found = page(study, f"territoires={','.join(near)}&avec=")
    first = rows.loc[near[0]]
    said = f"rang {first['rank']:.0f} ({first['rank_low']:.0f} à {first['rank_high']:.0f})"
    assert said in found.opening[0]
    assert "ordre non assuré" in found.opening[-1]
    far = [ranked.index[0], ranked.index[-1]]
    chosen = [one for one in places(study, Asked("mrc", tuple(far))) if one.role == "chosen"]
    assert overlaps(chosen, "fr") == ["Leurs intervalles de rang ne se recouvrent pas."]


def test_a_self_governed_territory_has_no_figure_and_the_page_says_why(study: Catalogue) -> None:
    found = page(study, f"territoires={SELF_GOVERNED},MRC:21&avec=")
    for line in [line for group in found.groups for line in group.lines]:
        assert line.cells[0] == "—"
    figure = found.groups[0].figures[0]
    assert "autogouvernance" in " ".join(figure.sentences)
    assert {mark.label[0] for mark in figure.wide.marks} == {"B"}
    assert page(study, f"territoires={SELF_GOVERNED}").heads[-1].role != "alike"


def test_small_numbers_are_flagged_where_the_territory_is_named(study: Catalogue) -> None:
    found = page(study, f"territoires={FEW},MRC:21&avec=")
    assert [one.small for one in found.heads] == [True, False]
    assert any(note.startswith("† Petits nombres") for note in found.notes)


def test_a_missing_value_is_a_dash_and_never_a_zero(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:13,MRC:21&avec=")
    reach = next(line for line in found.groups[0].lines if "atteinte" in line.label)
    assert reach.cells[0] == "—"
    assert any("ce n'est pas zéro" in note for note in found.notes)


# The form and the address.


@pytest.mark.parametrize(
    "typed",
    [
        "MRC:21",
        "mrc:21",
        "Territoire d'Évain n° 11 (MRC:21)",
        "territoire d'evain n° 11",
    ],
)
def test_a_territory_is_added_by_its_code_or_its_name(study: Catalogue, typed: str) -> None:
    assert resolve(typed, Asked("mrc"), study).territory == "MRC:21"


def test_a_name_that_several_have_is_asked_again(study: Catalogue) -> None:
    found = resolve("Évain", Asked("mrc"), study)
    assert found.territory == ""
    assert len(found.near) == MOST


def test_a_territory_of_another_level_starts_another_comparison(study: Catalogue) -> None:
    assert with_territory(Asked("mrc", PAIR), "RLS:0101", study).territories == ("RLS:0101",)
    assert without_territory(Asked("mrc", PAIR), "MRC:21").territories == ("MRC:24",)


def test_another_level_empties_the_comparison(study: Catalogue) -> None:
    found, _typed = settled({"territoires": ["MRC:21"], "niveau": ["rls"]}, study)
    assert (found.level, found.territories) == ("rls", ())


@given(
    codes=st.lists(st.sampled_from([f"MRC:{n}" for n in range(10, 40)]), max_size=6),
    beside=st.sets(st.sampled_from(["region", "ensemble", "comparables"])),
    indicator=st.sampled_from(["", "acces", "proximite"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_an_address_written_reads_back_the_same(
    study: Catalogue, codes: list[str], beside: set[str], indicator: str
) -> None:
    first = read_asked(
        {
            "territoires": [",".join(codes)],
            "avec": [",".join(sorted(beside))],
            "indicateur": [indicator],
        },
        study,
    )
    written = write_asked(first, study)
    again = asked(study, written.removeprefix("?"))
    assert (again.territories, again.beside, again.indicator) == (
        first.territories,
        first.beside,
        first.indicator,
    )


def test_the_form_leads_to_an_address_that_carries_everything(client: FlaskClient) -> None:
    answer = client.get("/fr/comparer?envoi=1&niveau=mrc&territoires=MRC:21&ajouter=MRC:24&avec=")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/fr/comparer?territoires=MRC:21,MRC:24")


def test_a_name_nobody_has_is_told_and_shown_as_text(client: FlaskClient) -> None:
    answer = client.get("/fr/comparer?envoi=1&ajouter=%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


@pytest.mark.parametrize("path", ["/fr/comparer", "/en/compare"])
@pytest.mark.parametrize(
    "query",
    [
        "territoires=" + "MRC:10," * 500,
        "territoires=../../etc/passwd&niveau=%00",
        "territoires=MRC:21&territoires=MRC:22&avec=comparables&services=';drop",
        "avec=region,ensemble,comparables&indicateur=croisement",
        "territoires=%FF%FE&ajouter=%00&envoi=1",
        "envoi=1&ajouter=" + "(" * 3000,
        "envoi=1&niveau=rls&territoires=MRC:14&ajouter=MRC:14",
        "territoires=MRC:14&services=outreach",
        "territoires[]=MRC:21&__proto__=1",
    ],
)
def test_a_mangled_address_still_gives_a_page(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code in (200, 302)


@given(query=st.text(max_size=60))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
def test_no_query_makes_the_page_fail(client: FlaskClient, query: str) -> None:
    for key in ("territoires", "ajouter", "avec", "indicateur", "services", "niveau"):
        answer = client.get("/fr/comparer", query_string={key: query, "envoi": query[:1]})
        assert answer.status_code in (200, 302)


# The page as it is served.


@pytest.mark.parametrize(("path", "word"), [("/fr/comparer", "fictives"), ("/en/compare", "fict")])
def test_the_demonstration_is_marked_in_the_title(
    client: FlaskClient, path: str, word: str
) -> None:
    text = client.get(f"{path}?territoires=MRC:21,MRC:24").text
    title = re.search(r"<title>(.*?)</title>", text)
    assert title is not None
    assert word in title.group(1)


def test_names_that_try_to_run_a_script_are_text(client: FlaskClient) -> None:
    text = client.get("/fr/comparer?territoires=MRC:10,MRC:11,MRC:12").text
    assert "<img src=x" not in text
    assert "<script>window" not in text
    assert "&lt;img src=x" in text


def test_the_page_needs_no_script_and_its_drawings_are_described(client: FlaskClient) -> None:
    text = client.get("/fr/comparer?territoires=MRC:21,MRC:24").text
    assert "<script" not in text
    drawings = re.findall(r"<svg class=\"strip[^>]*>", text)
    assert drawings
    assert all('role="img"' in one and 'aria-label="' in one for one in drawings)


def test_the_other_language_keeps_the_comparison(client: FlaskClient) -> None:
    text = client.get("/fr/comparer?territoires=MRC:21,MRC:24&indicateur=acces").text
    assert "/en/compare?territoires=MRC:21,MRC:24&amp;indicateur=acces" in text


# Files to take away.


def test_the_file_has_a_row_for_each_thing_compared(study: Catalogue) -> None:
    table = compared_rows(study, asked(study, "territoires=MRC:21"), "fr")
    assert table.count == 6
    assert table.columns["name"].tolist()[2] == "Ensemble de l'étude"
    assert len({field.heading for field in table.fields}) == len(table.fields)


def test_the_csv_is_marked_and_runs_no_formula(client: FlaskClient) -> None:
    answer = client.get("/export/fr/comparaison.csv?territoires=MRC:10,MRC:21")
    assert "demo" in answer.headers["Content-Disposition"]
    frame = pd.read_csv(io.BytesIO(answer.data), sep=";", decimal=",", encoding="utf-8-sig")
    assert frame.columns[0] == "avertissement"
    assert frame["avertissement"].str.startswith("Démonstration").all()
    assert len(frame) == 3


def test_the_workbook_says_its_norm_and_its_address(client: FlaskClient) -> None:
    answer = client.get("/export/en/comparaison.xlsx?territoires=MRC:21,MRC:24")
    book = load_workbook(io.BytesIO(answer.data))
    told = {str(row[0].value): str(row[1].value) for row in book.worksheets[1].iter_rows()}
    assert "/en/compare?territoires=MRC:21,MRC:24" in " ".join(told.values())
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)


def test_results_of_an_earlier_version_are_compared_without_their_kinds(
    write_results: Callable[..., Path], tmp_path: Path
) -> None:
    out = write_results(tmp_path / "old", demonstration=False)
    for path in [*out.glob("kinds_*"), *out.glob("needs_*")]:
        path.unlink()
    found = page(open_results(out), "territoires=MRC:21,MRC:24")
    keys = {figure.key for group in found.groups for figure in group.figures}
    assert "acces" in keys
    assert "part-virtuelle" not in keys
