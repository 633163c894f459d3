"""A study that changes a norm wrongly is told its own key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from territory.errors import InputError
from territory.gaps import load_norm


@pytest.mark.parametrize(
    ("changes", "told_fr", "told_en"),
    [
        (
            {"reach_shar": 0.6},
            "« norm.override.reach_shar » n'existe pas (« reach_share »?)",
            "“norm.override.reach_shar” does not exist (“reach_share”?)",
        ),
        (
            {"reach_share": 3},
            "« norm.override.reach_share » vaut « 3 »; un nombre d'au plus 1 est attendu",
            "“norm.override.reach_share” is “3”; a number of at most 1 is expected",
        ),
        (
            {"threshold_minutes": {"urbn": 20}},
            "« norm.override.threshold_minutes.urbn » n'existe pas (« urban »?)",
            "“norm.override.threshold_minutes.urbn” does not exist (“urban”?)",
        ),
        (
            {"threshold_minutes": {"urban": 20}},
            "Il manque « norm.override.threshold_minutes.dense_urban »",
            "“norm.override.threshold_minutes.dense_urban” is missing",
        ),
        (
            {"minimum_population": float("inf")},
            "« norm.override.minimum_population » vaut « inf »; un nombre fini est attendu",
            "“norm.override.minimum_population” is “inf”; a finite number is expected",
        ),
        (
            {"zone_weights": [1.0, float("nan"), 0.2]},
            "« norm.override.zone_weights.1 » vaut « nan »; un nombre fini est attendu",
            "“norm.override.zone_weights.1” is “nan”; a finite number is expected",
        ),
        ({"tests": ["presence"]}, "l'épreuve « reach » est requise", "“reach” test is required"),
        ({"basket": ["gmf"]}, "au moins une sorte de porte", "at least one kind of door"),
    ],
)
def test_a_wrong_change_names_the_key_of_the_study(
    changes: dict[str, Any], told_fr: str, told_en: str
) -> None:
    with pytest.raises(InputError) as fault:
        load_norm("proximite", changes)
    french = fault.value.sentence("fr").replace("\u00a0", " ")
    english = fault.value.sentence("en")
    assert told_fr in french
    assert told_en in english
    assert ".toml" not in french + english


@pytest.mark.parametrize("endless", ["inf", "nan"])
def test_a_norm_file_with_an_endless_or_missing_figure_is_told_its_key(
    tmp_path: Path, endless: str
) -> None:
    thresholds = f"dense_urban = {endless}\nurban = 20\nrural = 30\nremote = 40\n"
    own = tmp_path / "norme.toml"
    own.write_text(
        'name = "n"\ntitle_fr = "N"\ntitle_en = "N"\n[threshold_minutes]\n' + thresholds,
        encoding="utf-8",
    )
    with pytest.raises(InputError) as fault:
        load_norm(own)
    told = fault.value.sentence("fr").replace("\u00a0", " ")
    assert f"« threshold_minutes.dense_urban » vaut « {endless} »; un nombre fini" in told
