"""What a scenario writes: the files of a run, and those that compare, whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.scenarios.small_study import T1, T2, T3, small_walk

from territory.errors import InputError
from territory.export.scenario import write_outcome, write_side_by_side
from territory.scenarios import Outcome, read_scenario, run_scenario
from territory.scenarios.file import read_text
from territory.study import Walk
from territory.tables.banner import banner
from territory.tables.dictionary import names
from territory.tables.scenarios import COMPARED, DIFFERENCE_COLUMNS, PEOPLE_COLUMNS

POSTS = """\
[scenario]
name = "postes"
title = "=SOMME(1;1)"
title_en = "Posts"
study = "/home/quelquun/etude.toml"
[[change]]
kind = "postes"
count = 4
role = "ts"
rule = "per_capita"
unit_cost = 100000
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return small_walk(tmp_path_factory.mktemp("petite"))


@pytest.fixture(scope="module")
def reattached(base: Walk) -> Outcome:
    return run_scenario(read_scenario("rattachement-50"), base)


@pytest.fixture(scope="module")
def posts(base: Walk) -> Outcome:
    return run_scenario(read_text(POSTS), base)


@pytest.fixture(scope="module")
def out(reattached: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sortie") / "rattachement"
    write_outcome(reattached, folder)
    return folder


def record(out: Path, name: str = "comparison.json") -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / name).read_text(encoding="utf-8"))
    return told


def test_the_main_variant_has_the_files_of_a_run_and_the_comparison(out: Path) -> None:
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    for level in ("clsc", "rls"):
        assert {f"gaps_{level}.csv", f"map_{level}.html", f"difference_{level}.csv"} <= written
    assert {"run.json", "datapackage.json", "comparison.html", "comparison.json"} <= written
    assert {"scenario.toml", "people.csv", "equity.csv", "allocation.csv"} <= written
    assert {"sur-place/gaps_clsc.csv", "sur-place/run.json"} <= written
    assert not any(path.name.startswith(".") for path in out.rglob("*"))


def test_each_variant_says_which_it_is(out: Path) -> None:
    main, other = record(out, "run.json"), record(out, "sur-place/run.json")
    assert main["scenario"]["variant"] == "deplace"
    assert other["scenario"]["variant"] == "sur-place"
    assert main["scenario"]["sha256"] == other["scenario"]["sha256"]
    title = "Petite étude — scénario\N{NO-BREAK SPACE}: Ramener 50\N{NO-BREAK SPACE}%"
    assert main["study"]["title"]["fr"].startswith(title)
    assert main["study"]["title"]["en"].startswith("Small study — scenario: Bring 50%")
    assert other["study"]["title"]["fr"] != main["study"]["title"]["fr"]


def test_every_file_is_listed_with_its_size_and_what_is_listed_is_there(out: Path) -> None:
    told = record(out, "run.json")
    listed = {entry["path"]: entry["bytes"] for entry in told["files"]}
    written = {
        path.relative_to(out).as_posix(): path.stat().st_size
        for path in out.rglob("*")
        if path.is_file() and path.name != "run.json"
    }
    assert {name: size for name, size in listed.items() if not name.endswith("run.json")} == written


def test_the_package_describes_every_file_that_compares_in_both_languages(out: Path) -> None:
    resources = {one["path"]: one for one in record(out, "datapackage.json")["resources"]}
    for name in ("difference_clsc.csv", "people.csv", "allocation.csv", "comparison.html"):
        one = resources[name]
        assert one["title"] != one["title_en"]
        assert one["bytes"] == (out / name).stat().st_size
    fields = [field["name"] for field in resources["people.csv"]["schema"]["fields"]]
    assert fields == names(PEOPLE_COLUMNS)
    assert len({one["name"] for one in resources.values()}) == len(resources)


def test_the_comparison_lists_the_files_that_compare(out: Path) -> None:
    told = record(out)
    assert set(told["files"]) >= {"scenario.toml", "comparison.html", "difference_rls.csv"}
    assert all((out / name).is_file() for name in told["files"])
    assert told["main"] == "deplace"
    assert [variant["key"] for variant in told["variants"]] == ["sur-place", "deplace"]
    assert all(variant["headline"]["fr"] for variant in told["variants"])
    for variant in told["variants"]:
        assert variant["details"]
        assert all(fact["fr"] and fact["en"] for fact in variant["details"])


def test_a_difference_is_after_less_before_for_every_variant(out: Path) -> None:
    table = pd.read_csv(out / "difference_clsc.csv")
    assert list(table.columns) == names(DIFFERENCE_COLUMNS)
    assert table["variant"].tolist() == ["sur-place"] * 3 + ["deplace"] * 3
    assert set(table["territory_id"]) == {T1, T2, T3}
    for column in COMPARED:
        moved = table[f"{column}_after"] - table[f"{column}_before"]
        pd.testing.assert_series_equal(
            table[f"{column}_difference"], moved, check_names=False, check_dtype=False, atol=1.5e-6
        )


def test_the_tables_of_the_main_variant_are_those_of_its_difference(out: Path) -> None:
    gaps = pd.read_csv(out / "gaps_clsc.csv").set_index("territory_id")
    table = pd.read_csv(out / "difference_clsc.csv")
    after = table.loc[table["variant"] == "deplace"].set_index("territory_id")["access_mean_after"]
    pd.testing.assert_series_equal(
        gaps["access_mean"].sort_index(), after.sort_index(), check_names=False
    )


def test_the_scenario_written_runs_elsewhere_to_the_same_end(
    posts: Outcome, base: Walk, tmp_path: Path
) -> None:
    write_outcome(posts, tmp_path, full=False)
    again = run_scenario(read_scenario(tmp_path / "scenario.toml"), base)
    assert again.scenario.scenario.study is None
    pd.testing.assert_frame_equal(again.allocation, posts.allocation)
    assert again.comparisons["seul"].headline == posts.comparisons["seul"].headline


def test_only_the_files_that_compare_are_written_when_asked(posts: Outcome, tmp_path: Path) -> None:
    told: list[str] = []
    paths = write_outcome(posts, tmp_path, full=False, progress=told.append)
    assert [path.name for path in paths] == told
    assert {path.name for path in tmp_path.iterdir()} == set(told)
    assert "run.json" not in told
    assert set(record(tmp_path)["files"]) == set(told)


def test_no_machine_path_is_written(posts: Outcome, base: Walk, tmp_path: Path) -> None:
    write_outcome(posts, tmp_path)
    for path in tmp_path.rglob("*"):
        if path.suffix in {".json", ".toml", ".html", ".csv"}:
            text = path.read_text(encoding="utf-8")
            assert "/home/quelquun" not in text
            assert str(base.study.data_dir) not in text


def test_a_cost_is_told_where_a_unit_cost_is_given(posts: Outcome, tmp_path: Path) -> None:
    write_outcome(posts, tmp_path, full=False)
    told = record(tmp_path)["allocation"]
    assert (told["posts"], told["cost"]) == (4.0, 400_000.0)
    table = pd.read_csv(tmp_path / "allocation.csv")
    assert told["lines"] == len(table)
    assert table["posts"].sum() == 4


def fictional(outcome: Outcome) -> Outcome:
    """Return an outcome as if its study were a demonstration."""

    def made_up(walk: Walk) -> Walk:
        file = walk.study.file
        identity = file.study.model_copy(update={"demonstration": True})
        named = file.model_copy(update={"study": identity})
        return walk.again(study=walk.study.model_copy(update={"file": named}))

    variants: Mapping[str, Walk] = {key: made_up(walk) for key, walk in outcome.variants.items()}
    return replace(outcome, base=made_up(outcome.base), variants=variants)


def test_a_demonstration_says_so_in_every_name_and_first_column(
    posts: Outcome, tmp_path: Path
) -> None:
    write_outcome(fictional(posts), tmp_path, full=False)
    written = {path.name for path in tmp_path.iterdir()}
    assert {"comparison_demo.html", "difference_clsc_demo.csv", "people_demo.csv"} <= written
    assert all("_demo" in name for name in written if name.endswith((".csv", ".html")))
    for name in written:
        if name.endswith(".csv"):
            with (tmp_path / name).open(encoding="utf-8", newline="") as stream:
                rows = list(csv.reader(stream))
            assert rows[0][0] == "avertissement"
            assert {row[0] for row in rows[1:]} == {banner("fr")}
    told = record(tmp_path)
    assert told["demonstration"]
    assert told["variants"][0]["headline"]["fr"].startswith("Dans ce jeu fictif, ")
    assert told["variants"][0]["headline"]["en"].startswith("In this fictional")
    for fact in told["variants"][0]["details"]:
        assert fact["fr"].count("ans ce jeu fictif") == 1
    page = (tmp_path / "comparison_demo.html").read_text(encoding="utf-8")
    assert "données fictives</title>" in page


def test_a_folder_that_cannot_be_written_in_keeps_nothing(posts: Outcome, tmp_path: Path) -> None:
    taken = tmp_path / "fichier"
    taken.write_text("ici", encoding="utf-8")
    with pytest.raises(InputError, match="ne peut pas recevoir"):
        write_outcome(posts, taken)
    assert taken.read_text(encoding="utf-8") == "ici"


def test_what_fails_half_way_leaves_the_former_files_as_they_were(
    posts: Outcome, tmp_path: Path
) -> None:
    write_outcome(posts, tmp_path, full=False)
    former = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(name: str) -> None:
        if name == "comparison.json":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_outcome(posts, tmp_path, full=False, progress=fail)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == former


def test_a_scenario_replaces_the_files_of_the_one_before(
    reattached: Outcome, posts: Outcome, tmp_path: Path
) -> None:
    write_outcome(reattached, tmp_path)
    assert (tmp_path / "sur-place").is_dir()
    write_outcome(posts, tmp_path)
    assert not (tmp_path / "sur-place").exists()


def test_several_scenarios_have_one_page_that_leads_to_each(
    reattached: Outcome, posts: Outcome, tmp_path: Path
) -> None:
    page = write_side_by_side([reattached, posts], tmp_path).read_text(encoding="utf-8")
    assert 'href="rattachement-50/comparison.html"' in page
    assert 'href="postes/comparison.html"' in page
