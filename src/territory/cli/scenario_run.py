"""Running scenarios on a study: which study, where to, and what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from territory.cli.console import steps
from territory.cli.results import demo_study
from territory.errors import InputError
from territory.export.layout import file_name
from territory.export.scenario import scenario_names, write_outcome, write_side_by_side
from territory.export.staging import former_files
from territory.report.comparison import comparison_record
from territory.scenarios import Outcome, Scenario, read_scenario, ready_made, run_scenario
from territory.scenarios.file import study_named
from territory.scenarios.model import MAX_SCENARIOS
from territory.study import Study, read_study, walk
from territory.study.validate import input_paths
from territory.tables.banner import fictional
from territory.text import N_, translator

# Steps told by a walk, by a scenario, and by each of its variants.
WALK_STEPS, SCENARIO_STEPS, VARIANT_STEPS = 1, 3, 5


@dataclass(frozen=True)
class Asked:
    """What a person asked for.

    Attributes
    ----------
    scenarios : tuple of str
        Files, or names of ready-made ones.
    study : Path or None
    demo : bool
    data : Path or None
    output : Path or None
    """

    scenarios: tuple[str, ...]
    study: Path | None = None
    demo: bool = False
    data: Path | None = None
    output: Path | None = None


def listed(language: str) -> list[str]:
    """Return the names of the ready-made scenarios, with their titles."""
    found = {name: read_scenario(name) for name in ready_made()}
    width = max(map(len, found))
    return [f"{name:<{width}}  {one.title(language)}" for name, one in found.items()]


def run_asked(asked: Asked, language: str) -> Iterator[str]:
    """Run the scenarios asked for and write what they gave; yield what is to be printed.

    Raises
    ------
    InputError
        With one sentence, when something asked for cannot be done.
    """
    scenarios = read_all(asked)
    study = study_of(asked, scenarios)
    several = len(scenarios) > 1
    out = asked.output or Path("out") / ("scenarios" if several else scenarios[0].name)
    folders = [out / one.name if several else out for one in scenarios]
    for folder in (out, *folders):
        refuse_folder(folder, study, asked)
    total = sum(SCENARIO_STEPS + len(one.variants) * VARIANT_STEPS for one in scenarios)
    outcomes = []
    with steps(_reads(study) + WALK_STEPS + total, language) as progress:
        base = walk(study, progress=progress)
        for one, folder in zip(scenarios, folders, strict=True):
            outcome = run_scenario(one, base, progress=progress)
            progress(N_("écriture des résultats"))
            write_outcome(outcome, folder)
            outcomes.append(outcome)
        page = write_side_by_side(outcomes, out) if several else None
    yield from told(outcomes, folders, language)
    if page is not None:
        yield translator(language)(N_("Côte à côte : {path}")).format(path=page)


def told(outcomes: list[Outcome], folders: list[Path], language: str) -> Iterator[str]:
    """Yield, scenario by scenario, what each variant changes and where its files are."""
    _ = translator(language)
    for outcome, folder in zip(outcomes, folders, strict=True):
        record = comparison_record(outcome)
        title = record["scenario"]["title"][language]
        yield f"{title} — {fictional(language)}" if record["demonstration"] else title
        alone = len(record["variants"]) == 1
        for variant in record["variants"]:
            if not alone:
                yield f"  {variant['title'][language]}"
            margin = "  " if alone else "    "
            yield margin + (variant["headline"].get(language) or _(N_("Aucune comparaison.")))
            for fact in variant["details"]:
                yield f"{margin}  {fact[language]}"
            for flip in variant["flips"]:
                yield margin + _(N_("Attention : {flip}")).format(flip=flip[language])
        page = file_name("comparison", "html", demonstration=record["demonstration"])
        yield _(N_("Résultats dans {folder}; à lire d'abord : {page}")).format(
            folder=folder, page=folder / page
        )


def read_all(asked: Asked) -> list[Scenario]:
    """Return the scenarios asked for, each under a name of its own.

    Raises
    ------
    InputError
        When there is none, too many, two of the same name, or one cannot be read.
    """
    if not asked.scenarios:
        raise InputError(
            "Donnez un scénario : un fichier, ou l'un de ceux fournis ({known}).",
            known=", ".join(ready_made()),
        )
    if len(asked.scenarios) > MAX_SCENARIOS:
        raise InputError(
            "{count} scénarios sont demandés; au plus {most} se comparent à la fois.",
            count=len(asked.scenarios),
            most=MAX_SCENARIOS,
        )
    found = [read_scenario(given) for given in asked.scenarios]
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                "Deux scénarios s'appellent « {name} »; donnez à chacun son propre « name ».",
                name=name,
            )
    return found


def study_of(asked: Asked, scenarios: list[Scenario]) -> Study:
    """Return the study scenarios start from: the one asked for, else the one they name.

    Raises
    ------
    InputError
        When two are given, none is, or scenarios name several.
    """
    data = asked.data
    if asked.demo and asked.study is not None:
        raise InputError("Donnez {path} ou --demo, pas les deux.", path=str(asked.study))
    if asked.demo and data is not None:
        raise InputError("La démonstration a ses propres données; donnez --data ou --demo.")
    if data is not None and not data.is_dir():
        raise InputError("Le dossier {path} donné à --data n'existe pas.", path=str(data))
    if asked.demo:
        return demo_study()
    if asked.study is not None:
        return read_study(asked.study, data)
    named = {
        study_named(given, one): None for given, one in zip(asked.scenarios, scenarios, strict=True)
    }
    paths = [path for path in named if path is not None]
    if not paths:
        raise InputError(
            "Dites de quelle étude part le scénario : --study ETUDE.toml, --demo pour la "
            "démonstration, ou la clé « study » du scénario."
        )
    if len(paths) > 1:
        raise InputError(
            "Les scénarios nomment des études différentes ({paths}); donnez --study.",
            paths=", ".join(map(str, paths)),
        )
    return read_study(paths[0], data)


def refuse_folder(out: Path, study: Study, asked: Asked) -> None:
    """Refuse a folder that is a file, or where something read would be replaced."""
    if out.exists() and not out.is_dir():
        raise InputError("{path} est un fichier; donnez un dossier pour les résultats.", path=out)
    names = scenario_names(study) | former_files(out)
    taken = {(out / name).resolve() for name in names}
    scenarios = [Path(given) for given in asked.scenarios if given not in ready_made()]
    for given in (study.path, *input_paths(study), *scenarios):
        if given.resolve() in taken:
            raise InputError(
                "Les résultats remplaceraient {path}, qui est lu; donnez un autre dossier à "
                "--output.",
                path=str(given),
            )


def _reads(study: Study) -> int:
    file = study.file
    return sum(map(len, (file.territories, file.population, file.services, file.coverage)))
