"""`territory scenario` as its users meet it: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.scenarios.small_study import small_walk

from territory.cli import main
from territory.scenarios import ready_made

MINE = '[scenario]\nname = "le-mien"\ntitle = "Le mien"\n[[change]]\nkind = "virtuel"\n'
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the small study."""
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    monkeypatch.delenv("TERRITORY_LANG", raising=False)
    folder = tmp_path / "donnees"
    folder.mkdir()
    small_walk(folder)
    return folder / "etude.toml"


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Return the one sentence a command is refused with, its spaces plain."""
    assert main(["scenario", *map(str, words)]) == 2
    told = capsys.readouterr().err.replace(NBSP, " ").strip()
    assert "\n" not in told
    return told


def test_the_headline_of_each_variant_is_printed_and_the_folder_told(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sortie"
    assert main(["scenario", "rattachement-50", "--study", str(study), "-o", str(out)]) == 0
    told = capsys.readouterr().out.replace(NBSP, " ")
    assert told.startswith("Ramener 50 % des TS des GMF dans les CLSC\n")
    record = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    for variant in record["variants"]:
        sentences = [variant["headline"], *variant["details"], *variant["flips"]]
        place = told.index(variant["title"]["fr"].replace(NBSP, " "))
        for sentence in sentences:
            place = told.index(sentence["fr"].replace(NBSP, " "), place + 1)
        assert all(flip["fr"].replace(NBSP, " ") in told for flip in variant["flips"])
    assert f"Résultats dans {out}; à lire d'abord : {out / 'comparison.html'}" in told
    assert "données fictives" not in told


def test_english_is_told_in_english(
    study: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERRITORY_LANG", "en")
    out = tmp_path / "sortie"
    assert main(["scenario", "virtuel-retire", "--study", str(study), "-o", str(out)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("All-virtual services withdrawn\n")
    assert f"Results in {out}; read first: " in told


def test_several_scenarios_have_a_folder_each_and_one_page(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, out = tmp_path / "mien.toml", tmp_path / "sortie"
    mine.write_text(MINE, encoding="utf-8")
    assert main(["scenario", "rattachement-50", str(mine), "-s", str(study), "-o", str(out)]) == 0
    assert (out / "rattachement-50" / "run.json").is_file()
    assert (out / "le-mien" / "comparison.json").is_file()
    page = (out / "comparison.html").read_text(encoding="utf-8")
    assert 'href="le-mien/comparison.html"' in page
    assert str(out / "comparison.html") in capsys.readouterr().out


def test_the_study_a_scenario_names_is_taken(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, out = tmp_path / "mien.toml", tmp_path / "sortie"
    named = MINE.replace("[[change]]", f'study = "{study.relative_to(tmp_path)}"\n[[change]]')
    mine.write_text(named, encoding="utf-8")
    assert main(["scenario", str(mine), "-o", str(out)]) == 0
    assert (out / "comparison.html").is_file()
    assert "Le mien" in capsys.readouterr().out


def test_ready_made_scenarios_are_listed_with_their_titles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["scenario", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(ready_made())
    assert any(line.endswith("500 postes en organisation communautaire") for line in lines)


def test_help_teaches_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "territory scenario rattachement-50 --demo -o out/rattachement" in told


def test_what_cannot_be_asked_is_one_sentence(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Donnez un scénario" in refused(capsys, "--demo")
    told = refused(capsys, "ratachement-50", "--demo")
    assert "« ratachement-50 » n'existe pas (« rattachement-50 »?)" in told
    assert "postes-500" in told
    many = ["rattachement-50"] * 7
    assert refused(capsys, *many, "--demo").startswith("7 scénarios sont demandés; au plus 6")
    assert "s'appellent « postes-500 »" in refused(capsys, "postes-500", "postes-500", "--demo")
    assert "ou --demo, pas les deux" in refused(capsys, "postes-500", "--demo", "-s", study)
    assert "donnez --data ou --demo" in refused(capsys, "postes-500", "--demo", "--data", tmp_path)
    assert "De quelle étude" in refused(capsys, "postes-500").replace("Dites de", "De")
    told = refused(capsys, "postes-500", "-s", study, "--data", tmp_path / "absent")
    assert "absent donné à --data n'existe pas" in told


def test_a_file_in_place_of_the_folder_is_refused(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "fichier"
    taken.write_text("ici", encoding="utf-8")
    assert "est un fichier" in refused(capsys, "virtuel-retire", "-s", study, "-o", taken)


def test_what_is_read_is_never_written_over(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sortie"
    out.mkdir()
    mine = out / "scenario.toml"
    mine.write_text(MINE, encoding="utf-8")
    told = refused(capsys, mine, "-s", study, "-o", out)
    assert told.startswith(f"Les résultats remplaceraient {mine}, qui est lu")
    assert mine.read_text(encoding="utf-8") == MINE
    assert list(out.iterdir()) == [mine]


def test_a_fault_in_the_file_leaves_no_folder(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, out = tmp_path / "mien.toml", tmp_path / "sortie"
    mine.write_text(MINE.replace("virtuel", "virtuelle"), encoding="utf-8")
    told = refused(capsys, mine, "-s", study, "-o", out)
    assert told.startswith(f"{mine}, ligne 5 : kind vaut « virtuelle » (« virtuel »?)")
    mine.write_text(MINE + 'sites = ["zzz"]\n', encoding="utf-8")
    assert "zzz" in refused(capsys, mine, "-s", study, "-o", out)
    assert not out.exists()
