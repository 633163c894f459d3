"""Where the things that travel with the package are: data, studies, and the user's cache."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path

from territory.errors import MissingFileError


def bundled(*parts: str) -> Path:
    """Return a path inside ``data/`` or ``studies/``: in the wheel first, else in the checkout.

    Examples
    --------
    >>> bundled("studies").is_dir()
    True
    """
    package = Path(str(files("territory")))
    for root in (package / "_bundled", package.parents[1]):
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    raise MissingFileError("Le fichier {path} manque à l'installation.", path="/".join(parts))


def cache_folder() -> Path:
    """Return the user's cache folder for this package, created if needed."""
    chosen = os.environ.get("TERRITORY_CACHE")
    if chosen:
        folder = Path(chosen)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", Path.home())) / "territory"
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches" / "territory"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "territory"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def data_folder(stated: Path | None = None, study_default: Path | None = None) -> Path:
    """Return the folder a study's relative paths start from.

    In order: the one stated, the variable TERRITORY_DATA, the study's own, the fetch folder.
    """
    if stated is not None:
        return stated
    if os.environ.get("TERRITORY_DATA"):
        return Path(os.environ["TERRITORY_DATA"])
    return study_default if study_default is not None else cache_folder() / "data"
