"""What comparison.json says of a scenario: the figures and the sentences of its page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from territory.report.summary import FICTIONAL_PREFIX
from territory.scenarios import Comparison, Outcome, Scenario, write_scenario
from territory.scenarios.model import DEPLACE, SEUL, SUR_PLACE
from territory.scenarios.robust import flips
from territory.tables.banner import banner
from territory.tables.notes import Note
from territory.text import LANGUAGES, N_, translator, typeset

COMPARISON_FORMAT = 1
FICTION = N_("Dans ce jeu fictif : ")
VARIANT_TITLES: Mapping[str, str] = {
    SUR_PLACE: N_("Sur place : même adresse, l'inscription n'est plus requise"),
    DEPLACE: N_("Déplacé : les postes vont aux portes des CLSC"),
    SEUL: N_("Le scénario"),
}
SHORT_TITLES: Mapping[str, str] = {
    SUR_PLACE: N_("sur place"),
    DEPLACE: N_("déplacé"),
    SEUL: N_("seul"),
}


def comparison_record(outcome: Outcome, files: Sequence[str] = ()) -> dict[str, Any]:
    """Return what comparison.json holds.

    Parameters
    ----------
    outcome : Outcome
        A scenario, run.
    files : sequence of str
        Files written, relative to the folder.
    """
    own, study = outcome.scenario.scenario, outcome.base.study
    norm, allocation = outcome.base.norm, outcome.allocation
    fictional = study.demonstration
    return {
        "format": COMPARISON_FORMAT,
        "scenario": {
            "name": own.name,
            "title": {language: outcome.scenario.title(language) for language in LANGUAGES},
            "note": {"fr": typeset(own.note), "en": own.note_en or own.note},
            "toml": write_scenario(as_run(outcome.scenario)),
        },
        "study": {
            "name": study.name,
            "title": {"fr": study.file.study.title, "en": study.file.study.title_en},
        },
        "demonstration": fictional,
        "banner": {language: banner(language) for language in LANGUAGES} if fictional else None,
        "norm": {"name": norm.name, "title": {"fr": norm.title_fr, "en": norm.title_en}},
        "intensity_norm": outcome.base.intensity_norm,
        "assumptions": told(outcome.assumptions, fictional=fictional),
        "main": outcome.main,
        "variants": [_variant(outcome, key) for key in outcome.comparisons],
        "robustness": rows(outcome.robustness),
        "levels": outcome.base.levels,
        "needs": [need.told() for need in outcome.base.gathered.needs if not need.text],
        "allocation": {
            "posts": _total(allocation, "posts", outcome.main),
            "cost": _total(allocation, "cost", outcome.main),
            "lines": _lines(allocation, outcome.main),
        },
        "files": list(files),
    }


def as_run(scenario: Scenario) -> Scenario:
    """Return a scenario as it can be run elsewhere: without the study file of its author."""
    own = scenario.scenario.model_copy(update={"study": None})
    return scenario.model_copy(update={"scenario": own})


def _variant(outcome: Outcome, key: str) -> dict[str, Any]:
    compared = outcome.comparisons[key]
    fictional = outcome.base.study.demonstration
    table = outcome.robustness
    flipped = (
        flips(table, key, people=compared.people, demonstration=fictional) if len(table) else []
    )
    return {
        "key": key,
        "title": {language: translator(language)(VARIANT_TITLES[key]) for language in LANGUAGES},
        "headline": in_demonstration(compared.headline, fictional=fictional),
        "details": [in_demonstration(one, fictional=fictional) for one in compared.details],
        "flips": flipped,
        "notes": told(outcome.notes.get(key, ()), fictional=fictional),
        "people": rows(compared.people),
        "conservation": dict(compared.conservation),
        "equity": rows(compared.equity),
        "totals": totals(compared),
    }


def in_demonstration(told: Mapping[str, str], *, fictional: bool) -> dict[str, str]:
    """Return a sentence in each language; that of a demonstration says the data are made up."""
    if not fictional:
        return dict(told)
    return {language: _fictional(sentence, language) for language, sentence in told.items()}


def _fictional(sentence: str, language: str) -> str:
    start = translator(language)(FICTIONAL_PREFIX)
    if not sentence or sentence.startswith(start):
        return sentence
    return start + sentence[0].lower() + sentence[1:]


def totals(compared: Comparison) -> dict[str, Any]:
    """Return people beyond reach, deserts by level and FTE counted, before and after."""
    found: dict[str, Any] = {}
    units = compared.units
    for state, people in (("before", "population"), ("after", "population_after")):
        reached = f"reached_{state}"
        beyond = None
        if reached in units:
            far = units[reached].astype("boolean").eq(other=False).fillna(value=False)
            beyond = float(units.loc[far.to_numpy(bool), people].sum())
        found[f"people_beyond_reach_{state}"] = beyond
        found[f"deserts_{state}"] = {
            level: int((table[f"class_{state}"] == "desert").sum())
            for level, table in compared.levels.items()
            if f"class_{state}" in table
        }
        found[f"fte_{state}"] = compared.conservation.get(f"supply_{state}")
    return found


def _total(allocation: pd.DataFrame, column: str, variant: str) -> float | None:
    if column not in allocation or "variant" not in allocation:
        return None
    given = pd.to_numeric(allocation.loc[allocation["variant"] == variant, column]).dropna()
    return float(given.sum()) if len(given) else None


def _lines(allocation: pd.DataFrame, variant: str) -> int:
    return int((allocation["variant"] == variant).sum()) if "variant" in allocation else 0


def told(notes: Sequence[Note], *, fictional: bool = False) -> list[dict[str, str]]:
    """Return sentences in every language; those of a demonstration say the data are made up."""
    starts = {one: translator(one)(FICTION) if fictional else "" for one in LANGUAGES}
    return [{one: starts[one] + note.told(one) for one in LANGUAGES} for note in notes]


def headed(sentences: Sequence[str], language: str) -> tuple[str, tuple[str, ...]]:
    r"""Return what a list says once at its head, that its data are made up, and its sentences.

    Examples
    --------
    >>> start = translator("fr")(FICTION)
    >>> headed([f"{start}Un.", f"{start}Deux."], "fr")
    ('Dans ce jeu fictif\xa0:', ('Un.', 'Deux.'))
    >>> headed(["Dans ce jeu fictif, un."], "fr")[1]
    ('Un.',)
    >>> headed(["Un.", f"{start}Deux."], "fr")[1][0]
    'Un.'
    """
    _ = translator(language)
    head, starts = _(FICTION), (_(FICTION), _(FICTIONAL_PREFIX))
    if not sentences or not all(one.startswith(starts) for one in sentences):
        return "", tuple(sentences)
    bare = [one.removeprefix(starts[0]).removeprefix(starts[1]) for one in sentences]
    return head.rstrip(), tuple(one[:1].upper() + one[1:] for one in bare)


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows in JSON's own types; what is missing is null.

    Examples
    --------
    >>> rows(pd.DataFrame({"a": [1.5, float("nan")], "b": ["x", None]}))
    [{'a': 1.5, 'b': 'x'}, {'a': None, 'b': None}]
    """
    if not len(table):
        return []
    text = table.to_json(orient="records", double_precision=15, force_ascii=False)
    listed: list[dict[str, Any]] = json.loads(text)
    return listed
