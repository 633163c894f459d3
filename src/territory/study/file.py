"""Reading a study file: TOML, checked key by key, errors with their line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from territory.errors import InputError, MissingFileError
from territory.gaps.faults import first_to_mend
from territory.places import bundled, data_folder
from territory.study.faults import sentence
from territory.study.model import Study, StudyFile

BUNDLED = "bundled:"


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


def resolve(study: Study, relative: str) -> Path:
    """Return the path of a file a study names; a missing one is refused."""
    if relative.startswith(BUNDLED):
        return bundled(*relative.removeprefix(BUNDLED).split("/"))
    path = study.data_dir / relative
    if not path.exists():
        raise MissingFileError(
            "Le fichier {path} n'est pas dans {folder}.", path=relative, folder=str(study.data_dir)
        )
    return path
