"""Running a study into a folder, and finding the folder the application shows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import territory
from territory.cli.console import steps
from territory.errors import InputError
from territory.export import write_outputs
from territory.export.evidence import trace_files
from territory.export.layout import output_names
from territory.export.staging import former_files
from territory.places import bundled, cache_folder
from territory.study import Study, read_study, run
from territory.study.validate import input_paths
from territory.text import N_

WALK_STEPS = 4
# What the summary and the application read of run.json.
NEEDED = {"study", "norm", "levels", "counts", "summary", "inputs", "travel"}


def demo_study() -> Study:
    """Return the embedded default, on its own data whatever TERRITORY_DATA says."""
    return read_study(*demo_files())


def demo_files() -> tuple[Path, Path]:
    """Return the study file of the embedded default, and its data."""
    return bundled("studies", "demo.toml"), bundled("data", "demo")


def study_to_change(what: Path | None, data: Path | None) -> tuple[Path | None, Path | None]:
    """Return the study file of what is shown and its data folder; none for a results folder."""
    if what is None:
        return demo_files()
    return (None, None) if what.is_dir() else (what, data)


def run_to(study: Study, out: Path, language: str) -> dict[str, Any]:
    """Walk a study, write its results in ``out`` and return what run.json says."""
    if out.exists() and not out.is_dir():
        raise InputError("{path} est un fichier; donnez un dossier pour les résultats.", path=out)
    refuse_overwriting(study, out)
    file = study.file
    reads = sum(map(len, (file.territories, file.population, file.services, file.coverage)))
    with steps(reads + WALK_STEPS + 1, language) as progress:
        result = run(study, progress=progress)
        progress(N_("écriture des résultats"))
        write_outputs(result, out)
    return read_record(out)


def refuse_overwriting(study: Study, out: Path) -> None:
    """Refuse a folder where writing the results would replace what the study reads."""
    described = [
        level for given in study.file.territories for level in (given.level, *given.derive)
    ]
    levels = study.file.outputs.levels or described
    names = output_names(levels, demonstration=study.demonstration) | former_files(out)
    names |= set(trace_files(demonstration=study.demonstration).values())
    taken = {(out / name).resolve(): name for name in names}
    for given in (study.path, *input_paths(study)):
        if given.resolve() in taken:
            raise InputError(
                "Les résultats remplaceraient {path}, que l'étude lit; donnez un autre dossier "
                "à --output.",
                path=str(given),
            )


def read_record(out: Path) -> dict[str, Any]:
    """Return run.json of a results folder."""
    path = out / "run.json"
    if not path.is_file():
        raise InputError(
            "Le dossier {path} ne contient pas de run.json : ce n'est pas un dossier de "
            "résultats. Produisez-en un avec `territory run`.",
            path=str(out),
        )
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        known = set(record) >= NEEDED
    except (ValueError, TypeError, RecursionError):
        known = False
    if not known:
        raise InputError(
            "Le fichier {path} est abîmé ou vient d'une autre version; refaites ces résultats "
            "avec `territory run`.",
            path=str(path),
        )
    return record


def folder_to_show(
    what: Path | None, data: Path | None, language: str
) -> tuple[Path, dict[str, Any]]:
    """Return the results folder to show: the one given, a study's, or the demonstration's.

    The demonstration and studies given by their file are computed into the user's cache and
    kept there until the study, its data or this package change.
    """
    if what is not None and what.is_dir():
        return what, read_record(what)
    if what is not None and what.suffix != ".toml":
        raise InputError(
            "{path} n'est ni un dossier de résultats ni un fichier d'étude (.toml).", path=str(what)
        )
    study = demo_study() if what is None else read_study(what, data)
    out = cache_folder() / "results" / f"{study.name}-{_fingerprint(study)}"
    if not (out / "run.json").is_file():
        return out, run_to(study, out, language)
    return out, read_record(out)


def _fingerprint(study: Study) -> str:
    """Return a short hash of what the results depend on: code, study file, its inputs."""
    digest = hashlib.sha256(study.path.read_bytes())
    package = Path(territory.__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    for given in _input_files(study):
        if given.is_file():
            state = given.stat()
            digest.update(f"{given.name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


def _input_files(study: Study) -> list[Path]:
    own = input_paths(study)
    return own + [path for path in sorted(bundled("data").rglob("*")) if path.is_file()]
