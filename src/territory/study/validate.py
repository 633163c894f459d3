"""What a study must have before anything is read: its files, its levels, its norm."""

from __future__ import annotations

from pathlib import Path

from territory.errors import InputError, MissingFileError
from territory.gaps import load_norm
from territory.sources import load_catalogue
from territory.study.file import BUNDLED, resolve
from territory.study.model import Input, Study
from territory.text import N_

_MISSING_ONE = N_("Il manque un fichier dans {folder} : {names}.")
_MISSING_MORE = N_("Il manque {count} fichiers dans {folder} : {names}.")
_UNKNOWN_LEVEL = N_(
    "{key} demande le niveau « {level} », que l'étude ne décrit pas; niveaux décrits : {known}."
)
_NO_BAND = N_(
    "{path} a role = « buffer », mais l'étude ne prend aucune bande : écrivez buffer_km sous "
    "[membership]."
)
_NO_BAND_TO_COMPLETE = N_(
    "buffer_complete parle d'une bande que l'étude ne prend pas : écrivez buffer_km sous "
    "[membership]."
)
_NO_PEOPLE = N_(
    "Toutes les entrées [[population]] ont role = « buffer »; l'étude n'a aucune population."
)


def validate(study: Study) -> None:
    """Refuse a study that cannot be walked, without opening its data.

    Raises
    ------
    InputError
        When files are missing (all of them are named), a level is not described, or the norm
        does not exist or is changed wrongly.
    """
    _refuse_missing(study)
    _refuse_levels(study)
    _refuse_bandless(study)
    load_norm(study.file.norm.preset, study.file.norm.override)


def input_paths(study: Study) -> list[Path]:
    """Return every file a study names, whether or not it exists; those of the tool left out."""
    names = [name for _, name in _named(study) if not name.startswith(BUNDLED)]
    return [study.data_dir / name for name in dict.fromkeys(names)]


def _inputs(study: Study) -> list[Input]:
    file = study.file
    return [*file.territories, *file.population, *file.services, *file.coverage, *file.needs]


def _named(study: Study) -> list[tuple[Input | None, str]]:
    file = study.file
    named: list[tuple[Input | None, str]] = [
        (given, name)
        for given in _inputs(study)
        for name in (given.path, *given.files.values())
        if name
    ]
    border = file.membership.open_border
    others = (
        file.travel.table,
        file.travel.network,
        file.travel.network_walk,
        file.travel.barriers,
        file.self_governed.list,
        file.self_governed.opt_in,
        None if border == "all" else border,
    )
    return named + [(None, name) for name in others if name and name != "bundled"]


def _refuse_missing(study: Study) -> None:
    """Name every missing file at once, with the address of those that are public."""
    catalogue = load_catalogue()
    missing: dict[str, str] = {}
    for given, name in _named(study):
        try:
            resolve(study, name)
        except MissingFileError:
            entry = catalogue.get((given and given.catalogue) or "")
            own = given is not None and name == given.path
            public = entry.address if own and entry and entry.obtain == "fetch" else ""
            missing[name] = missing.get(name) or public
    if missing:
        raise InputError(
            _MISSING_ONE if len(missing) == 1 else _MISSING_MORE,
            count=len(missing),
            folder=str(study.data_dir),
            names="; ".join(f"{name} ({how})" if how else name for name, how in missing.items()),
        )


def _refuse_levels(study: Study) -> None:
    file = study.file
    described = [level for given in file.territories for level in (given.level, *given.derive)]
    written = file.outputs.levels or described
    summary = file.outputs.summary_level
    wanted = [
        *(("outputs.levels", level, described) for level in file.outputs.levels),
        *(("membership.spatial", level, described) for level in file.membership.spatial),
        *([("outputs.summary_level", summary, written)] if summary else []),
    ]
    for key, level, known in wanted:
        if level not in known:
            raise InputError(
                _UNKNOWN_LEVEL, key=key, level=level, known=", ".join(dict.fromkeys(known))
            )


def _refuse_bandless(study: Study) -> None:
    """Refuse files of the surroundings in a study that looks at none."""
    file = study.file
    if all(given.role == "buffer" for given in file.population):
        raise InputError(_NO_PEOPLE)
    if file.membership.buffer_complete and not file.membership.buffer_km > 0:
        raise InputError(_NO_BAND_TO_COMPLETE)
    around = [given for given in (*file.population, *file.services) if given.role == "buffer"]
    if around and not file.membership.buffer_km > 0:
        raise InputError(_NO_BAND, path=around[0].path)
