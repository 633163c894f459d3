"""Where the rows of a filled template are: coordinates, else the municipality."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from territory.sources.locate import locate
from territory.sources.templates.fill import Filled
from territory.text import N_, fold

MEND_PLACE = N_(
    "corrigez-la, ou donnez le code géographique, la MRC, ou la latitude et la longitude"
)
CHECK_PLACE = N_("vérifiez; la rangée est gardée")
SAME_NAME = N_("même nom au même lieu que la ligne {line}")
IS_IT_TWICE = N_("si c'est le même lieu, retirez l'une des deux; les deux sont gardées")
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
    for row in np.flatnonzero(found["reason"].notna()):
        why = (str(found["reason"].iloc[row]), str(found["reason_en"].iloc[row]))
        filled.fault(int(row), "municipality", "{why}", MEND_PLACE, why=why)
    for row in np.flatnonzero(found["doubt"].notna() & found["reason"].isna()):
        why = (str(found["doubt"].iloc[row]), str(found["doubt_en"].iloc[row]))
        filled.fault(int(row), "municipality", "{why}", CHECK_PLACE, fatal=False, why=why)
    return found


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
