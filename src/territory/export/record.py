"""run.json: the study as resolved, the norm, the inputs, the counts and the files of a run."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from territory.codes import level_named
from territory.errors import InputError
from territory.export.layout import file_name
from territory.report.summary import facts, travel_label
from territory.study.result import Result
from territory.tables.banner import banner
from territory.tables.words import CLASSES
from territory.text import LANGUAGES, translator

# Version of the files and columns of a results folder, for those who read them back.
RESULTS_FORMAT = 2
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"


def creation_time() -> datetime:
    """Return the time a run notes: SOURCE_DATE_EPOCH where it is set, else the clock's.

    Raises
    ------
    InputError
        When the variable is not a number of seconds.
    """
    stated = os.environ.get(EPOCH_VARIABLE)
    if not stated:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(stated), UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(
            "La variable {name} vaut « {value} »; il y faut un nombre entier de secondes.",
            name=EPOCH_VARIABLE,
            value=stated,
        ) from None


def in_both(message: str) -> dict[str, str]:
    """Return a French message in every language.

    Examples
    --------
    >>> in_both("CLSC")
    {'fr': 'CLSC', 'en': 'CLSC'}
    """
    return {language: translator(language)(message) for language in LANGUAGES}


def file_entry(folder: Path, name: str) -> dict[str, Any]:
    """Return a file's name, size and SHA-256."""
    content = (folder / name).read_bytes()
    return {
        "path": PurePosixPath(name).as_posix(),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def run_record(
    result: Result,
    files: Sequence[Mapping[str, Any]],
    created: datetime,
    writing_s: float,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what run.json holds.

    Parameters
    ----------
    result : Result
        One walk of a study.
    files : sequence of Mapping
        Entries of the files already written, see `file_entry`.
    created : datetime
        Time of the run, in UTC.
    writing_s : float
        Seconds spent writing the files.
    more : Mapping, optional
        What is said besides, as it is.
    """
    walked = result.record
    study = result.study.file.study
    dated = bool(os.environ.get(EPOCH_VARIABLE))
    record = {
        "territory_version": version("territory"),
        "results_format": RESULTS_FORMAT,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "demonstration": result.study.demonstration,
        "banner": {language: banner(language) for language in LANGUAGES}
        if result.study.demonstration
        else None,
        "study": {
            "name": study.name,
            "title": {"fr": study.title, "en": study.title_en},
            "note": {"fr": study.note, "en": study.note_en},
            "file": result.study.file.model_dump(mode="json"),
        },
        "norm": {**result.norm.model_dump(mode="json"), "intensity_norm": result.intensity_norm},
        "travel": {
            **result.study.file.travel.model_dump(mode="json"),
            **walked.get("travel", {}),
            "label": {language: travel_label(result, language) for language in LANGUAGES},
        },
        "inputs": walked.get("inputs", []),
        "levels": [_level(result, level) for level in result.gaps],
        "counts": walked.get("counts", {}),
        "buffer": walked.get("buffer"),
        "population": walked.get("population"),
        "needs": [need.told() for need in result.need_columns],
        "completeness": walked.get("completeness"),
        "places": walked.get("places"),
        "self_governed": walked.get("self_governed"),
        "measures": walked.get("measures", {}),
        "classes": {level: class_counts(result, level) for level in result.gaps},
        "summary": facts(result),
        "files": list(files),
        # Timings differ from run to run: a run dated by SOURCE_DATE_EPOCH leaves them out.
        "timings": {} if dated else {**walked.get("timings", {}), "write": round(writing_s, 3)},
        "peak_memory_mb": None if dated else walked.get("peak_memory_mb"),
        "versions": walked.get("versions", {"python": platform.python_version()}),
    }
    told = without_machine_paths(plain(record), result.study.path, result.study.data_dir)
    return {**told, **(more or {})}


def _level(result: Result, level: str) -> dict[str, Any]:
    known = level_named(level)
    demonstration = result.study.demonstration
    return {
        "key": level,
        "label": in_both(known.label),
        "plural": in_both(known.plural),
        "count": len(result.gaps[level]),
        "file": file_name(f"gaps_{level}", "csv", demonstration=demonstration),
        "map": file_name(f"map_{level}", "html", demonstration=demonstration),
        "layer": level,
        "unassigned_population": result.record.get("unassigned", {}).get(level),
    }


def class_counts(result: Result, level: str) -> dict[str, int]:
    """Return the number of territories of a level in each class, empty classes included."""
    counted = result.gaps[level]["class"].value_counts()
    return {name: int(counted.get(name, 0)) for name in CLASSES}


def plain(value: Any) -> Any:
    """Return ``value`` in JSON's own types; numbers JSON cannot hold become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in (sorted(value) if isinstance(value, set) else value)]
    if hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def without_machine_paths(value: Any, *roots: Path) -> Any:
    """Return ``value`` with paths of this machine cut to what comes after ``roots``.

    Examples
    --------
    >>> without_machine_paths({"path": "/home/ana/data/a.csv"}, Path("/home/ana/data"))
    {'path': 'a.csv'}
    >>> without_machine_paths(["/etc/hosts", "a/b.csv"])
    ['hosts', 'a/b.csv']
    """
    if isinstance(value, Mapping):
        return {key: without_machine_paths(item, *roots) for key, item in value.items()}
    if isinstance(value, list):
        return [without_machine_paths(item, *roots) for item in value]
    if not isinstance(value, str):
        return value
    folders = {str(folder) for root in roots for folder in (root, root.parent, root.resolve())}
    for folder in sorted(folders - {"/", "."}, key=len, reverse=True):
        value = re.sub(rf"{re.escape(folder)}(?:[/\\]|$)", "", value)
    if PurePosixPath(value).is_absolute():
        return PurePosixPath(value).name
    return PureWindowsPath(value).name if PureWindowsPath(value).is_absolute() else value


def as_json(value: Mapping[str, Any]) -> str:
    """Write JSON for people and machines: indented, accents as they are, ending with a newline."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
