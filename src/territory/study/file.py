"""Reading a study file: TOML, checked key by key, errors with their line."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from territory.errors import InputError, MissingFileError
from territory.gaps.faults import first_to_mend
from territory.places import bundled, data_folder
from territory.sources import SourceInfo, _archive, load_catalogue
from territory.sources._files import spelled
from territory.sources.fetching import shelf
from territory.study.faults import sentence
from territory.study.model import Study, StudyFile

BUNDLED = "bundled:"
CATALOGUE = "catalogue:"


def read_study(path: str | Path, data: str | Path | None = None) -> Study:
    """Read and check a study file; nothing else is opened.

    Parameters
    ----------
    path : str or Path
        The TOML file; see docs/study-file.md for its keys.
    data : str or Path, optional
        Folder the study's relative paths start from; else the variable TERRITORY_DATA, else
        the study's own ``data_dir``, else the folder `territory fetch` fills.

    Returns
    -------
    Study

    Raises
    ------
    MissingFileError
        When the file does not exist.
    InputError
        When it is a folder or not TOML, or a key is missing, unknown or wrong, with the key
        and the line.
    """
    file = Path(path)
    if file.is_dir():
        raise InputError(
            "{path} est un dossier; donnez un fichier d'étude (.toml).", path=str(path)
        )
    if not file.is_file():
        raise MissingFileError("Le fichier d'étude {path} n'existe pas.", path=str(path))
    try:
        text = file.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError:
        raise InputError(
            "Le fichier d'étude {path} n'est pas en UTF-8; enregistrez-le dans cet encodage.",
            path=str(path),
        ) from None
    except tomllib.TOMLDecodeError as fault:
        raise _not_toml(str(fault), text, str(path)) from None
    if not content:
        raise InputError("Le fichier d'étude {path} est vide.", path=str(path))
    try:
        study_file = StudyFile.model_validate(content)
    except ValidationError as faults:
        raise sentence(first_to_mend(faults.errors()), text, str(path)) from None
    own = study_file.study.data_dir
    default = None if own is None else (file.parent / own)
    folder = data_folder(None if data is None else Path(data), default)
    return Study(file=study_file, path=file, data_dir=folder)


def _not_toml(told: str, text: str, path: str) -> InputError:
    """Return where the syntax breaks; at its end when the reader names no line."""
    place = re.search(r"line (\d+), column (\d+)", told)
    return InputError(
        "Le fichier d'étude {path} n'est pas un TOML valide : ligne {line}, colonne {column}.",
        path=path,
        line=int(place[1]) if place else max(1, len(text.splitlines())),
        column=int(place[2]) if place else len((text.splitlines() or [""])[-1]) + 1,
    )


def resolve(study: Study, relative: str, entry: str | None = None) -> Path:
    """Return the path of a file a study names; a missing one is refused.

    Parameters
    ----------
    study : Study
    relative : str
        Path in the data folder, ``bundled:...``, or ``catalogue:key`` for the file that
        `territory fetch` got; it may go inside an archive (``layers.zip!/mrc_s.shp``).
    entry : str, optional
        Entry of the catalogue that describes the file: where the path is absent, its fetched
        file stands for it.

    Raises
    ------
    MissingFileError
        When it is in none of these places.
    """
    if relative.startswith(BUNDLED):
        return bundled(*relative.removeprefix(BUNDLED).split("/"))
    path = spelled(study.data_dir / relative)
    if not relative.startswith(CATALOGUE) and _archive.split(path)[0].exists():
        return path
    found = _fetched(study, relative, entry)
    if found is None:
        raise MissingFileError(
            "Le fichier {path} n'est pas dans {folder}.", path=relative, folder=str(study.data_dir)
        )
    return found


def described_by(relative: str, entry: str | None = None) -> SourceInfo | None:
    """Return the catalogue entry of a file a study names: stated, else the one of that name."""
    catalogue = load_catalogue()
    if relative.startswith(CATALOGUE):
        return catalogue.get(relative.removeprefix(CATALOGUE))
    if entry is not None:
        return catalogue.get(entry)
    name = Path(relative).name
    return next((info for info in catalogue.values() if name in info.names), None)


def _fetched(study: Study, relative: str, entry: str | None) -> Path | None:
    """Return the fetched file that a study means, in its data folder or the fetch folder."""
    info = described_by(relative, entry)
    if info is None:
        return None
    folders = [study.data_dir]
    with suppress(OSError):  # a machine without a place of one's own
        folders.append(data_folder())
    here = shelf.find(info, dict.fromkeys(folders))
    if here is None:
        return None
    stated = relative.startswith(CATALOGUE) or entry is not None
    if not stated and here.path.name != Path(relative).name:
        return None
    inside = info.member and here.path.suffix.lower() == ".zip"
    return Path(f"{here.path}{_archive.INSIDE}{info.member}") if inside else here.path
