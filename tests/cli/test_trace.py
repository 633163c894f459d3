"""`territory trace`: a figure, its formula and its rows, from the results folder alone."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from territory.cli import main
from territory.study.trace_columns import ANSWERS

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
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
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a study of two territories; what it read is then taken away."""
    folder = tmp_path_factory.mktemp("trace")
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", "MRC:02"], "name": ["Amont", "Aval"]},
        geometry=[shapely.box(-73, 45.5, -72.5, 46), shapely.box(-72.5, 45.5, -72, 46)],
        crs=4326,
    ).to_file(folder / "mrc.gpkg")
    pd.DataFrame(
        {
            "unit_id": [f"u{i}" for i in range(6)],
            "population": [6000, 4000.25, 8000, 200, 300, 400],
            "lon": [-72.95, -72.8, -72.6, -72.4, -72.2, -72.1],
            "lat": 45.7,
            "registered_share": 0.7,
        }
    ).to_csv(folder / "population.csv", index=False)
    pd.DataFrame(
        {
            "service_id": ["s1", "s2", "s3"],
            "name": ["CLSC d'Amont", "GMF", "=Ailleurs"],
            "kind": ["clsc", "gmf", "clsc"],
            "lon": [-72.9, -72.7, -72.3],
            "lat": 45.7,
            "fte_ts": [5.3, 1.1, 0.7],
        }
    ).to_csv(folder / "services.csv", index=False)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    assert main(["run", str(folder / "study.toml"), "-o", str(folder / "out")]) == 0
    for path in folder.glob("*.*"):
        path.unlink()
    return folder / "out"


def asked(out: Path, *words: str) -> list[str]:
    return ["trace", str(out), *words]


def test_a_figure_comes_with_its_sentence_its_formula_its_rows_and_its_sum(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(out, "-t", "MRC:01", "-c", "access_mean", "--lines", "2")) == 0
    told = capsys.readouterr().out
    assert "Accès moyen, Amont (MRC:01)\N{NO-BREAK SPACE}: " in told
    assert "somme de 5 lignes" in told
    assert "R_j = S_j / Σ_k P_k·e_kj·w_kj" in told
    assert "population.csv:2" in told
    assert "services.csv:2" in told
    assert "3 autres lignes" in told
    assert "Égal au tableau\N{NO-BREAK SPACE}: oui" in told


def test_people_are_told_whole_and_written_with_every_digit(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trace.csv"
    assert main(asked(out, "-t", "MRC:01", "-c", "population", "-o", str(path))) == 0
    told = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    assert "18 000 personnes" in told
    assert "Somme : 18 000\n" in told
    assert ",25" not in told
    rows = pd.read_csv(path)
    assert math.fsum(rows.loc[rows["part"] == "line", "contribution"]) == 18_000.25


@pytest.mark.parametrize("column", list(ANSWERS))
def test_every_column_is_told_equal_to_the_table_as_it_is_written(
    out: Path, column: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(out, "-t", "mrc:01", "-c", column)) == 0
    told = capsys.readouterr().out
    assert "oui" in told.splitlines()[-1] or "Le tableau n'a pas de valeur ici" in told


def test_the_english_account_has_no_french_in_it(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_LANG", "en")
    assert main(asked(out, "-t", "MRC:01", "-c", "class")) == 0
    told = capsys.readouterr().out
    assert "Equal to the table: yes" in told
    assert "does the share surely reaching a door suffice?" in told
    assert "Classe" not in told


def test_the_rows_written_add_up_to_the_figure_with_every_digit(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trace.csv"
    assert main(asked(out, "-t", "MRC:01", "-c", "access_mean", "-o", str(path))) == 0
    assert str(path) in capsys.readouterr().out
    rows = pd.read_csv(path)
    lines = rows.loc[rows["part"] == "line"]
    figure = pd.read_csv(out / "gaps_mrc.csv").set_index("territory_id").loc["MRC:01"]
    kept = pd.read_parquet(out / "trace" / "gaps.parquet").set_index("territory_id")
    exact = kept.loc["MRC:01", "access_mean"]
    assert math.fsum(lines["contribution"]) == pytest.approx(exact, rel=1e-12)
    assert round(exact, 6) == figure["access_mean"]
    assert lines["source_file"].eq("population.csv").all()
    assert lines["service_source_row"].between(2, 4).all()
    assert set(rows["part"]) == {"line", "unit", "site", "demand"}
    ratio = rows.loc[rows["part"] == "site"].set_index("service_id")
    demand = rows.loc[rows["part"] == "demand"].groupby("service_id")["demand"].sum()
    assert (ratio["supply"] / demand * 1e4).to_list() == pytest.approx(ratio["ratio"].to_list())


def test_a_name_that_looks_like_a_formula_is_no_formula_in_the_file(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trace.csv"
    assert main(asked(out, "-t", "MRC:02", "-c", "presence", "-o", str(path))) == 0
    capsys.readouterr()
    assert "'=Ailleurs" in path.read_text(encoding="utf-8")


def test_a_rate_on_few_people_is_explained_and_not_shown(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trace.csv"
    assert main(asked(out, "-t", "MRC:02", "-c", "access_mean", "-o", str(path))) == 0
    told = capsys.readouterr().out
    assert "Trop peu de gens" in told
    assert "contribution" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["-t", "MRC:03", "-c", "rank"], "« MRC:03 » n'est pas dans ces résultats"),
        (["-t", "MRC:01", "-c", "acces_mean"], "« access_mean »?"),
        (["-t", "MRC:01"], "--column"),
    ],
)
def test_a_wrong_territory_or_column_is_told_in_one_sentence(
    out: Path, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(out, *words)) == 2
    told = capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
    assert sentence in told
    assert len(told.strip().splitlines()) == 1


def test_a_folder_without_results_or_without_its_rows_is_told_so(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(tmp_path / "rien", "-t", "MRC:01", "-c", "rank")) == 2
    assert "n'est pas un dossier de résultats" in capsys.readouterr().err
    bare = tmp_path / "bare"
    shutil.copytree(out, bare)
    (bare / "trace" / "pairs.parquet").write_bytes(b"PAR1 not quite")
    assert main(asked(bare, "-t", "MRC:01", "-c", "rank")) == 2
    assert "est abîmé" in capsys.readouterr().err
    shutil.rmtree(bare / "trace")
    assert main(asked(bare, "-t", "MRC:01", "-c", "rank")) == 2
    assert "territory run" in capsys.readouterr().err


def test_the_help_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    main(["trace", "--help"])
    assert "territory trace out/demo --territory MRC:05" in capsys.readouterr().out
