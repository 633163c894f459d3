"""The data page: what is loaded, how old, how complete, what was left out, what to take away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from territory.text import LANGUAGES, NBSP
from territory_app import Settings, create_app, urls
from territory_app.catalogue import Catalogue, open_results
from territory_app.library import Library
from territory_app.results_files import results_files
from territory_app.views.donnees import data
from territory_app.views.excluded import excluded
from territory_app.views.loaded import loaded

WriteResults = Callable[..., Path]
BOTH = pytest.mark.parametrize("language", LANGUAGES)
ESCAPES = (
    "../secret.txt", "..%2fsecret.txt", "/etc/passwd", "%2e%2e/secret.txt", "rejected/../run.json",
    "..%252fsecret.txt", "run.json%00", "..\\secret.txt", "link.csv", "access_units.csv.bak",
)  # fmt: skip


@pytest.fixture
def folder(write_results: WriteResults, tmp_path: Path) -> Path:
    """A results folder with rejected rows, and a secret beside it."""
    out = write_results(tmp_path / "out", demonstration=False)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (out / "rejected").mkdir()
    rows = pd.DataFrame(
        {
            "source": "sites.csv",
            "line": range(2, 8),
            "id": [f"<b>{one}</b>" for one in range(6)],
            "reason": ["hors du Québec"] * 4 + ["fermé"] * 2,
            "reason_en": ["outside Québec"] * 4 + ["closed"] * 2,
        }
    )
    rows.to_csv(out / "rejected" / "services.csv", index=False)
    (out / "link.csv").symlink_to(tmp_path / "secret.txt")
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    record["created"] = "2026-11-22T11:14:03Z"
    names = ("gaps_mrc.csv", "rejected/services.csv", "link.csv", "../secret.txt", "gone.csv")
    record["files"] = [
        {"path": one, "bytes": (out / one).stat().st_size if (out / one).is_file() else 3}
        for one in names
    ]
    record["files"] = [one for one in record["files"] if one["path"] != "gone.csv"]
    record["completeness"] = {
        "share": 0.5,
        "kinds": {"clsc": {"in_basket": True, "sites": 4, "complete": 0.25, "absent": 0.75}},
    }
    record["population"] = {
        "basis": {"key": "census_2021", "title": {"fr": "recensement de 2021", "en": "2021 Census"}},
        "references": [
            {
                "level": "mrc", "reference": "Compte de comparaison", "territories": 9,
                "low": 0.9, "median": 1.02, "high": 1.2,
                "far": [{"name": "<i>Loin</i>", "ratio": 1.2}],
            }
        ],
    }  # fmt: skip
    (out / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return out


@pytest.fixture
def browser(folder: Path, tile_cache: Path) -> FlaskClient:
    """A browser on that folder."""
    return create_app(Settings(out=folder, cache=tile_cache)).server.test_client()


def test_each_file_read_is_told_with_its_publisher_age_and_rows(study: Catalogue) -> None:
    dated = replace(study, record={**study.record, "created": "2026-11-22T11:14:03Z"})
    first, second = loaded(dated, "fr")
    assert (first.publisher, first.vintage, first.age) == (
        "Statistique Canada",
        "2021",
        f"5{NBSP}ans",
    )
    assert (first.read, first.kept, first.rejected) == ("100", "98", "2")
    assert dict(first.facts)["Licence"] == "Licence ouverte"
    assert second.age == f"4{NBSP}ans"


def test_an_age_that_cannot_be_told_is_not_guessed(study: Catalogue) -> None:
    assert [one.age for one in loaded(study, "fr")] == ["", ""]


def test_rows_read_are_rows_kept_and_rejected(study: Catalogue) -> None:
    told = data(study, {}, {}, "/x", "fr")
    assert [value for value, _ in told.figures] == ["2", "120", "118", "2"]


@BOTH
def test_the_page_says_what_is_known_of_each_kind(browser: FlaskClient, language: str) -> None:
    page = browser.get(urls.DATASETS.path(language)).text.replace(NBSP, " ")
    assert '<meter min="0" max="1" value="0.25"' in page
    said = {"fr": ("25,0 %", "aucune liste : 75,0 %"), "en": ("25.0%", "no list: 75.0%")}[language]
    assert all(one in page for one in said)


@BOTH
def test_the_population_is_named_beside_other_counts(browser: FlaskClient, language: str) -> None:
    page = browser.get(urls.DATASETS.path(language)).text
    assert {"fr": "recensement de 2021", "en": "2021 Census"}[language] in page
    assert {"fr": "médiane 1,02", "en": "median 1.02"}[language] in page
    assert "&lt;i&gt;Loin&lt;/i&gt;" in page


def test_rejected_rows_are_summed_by_reason_with_the_first_of_each(folder: Path) -> None:
    (told,) = excluded(open_results(folder), ["rejected/services.csv"], "en")
    assert told.rows == "6\N{NO-BREAK SPACE}rows set aside"
    assert [(one.reason, one.rows) for one in told.reasons] == [
        ("Outside Québec", "4"),
        ("Closed", "2"),
    ]
    assert told.reasons[0].examples.replace(NBSP, " ") == (
        "line 2 (<b>0</b>); line 3 (<b>1</b>); line 4 (<b>2</b>)"
    )


def test_what_a_rejected_row_is_called_never_becomes_markup(browser: FlaskClient) -> None:
    page = browser.get("/fr/donnees").text
    assert "&lt;b&gt;0&lt;/b&gt;" in page
    assert "<b>0</b>" not in page
    assert "<img src=x" not in page


def test_the_files_of_the_run_are_to_take_away_as_they_are(
    browser: FlaskClient, folder: Path
) -> None:
    for name in ("gaps_mrc.csv", "rejected/services.csv", "run.json"):
        answer = browser.get(f"/export/fr/fichiers/{name}", buffered=True)
        assert answer.data == (folder / name).read_bytes()
        assert answer.headers["Content-Disposition"].startswith("attachment")
    page = browser.get("/en/data").text
    assert 'href="/export/en/fichiers/rejected/services.csv"' in page


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_else_of_the_machine_is(browser: FlaskClient, name: str) -> None:
    answer = browser.get(f"/export/fr/fichiers/{name}", buffered=True)
    assert answer.status_code == 404
    assert b"secret" not in answer.data.replace(name.encode(), b"")


def test_a_file_the_record_lists_outside_its_folder_is_not_a_file_of_the_results(
    folder: Path,
) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert set(results_files(folder, record)) == {
        "gaps_mrc.csv", "rejected/services.csv", "run.json",
    }  # fmt: skip


def test_what_is_taken_from_the_demonstration_says_so_in_its_name(client: FlaskClient) -> None:
    answer = client.get("/export/fr/fichiers/run.json", buffered=True)
    assert "run_demo.json" in answer.headers["Content-Disposition"]
    assert "données fictives" in client.get("/fr/donnees").text


def test_results_of_an_earlier_version_are_said_to_be(study: Catalogue) -> None:
    earlier = {name: said for name, said in study.record.items() if name != "results_format"}
    assert "version plus ancienne" in data(replace(study, record=earlier), {}, {}, "", "fr").earlier
    assert data(study, {}, {}, "", "fr").earlier == ""


def test_a_folder_without_its_extra_tables_still_has_its_page(client: FlaskClient) -> None:
    page = client.get("/fr/donnees")
    assert page.status_code == 200
    assert "ne disent rien de la complétude" in page.text
    assert "Aucune rangée n&#39;a été écartée" in page.text


def test_another_folder_is_opened_from_here_on_ones_own_machine_only(
    study_out: Path, demo_out: Path, tile_cache: Path
) -> None:
    def page(*, local: bool) -> str:
        settings = Settings(out=study_out, cache=tile_cache, local=local)
        library = Library(settings, [demo_out])
        return Client(library).get("/fr/donnees", headers={"Host": "127.0.0.1:8050"}).text

    assert 'action="/etudes"' in page(local=True)
    assert 'name="dossier"' in page(local=True)
    assert 'name="dossier"' not in page(local=False)
    assert 'href="/etudes/essai-2/fr/"' in page(local=False)
