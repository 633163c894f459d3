"""comparison.html: what a person reads, in both languages, without a network nor a script."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page
from tests.scenarios.small_study import small_walk

from territory.report.comparison import comparison_page, comparison_record, side_by_side_page
from territory.report.comparison.grid import Cell, change, signed
from territory.report.comparison.publics import by_group
from territory.report.comparison.record import told as told_in_record
from territory.report.comparison.territories import changed_publics, winners_and_losers
from territory.scenarios import Outcome, read_scenario, run_scenario
from territory.scenarios.file import read_text
from territory.study import Walk
from territory.tables.notes import Note
from territory.text import number, typeset

HOSTILE = """\
[scenario]
name = "piege"
title = "<script>alert(1)</script>"
note = "{{ 7 * 7 }}"
[assume]
note = "<b>gras</b>"
[[change]]
kind = "fermer"
sites = ["c1"]
"""
SOME_FILES = ["difference_clsc.csv", "scenario.toml", "comparison.html"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return small_walk(tmp_path_factory.mktemp("petite"))


@pytest.fixture(scope="module")
def reattached(base: Walk) -> Outcome:
    return run_scenario(read_scenario("rattachement-50"), base)


@pytest.fixture(scope="module")
def closed(base: Walk) -> Outcome:
    return run_scenario(read_text(HOSTILE), base)


@pytest.fixture(scope="module")
def record(reattached: Outcome) -> dict[str, Any]:
    return comparison_record(reattached, SOME_FILES)


@pytest.fixture(scope="module")
def page(reattached: Outcome) -> str:
    return comparison_page(reattached, SOME_FILES)


class Words(HTMLParser):
    """The words of each language of a page, and the tags left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.told: dict[str, list[str]] = {}
        self._language = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "br", "path", "circle", "rect", "use"}:
            return
        self.open.append(tag)
        given = dict(attrs)
        if "tongue" in (given.get("class") or ""):
            self._language, self._depth = str(given["lang"]), len(self.open)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"path", "circle", "rect", "use"}:
            return
        assert self.open.pop() == tag
        if len(self.open) < self._depth:
            self._language = ""

    def handle_data(self, data: str) -> None:
        if self._language and self.open[-1] not in {"script", "style", "pre"}:
            self.told.setdefault(self._language, []).append(data)


def words(page: str) -> dict[str, str]:
    """Return what a page says, by language."""
    reader = Words()
    reader.feed(page)
    assert reader.open == []
    return {key: " ".join(" ".join(told).split()) for key, told in reader.told.items()}


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_headline_of_each_variant_comes_first_in_each_language(
    page: str, record: dict[str, Any]
) -> None:
    told = words(page)
    for language, text in told.items():
        places = [text.index(plain(one["headline"][language])) for one in record["variants"]]
        assert places == sorted(places)
        first_table = text.index("Qui gagne" if language == "fr" else "Who gains")
        assert max(places) < first_table


def test_gains_and_losses_stand_side_by_side_for_every_public(
    page: str, record: dict[str, Any]
) -> None:
    text = words(page)["fr"]
    for variant in record["variants"]:
        for row in variant["people"]:
            if row["by"] == "everyone":
                pair = f"{number(row['gain'])} {number(row['lose'])}"
                assert plain(pair) in text


def test_how_many_change_by_a_hundredth_is_told_beside_how_many_change(
    page: str, record: dict[str, Any]
) -> None:
    told = words(page)
    assert "Gagnent 1 % ou plus Perdent 1 % ou plus" in told["fr"]
    assert "Gain 1% or more Lose 1% or more" in told["en"]
    counts = ("people", "gain", "lose", "gain_notable", "lose_notable", "same", "unknown")
    for variant in record["variants"]:
        for row in variant["people"]:
            if row["by"] == "everyone":
                assert plain(" ".join(number(row[one]) for one in counts)) in told["fr"]


def test_what_does_not_hold_is_told_before_any_table(reattached: Outcome) -> None:
    table = reattached.robustness.copy()
    assert table["same"].all()
    last = table.index[-1]
    opposite = {"up": "down", "down": "up", "same": "up"}
    table.loc[last, "direction"] = opposite[table.loc[last, "direction"]]
    table.loc[last, "same"] = False
    turned = replace(reattached, robustness=table)
    (flip,) = comparison_record(turned)["variants"][1]["flips"]
    told = words(comparison_page(turned))
    assert told["fr"].index(plain(flip["fr"])) < told["fr"].index("Qui gagne")
    assert told["en"].index(plain(flip["en"])) < told["en"].index("Who gains")


def test_sentences_of_a_variant_come_under_its_headline_and_cautions_fold_after_two(
    record: dict[str, Any],
) -> None:
    told = {**record, "variants": [dict(one) for one in record["variants"]]}
    for one in told["variants"]:
        one["details"] = [{"fr": f"Détail {at}.", "en": f"Detail {at}."} for at in (1, 2)]
        one["flips"] = [{"fr": f"Réserve {at}.", "en": f"Caution {at}."} for at in (1, 2, 3)]
    page = side_by_side_page([told], ["a"])
    assert page.count("<summary>Le reste des mises en garde (2)</summary>") == 2
    said = words(page)["fr"]
    order = ("Détail 1.", "Détail 2.", "Réserve 1.", "Le reste", "Réserve 2.")
    assert [said.index(one) for one in order] == sorted(said.index(one) for one in order)
    assert "(sur place)" in said
    assert "(déplacé)" in said


def test_a_study_without_a_need_is_parted_by_setting_alone(record: dict[str, Any]) -> None:
    people = record["variants"][0]["people"]
    alone = [row for row in people if row["by"] in {"everyone", "milieu"}]
    needs = [{**row, "by": "besoin", "group": "1"} for row in alone if row["by"] == "everyone"]
    assert by_group(alone, {}, "fr").caption == "Selon le milieu"
    assert by_group([*alone, *needs], {}, "fr").caption == "Selon le milieu et le besoin"


def test_notes_and_assumptions_of_a_demonstration_say_its_data_are_made_up() -> None:
    (one,) = told_in_record([Note("Une norme.")], fictional=True)
    assert plain(one["fr"]) == "Dans ce jeu fictif : Une norme."
    assert one["en"].startswith("In this fictional data set: ")
    (plainly,) = told_in_record([Note("Une norme.")])
    assert plainly["fr"] == "Une norme."


def test_what_holds_is_told_with_how_many_settings_were_tried(
    page: str, reattached: Outcome
) -> None:
    settings = reattached.robustness["setting"].nunique() - 1
    assert settings > 1
    assert f"Cette conclusion tient sous les {settings} autres réglages" in words(page)["fr"]


def test_the_norm_is_named_as_a_convention_and_the_self_governed_are_told(page: str) -> None:
    told = words(page)
    assert "Norme : Proximité (convention)" in told["fr"]
    assert "Une norme est une convention déclarée, pas une règle officielle." in told["fr"]
    assert "Rien n'est calculé pour un territoire autogouverné" in told["fr"]
    assert "Nothing is computed for a self-governed territory" in told["en"]


def test_english_has_no_french_left_but_names_and_the_scenario_file(page: str) -> None:
    text = words(page)["en"]
    for french in ("personnes", "Avant", "Après", "gagnent", "perdent", "Réglage", "Différence"):
        assert french not in text


def test_the_page_asks_nothing_of_anyone(page: str) -> None:
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert "url(http" not in page
    assert "default-src 'none'" in page
    assert "\x00" not in page
    assert 'href="difference_clsc.csv"' in page
    assert 'href="comparison.html"' not in page


def test_the_same_scenario_gives_the_same_page(reattached: Outcome, page: str) -> None:
    assert comparison_page(reattached, SOME_FILES) == page


def test_what_a_person_wrote_stays_words(closed: Outcome) -> None:
    page = comparison_page(closed)
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in unescape(page)
    assert "<b>gras</b>" not in page
    words(page)


def test_a_scenario_that_moves_no_one_says_so(base: Walk) -> None:
    still = '[scenario]\nname="rien"\ntitle="Rien"\n[[change]]\nkind="heures"\nsites=["c1"]\n'
    outcome = run_scenario(read_text(still + "open_share = 1\n"), base)
    assert changed_publics(outcome) == ()
    assert winners_and_losers(outcome, "seul", "clsc", "fr") == ()
    text = words(comparison_page(outcome))["fr"]
    assert plain(outcome.comparisons["seul"].headline["fr"]) in text
    assert "Cartes" not in text


def test_winners_and_losers_are_those_of_the_difference(reattached: Outcome) -> None:
    grids = winners_and_losers(reattached, "deplace", "clsc", "fr")
    table = reattached.comparisons["deplace"].levels["clsc"]
    publics = changed_publics(reattached, "deplace")
    sides = [(public, side) for public in publics for side in ("gain", "lose")]
    assert len(grids) == len(sides)
    for grid, (public, side) in zip(grids, sides, strict=True):
        people = pd.to_numeric(table[f"{side}_{public}"])
        ordered = table.assign(people=people)[people >= 0.5].sort_values("people", ascending=False)
        assert [row.name for row in grid.rows] == ordered["name"].tolist()
        place = 0 if side == "gain" else 1
        assert [row.cells[place].text for row in grid.rows] == [
            number(one) for one in ordered["people"]
        ]


def test_totals_are_those_of_the_tables(reattached: Outcome, record: dict[str, Any]) -> None:
    for variant in record["variants"]:
        compared = reattached.comparisons[variant["key"]]
        table = compared.levels["clsc"]
        assert (
            variant["totals"]["deserts_after"]["clsc"] == (table["class_after"] == "desert").sum()
        )
        units = compared.units
        far = units.loc[units["reached_after"].eq(other=False), "population_after"].sum()
        assert variant["totals"]["people_beyond_reach_after"] == far


def test_assumptions_are_told_on_the_page(base: Walk) -> None:
    text = (
        '[scenario]\nname="suppose"\ntitle="Supposé"\n[assume.fte.gmf]\nts=1.5\n'
        "[[change]]\nkind='rattachement'\nshare=0.5\n"
    )
    outcome = run_scenario(read_text(text), base)
    assert outcome.assumptions
    for language, told in words(comparison_page(outcome)).items():
        for one in outcome.assumptions:
            assert plain(one.told(language)) in told


def test_side_by_side_each_scenario_has_its_line_and_its_page(
    record: dict[str, Any], closed: Outcome
) -> None:
    other = comparison_record(closed)
    page = side_by_side_page([record, other], ["a/comparison.html", "b/comparison.html"])
    told = words(page)
    assert 'href="a/comparison.html"' in page
    for one in (record, other):
        for variant in one["variants"]:
            assert plain(variant["headline"]["fr"]) in told["fr"]
            assert plain(variant["headline"]["en"]) in told["en"]
            rows = {row["public"]: row for row in variant["people"] if row["by"] == "everyone"}
            counts = (
                rows[public][f"{part}_notable"]
                for public in ("registered", "nonregistered", "average")
                for part in ("gain", "lose")
            )
            assert plain(" ".join(number(count) for count in counts)) in told["fr"]
    assert "Qui gagne et qui perd 1 % ou plus de son accès" in told["fr"]
    assert "même norme" not in told["fr"]


def test_scenarios_judged_under_other_norms_are_said_not_to_compare(
    record: dict[str, Any], base: Walk
) -> None:
    other = comparison_record(run_scenario(read_scenario("postes-500"), base))
    page = side_by_side_page([record, other], ["a", "b"])
    assert "ne sont pas jugés selon la même norme" in words(page)["fr"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(1.0, 1.5, "+0,50"), (2.0, 1.0, "−1,00"), (1.0, 1.001, "0,00"), (None, 1.0, "—")],
)
def test_a_difference_has_its_sign(before: float | None, after: float, told: str) -> None:
    assert change(before, after, "fr") == Cell(told)


def test_a_difference_of_people_is_signed_with_its_spaces() -> None:
    assert signed(12_345, "fr") == f"+{number(12_345)}"
    assert typeset(signed(0.2, "fr")) == "0"


@pytest.fixture(scope="module")
def file(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "comparison.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, file: Path) -> Page:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1200, "height": 900}
    )
    view = context.new_page()
    view.goto(file.as_uri())
    return view


@pytest.mark.browser
def test_the_language_changes_without_a_script(opened: Page) -> None:
    assert opened.locator("#fr").is_visible()
    assert not opened.locator("#en").is_visible()
    opened.get_by_role("link", name="English").click()
    assert opened.locator("#en h1").is_visible()
    assert not opened.locator("#fr").is_visible()
    opened.get_by_role("link", name="Français").click()
    assert opened.locator("#fr h1").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 800, 1400])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_fits_every_width_and_says_nothing_wrong(
    browser: Browser, file: Path, width: int, language: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    view = context.new_page()
    faults: list[str] = []
    view.on("console", lambda message: faults.append(message.text))
    view.on("pageerror", lambda fault: faults.append(str(fault)))
    view.goto(f"{file.as_uri()}#{language}")
    assert view.evaluate("document.documentElement.scrollWidth") == width
    drawings = view.locator(f"#{language} svg.map-drawing")
    assert drawings.count() >= 6
    for drawing in drawings.all():
        assert drawing.is_visible()
    assert faults == []
    context.close()
