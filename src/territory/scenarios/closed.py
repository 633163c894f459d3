"""What a scenario that comes from elsewhere may not ask for: files, and too much work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from territory.errors import InputError
from territory.scenarios.model import Scenario
from territory.study.faults import line_of
from territory.text import N_

MOST_CHANGES, MOST_CHARACTERS, MOST_MINUTES = 20, 100_000, 120.0
MOST_SECONDS = 60.0
NORM_KEYS = frozenset(
    {
        "tests", "basket", "role_weights", "sectors_excluded", "minimum_open_share",
        "threshold_minutes", "zone_weights", "reach_share", "intensity_per_10k",
        "intensity_relative", "minimum_population", "small_fte", "pocket_people", "pocket_share",
    }
)  # fmt: skip
"""Keys of a norm it may change; not its name, which would say another thing than it is."""

_INCLUDE = N_(
    "{path}, ligne {line} : include n'accepte ici que des scénarios fournis : {known}."
)  # fmt: skip
_FILE = N_(
    "{path}, ligne {line} : « {key} » nomme un fichier; ici, un scénario n'en lit aucun. Utilisez "
    "la commande « territory scenario »."
)
_NORM_KEY = N_(
    "{path}, ligne {line} : « {key} » ne se remplace pas ici; clés admises : {known}."
)  # fmt: skip
_MINUTES = N_(
    "{path}, ligne {line} : « threshold_minutes » dépasse {most} minutes, le plus qui se calcule "
    "ici."
)
_SECONDS = N_(
    "{path}, ligne {line} : les changements laissent en tout plus de {most} secondes au calcul, "
    "le maximum admis ici."
)
_MANY = N_("{path} compte {count} changements; au plus {most} se calculent ici.")
_LONG = N_("{path} est trop long : au plus {most} caractères se lisent ici.")


def refuse_paths(scenario: Scenario, text: str, path: str, ready: Iterable[str]) -> Scenario:
    """Return a scenario that names no file, without the study it was written for.

    Raises
    ------
    InputError
        When it includes a file, reads one, or asks for more than is computed here.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(_LONG, path=path, most=MOST_CHARACTERS)
    if len(scenario.change) > MOST_CHANGES:
        raise InputError(_MANY, path=path, count=len(scenario.change), most=MOST_CHANGES)
    known = list(ready)
    if set(scenario.scenario.include) - set(known):
        line = line_of(text, ("scenario", "include"))
        raise InputError(_INCLUDE, path=path, line=line, known=", ".join(known))
    for rank, change in enumerate(scenario.change):
        if getattr(change, "path", None) is not None:
            line = line_of(text, ("change", rank, "path"))
            raise InputError(_FILE, path=path, line=line, key="path")
    seconds = [_seconds(change) for change in scenario.change]
    if sum(seconds) > MOST_SECONDS:
        line = line_of(text, ("change", seconds.index(max(seconds)), "seconds"))
        raise InputError(_SECONDS, path=path, line=line, most=int(MOST_SECONDS))
    _refuse_norm(scenario.norm.preset, scenario.norm.override, text, path)
    own = scenario.scenario.model_copy(update={"study": None})
    return scenario.model_copy(update={"scenario": own})


def _seconds(change: Any) -> float:
    """Return the time a change leaves to a solver; 0 where it asks for none."""
    if getattr(change, "rule", "optimal") != "optimal":
        return 0.0
    return float(getattr(change, "seconds", 0.0))


def _refuse_norm(preset: str | None, override: Mapping[str, Any], text: str, path: str) -> None:
    if preset is not None and any(mark in preset for mark in "./\\"):
        line = line_of(text, ("norm", "preset"))
        raise InputError(_FILE, path=path, line=line, key="preset")
    for key in override:
        if key not in NORM_KEYS:
            line = line_of(text, ("norm", "override", key))
            known = ", ".join(sorted(NORM_KEYS))
            raise InputError(_NORM_KEY, path=path, line=line, key=key, known=known)
    minutes = override.get("threshold_minutes")
    stated = minutes.values() if isinstance(minutes, dict) else ()
    if any(isinstance(one, int | float) and one > MOST_MINUTES for one in stated):
        line = line_of(text, ("norm", "override", "threshold_minutes"))
        raise InputError(_MINUTES, path=path, line=line, most=int(MOST_MINUTES))
