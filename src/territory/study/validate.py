"""What a study must have before anything is read: its files, its levels, its norm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from territory.errors import InputError, MissingFileError
from territory.gaps import load_norm
from territory.sources import SourceInfo, _archive
from territory.study.file import BUNDLED, CATALOGUE, described_by, resolve
from territory.study.model import Input, Study
from territory.study.populations import named_basis
from territory.text import N_

_MISSING_ONE = N_("Il manque un fichier dans {folder} : {names}.")
_MISSING_MORE = N_("Il manque {count} fichiers dans {folder} : {names}.")
_NO_ENTRY = N_("L'entrée de catalogue « {name} » n'existe pas; voir data/catalogue.toml.")
_BY_FETCH = N_("{name} (`territory fetch {key}`)")
_BY_HAND = N_("{name} (à fournir)")
_BY_HAND_FROM = N_("{name} (à fournir; voir {page})")
_INSIDE = N_("{name} (à sortir de {archive} : `territory fetch {key}`)")
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
    named_basis(study)
    load_norm(study.file.norm.preset, study.file.norm.override)


def input_paths(study: Study) -> list[Path]:
    """Return every file a study names, whether or not it exists; those of the tool left out."""
    return [
        _archive.split(need.path or study.data_dir / need.name)[0] for need in files_needed(study)
    ]


def _inputs(study: Study) -> list[Input]:
    file = study.file
    people = [*file.population, *file.needs, *file.shares, *file.reference]
    return [*file.territories, *people, *file.services, *file.coverage, *file.registration]


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
        file.membership.land,
        file.places.addresses,
        file.places.merge,
        None if border == "all" else border,
    )
    return named + [(None, name) for name in others if name and name != "bundled"]


@dataclass(frozen=True)
class NeededFile:
    """One file a study names: its catalogue entry, and where it is, each if there is one.

    ``public`` says that `territory fetch` gets the very file.
    """

    name: str
    entry: SourceInfo | None
    path: Path | None
    public: bool

    @property
    def inside(self) -> bool:
        """Whether `territory fetch` gets an archive that this file is to be taken out of."""
        entry, name = self.entry, Path(self.name).name
        return (
            entry is not None
            and not self.public
            and entry.obtain == "fetch"
            and entry.file_name.lower().endswith(".zip")
            and name in entry.local_names
        )


def files_needed(study: Study) -> list[NeededFile]:
    """Return every file a study names that does not travel with the package, once each."""
    found: dict[str, NeededFile] = {}
    for given, name in _named(study):
        key = given.catalogue if given is not None and name == given.path else None
        if name.startswith(BUNDLED) or (name in found and key is None):
            continue
        entry = described_by(name, key)
        if entry is None and name.startswith(CATALOGUE):
            raise InputError(_NO_ENTRY, name=name.removeprefix(CATALOGUE))
        try:
            path = resolve(study, name, key)
        except MissingFileError:
            path = None
        stated = key is not None or name.startswith(CATALOGUE)
        same = entry is not None and (stated or entry.file_name == Path(name).name)
        found[name] = NeededFile(
            name, entry, path, same and entry is not None and entry.obtain == "fetch"
        )
    return list(found.values())


def _refuse_missing(study: Study) -> None:
    """Name every missing file at once, and how to get each."""
    for _, name in _named(study):
        if name.startswith(BUNDLED):
            resolve(study, name)
    missing = [_how(need) for need in files_needed(study) if need.path is None]
    if missing:
        told = {f"n{rank}": how for rank, how in enumerate(missing)}
        listed = "; ".join(f"{{{rank}}}" for rank in told)
        raise InputError(
            _MISSING_ONE if len(missing) == 1 else _MISSING_MORE,
            count=len(missing),
            folder=str(study.data_dir),
            names=InputError(listed, **told),
        )


def _how(need: NeededFile) -> InputError:
    """Return the name of a missing file and how to get it."""
    entry, name = need.entry, need.name.removeprefix(CATALOGUE)
    if entry is not None and need.public:
        return InputError(_BY_FETCH, name=name, key=entry.key)
    if entry is not None and need.inside:
        return InputError(_INSIDE, name=name, archive=entry.file_name, key=entry.key)
    if entry is not None and entry.page:
        return InputError(_BY_HAND_FROM, name=name, page=entry.page)
    return InputError(_BY_HAND, name=name)


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
