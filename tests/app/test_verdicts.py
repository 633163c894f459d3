"""The tests of the norm as columns: words, the worst first, and only those the norm has."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from territory_app.catalogue import Catalogue
from territory_app.factory import TerritoryDash
from territory_app.view_state import read_view
from territory_app.views.rows import rows
from territory_app.views.selection import select
from territory_app.views.table import table
from territory_app.views.verdicts import verdict_words, verdicts_shown

KEYS = ["epreuve-presence", "epreuve-atteinte", "epreuve-intensite"]
COLUMNS = ["presence_test", "reach_test", "intensity_test"]


@pytest.fixture
def study_client(study_app: TerritoryDash) -> FlaskClient:
    """A browser without a screen, on the study."""
    return study_app.server.test_client()


@pytest.fixture
def without_intensity(study: Catalogue) -> Catalogue:
    """The study under a norm that does not test intensity."""
    norm = {**study.norm, "tests": ["presence", "reach"]}
    return dataclasses.replace(study, record={**study.record, "norm": norm})


def test_each_test_of_the_norm_is_a_column_of_the_twin_in_words(study: Catalogue) -> None:
    level = study.levels["mrc"]
    for language, headings in (
        ("fr", ["Présence", "Atteinte", "Intensité"]),
        ("en", ["Presence", "Reach", "Intensity"]),
    ):
        sent = table(study, level, language)
        columns = [one for one in sent["columns"] if one["kind"] == "test"]
        assert [one["key"] for one in columns] == KEYS
        assert [one["label"] for one in columns] == headings
        assert {len(one["codes"]) for one in sent["verdicts"].values()} == {level.count}
    told = sent["verdicts"]["epreuve-presence"]
    first = level.table["presence_test"].tolist().index("none")
    assert told["words"][told["codes"][first]] == "No door"


def test_a_test_the_norm_does_not_have_is_no_column(without_intensity: Catalogue) -> None:
    catalogue = without_intensity
    shown = verdicts_shown(catalogue.levels["mrc"].table, catalogue.norm)
    assert [one.key for one in shown] == KEYS[:2]
    sent = table(catalogue, catalogue.levels["mrc"], "fr")
    assert "epreuve-intensite" not in sent["verdicts"]
    selection = select(catalogue, read_view("?tri=epreuve-intensite", catalogue.choices()), "fr")
    assert "epreuve-intensite" not in selection.sortable
    assert selection.sort == ("rank", False)
    assert "intensity_test" not in rows(selection).columns


def test_a_table_that_says_nothing_of_a_test_has_no_column_of_it(study: Catalogue) -> None:
    blank = study.levels["mrc"].table.assign(intensity_test="")
    assert [one.key for one in verdicts_shown(blank, study.norm)] == KEYS[:2]
    older = blank.drop(columns="intensity_test")
    assert [one.key for one in verdicts_shown(older, study.norm)] == KEYS[:2]


@pytest.mark.parametrize(("key", "column"), list(zip(KEYS, COLUMNS, strict=True)))
@pytest.mark.parametrize("down", [False, True])
def test_the_worst_verdict_comes_first_and_what_is_not_known_last(
    study: Catalogue, key: str, column: str, down: bool
) -> None:
    view = read_view(f"?tri={'-' * down}{key}", study.choices())
    selection = select(study, view, "fr")
    severity = {"none": 0, "fail": 0, "served": 1, "own": 2, "pass": 2}
    found = selection.table[column].iloc[selection.rows].map(severity)
    assert found.notna().is_monotonic_decreasing
    known = found.dropna()
    assert known.nunique() > 1
    assert known.is_monotonic_decreasing if down else known.is_monotonic_increasing


def test_the_plain_table_writes_the_verdicts_and_sorts_by_them(study_client: FlaskClient) -> None:
    text = unescape(study_client.get("/fr/tableau?tri=epreuve-presence&tout=1").text)
    assert 'href="/fr/tableau?tri=-epreuve-presence&tout=1#tableau"' in text
    said = re.findall(r'<td class="verdict">(Aucune porte|Porte sur place|Inconnue)</td>', text)
    assert said.index("Aucune porte") == 0
    assert {"Aucune porte", "Porte sur place", "Inconnue"} == set(said)
    english = study_client.get("/en/table?indicateur=epreuve-atteinte").text
    assert re.search(
        r'<td class="verdict shown"><span class="swatch".*?</span> Failed</td>', english
    )


def test_a_territory_that_governs_itself_is_not_tested(study: Catalogue) -> None:
    ranked = study.levels["mrc"].table["class"] != "not_ranked"
    assert "s" not in verdict_words("reach_test", "fr")
    sent = table(study, study.levels["mrc"], "fr")
    assert [code == "s" for code in sent["verdicts"]["epreuve-atteinte"]["codes"]] == (
        ~ranked
    ).tolist()
    made = rows(select(study, read_view("", study.choices()), "fr")).columns
    alone = made["territory_id"].isin(study.levels["mrc"].table.loc[~ranked, "territory_id"])
    assert set(made.loc[alone, "reach_test"]) == {""}


def test_the_csv_has_the_verdicts_in_words(study_client: FlaskClient) -> None:
    content = study_client.get("/export/en/tableau.csv").data.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(content, newline=""))
    place = head.index("Reach test")
    assert {line[place] for line in lines} == {"Passed", "Failed", "Unknown", ""}
