"""The files of a results folder that may be taken away: those the run says it wrote.

A name from an address is looked up here; it is never a path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

ALWAYS = ("run.json",)


@dataclass(frozen=True)
class ResultsFile:
    """One file of the results.

    Attributes
    ----------
    name : str
        Its name in the folder, with "/" between folders.
    path : pathlib.Path
        Where it is.
    bytes : int
        Its size.
    sha256 : str
        Its checksum, as the run recorded it; empty where it did not.
    """

    name: str
    path: Path
    bytes: int
    sha256: str

    def download_name(self, *, demonstration: bool) -> str:
        """Return the name it is saved under: of one piece, and marked in the demonstration.

        Examples
        --------
        >>> ResultsFile("rejected/services.csv", Path(), 1, "").download_name(demonstration=True)
        'rejected-services_demo.csv'
        """
        name = self.name.replace("/", "-")
        stem, dot, suffix = name.rpartition(".")
        if demonstration and "_demo" not in stem:
            return f"{stem}_demo{dot}{suffix}"
        return name


def results_files(out: Path, record: Mapping[str, Any]) -> dict[str, ResultsFile]:
    """Return the files that may be taken away, by name.

    Only those the record lists, that exist and that are truly inside the folder: a record is a
    file like any other, which another person may have written.
    """
    root = out.resolve()
    listed = [(str(one["path"]), str(one.get("sha256") or "")) for one in record.get("files") or ()]
    found: dict[str, ResultsFile] = {}
    for name, digest in [*listed, *((one, "") for one in ALWAYS)]:
        path = _inside(root, name)
        if path is not None:
            found[name] = ResultsFile(name, path, path.stat().st_size, digest)
    return found


def titles_of_files(out: Path, language: str) -> dict[str, str]:
    """Return what datapackage.json says each file holds; nothing where it cannot be read."""
    try:
        described = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    resources = described.get("resources") if isinstance(described, dict) else None
    key = "title_en" if language == "en" else "title"
    return {
        str(one.get("path")): str(one.get(key) or one.get("title") or "")
        for one in (resources if isinstance(resources, list) else ())
        if isinstance(one, dict)
    }


def _inside(root: Path, name: str) -> Path | None:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\x00" in name:
        return None
    try:
        path = (root / name).resolve(strict=True)
    except (OSError, ValueError):
        return None
    return path if path.is_file() and path.is_relative_to(root) else None
