"""datapackage.json describes every file and every column, in French and in English."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module", params=["out", "fictional_out"])
def described(request: pytest.FixtureRequest) -> tuple[Path, dict[str, Any]]:
    folder: Path = request.getfixturevalue(request.param)
    return folder, json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_every_file_but_the_two_records_is_a_resource(
    described: tuple[Path, dict[str, Any]],
) -> None:
    folder, package = described
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {r["path"] for r in package["resources"]} == files - {"run.json", "datapackage.json"}
    assert len({r["name"] for r in package["resources"]}) == len(package["resources"])
    for resource in package["resources"]:
        assert resource["bytes"] == (folder / resource["path"]).stat().st_size
        assert set(resource["name"]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_fields_are_the_columns_of_the_file_in_order(
    described: tuple[Path, dict[str, Any]],
) -> None:
    folder, package = described
    for resource in package["resources"]:
        if resource["format"] != "csv":
            continue
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
            assert rows[0].keys() == {f["name"]: 0 for f in resource["schema"]["fields"]}.keys()
        for field in resource["schema"]["fields"]:
            cells = {row[field["name"]] for row in rows} - {""}
            assert cells <= set(field.get("constraints", {}).get("enum", cells)), field["name"]
            if field["type"] == "integer":
                assert all(cell.isdigit() for cell in cells)
            if field["type"] == "number":
                assert all(cell == cell.strip() and float(cell) is not None for cell in cells)
            if field["type"] == "boolean":
                assert cells <= {"true", "false"}


def test_everything_is_titled_in_both_languages(described: tuple[Path, dict[str, Any]]) -> None:
    _, package = described
    assert package["languages"] == ["fr", "en"]
    fields = [f for r in package["resources"] for f in r.get("schema", {}).get("fields", [])]
    for titled in (package, *package["resources"], *fields):
        assert titled["title"].strip()
        assert titled["title_en"].strip()


def test_titles_of_a_demonstration_say_the_data_are_fictional(fictional_out: Path) -> None:
    package = json.loads((fictional_out / "datapackage.json").read_text(encoding="utf-8"))
    for titled in (package, *package["resources"]):
        assert titled["title"].endswith(" — données fictives")
        assert titled["title_en"].endswith(" — fictional data")
    assert package["description"].startswith("Démonstration.")


def test_sources_and_licences_come_from_the_catalogue(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert [source["licence"] for source in package["sources"]] == ["CC-BY 4.0"]
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
