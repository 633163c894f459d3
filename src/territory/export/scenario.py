"""Everything a scenario writes: the files of a run, and what compares it with the base."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from territory.export.datapackage import table_resource
from territory.export.evidence import trace_files
from territory.export.layout import Table, file_name, level_title, output_names
from territory.export.record import as_json, plain, without_machine_paths
from territory.export.staging import Inside, Staging
from territory.export.write import PACKAGE, Beside, write_csv, write_in
from territory.report.comparison import comparison_page, comparison_record, side_by_side_page
from territory.report.comparison.record import SHORT_TITLES, as_run
from territory.scenarios import Outcome, write_scenario
from territory.scenarios.model import SUR_PLACE
from territory.study.model import Study
from territory.study.result import Result
from territory.tables.scenarios import (
    ALLOCATION_COLUMNS,
    DIFFERENCE_COLUMNS,
    EQUITY_COLUMNS,
    PEOPLE_COLUMNS,
    ROBUSTNESS_COLUMNS,
    TRAJECTORY_COLUMNS,
)
from territory.tables.words import Column
from territory.text import LANGUAGES, N_, translator

COMPARISON, SCENARIO = "comparison.json", "scenario.toml"
TABLES: Mapping[str, tuple[str, str, tuple[Column, ...]]] = {
    "people": ("Qui gagne, qui perd", "Who gains, who loses", PEOPLE_COLUMNS),
    "equity": ("Équité, avant et après", "Equity, before and after", EQUITY_COLUMNS),
    "allocation": ("Postes donnés, ligne par ligne", "Posts given, line by line",
                   ALLOCATION_COLUMNS),
    "trajectory": ("ETC manquants, année par année", "FTE missing, year by year",
                   TRAJECTORY_COLUMNS),
    "robustness": ("La conclusion sous d'autres réglages", "The conclusion under other settings",
                   ROBUSTNESS_COLUMNS),
}  # fmt: skip
"""Tables beside those of differences: titles and columns, by name of file."""
_TITLE = N_("{study} — scénario : {scenario}")
_OF_VARIANT = "{title} — {variant}"
_PAGES = {
    "comparison": (N_("Comparaison : pour qui, et aux dépens de qui"), "html", "text/html"),
    COMPARISON: (N_("Comparaison, pour les machines"), "json", "application/json"),
    SCENARIO: (N_("Le scénario, tel que calculé"), "toml", "application/toml"),
}


Tell = Callable[[str], None]


def write_outcome(
    outcome: Outcome, out: str | Path, *, full: bool = True, progress: Tell | None = None
) -> list[Path]:
    """Write what a scenario gave in a folder, each file whole or not there at all.

    Parameters
    ----------
    outcome : Outcome
        A scenario, run.
    out : str or Path
        The folder, created if needed; files of a former run there are replaced.
    full : bool
        Whether the files of a run are written too, for each variant; else only those that
        compare.
    progress : callable, optional
        Called with the name of each file before it is written.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InputError
        When the folder cannot be written in.
    """
    tell = progress or (lambda _name: None)
    folder = Path(out)
    with Staging(folder) as staging:
        if full:
            beside: list[dict[str, Any]] = []
            for key in [key for key in outcome.variants if key != outcome.main]:
                inside = staging.inside(key)
                write_in(inside, variant_result(outcome, key), _beside(outcome, key), tell)
                beside += _resources_inside(inside, key)
            beside += _write_comparison(outcome, staging, tell)
            main = variant_result(outcome, outcome.main)
            write_in(staging, main, _beside(outcome, outcome.main, beside), tell)
        else:
            _write_comparison(outcome, staging, tell)
    return [folder / name for name in staging.names]


def _beside(
    outcome: Outcome, key: str, resources: Sequence[dict[str, Any]] = ()
) -> Beside:  # fmt: skip
    return Beside(resources, {"scenario": scenario_record(outcome, key)})


def _resources_inside(folder: Inside, key: str) -> list[dict[str, Any]]:
    """Return the entries of a variant's own package, as the whole folder has them."""
    package = json.loads((folder.folder / PACKAGE).read_text(encoding="utf-8"))
    variant = SHORT_TITLES[key]
    return [
        {
            **resource,
            "name": f"{key}-{resource['name']}",
            "path": f"{key}/{resource['path']}",
            "title": _OF_VARIANT.format(title=resource["title"], variant=variant),
            "title_en": _OF_VARIANT.format(
                title=resource["title_en"], variant=translator("en")(variant)
            ),
        }
        for resource in package["resources"]
    ]


def variant_result(outcome: Outcome, key: str) -> Result:
    """Return the result of one variant, its study titled as the scenario's."""
    result = outcome.variants[key].result()
    return replace(result, study=_titled(result.study, outcome, key))


def _titled(study: Study, outcome: Outcome, key: str) -> Study:
    """Return the study under the scenario's title; assumptions stand in its note."""
    own = study.file.study
    titles, notes = {}, {}
    for language in LANGUAGES:
        _ = translator(language)
        english = language == "en"
        title = _(_TITLE).format(
            study=own.title_en if english else own.title, scenario=outcome.scenario.title(language)
        )
        alone = key == outcome.main
        titles[language] = title if alone else _OF_VARIANT.format(
            title=title, variant=_(SHORT_TITLES[key])
        )  # fmt: skip
        said = [own.note_en if english else own.note]
        said += [one.told(language) for one in outcome.assumptions]
        notes[language] = " ".join(part for part in said if part)
    told = {
        "title": titles["fr"],
        "title_en": titles["en"],
        "note": notes["fr"],
        "note_en": notes["en"],
    }
    file = study.file.model_copy(update={"study": own.model_copy(update=told)})
    return study.model_copy(update={"file": file})


def scenario_record(outcome: Outcome, key: str) -> dict[str, Any]:
    """Return what run.json says of the scenario."""
    text = write_scenario(as_run(outcome.scenario))
    return {
        "name": outcome.scenario.name,
        "title": {language: outcome.scenario.title(language) for language in LANGUAGES},
        "variant": key,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _write_comparison(
    outcome: Outcome, folder: Staging | Inside, tell: Tell
) -> list[dict[str, Any]]:
    """Write what compares a scenario with the base; return the entries of datapackage.json."""
    study = outcome.base.study
    demonstration = study.demonstration
    resources = []
    for table in comparison_tables(outcome):
        name = file_name(table.stem, "csv", demonstration=demonstration)
        tell(name)
        write_csv(table, folder.path(name), demonstration=demonstration)
        resources.append(table_resource(table, demonstration=demonstration))
    page = file_name("comparison", "html", demonstration=demonstration)
    names = [*(resource["path"] for resource in resources), SCENARIO, page, COMPARISON]
    told = without_machine_paths(plain(comparison_record(outcome, names)), study.data_dir)
    texts = {
        SCENARIO: write_scenario(as_run(outcome.scenario)),
        page: comparison_page(outcome, names),
        COMPARISON: as_json(told),
    }
    for name, text in texts.items():
        tell(name)
        folder.path(name).write_text(text, encoding="utf-8", newline="\n")
        resources.append(_page_resource(name))
    return resources


def _page_resource(name: str) -> dict[str, Any]:
    title, kind, media = _PAGES.get(name, _PAGES["comparison"])
    return {
        "name": name.replace(".", "-").replace("_", "-").lower(),
        "path": name,
        "title": translator("fr")(title),
        "title_en": translator("en")(title),
        "format": kind,
        "mediatype": media,
        "encoding": "utf-8",
    }


def write_side_by_side(outcomes: Sequence[Outcome], out: Path) -> Path:
    """Write the page that puts several scenarios side by side; return where it is."""
    records = [comparison_record(outcome) for outcome in outcomes]
    demonstration = any(record["demonstration"] for record in records)
    name = file_name("comparison", "html", demonstration=demonstration)
    with Staging(out) as staging:
        links = [f"{record['scenario']['name']}/{name}" for record in records]
        page = side_by_side_page(records, links)
        staging.path(name).write_text(page, encoding="utf-8", newline="\n")
    return out / name


def scenario_names(study: Study) -> set[str]:
    """Return the names of the files a scenario of a study may write, relative to its folder."""
    described = [
        level for given in study.file.territories for level in (given.level, *given.derive)
    ]
    levels = study.file.outputs.levels or described
    demonstration = study.demonstration
    run = output_names(levels, demonstration=demonstration)
    run |= set(trace_files(demonstration=demonstration).values())
    tables = (*(f"difference_{level}" for level in levels), *TABLES)
    own = {file_name(stem, "csv", demonstration=demonstration) for stem in tables}
    page = file_name("comparison", "html", demonstration=demonstration)
    return run | own | {f"{SUR_PLACE}/{name}" for name in run} | {page, COMPARISON, SCENARIO}


def comparison_tables(outcome: Outcome) -> list[Table]:
    """Return the tables that compare; those without a row are left out."""
    compared = outcome.comparisons
    levels = next(iter(compared.values())).levels if compared else {}
    found = [
        Table(
            f"difference_{level}",
            f"Avant, après et différence : {level_title(level)}",
            f"Before, after and difference: {level_title(level, 'en')}",
            _stacked({key: one.levels[level] for key, one in compared.items()}),
            DIFFERENCE_COLUMNS,
        )
        for level in levels
    ]
    frames = {
        "people": _stacked({key: one.people for key, one in compared.items()}),
        "equity": _stacked({key: one.equity for key, one in compared.items()}),
        "allocation": outcome.allocation,
        "trajectory": outcome.trajectory,
        "robustness": outcome.robustness,
    }
    found += [
        Table(stem, title, title_en, frames[stem], columns)
        for stem, (title, title_en, columns) in TABLES.items()
    ]
    return [table for table in found if len(table.frame)]


def _stacked(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the tables of the variants one under the other, ``variant`` first."""
    named = []
    for key, part in parts.items():
        copy = part.drop(columns="variant", errors="ignore").copy()
        copy.insert(0, "variant", key)
        named.append(copy)
    return pd.concat(named, ignore_index=True) if named else pd.DataFrame()
