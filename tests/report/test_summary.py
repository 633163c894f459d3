"""Five lines a person reads when a run ends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from territory.export import write_outputs
from territory.report import summary_lines
from territory.report.summary import facts
from territory.study.result import Result


def test_five_lines_tell_territories_people_sites_gaps_and_classes(example: Result) -> None:
    assert [line.replace("\u00a0", " ") for line in summary_lines(example)] == [
        "Territoires : 3 MRC et équivalents",
        "Population : 23 500 personnes, dont 23 000 dans le calcul",
        "Points de service : 5, dont 3 portes",
        "Hors d'atteinte d'une porte : 3 000 personnes (13,0 %)",
        (
            "Classes (MRC et équivalents) : désert 1, sous-desservi 1, desservi 1, "
            "données insuffisantes 0, non classé 0"
        ),
    ]


def test_english_lines_say_the_same(example: Result) -> None:
    lines = summary_lines(example, "en")
    assert lines[3] == "Beyond reach of a door: 3,000 people (13.0%)"
    assert len(lines) == 5


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_demonstration_says_it_is_fictional_on_every_line_and_names_no_place(
    fictional_example: Result, language: str
) -> None:
    lines = summary_lines(fictional_example, language)
    start = "Dans ce jeu fictif, " if language == "fr" else "In this fictional data set, "
    assert all(line.startswith(start) for line in lines)
    assert not any("Exemple" in line for line in lines)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_record_of_a_run_gives_the_same_lines(
    example: Result, tmp_path: Path, language: str
) -> None:
    write_outputs(example, tmp_path)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert summary_lines(record, language) == summary_lines(example, language)


def test_served_says_that_intensity_was_not_measured_where_the_norm_leaves_it_out(
    example: Result,
) -> None:
    norm = example.norm.model_copy(update={"tests": ("presence", "reach")})
    line = summary_lines(replace(example, norm=norm))[4]
    assert "desservi (présence et atteinte; intensité non mesurée) 1" in line


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, ("0 personne ", "0 porte"), ("0 people", "0 of them doors")),
        (1, ("1 personne ", "1 porte"), ("1 person ", "1 of them a door")),
        (2, ("2 personnes ", "2 portes"), ("2 people", "2 of them doors")),
    ],
)
def test_one_is_singular_and_none_is_too_in_french(
    example: Result, count: int, french: tuple[str, str], english: tuple[str, str]
) -> None:
    known = {**facts(example), "people_beyond_reach": float(count), "doors": count}
    for language, (people, doors) in (("fr", french), ("en", english)):
        lines = summary_lines({"summary": known}, language)
        assert people in lines[3]
        assert lines[2].endswith(doors)
