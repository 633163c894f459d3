"""The comparison page: who is compared, on the same scale, in figures and words alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from territory_app.catalogue import Catalogue, open_results
from territory_app.views.compare import Comparison, comparison
from territory_app.views.compare_asked import (
    MOST,
    Asked,
    Typed,
    read_asked,
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
    assert found.facts[0].cells == ("Liste partielle", "Liste partielle")
    assert any("des minimums" in note for note in found.notes)
    listed = page(study, "territoires=MRC:21,MRC:24&services=clsc&avec=")
    assert listed.facts[0].cells == ("Liste complète", "Liste complète")
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
    assert f"out of {len(values)} (MRCs and equivalents)" in said
    assert f"{lower} known values are lower" in said


def test_ranks_are_told_with_their_interval_and_their_overlap(study: Catalogue) -> None:
    rows = study.levels["mrc"].table.set_index("territory_id")
    ranked = rows[rows["rank"] > 3].sort_values("rank")
    near = list(ranked.index[:2])
    found = page(study, f"territoires={','.join(near)}&avec=")
    first = rows.loc[near[0]]
    said = f"rang {first['rank_low']:.0f} à {first['rank_high']:.0f} sur {len(ranked) + 3}."
    assert said in found.opening[0]
    ranks = next(line for line in found.facts if line.label == "Rang")
    assert ranks.cells[0] == f"{first['rank_low']:.0f} à {first['rank_high']:.0f}"
    assert "ordre non assuré" in found.opening[-1]
    far = [ranked.index[0], ranked.index[-1]]
    chosen = [one for one in places(study, Asked("mrc", tuple(far))) if one.role == "chosen"]
    assert overlaps(chosen, "fr") == ["Leurs intervalles de rang ne se recouvrent pas."]


def test_a_self_governed_territory_is_never_a_column_and_the_page_says_why(
    study: Catalogue,
) -> None:
    found = page(study, f"territoires={SELF_GOVERNED},MRC:21&avec=")
    assert [one.href for one in found.heads] == ["/fiche/MRC:21"]
    assert "sa gouvernance lui appartient" in found.messages[0]
    alone = page(study, f"territoires={SELF_GOVERNED}", "en")
    assert alone.heads == ()
    assert "its governance is its own" in alone.messages[0]
    assert not any(SELF_GOVERNED in name for name in alone.form.names)


def test_codes_that_name_nothing_are_named(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:21,MRC:ZZ,<b>")
    assert found.messages == (
        "MRC:ZZ, <b>\u00a0: aucun territoire de ces résultats ne porte ces codes.",
    )


def test_people_in_no_territory_of_the_level_are_told_apart_from_the_whole(
    study: Catalogue,
) -> None:
    short = replace(study, record={**study.record, "counts": {"population": 10_000_000}})
    sign = next(note for note in page(short, "territoires=MRC:21").notes if note.startswith("Σ"))
    assert "sans territoire de ce niveau" in sign


def test_small_numbers_are_flagged_where_the_territory_is_named(study: Catalogue) -> None:
    found = page(study, f"territoires={FEW},MRC:21&avec=")
    assert [one.small for one in found.heads] == [True, False]
    assert any(note.startswith("† Petits nombres") for note in found.notes)


def test_a_missing_value_is_a_dash_and_never_a_zero(study: Catalogue) -> None:
    found = page(study, "territoires=MRC:13,MRC:21&avec=")
    reach = next(line for line in found.groups[0].lines if "atteinte" in line.label)
    assert reach.cells[0] == "—"
    assert any("ce n'est pas zéro" in note for note in found.notes)


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
