"""Where the rows of a filled template are: coordinates, else the municipality."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from territory.sources._geo import outside_quebec
from territory.sources.locate import locate
from territory.sources.templates.faults import Fault
from territory.sources.templates.fill import Filled
from territory.text import N_, Amount, fold

MEND_PLACE = N_(
    "corrigez-la, ou donnez le code géographique, la MRC, ou la latitude et la longitude"
)
CHECK_PLACE = N_("vérifiez; la rangée est gardée")
NOT_IN_QUEBEC = N_("le point (latitude {lat}, longitude {lon}) est hors du Québec")
EXCHANGED = N_(
    "la latitude {lat} et la longitude {lon} semblent échangées : le point est hors du Québec"
)
NO_SIGN = N_("la longitude {lon} n'a pas son signe moins : le point est hors du Québec")
WRITE_BOTH = N_("écrivez {right_lat} sous « {lat_column} » et {right_lon} sous « {lon_column} »")
MEND_POINT = N_(
    "corrigez « {lat_column} » et « {lon_column} », ou videz-les pour que la municipalité "
    "donne le lieu"
)
A_PERSON = N_("nom de personne?")
NAME_THE_PLACE = N_("écrivez le nom du lieu ou du groupe; la rangée est gardée")
SAME_NAME = N_("même nom au même lieu que la ligne {line}")
IS_IT_TWICE = N_("si c'est le même lieu, retirez l'une des deux; les deux sont gardées")
_TITLE = re.compile(
    r"(?:dr|dre|docteure?|doctor|m|mr|mrs|ms|mme|me|madame|monsieur)\.? (?:[a-z'-]+\.? ?){1,4}"
)
_PLACE_WORDS = re.compile(
    r"\b(?:cliniqu|clinic|centre|center|gmf|groupe|group|maison|cabinet|polyclinique|medical|"
    r"pavillon|hopital|hospital|clsc|bibliotheque|library|et associes|and associates)"
)
_CODE = re.compile(r"(?:MUN:|24)?(\d{5}|\d{4})")


def placed(filled: Filled) -> pd.DataFrame:
    """Return ``lon, lat, precision, municipality_id`` of every row; say what cannot be placed."""
    frame = filled.frame
    text = frame["municipality"].astype("object")
    inside = text.map(lambda one: _code(one) if isinstance(one, str) else None)
    area = frame["mrc"].astype("object")
    header = fold(filled.column("mrc"))
    as_mrc = "mrc" in header or "region" not in header
    digits = area.map(lambda one: isinstance(one, str) and re.fullmatch(r"\d+", one) is not None)
    asked = pd.DataFrame(
        {
            "lon": frame["lon"],
            "lat": frame["lat"],
            "municipality": text.where(inside.isna() | (text != inside), None),
            "code": inside,
            "mrc": area if as_mrc else None,
            "region": area.where(~digits.to_numpy(dtype=bool), None) if as_mrc else area,
            "address": frame["address"],
            "postal_code": frame["postal_code"],
        },
        index=frame.index,
        dtype="object",
    )
    bare = asked["municipality"].map(lambda one: isinstance(one, str) and _CODE.fullmatch(one))
    asked["municipality"] = asked["municipality"].mask(bare.notna() & bare.astype(bool), None)
    found = locate(
        asked,
        lon="lon",
        lat="lat",
        address="address",
        municipality="municipality",
        municipality_code="code",
        postal_code="postal_code",
        mrc="mrc",
        region="region",
    )
    outside = outside_quebec(frame["lon"], frame["lat"])
    for row in np.flatnonzero(outside):
        _blame_point(filled, int(row))
    for row in np.flatnonzero(found["reason"].notna() & ~outside):
        why = (str(found["reason"].iloc[row]), str(found["reason_en"].iloc[row]))
        filled.fault(int(row), "municipality", "{why}", MEND_PLACE, why=why)
    for row in np.flatnonzero(found["doubt"].notna() & found["reason"].isna()):
        why = (str(found["doubt"].iloc[row]), str(found["doubt_en"].iloc[row]))
        filled.fault(int(row), "municipality", "{why}", CHECK_PLACE, fatal=False, why=why)
    return found


def _blame_point(filled: Filled, row: int) -> None:
    """Set aside a row whose point is not in Québec, with what its two columns must likely say."""
    lat, lon = float(filled.frame["lat"].iloc[row]), float(filled.frame["lon"].iloc[row])
    columns = {"lat_column": filled.column("lat"), "lon_column": filled.column("lon")}
    what, todo, right = NOT_IN_QUEBEC, MEND_POINT, {}
    guesses = ((EXCHANGED, lon, lat), (NO_SIGN, lat, -lon), (EXCHANGED, lon, -lat))
    for guess, right_lat, right_lon in guesses:
        if not outside_quebec([right_lon], [right_lat])[0]:
            what, todo = guess, WRITE_BOTH
            right = {"right_lat": Amount(right_lat), "right_lon": Amount(right_lon)}
            break
    values = {"lat": Amount(lat), "lon": Amount(lon), **columns, **right}
    if not filled.examples[row]:
        blamed = f"{columns['lat_column']}, {columns['lon_column']}"
        filled.faults.append(Fault(row, blamed, what, todo, values))


def say_persons(filled: Filled) -> None:
    """Question the names that are only those of a person, "Dr Tremblay"."""
    for row in np.flatnonzero(filled.usable()):
        name = filled.frame["name"].iloc[row]
        if isinstance(name, str) and names_a_person(name):
            filled.fault(int(row), "name", A_PERSON, NAME_THE_PLACE, fatal=False)


def names_a_person(name: str) -> bool:
    """Return whether a name is a title and a surname, and nothing of a place.

    Examples
    --------
    >>> names_a_person("Dr Tremblay"), names_a_person("Clinique du Dr Tremblay")
    (True, False)
    """
    text = fold(name)
    return _TITLE.fullmatch(text) is not None and not _PLACE_WORDS.search(text)


def _code(text: str) -> str | None:
    """Return the municipal code that a cell holds, alone or in parentheses after a name.

    Examples
    --------
    >>> _code("46112"), _code("Farnham (46112)"), _code("Farnham")
    ('46112', '46112', None)
    """
    found = _CODE.fullmatch(text.strip()) or re.search(r"\((?:MUN:|24)?(\d{4,5})\)\s*$", text)
    return found[1] if found else None


def say_twice(filled: Filled, names: pd.Series, found: pd.DataFrame) -> None:
    """Question the rows whose name is already at the same place."""
    spots = _spot(found)
    keys = [f"{fold(str(name))}|{at}" for name, at in zip(names, spots, strict=True)]
    seen: dict[str, int] = {}
    for row in np.flatnonzero(filled.usable()):
        key = keys[row]
        if key in seen:
            line = int(filled.lines[seen[key]])
            filled.fault(int(row), "name", SAME_NAME, IS_IT_TWICE, fatal=False, line=line)
        else:
            seen[key] = int(row)


def _spot(found: pd.DataFrame) -> pd.Series:
    """Return what makes two rows be at the same place: their municipality, else their point."""
    point = found["lon"].round(3).astype(str) + "," + found["lat"].round(3).astype(str)
    return found["municipality_id"].astype("object").where(found["municipality_id"].notna(), point)
