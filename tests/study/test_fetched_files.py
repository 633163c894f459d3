"""A study finds the files that were fetched, and never takes one for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory.errors import InputError, MissingFileError
from territory.sources import load_catalogue
from territory.study.file import _fetched, read_study, resolve
from territory.study.model import Study
from territory.study.validate import files_needed, input_paths

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "donnees"

[[territories]]
level = "mrc"
reader = "mrc"
path = "limites/mrc.shp"
files = {{ attributes = "{attributes}" }}

[[population]]
reader = "municipalities"
catalogue = "municipalities_2025"

[[services]]
reader = "m02"
path = "services/installations.csv"
catalogue = "m02"
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder the command fills, away from the user's own."""
    monkeypatch.setenv("TERRITORY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    return tmp_path / "cache" / "data"


def study(folder: Path, attributes: str = "sda/mrc_s.dbf") -> Study:
    path = folder / "etude.toml"
    path.write_text(STUDY.format(attributes=attributes), encoding="utf-8")
    return read_study(path)


def put(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_an_input_without_a_path_is_its_fetched_file(tmp_path: Path, cache: Path) -> None:
    essai = study(tmp_path)
    (given,) = essai.file.population
    assert given.path == "catalogue:municipalities_2025"
    with pytest.raises(MissingFileError):
        resolve(essai, given.path)
    fetched = put(cache, "municipalities_2025/MUN.csv")
    assert resolve(essai, given.path) == fetched
    own = put(tmp_path / "donnees", "municipalities_2025/MUN.csv")
    assert resolve(essai, given.path) == own


def test_a_path_that_exists_wins_over_what_was_fetched(tmp_path: Path, cache: Path) -> None:
    essai = study(tmp_path)
    fetched = put(cache, "m02/installationscsv.csv")
    (given,) = essai.file.services
    assert resolve(essai, given.path, given.catalogue) == fetched
    own = put(tmp_path / "donnees", "services/installations.csv")
    assert resolve(essai, given.path, given.catalogue) == own


def test_a_file_that_names_no_entry_is_found_by_its_very_name_only(
    tmp_path: Path, cache: Path
) -> None:
    essai = study(tmp_path)
    put(cache, "mrc_sda_2025/SHP.zip")
    with pytest.raises(MissingFileError):
        resolve(essai, "sda/mrc_s.dbf")
    (cache / "mrc_sda_2025" / "SHP.zip").unlink()
    fetched = put(cache, "mrc_sda_2025/mrc_s.dbf")
    assert resolve(essai, "sda/mrc_s.dbf") == fetched
    with pytest.raises(MissingFileError):
        resolve(essai, "services/installations.csv")


def test_an_auxiliary_file_may_name_an_entry(tmp_path: Path, cache: Path) -> None:
    essai = study(tmp_path, "catalogue:sda_20k_shp")
    fetched = put(cache, "sda_20k_shp/SHP.zip")
    assert resolve(essai, "catalogue:sda_20k_shp") == fetched
    assert fetched in input_paths(essai)
    with pytest.raises(InputError, match=r"absente.*n'existe pas"):
        files_needed(study(tmp_path, "catalogue:absente"))


def test_every_file_is_told_with_its_entry_and_whether_it_is_public(tmp_path: Path) -> None:
    needed = {file.name: file for file in files_needed(study(tmp_path))}
    assert {name: file.public for name, file in needed.items()} == {
        "limites/mrc.shp": False,
        "sda/mrc_s.dbf": False,
        "catalogue:municipalities_2025": True,
        "services/installations.csv": True,
    }
    keys = {name: file.entry and file.entry.key for name, file in needed.items()}
    assert keys["limites/mrc.shp"] == "mrc_1m_2018"
    assert keys["sda/mrc_s.dbf"] == "mrc_sda_2025"


def test_a_product_never_takes_the_place_of_another(tmp_path: Path, cache: Path) -> None:
    essai = study(tmp_path)
    for entry in load_catalogue().values():
        if entry.file_name:
            put(cache, f"{entry.key}/{entry.file_name}")
    for entry in load_catalogue().values():
        if entry.file_name:
            found = _fetched(essai, f"catalogue:{entry.key}", None)
            assert found == cache / entry.key / entry.file_name
