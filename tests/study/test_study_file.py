"""A study file: what it says, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory.errors import InputError, MissingFileError
from territory.study import read_study
from territory.study.faults import line_of

GOOD = """\
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

[travel]
detour = 1.3
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "etude.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str, language: str = "fr") -> str:
    with pytest.raises(InputError) as fault:
        read_study(written(folder, text))
    told = fault.value.sentence(language).replace("\u00a0", " ")
    assert "\n" not in told
    return told


def test_a_good_file_is_read_and_its_data_folder_starts_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    study = read_study(written(tmp_path, GOOD))
    assert study.name == "essai"
    assert study.data_dir == tmp_path / "donnees"
    assert not study.demonstration


def test_the_folder_stated_wins_over_the_variable_and_the_variable_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_DATA", str(tmp_path / "variable"))
    path = written(tmp_path, GOOD)
    assert read_study(path).data_dir == tmp_path / "variable"
    assert read_study(path, tmp_path / "dite").data_dir == tmp_path / "dite"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"absente\.toml"):
        read_study(tmp_path / "absente.toml")


def test_an_empty_study_is_said(tmp_path: Path) -> None:
    assert "est vide" in refused(tmp_path, "")


def test_a_fault_of_syntax_tells_its_line(tmp_path: Path) -> None:
    assert "ligne 2, colonne 8" in refused(tmp_path, "[study]\nname = \n")


def test_a_misspelt_key_tells_its_line_and_the_nearest_name(tmp_path: Path) -> None:
    told = refused(tmp_path, GOOD.replace("detour", "detuor"))
    assert "ligne 21" in told
    assert "travel.detuor" in told
    assert "« detour »?" in told


def test_a_missing_key_is_named_with_its_table(tmp_path: Path) -> None:
    told = refused(tmp_path, GOOD.replace('level = "mrc"\n', ""))
    assert "territories.0.level" in told
    assert "ligne 7" in told


def test_a_level_that_does_not_exist_is_told_those_that_do(tmp_path: Path) -> None:
    told = refused(tmp_path, GOOD.replace('"mrc"', '"quartier"'))
    assert "quartier" in told
    assert "clsc" in told
    assert "ligne 8" in told


def test_a_figure_out_of_bounds_tells_its_line(tmp_path: Path) -> None:
    told = refused(tmp_path, GOOD.replace("detour = 1.3", "detour = -1"))
    assert "ligne 21" in told
    assert "-1" in told


def test_a_study_without_services_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, GOOD.replace("[[services]]", "[[coverage]]"))
    assert "services" in told


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "etude.toml"
    path.write_bytes(GOOD.replace("Essai", "Été").encode("cp1252"))
    with pytest.raises(InputError, match="UTF-8"):
        read_study(path)


def test_the_line_of_the_second_table_of_a_list_is_its_own() -> None:
    text = "[[services]]\npath = 'a'\n[[services]]\npath = 'b'\n"
    assert line_of(text, ("services", 1, "path")) == 4
    assert line_of(text, ("services", 0, "path")) == 2


@pytest.mark.parametrize(
    ("right", "wrong", "told_fr", "told_en"),
    [
        ('title = "Essai"', "title = 3", "un texte entre guillemets", "text in quotes"),
        ('"essai"', '"Mon étude"', "lettres minuscules, chiffres, - et _", "lower-case letters"),
        ("detour = 1.3", 'detour = "loin"', "un nombre est attendu", "a number is expected"),
        ("detour = 1.3", "detour = 0", "un nombre plus grand que 0", "greater than 0"),
        ("[[territories]]", "[territories]", "écrivez [[territories]]", "write [[territories]]"),
        ("[travel]", "[[travel]]", "écrivez [travel]", "write [travel]"),
        ("detour = 1.3", "speed_kmh = 30", "une section est attendue", "a section is expected"),
        (
            'data_dir = "donnees"',
            'demonstration = "oui"',
            "true ou false est attendu",
            "true or false is expected",
        ),
        ("[travel]", "[membership]\nwhole_above = 3\n[travel]", "d'au plus 1", "at most 1"),
        ('"mrc"', '"quartier"', "valeurs admises : region, mrc", "allowed values: region, mrc"),
        ("detour = 1.3", 'method = "table"', "vont ensemble", "go together"),
    ],
)
def test_a_wrong_value_is_told_what_was_expected_in_the_language_asked(
    tmp_path: Path, right: str, wrong: str, told_fr: str, told_en: str
) -> None:
    changed = GOOD.replace(right, wrong)
    french, english = refused(tmp_path, changed), refused(tmp_path, changed, "en")
    assert told_fr in french
    assert told_en in english
    assert "«" not in english
    assert "Input should" not in french + english


@pytest.mark.parametrize("endless", ["inf", "-inf", "nan"])
@pytest.mark.parametrize(
    ("section", "key", "line"),
    [
        ("membership", "buffer_km = {}", "buffer_km"),
        ("membership", "snap_km = {}", "snap_km"),
        ("travel", "limit_minutes = {}", "limit_minutes"),
        ("travel", "snap_km = {}", "snap_km"),
        ("travel", "road_speeds = {{ primary = {} }}", "road_speeds.primary"),
        (
            "travel",
            "speed_kmh = {{ dense_urban = {}, urban = 1, rural = 1, remote = 1 }}",
            "speed_kmh.dense_urban",
        ),
        ("norm", "registration_rate = {}", "registration_rate"),
    ],
)
def test_an_endless_or_missing_figure_is_told_its_key_and_line(
    tmp_path: Path, section: str, key: str, line: str, endless: str
) -> None:
    changed = GOOD.replace("[travel]\ndetour = 1.3\n", f"[{section}]\n{key.format(endless)}\n")
    told = f"ligne 21 : « {section}.{line} » vaut « {endless} »; un nombre fini est attendu."
    assert told in refused(tmp_path, changed)
    assert f"is “{endless}”; a finite number is expected." in refused(tmp_path, changed, "en")


def test_a_misspelt_key_is_told_before_the_one_it_leaves_missing(tmp_path: Path) -> None:
    changed = GOOD.replace("title_en", "titel_en")
    assert "ligne 4 : la clé « study.titel_en » n'existe pas (« title_en »?)" in refused(
        tmp_path, changed
    )
    assert "(“title_en”?)" in refused(tmp_path, changed, "en")


def test_a_value_in_a_list_tells_the_line_of_its_key(tmp_path: Path) -> None:
    told = refused(tmp_path, GOOD + '\n[outputs]\nlevels = ["mrc", "quartier"]\n')
    assert "ligne 24" in told
    assert "outputs.levels.1" in told


def test_a_folder_given_as_a_study_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="est un dossier"):
        read_study(tmp_path)
