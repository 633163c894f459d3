"""`territory export`: what the application shows, as a file, from the command line."""

from __future__ import annotations

import csv
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import openpyxl
import pytest

from territory.cli import main

SYNTHETIC = Path(__file__).parents[1] / "app" / "synthetic.py"


def _results(folder: Path, *, demonstration: bool) -> Path:
    spec = spec_from_file_location("synthetic_for_export", SYNTHETIC)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    written: Path = module.write_results(folder, demonstration=demonstration)
    return written


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small results folder."""
    return _results(tmp_path_factory.mktemp("out"), demonstration=False)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small results folder, of fictional data."""
    return _results(tmp_path_factory.mktemp("demonstration"), demonstration=True)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep map tiles out of the user's cache."""
    monkeypatch.setenv("TERRITORY_CACHE", str(tmp_path / "cache"))


def export(out: Path, *words: str) -> int:
    return main(["export", str(out), *words])


def test_the_table_is_written_where_it_is_asked(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "rls.csv"
    assert export(out, "--format", "csv", "--level", "rls", "--sort", "name", "-o", str(path)) == 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    assert [line["Code"] for line in lines] == [f"RLS:010{one}" for one in range(5)]


def test_a_file_without_a_name_gets_one(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert export(out, "-f", "xlsx", "--language", "en", "--within", "Réseau 2") == 0
    (made,) = tmp_path.glob("*.xlsx")
    assert made.name in capsys.readouterr().out
    assert made.name.startswith("table-essai-mrc-classe-reseau-2-")
    assert openpyxl.load_workbook(made).sheetnames == ["Table", "Metadata", "Columns"]


@pytest.mark.parametrize(("extension", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_picture_is_written_too(
    out: Path, tmp_path: Path, extension: str, start: bytes
) -> None:
    path = tmp_path / f"carte.{extension}"
    assert export(out, "-f", extension, "--indicator", "proximite", "-o", str(path)) == 0
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-f", "pdf"], "csv, xlsx, svg, png"),
        (["-f", "csv", "--level", "../etc"], "mrc, rls"),
        (["-f", "csv", "--indicator", "bonheur"], "classe"),
        (["-f", "csv", "--sort", "zzz"], "people_beyond_reach"),
        (["-f", "csv", "--sort", "a;b"], "-population"),
        (["-f", "csv", "--within", "Nulle part"], "Nulle part"),
        (["-f", "csv", "--language", "de"], "fr ou en"),
    ],
)
def test_what_the_results_do_not_have_is_one_sentence(
    out: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert export(out, *words) == 2
    said = capsys.readouterr().err.strip()
    assert told in said
    assert "\n" not in said


def test_a_name_that_contradicts_the_format_is_refused_before_anything_is_written(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.csv"
    assert export(out, "-f", "xlsx", "-o", str(path)) == 2
    said = capsys.readouterr().err.strip()
    assert "table.csv finit par .csv, mais le format demandé est xlsx" in said
    assert "\n" not in said
    assert not path.exists()


def test_a_name_without_demo_is_told_to_hold_fictional_data(
    demonstration: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(demonstration, "-f", "csv", "-o", str(tmp_path / "eeyou.csv")) == 0
    (_written, told) = capsys.readouterr().out.splitlines()
    assert "eeyou.csv contient des données fictives" in told
    assert export(demonstration, "-f", "csv", "-o", str(tmp_path / "eeyou-demo.csv")) == 0
    assert "fictives" not in capsys.readouterr().out


def test_a_folder_without_results_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path, "-f", "csv") == 2
    assert "run.json" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_one_sentence(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(out, "-f", "csv", "-o", str(tmp_path / "nulle" / "part.csv")) == 2
    assert "ne peut pas être écrit" in capsys.readouterr().err
