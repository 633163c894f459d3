"""A results folder is read as a run wrote it; what is not one is refused in a sentence."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from territory.errors import InputError
from territory_app import Settings, create_app
from territory_app.catalogue import Catalogue, open_results
from territory_app.views.points import points
from territory_app.views.summary import figures


def test_rows_are_sorted_by_id_so_that_numbers_on_the_map_are_stable(study: Catalogue) -> None:
    for level in study.levels.values():
        assert level.table["territory_id"].is_monotonic_increasing


def test_the_demonstration_is_read_under_its_own_file_names(demo: Catalogue) -> None:
    assert demo.demonstration
    assert demo.package.name == "study_demo.gpkg"
    assert "Ne pas citer." in demo.banner("fr")
    assert "Do not cite." in demo.banner("en")


def test_a_shared_unit_belongs_to_the_territory_that_holds_most_of_it(study: Catalogue) -> None:
    assert not study.units["mrc"].str.contains(";").any()
    assert study.units["mrc"].isin(study.levels["mrc"].table["territory_id"]).all()


def test_a_real_study_has_no_banner(study: Catalogue) -> None:
    assert study.banner("fr") == ""


def test_a_site_of_the_band_is_shown_and_is_in_no_figure(study: Catalogue) -> None:
    sites = study.services.assign(in_buffer=False, door=True)
    sites.loc[0, "in_buffer"] = True
    banded = replace(study, services=sites)
    level = next(iter(banded.levels.values()))
    doors = [figure.value for figure in figures(banded, level, "fr")][2]
    assert doors == str(len(sites) - 1)
    kind = sites.loc[0, "kind"]
    told = points(banded, kind, "fr")
    assert len(told["names"]) == (sites["kind"] == kind).sum()
    around = [str(told["details"][said]) for said in told["said"]]
    assert ["autour de l'étude" in one for one in around].count(True) == 1


def _fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_showing_results_changes_nothing_in_their_folder(study_out: Path, tmp_path: Path) -> None:
    before = _fingerprint(study_out)
    client = create_app(Settings(out=study_out, cache=tmp_path)).server.test_client()
    for path in ("/fr/", "/data/table/fr/mrc", "/data/places/rls", "/tiles/mrc/8/75/90"):
        client.get(path)
    assert _fingerprint(study_out) == before


Break = Callable[[Path], None]


def _without_record(folder: Path) -> None:
    (folder / "run.json").unlink()


def _with_bad_record(folder: Path) -> None:
    (folder / "run.json").write_text("{", encoding="utf-8")


def _without_levels(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps({**record, "levels": []}), encoding="utf-8")


def _without_table(folder: Path) -> None:
    (folder / "gaps_mrc.csv").unlink()


def _without_column(folder: Path) -> None:
    path = folder / "gaps_mrc.csv"
    path.write_text(path.read_text("utf-8-sig").replace("reach_share", "atteinte"), "utf-8")


def _without_layer(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["levels"][0]["layer"] = "absente"
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_without_record, "run.json manque"),
        (_with_bad_record, "ne se lit pas"),
        (_without_levels, "ne nomme aucun niveau"),
        (_without_table, "gaps_mrc.csv manque"),
        (_without_column, "n'a pas la colonne reach_share"),
        (_without_layer, "n'a pas la couche absente"),
    ],
)
def test_a_folder_that_cannot_be_shown_is_refused_in_one_sentence(
    study_out: Path, tmp_path: Path, harm: Break, words: str
) -> None:
    folder = tmp_path / "out"
    shutil.copytree(study_out, folder)
    harm(folder)
    with pytest.raises(InputError) as refusal:
        create_app(Settings(out=folder, cache=tmp_path / "cache"))
    sentence = refusal.value.sentence("fr")
    assert words in sentence
    assert sentence.endswith(".")
    assert refusal.value.sentence("en") != sentence


def test_two_applications_share_nothing(demo_out: Path, study_out: Path, tmp_path: Path) -> None:
    first = create_app(Settings(out=demo_out, cache=tmp_path)).server.test_client()
    second = create_app(Settings(out=study_out, cache=tmp_path)).server.test_client()
    assert first.get("/healthz").get_json()["demonstration"] is True
    assert second.get("/healthz").get_json()["demonstration"] is False
    assert "Démonstration." not in second.get("/fr/").text


def test_both_languages_of_every_territory_open(study: Catalogue) -> None:
    assert open_results(study.package.parent).places == study.places


def test_land_shows_where_a_level_has_no_territory(study: Catalogue) -> None:
    assert study.backdrop("mrc") is None
    partial = replace(study.levels["mrc"], key="clsc", outside=200_000.0)
    wide = replace(study.levels["rls"], key="region")
    levels = {"clsc": partial, "region": wide, "rls": study.levels["rls"]}
    assert replace(study, levels=levels).backdrop("clsc") == "rls"
    assert replace(study, levels={"clsc": partial, "region": wide}).backdrop("clsc") == "region"
    assert replace(study, levels={"clsc": partial}).backdrop("clsc") is None


def test_a_cache_that_cannot_be_written_is_replaced(study_out: Path, tmp_path: Path) -> None:
    file = tmp_path / "not-a-folder"
    file.touch()
    folder = Settings(out=study_out, cache=file / "tiles").tile_folder()
    assert folder.is_dir()
    folder.rmdir()
