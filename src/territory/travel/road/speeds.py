"""Speeds by class of road, and the speeds, durations and directions people write."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory._costs_build import a_mapping
from territory.errors import InputError, MissingFileError
from territory.places import bundled

MODES = ("car", "walk")
FERRY = "ferry"
KMH_PER_MPH = 1.609344
KMH_PER_KNOT = 1.852
DIRECTIONS = ("both", "forward", "backward", "closed")
# Code de la sécurité routière (Québec), art. 328, for the zones OpenStreetMap names; Ontario,
# New Brunswick and the neighbours' zones are left to the class.
ZONES = {
    "ca-qc:urban": 50.0,
    "ca-qc:rural": 90.0,
    "ca-qc:motorway": 100.0,
    "ca-qc:gravel": 70.0,
    "walk": 5.0,
}
_WORDS = {
    "both": ("no", "0", "false", "b", "both", "both directions", "non", "deux sens",
             "les deux directions"),
    "forward": ("yes", "y", "1", "true", "ft", "f", "same direction", "oui", "même direction"),
    "backward": ("-1", "tf", "t", "reverse", "opposite direction", "direction opposée"),
}  # fmt: skip
_SPEED = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(km/?h|kmh|kph|mph|knots?)?$")
_CLOCK = re.compile(r"^(\d+):(\d{1,2})(?::(\d{1,2}))?$")
_ISO = re.compile(
    r"^p(?:(\d+(?:\.\d+)?)d)?(?:t(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?)?$"
)


def road_speeds(
    mode: str, speeds: Mapping[str, float] | Path | str | None = None
) -> dict[str, float]:
    """Return the speed of each class of road in km/h; a class that is absent, or 0, is closed.

    Parameters
    ----------
    mode : str
        "car" or "walk".
    speeds : Mapping, or path of a CSV, optional
        A mapping changes some classes of the table that comes with the package
        (``data/road_speeds.csv``: ``mode, class, speed_kmh, basis, note``; ``basis`` says which
        are conventions); 0 closes a class. A CSV of the same columns replaces it.

    Raises
    ------
    InputError
        For an unknown mode, a file without those columns, a negative speed.

    Examples
    --------
    >>> road_speeds("car", {"residential": 30})["residential"]
    30.0
    >>> road_speeds("walk")["motorway"]
    0.0
    """
    if mode not in MODES:
        raise InputError(
            "Le mode « {mode} » est inconnu; modes offerts : {known}.",
            mode=mode,
            known=", ".join(MODES),
        )
    given = speeds if isinstance(speeds, Mapping) else {}
    own = isinstance(speeds, str | Path)
    if not own:
        a_mapping(speeds, "speeds")
    table = _speed_file(Path(str(speeds)) if own else bundled("data", "road_speeds.csv"))
    rows = table.loc[table["mode"] == mode]
    known = dict(zip(rows["class"].str.lower(), rows["speed_kmh"].astype(float), strict=True))
    for name, value in given.items():
        known[str(name).lower()] = _positive(value, "speeds", str(name))
    return known


def refuse_unknown(speeds: object, mode: str, met: Iterable[str] = ()) -> None:
    """Refuse a speed for a class that neither the package's table nor the roads know."""
    if not isinstance(speeds, Mapping):
        return
    usual = [*road_speeds(mode), *met]
    for name in speeds:
        if str(name).lower() not in usual:
            raise InputError(
                "speeds : la classe « {name} » est inconnue; classes : {known}.",
                name=name,
                known=", ".join(dict.fromkeys(usual)),
            )


def _speed_file(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise MissingFileError("Le fichier {path} n'existe pas.", path=path.name)
    table = pd.read_csv(path, dtype={"class": "str"})
    for column in ("mode", "class", "speed_kmh"):
        if column not in table:
            raise InputError(
                "La table de vitesses {path} n'a pas la colonne « {column} »; attendues : "
                "mode, class, speed_kmh.",
                path=path.name,
                column=column,
            )
    numbers = pd.to_numeric(table["speed_kmh"], errors="coerce").to_numpy(dtype=np.float64)
    for name, value in zip(table["class"], numbers, strict=True):
        _positive(float(value), path.name, str(name))
    return table.assign(speed_kmh=numbers)


def _positive(value: float, path: str, name: str) -> float:
    number = isinstance(value, int | float | np.number)
    if not number or not 0 <= value < math.inf:
        raise InputError(
            "{path} : la vitesse de la classe « {name} » est {value}; une vitesse est un nombre "
            "d'au moins 0, en km/h (0 ferme la classe).",
            path=path,
            name=name,
            value=value,
        )
    return float(value)


def parse_speed(text: str) -> float:
    """Return km/h from what is written, missing when it says no number.

    Examples
    --------
    >>> parse_speed("50"), round(parse_speed("30 mph"), 2), parse_speed("CA-QC:urban")
    (50.0, 48.28, 50.0)
    >>> parse_speed("signals")
    nan
    """
    words = [part.strip().lower() for part in text.split(";")]
    return min((_one_speed(word) for word in words), default=math.nan)


def _one_speed(word: str) -> float:
    if word in ZONES:
        return ZONES[word]
    found = _SPEED.match(word)
    if found is None:
        return math.nan
    value = float(found[1].replace(",", "."))
    unit = found[2] or ""
    if unit == "mph":
        value *= KMH_PER_MPH
    elif unit.startswith("knot"):
        value *= KMH_PER_KNOT
    return value if value > 0 else math.nan


def parse_duration(text: str) -> float:
    """Return minutes from "00:15", "1:30:00", "PT15M" or a number of minutes; else missing.

    Examples
    --------
    >>> parse_duration("00:15"), parse_duration("PT1H30M"), parse_duration("20")
    (15.0, 90.0, 20.0)
    """
    word = text.strip().lower()
    if found := _CLOCK.match(word):
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return 60 * hours + minutes + seconds / 60
    if (found := _ISO.match(word)) and any(found.groups()):
        days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return 1440 * days + 60 * hours + minutes + seconds / 60
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        return math.nan
    return value if 0 <= value < math.inf else math.nan


def parse_direction(text: str) -> str:
    """Return "both", "forward" or "backward" (along the line as drawn), "" when unknown.

    Examples
    --------
    >>> [parse_direction(word) for word in ("yes", "-1", "FT", "Both directions", "?")]
    ['forward', 'backward', 'forward', 'both', '']
    """
    word = " ".join(text.strip().lower().split())
    if not word:
        return "both"
    for direction, words in _WORDS.items():
        if word in words:
            return direction
    return ""


def parsed(
    texts: Sequence[str | None] | pd.Series, parse: Callable[[str], float]
) -> NDArray[np.float64]:
    """Return ``parse`` of every text, each distinct one read once; nothing written is missing."""
    codes, words = pd.factorize(pd.Series(texts, dtype=object))
    values = np.array([parse(str(word)) for word in words] + [math.nan], dtype=np.float64)
    return values[codes]
