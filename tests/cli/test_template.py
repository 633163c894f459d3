"""`territory template` and `territory check FILE --as NAME`, as typed."""

from __future__ import annotations

import runpy
from pathlib import Path

import openpyxl
import pytest

from territory.cli import main

LIST = ("gmf", "inscription", "organismes", "bibliotheques", "hors-murs", "couverture")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TERRITORY_LANG", raising=False)
    return tmp_path


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(words)
    said = capsys.readouterr()
    return status, said.out.replace("\u00a0", " "), said.err.replace("\u00a0", " ")


def add_row(path: Path, *cells: object) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(cells)
    book.save(path)


def test_template_alone_lists_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = typed(capsys, "template")
    assert status == 0
    assert all(f"  {name}" in out for name in LIST)
    status, out, _ = typed(capsys, "template", "--english")
    assert "libraries" in out
    assert "columns, 2 of them mandatory" in out


def test_a_template_filled_in_is_checked(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    status, out, _ = typed(capsys, "template", "gmf")
    assert status == 0
    assert "territory check gabarit-gmf.xlsx --as gmf" in out
    path = here / "gabarit-gmf.xlsx"
    add_row(path, "GMF des Pins", "Farnham", *[None] * 6, "GMF-AR", 1.5)
    add_row(path, "GMF B", "Farnam", *[None] * 6, "GMF", "douze")
    status, out, _ = typed(capsys, "check", "gabarit-gmf.xlsx", "--as", "gmf")
    assert status == 0
    assert "│ gabarit-gmf.xlsx │ 4    │ 1       │ 1        │ 2        │" in out
    assert "« douze » n'est pas un nombre" in out
    assert "1,50 (lieux où ils sont connus : 1; inconnus : 0)" in out
    assert "précision du lieu : lieu de la municipalité" in out


def test_the_check_speaks_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    monkeypatch.setenv("TERRITORY_LANG", "en")
    typed(capsys, "template", "coverage")
    add_row(here / "template-coverage.xlsx", "17", None, "GMF", "complete", "2024", "x")
    status, out, err = typed(capsys, "check", "template-coverage.xlsx", "--as", "coverage")
    assert status == 2
    assert '"17" does not say its level' in out
    assert "no usable row" in err


def test_a_template_as_it_comes_has_examples_only(capsys: pytest.CaptureFixture[str]) -> None:
    typed(capsys, "template", "inscription", "-o", "taux.csv")
    status, out, err = typed(capsys, "check", "taux.csv", "--as", "registration")
    assert status == 2
    assert "taux.csv ne contient que les exemples du gabarit (2)" in err
    assert "│ taux.csv │ 2    │ 0       │ 0        │ 2        │" in out


def test_a_file_already_there_is_kept_unless_forced(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    (here / "a.csv").write_text("précieux", encoding="utf-8")
    status, _, err = typed(capsys, "template", "gmf", "-o", "a.csv")
    assert status == 2
    assert "a.csv existe déjà; donnez un autre nom, ou --force" in err
    assert typed(capsys, "template", "gmf", "-o", "a.csv", "--force")[0] == 0


def test_a_dash_prints_text(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    status, out, _ = typed(capsys, "template", "hors-murs", "-o", "-", "--english")
    assert status == 0
    assert "Name of the team or service *,Host place,Municipality *" in out
    assert not list(here.iterdir())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("template", "organisme"), "est-ce « organismes »?"),
        (("template", "-o", "a.csv"), "Donnez le nom du gabarit"),
        (("check", "rien.xlsx", "--as", "gmf"), "n'existe pas"),
        (("check", "rien.xlsx", "--as", "gnf"), "est-ce « gmf »?"),
        (("check", "mes-gmf.xlsx"), "ajoutez --as et son nom : gmf, inscription"),
    ],
)
def test_a_wrong_word_is_one_sentence(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    status, out, err = typed(capsys, *words)
    assert status == 2
    assert out == ""
    assert told in err
    assert err.count("\n") == 1


def test_a_211_exchange_is_checked_too(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    folder = here / "211"
    folder.mkdir()
    (folder / "organization.csv").write_text("id,name\no1,Maison\n", encoding="utf-8")
    (folder / "service.csv").write_text(
        "id,organization_id,name\ns1,o1,Écoute\ns2,o1,[Ligne]\n", encoding="utf-8"
    )
    (folder / "location.csv").write_text(
        "id,name,latitude,longitude\nl1,Maison,45.2877,-72.972\n", encoding="utf-8"
    )
    (folder / "service_at_location.csv").write_text(
        "id,service_id,location_id\nx1,s1,l1\n", encoding="utf-8"
    )
    status, out, _ = typed(capsys, "check", "211", "--as", "hsds")
    assert status == 0
    assert "[Ligne]" in out
    assert "│ 211     │ 2    │ 1       │ 1        │ 0        │" in out


@pytest.mark.parametrize("name", ["gabarits.md", "templates.md"])
def test_the_pages_say_what_the_templates_ask(checkout: Path, name: str) -> None:
    tool = runpy.run_path(str(checkout / "tools" / "build_templates.py"))
    written = (checkout / "docs" / name).read_text(encoding="utf-8")
    assert written == tool["page"](tool["PAGES"][name]), "run tools/build_templates.py"
