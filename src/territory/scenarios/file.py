"""Reading and writing a scenario file: TOML, checked key by key, errors with their line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from territory.errors import InputError, MissingFileError
from territory.gaps import load_norm
from territory.gaps.faults import nearest
from territory.places import bundled
from territory.scenarios.closed import refuse_paths
from territory.scenarios.contradictions import Origin, refuse_contradictions
from territory.scenarios.faults import sentence
from territory.scenarios.model import Assumed, NormChosen, Scenario
from territory.scenarios.toml import as_toml
from territory.study.faults import line_of
from territory.text import N_

_NORMS = N_(
    "{path} : les scénarios inclus nomment des normes différentes; écrivez [norm] dans ce fichier."
)
_ASSUMED = N_(
    "{path} : les scénarios inclus supposent des chiffres différents; écrivez [assume] dans ce "
    "fichier."
)


def ready_made() -> dict[str, Path]:
    """Return the scenarios that come with the package, by name.

    Examples
    --------
    >>> "rattachement-50" in ready_made()
    True
    """
    return {path.stem: path for path in sorted(bundled("data", "scenarios").glob("*.toml"))}


def read_scenario(given: str | Path) -> Scenario:
    """Read and check a scenario: a file, or the name of one that comes with the package.

    Parameters
    ----------
    given : str or Path
        A TOML file (see docs/scenarios.md for its keys), or a ready-made name.

    Returns
    -------
    Scenario
        The changes of the scenarios it includes come first, in their order.

    Raises
    ------
    MissingFileError
        When the file does not exist.
    InputError
        When it is a folder or not TOML; a key is missing, unknown or wrong, with the key and the
        line; two changes contradict each other; or scenarios include each other.

    Examples
    --------
    >>> read_scenario("rattachement-50").change[0].share
    0.5
    """
    return _checked(_opened(str(given), None))


def read_text(text: str, name: str = "scenario.toml", *, closed: bool = False) -> Scenario:
    r"""Read and check a scenario given as text.

    Parameters
    ----------
    text : str
    name : str
        What errors call it.
    closed : bool
        Whether it may name no file: ready-made scenarios and norms only. The study it names is
        then forgotten.

    Raises
    ------
    InputError
        As `read_scenario` does.

    Examples
    --------
    >>> read_text('[scenario]\nname = "a"\ntitle = "A"\n[[change]]\nkind = "virtuel"').name
    'a'
    """
    return _checked(_Source(text.removeprefix("\ufeff"), name, None, name), closed=closed)


def write_scenario(scenario: Scenario) -> str:
    """Return a scenario as a TOML file that reads back the same; defaults are left out.

    Examples
    --------
    >>> print(write_scenario(read_scenario("rattachement-50")).splitlines()[-1])
    share = 0.5
    """
    return as_toml(scenario.model_dump(exclude_defaults=True))


def canonical(scenario: Scenario) -> str:
    """Return the one text that scenarios which do the same have, to be hashed.

    Tables are in alphabetical order; the study it was written for is left out.
    """
    content = scenario.model_dump(exclude_defaults=True)
    content["scenario"].pop("study", None)
    return as_toml(_in_order(content))


def _in_order(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _in_order(value[name]) for name in sorted(value)}
    return [_in_order(one) for one in value] if isinstance(value, list | tuple) else value


def study_named(given: str | Path, scenario: Scenario) -> Path | None:
    """Return the study file a scenario names, from the folder of its own file."""
    own = scenario.scenario.study
    if own is None:
        return None
    return ready_made().get(str(given), Path(given)).parent / own


@dataclass(frozen=True)
class _Source:
    """A scenario file, read.

    Attributes
    ----------
    text : str
    label : str
        What errors call it.
    folder : Path or None
        Where its own paths start from; none for a text.
    identity : str
        What tells it from the others.
    """

    text: str
    label: str
    folder: Path | None
    identity: str


@dataclass(frozen=True)
class _Read:
    scenario: Scenario
    origins: tuple[Origin, ...]


def _checked(source: _Source, *, closed: bool = False) -> Scenario:
    read = _read(source, (), closed=closed)
    scenario = read.scenario
    if not scenario.change:
        raise InputError(
            "Le scénario {path} ne change rien; écrivez au moins un [[change]].", path=source.label
        )
    refuse_contradictions(scenario.change, read.origins)
    # A wrong norm is told before anything is computed.
    load_norm(scenario.norm.preset or "proximite", scenario.norm.override)
    return scenario


def _opened(given: str, folder: Path | None) -> _Source:
    """Read the text of a scenario: a ready-made name, else a file."""
    known = ready_made()
    path = known[given] if given in known else (folder or Path()) / given
    if path.is_dir():
        raise InputError(
            "{path} est un dossier; donnez un fichier de scénario (.toml).", path=str(path)
        )
    if not path.is_file():
        if path.suffix.lower() == ".toml":
            raise MissingFileError("Le fichier de scénario {path} n'existe pas.", path=str(path))
        raise InputError(
            "Le scénario « {name} » n'existe pas{hint}; ceux fournis sont : {known}.",
            name=given,
            hint=nearest(given, known),
            known=", ".join(known),
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "Le fichier de scénario {path} n'est pas en UTF-8; enregistrez-le dans cet encodage.",
            path=str(path),
        ) from None
    except OSError as fault:
        raise InputError(
            "Le fichier de scénario {path} ne se lit pas : {fault}.",
            path=str(path),
            fault=fault.strerror or str(fault),
        ) from None
    return _Source(text, given if given in known else str(path), path.parent, str(path.resolve()))


def _parsed(source: _Source) -> dict[str, Any]:
    try:
        content = tomllib.loads(source.text)
    except (ValueError, RecursionError) as fault:
        # Beside wrong syntax: a whole number of thousands of digits, lists without end.
        place = re.search(r"line (\d+), column (\d+)", str(fault))
        lines = source.text.splitlines() or [""]
        raise InputError(
            "Le fichier de scénario {path} n'est pas un TOML valide : ligne {line}, colonne "
            "{column}.",
            path=source.label,
            line=int(place[1]) if place else len(lines),
            column=int(place[2]) if place else len(lines[-1]) + 1,
        ) from None
    if not content:
        raise InputError("Le fichier de scénario {path} est vide.", path=source.label)
    return content


def _read(source: _Source, opened: tuple[str, ...], *, closed: bool) -> _Read:
    """Read a scenario and those it includes; ``opened`` are those that include it."""
    content = _parsed(source)
    try:
        own = Scenario.model_validate(content)
    except ValidationError as faults:
        raise sentence(faults.errors(), content, source.text, source.label) from None
    if closed:
        own = refuse_paths(own, source.text, source.label, set(ready_made()))
    own = _with_norm_inside(own, source)
    lines = [line_of(source.text, ("change", rank)) for rank in range(len(own.change))]
    origins = tuple(Origin(source.label, line) for line in lines)
    others = [
        _included(name, source, (*opened, source.identity), closed=closed)
        for name in own.scenario.include
    ]
    scenarios = [other.scenario for other in others]
    norm = _one_of(own.norm, [one.norm for one in scenarios], NormChosen(), _NORMS, source)
    assume = _one_of(own.assume, [one.assume for one in scenarios], Assumed(), _ASSUMED, source)
    changes = [change for one in scenarios for change in one.change]
    whole = own.model_copy(
        update={
            "scenario": own.scenario.model_copy(update={"include": ()}),
            "norm": norm,
            "assume": assume,
            "change": (*changes, *own.change),
        }
    )
    return _Read(whole, (*(one for other in others for one in other.origins), *origins))


def _included(name: str, source: _Source, opened: tuple[str, ...], *, closed: bool) -> _Read:
    line = line_of(source.text, ("scenario", "include"))
    try:
        other = _opened(name, source.folder)
    except InputError as fault:
        raise InputError(
            "{path}, ligne {line} : include ne se lit pas. {fault}",
            path=source.label,
            line=line,
            fault=fault,
        ) from None
    if other.identity in opened:
        raise InputError(
            "{path}, ligne {line} : include : « {name} » inclut à son tour ce scénario; enlevez "
            "l'un des deux.",
            path=source.label,
            line=line,
            name=name,
        )
    return _read(other, opened, closed=closed)


def _one_of(own: Any, others: list[Any], default: Any, template: str, source: _Source) -> Any:
    """Return a section: the file's own, else the one that those it includes agree on."""
    stated = [other for other in others if other != default]
    if own != default or not stated:
        return own
    if any(other != stated[0] for other in stated):
        raise InputError(template, path=source.label)
    return stated[0]


def _with_norm_inside(scenario: Scenario, source: _Source) -> Scenario:
    """Return a scenario whose norm is told whole, where it is a file beside it."""
    preset = scenario.norm.preset
    if preset is None or not preset.endswith(".toml") or source.folder is None:
        return scenario
    path = source.folder / preset
    if not path.is_file():
        raise MissingFileError(
            "{path}, ligne {line} : la norme {norm} n'existe pas.",
            path=source.label,
            line=line_of(source.text, ("norm", "preset")),
            norm=str(path),
        )
    norm = load_norm(path, scenario.norm.override)
    told = NormChosen(preset="proximite", override=norm.model_dump(mode="json", exclude_none=True))
    return scenario.model_copy(update={"norm": told})
