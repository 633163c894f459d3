"""The command line as its users meet it: what it prints, what it refuses, how it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from territory.cli import main
from territory.cli.results import demo_study
from territory.export.evidence import trace_files
from territory.study.validate import validate

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "donnees"

[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"

[[population]]
reader = "population"
path = "population.csv"

[[services]]
reader = "services"
path = "services.csv"

[[coverage]]
reader = "coverage"
path = "coverage.csv"
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a study of three territories, eight units and three sites."""
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    monkeypatch.delenv("TERRITORY_LANG", raising=False)
    folder = tmp_path / "donnees"
    folder.mkdir()
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", "MRC:02", "3"], "name": ["A", "B", "C"]},
        geometry=[shapely.box(-73 + i * 0.3, 45.5, -72.7 + i * 0.3, 45.8) for i in range(3)],
        crs=4326,
    ).to_file(folder / "mrc.gpkg")
    pd.DataFrame(
        {
            "unit_id": [f"u{i}" for i in range(8)],
            "population": [6000, 4000, 8000, 2000, 3000, 500, 1000, 900],
            "lon": [-72.95 + 0.1 * i for i in range(8)],
            "lat": 45.6,
            "registered_share": 0.7,
        }
    ).to_csv(folder / "population.csv", index=False)
    pd.DataFrame(
        {
            "service_id": ["s1", "s2", "s3"],
            "name": ["CLSC", "GMF", "Bibliothèque"],
            "kind": ["clsc", "gmf", "library"],
            "lon": [-72.9, -72.5, -72.3],
            "lat": 45.62,
            "fte_ts": [5, 1, None],
        }
    ).to_csv(folder / "services.csv", index=False)
    kinds = ["clsc", "gmf", "community", "library", "outreach"]
    pd.DataFrame(
        [(f"MRC:0{n}", kind, "complete") for n in (1, 2, 3) for kind in kinds],
        columns=["territory_id", "kind", "status"],
    ).to_csv(folder / "coverage.csv", index=False)
    path = tmp_path / "etude.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def change(study: Path, name: str, **columns: object) -> None:
    """Change columns of one of the study's tables."""
    path = study.parent / "donnees" / name
    frame = pd.read_csv(path, dtype="str").assign(**columns)
    frame.to_csv(path, index=False)


def refused(study: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Run a study that must be refused: one sentence, exit 2, nothing written."""
    out = study.parent / "out"
    assert main(["run", str(study), "-o", str(out)]) == 2
    assert not out.exists() or not any(out.iterdir())
    told = capsys.readouterr().err.replace("\u00a0", " ").strip()
    assert told.count("\n") == 0, told
    assert "Traceback" not in told
    return told


def test_a_run_prints_five_lines_and_writes_what_the_house_promises(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = study.parent / "out"
    assert main(["run", str(study), "-o", str(out)]) == 0
    assert len(capsys.readouterr().out.strip().splitlines()) == 6
    files = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert files == {
        "gaps_mrc.csv", "access_units.csv", "completeness.csv", "kinds_mrc.csv", "study.gpkg", "map_mrc.html",
        "run.json", "datapackage.json", "rejected/territories.csv", "rejected/population.csv",
        "rejected/services.csv", "rejected/coverage.csv",
        *trace_files(demonstration=False).values(),
    }  # fmt: skip


def test_rows_read_are_kept_or_rejected_with_their_line_and_reason(study: Path) -> None:
    change(study, "population.csv", population=["-5", "", "x", "100", "200", "300", "400", "500"])
    out = study.parent / "out"
    assert main(["run", str(study), "-o", str(out)]) == 0
    rejected = pd.read_csv(out / "rejected" / "population.csv")
    assert rejected["line"].tolist() == [2, 3, 4]
    assert rejected["reason"].notna().all()
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    for account in record["inputs"]:
        assert account["read"] == account["kept"] + account["rejected"]
    units = next(a for a in record["inputs"] if a["table"] == "population")
    assert (units["read"], units["kept"], units["rejected"]) == (8, 5, 3)


def test_the_same_study_writes_the_same_bytes(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a", "b"):
        assert main(["run", str(study), "-o", str(study.parent / name)]) == 0
    for file in ("gaps_mrc.csv", "access_units.csv", "map_mrc.html", "trace/pairs.parquet"):
        first, second = (study.parent / name / file for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()


def test_check_reads_everything_and_computes_nothing(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(study)]) == 0
    told = capsys.readouterr().out
    assert "population.csv" in told
    assert "EPSG:4326" in told
    assert "MRC" in told
    assert not (study.parent / "out").exists()


def test_english_is_a_variable_away(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_LANG", "en")
    assert main(["run", str(study.parent / "none.toml")]) == 2
    assert "does not exist" in capsys.readouterr().err
    assert main(["check", str(study)]) == 0
    assert "Files read" in capsys.readouterr().out


def test_every_missing_file_is_named_at_once(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (study.parent / "donnees" / "mrc.gpkg").unlink()
    (study.parent / "donnees" / "services.csv").unlink()
    assert main(["check", str(study)]) == 2
    told = capsys.readouterr().err
    assert "mrc.gpkg" in told
    assert "services.csv" in told


def test_a_missing_file_is_one_sentence(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study.parent / "donnees" / "services.csv").unlink()
    assert "services.csv" in refused(study, capsys)


def test_an_empty_file_is_said(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study.parent / "donnees" / "population.csv").write_text("")
    assert "population.csv est vide" in refused(study, capsys)


def test_a_misspelt_column_is_told_its_name(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = study.parent / "donnees" / "population.csv"
    path.write_text(path.read_text().replace("population", "poplation"))
    told = refused(study, capsys)
    assert "« population » manque" in told
    assert "« poplation »" in told


def test_swapped_coordinates_are_said(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(study, "services.csv", lon="45.6", lat="-72.9")
    assert "interverties" in refused(study, capsys)


def test_coordinates_in_metres_are_said(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(study, "services.csv", lon="300000", lat="5040000")
    assert "mètres" in refused(study, capsys)


def test_a_layer_without_crs_is_said(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = study.parent / "donnees" / "mrc.gpkg"
    layer = gpd.read_file(path).rename(columns={"territory_id": "code"})
    path.unlink()
    shape = path.with_suffix(".shp")
    layer.to_file(shape)
    shape.with_suffix(".prj").unlink()
    study.write_text(STUDY.replace("mrc.gpkg", "mrc.shp"), encoding="utf-8")
    assert "coordonnées" in refused(study, capsys)


def test_a_point_at_zero_or_outside_quebec_is_set_aside(study: Path) -> None:
    change(study, "services.csv", lon=["-72.9", "0", "2.35"], lat=["45.62", "0", "48.86"])
    out = study.parent / "out"
    assert main(["run", str(study), "-o", str(out)]) == 0
    assert len(pd.read_csv(out / "rejected" / "services.csv")) == 2


def test_when_nothing_is_left_the_commonest_reason_is_told(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(study, "population.csv", population="-1")
    assert "écartées" in refused(study, capsys)


def test_nobody_living_anywhere_is_said(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(study, "population.csv", population="0")
    assert "0 personne" in refused(study, capsys)


def test_a_declared_service_area_reaches_its_people_at_no_cost(study: Path) -> None:
    change(study, "services.csv", service_area=["MRC:03", None, None])
    out = study.parent / "out"
    assert main(["run", str(study), "-o", str(out)]) == 0
    gaps = pd.read_csv(out / "gaps_mrc.csv").set_index("territory_id")
    assert gaps.loc["MRC:03", "presence_test"] == "served"
    assert gaps.loc["MRC:03", "nearest_cost_median"] == 0
    units = pd.read_csv(out / "access_units.csv").set_index("unit_id")
    assert units.loc[["u6", "u7"], "nearest_service_id"].tolist() == ["s1", "s1"]


def test_a_duplicated_identifier_counts_once_and_is_listed(study: Path) -> None:
    change(study, "population.csv", unit_id=["u0", "u0", "u2", "u3", "u4", "u5", "u6", "u7"])
    out = study.parent / "out"
    assert main(["run", str(study), "-o", str(out)]) == 0
    assert pd.read_csv(out / "rejected" / "population.csv")["id"].tolist() == ["u0"]


def test_an_unknown_reader_is_told_the_nearest(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study.write_text(STUDY.replace('"services"', '"service"'), encoding="utf-8")
    assert "« services »" in refused(study, capsys)


def test_a_wrong_command_or_folder_is_one_sentence(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["bidon"], ["run"], ["app", str(study.parent)], ["run", str(study), "--bidon"]):
        assert main(words) == 2
        told = capsys.readouterr().err.strip()
        assert told
        assert "\n" not in told


@pytest.mark.parametrize("content", ["{}", "[]", "pas du JSON", ""])
def test_a_damaged_results_folder_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    assert main(["app", str(tmp_path)]) == 2
    assert "run.json" in capsys.readouterr().err


def test_help_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--help"]) == 0
    assert "territory run studies/montreal.toml" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told_fr", "told_en"),
    [
        (["runn"], "« runn » n'existe pas (« run »?)", "“runn” does not exist (“run”?)"),
        (["run", "--dmo"], "« --dmo » n'existe pas (« --demo »?)", "“--dmo” does not exist"),
        (["check"], "Il manque ETUDE.toml", "ETUDE.toml | FICHIER is missing"),
        (["check", "a", "b"], "« b » est de trop", "“b” is one too many"),
        (["run", "-o"], "« -o » attend une valeur", "“-o” expects a value"),
        (["run", "--demo=3"], "ne prend pas de valeur", "takes no value"),
        (["app", "--port", "x"], "--port : un nombre entier est attendu", "whole number"),
        (["app", "--port", "0"], "un nombre d'au moins 1 est attendu", "at least 1"),
    ],
)
def test_a_wrong_command_is_told_in_the_language_asked(
    words: list[str],
    told_fr: str,
    told_en: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for language, told in (("fr", told_fr), ("en", told_en)):
        monkeypatch.setenv("TERRITORY_LANG", language)
        assert main(words) == 2
        said = capsys.readouterr().err.replace("\u00a0", " ")
        assert told in said
        assert said.count("\n") == 1


def test_help_pages_are_in_french_to_their_headings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TERRITORY_LANG", raising=False)
    pages = ""
    for words in (["--help"], ["run", "--help"], ["check", "--help"], ["app", "--help"]):
        assert main(words) == 0
        pages += capsys.readouterr().out.replace("\u00a0", " ")
    for french in ("Usage : territory", "Commandes :", "Afficher cette aide et quitter."):
        assert french in pages
    for english in ("Commands", "Show this message", "default", "required", "<path>", "<int"):
        assert english not in pages


def test_an_input_in_the_output_folder_is_not_overwritten(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = study.parent / "donnees"
    (folder / "mrc.gpkg").rename(folder / "study.gpkg")
    before = (folder / "study.gpkg").read_bytes()
    study.write_text(STUDY.replace("mrc.gpkg", "study.gpkg"), encoding="utf-8")
    assert main(["run", str(study), "-o", str(folder)]) == 2
    assert "study.gpkg, que l'étude lit" in capsys.readouterr().err
    assert (folder / "study.gpkg").read_bytes() == before
    assert not (folder / "run.json").exists()


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ('[norm]\npreset = "proximté"', "« proximté » n'existe pas"),
        ("[norm.override]\nreach_shar = 1", "« norm.override.reach_shar »"),
        ('[travel]\nbarriers = "fleuve.geojson"', "fleuve.geojson"),
        ('[travel]\nmethod = "table"\ntable = "temps.csv"', "temps.csv"),
        ('[self_governed]\nopt_in = "adhesions.csv"', "adhesions.csv"),
        ('[outputs]\nlevels = ["clsc"]', "outputs.levels demande le niveau « clsc »"),
        ('[outputs]\nsummary_level = "rls"', "outputs.summary_level demande le niveau « rls »"),
        ('[membership]\nspatial = ["rss"]', "membership.spatial demande le niveau « rss »"),
    ],
)
def test_check_refuses_what_a_run_refuses_in_the_same_words(
    study: Path, capsys: pytest.CaptureFixture[str], section: str, told: str
) -> None:
    study.write_text(f"{STUDY}\n{section}\n", encoding="utf-8")
    ran = refused(study, capsys)
    assert told in ran
    assert main(["check", str(study)]) == 2
    assert capsys.readouterr().err.replace("\u00a0", " ").strip() == ran


def test_one_missing_file_is_told_in_the_singular(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (study.parent / "donnees" / "mrc.gpkg").unlink()
    assert "Il manque un fichier" in refused(study, capsys)
    (study.parent / "donnees" / "services.csv").unlink()
    assert "Il manque 2 fichiers" in refused(study, capsys)


def test_what_would_be_ignored_is_refused(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    absent, table = study.parent / "absent", study.parent / "donnees" / "services.csv"
    for words, told in (
        (["run", str(study), "--demo"], "pas les deux"),
        (["app", str(study), "--demo"], "pas les deux"),
        (["run", "--demo", "--data", str(study.parent)], "--data ou --demo"),
        (["run", str(study), "--data", str(absent)], "n'existe pas"),
        (["check", str(study), "--data", str(table)], "est un fichier"),
        (["check", str(study.parent)], "est un dossier"),
    ):
        assert main(words) == 2
        said = capsys.readouterr().err
        assert told in said
        assert said.count("\n") == 1


def test_the_demonstration_keeps_to_its_own_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_DATA", str(tmp_path))
    validate(demo_study())
