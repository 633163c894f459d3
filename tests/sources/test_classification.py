"""Which sites are doors: rules in an editable table, and no territory left without its only door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from territory.errors import InputError
from territory.sources.classification import LAST_DOOR, classify, load_rules

Csv = Callable[..., Path]
COLUMNS = "rule,instal_cod,pattern,flags,decision,kind,sector,reason_fr,reason_en\n"


def sites(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["INSTAL_COD", "INSTAL_NOM", "CLSC_CODE", "CHSLD"])
    return frame.astype("string").mask(frame == "")


def test_the_bundled_rules_keep_true_doors_and_exclude_the_rest() -> None:
    found = classify(
        sites(
            ("1", "CLSC DE VERDUN", "6312", "Non"),
            ("2", "CENTRE MULTISERVICES DE SANTÉ ET DE SERVICES SOCIAUX BOIVIN", "5", "Non"),
            ("3", "CLINIQUE COMMUNAUTAIRE DE POINTE ST-CHARLES", "6314", "Non"),
            ("4", "CENTRE DE SANTÉ TULATTAVIK DE L'UNGAVA", "17012", "Oui"),
            ("5", "DISPENSAIRE D'INUKJUAK", "", "Non"),
            ("6", "HÔPITAL D'AMQUI", "5", "Non"),
            ("7", "CENTRE D'HEBERGEMENT VILLA MARIA", "5", "Oui"),
            ("8", "MAISON DE NAISSANCE MIMOSA", "5", "Non"),
            ("9", "CHSLD ET CLSC DE SAINTE-CLAIRE", "5", "Oui"),
            ("10", "PAVILLON INCONNU", "5", "Non"),
        ),
        load_rules(),
    )
    assert found.door.tolist() == [True] * 5 + [False] * 3 + [True, False]
    assert found.sector[2] == "community"
    assert found.rule[-1] == "sans_regle"
    assert "m02_classification.csv" in found.reason[-1]


def test_no_clsc_territory_loses_its_only_door_by_its_name() -> None:
    found = classify(
        sites(
            ("1", "HÔPITAL DE QUELQUE PART", "9999", "Non"),
            ("2", "HÔPITAL D'AILLEURS", "8888", "Non"),
            ("3", "CLSC D'AILLEURS", "8888", "Non"),
            ("4", "HÔPITAL SANS TERRITOIRE", "", "Non"),
        ),
        load_rules(),
    )
    assert found.door.tolist() == [True, False, True, False]
    assert found.rule[0] == LAST_DOOR
    assert found.kind[0] == "clsc"
    assert "seule porte" in found.reason[0]


def test_every_rule_has_a_reason_in_both_languages() -> None:
    rules = load_rules()
    assert rules["rule"].is_unique
    assert rules[["reason_fr", "reason_en", "decision", "kind", "sector"]].notna().all(axis=None)


def test_the_first_rule_that_applies_decides_and_all_its_conditions_hold(csv: Csv) -> None:
    path = csv(
        "regles.csv",
        COLUMNS
        + "a,,clsc,CHSLD=Oui,excluded,other,public,CLSC en CHSLD,CLSC in a home\n"
        + "b,,clsc,,front_door,clsc,public,CLSC,CLSC\n"
        + "c,,,,excluded,other,public,le reste,the rest\n",
    )
    found = classify(
        sites(("1", "CLSC A", "", "Oui"), ("2", "CLSC B", "", "Non"), ("3", "X", "", "Oui")),
        load_rules(path),
    )
    assert found.rule.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,,x,,maybe,clsc,public,r,r\n", "maybe"),
        ("a,,(,,excluded,clsc,public,r,r\n", "pattern"),
        ("a,,x,,excluded,clinic,public,r,r\n", "clinic"),
        ("a,,x,,excluded,clsc,public,,r\n", "reason_fr"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(csv: Csv, row: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_rules(csv("regles.csv", COLUMNS + row))
    assert said in str(caught.value)
    assert "ligne 2" in str(caught.value)


def test_rules_that_leave_a_site_undecided_are_refused(csv: Csv) -> None:
    rules = load_rules(csv("regles.csv", COLUMNS + "a,,clsc,,front_door,clsc,public,r,r\n"))
    with pytest.raises(InputError, match="PAVILLON"):
        classify(sites(("1", "PAVILLON", "", "Non")), rules)


def test_a_rule_on_a_flag_the_file_lacks_is_refused(csv: Csv) -> None:
    rules = load_rules(csv("r.csv", COLUMNS + "a,,,CPEJ=Oui,excluded,other,public,r,r\n"))
    with pytest.raises(InputError, match="CPEJ"):
        classify(sites(("1", "X", "", "Non")), rules)
