"""Filled templates of places: GMF, community groups, library workers, outreach."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.sources._geo import GEOGRAPHIC
from territory.sources._rows import text_column
from territory.sources.catalogue import SourceInfo
from territory.sources.templates import faults
from territory.sources.templates.fill import Filled
from territory.sources.templates.naming import Territories
from territory.sources.templates.place import placed, say_persons, say_twice
from territory.sources.templates.presence import open_share, worked
from territory.sources.templates.values import Wrong
from territory.tables import SERVICES, Reading, conform
from territory.tables.schemas import ROLES
from territory.text import N_, Amount, fold

WHOLE_WEEK = N_("lieux dont les jours ne sont pas dits, tenus pour ouverts toute la semaine")
NO_ROLE = N_("rôles non précisés, lus comme « autre »")
NO_PRESENCE = N_("rien ne dit combien de temps le service est là")
SAY_PRESENCE = N_("donnez les jours ou les heures par semaine, ou les fois par mois")
NO_BUT_STAFFED = N_("la rangée dit non, et donne du personnel")
YES_OR_NONE = N_("écrivez oui, ou retirez les ETC et le nombre")
OTHER_TOTAL = N_("le total ({total}) n'est pas la somme des rôles ({sum})")
ROLES_TAKEN = N_("vérifiez; les rôles comptent, non le total")
SAME_STAFF = N_("mêmes ETC que la ligne {line}, du même groupe")
BY_SITE = N_("les ETC sont ceux de chaque site; divisez-les s'ils sont ceux du groupe entier")
_FTE = tuple(f"fte_{role}" for role in ROLES)
_NUMERIC = ("number", "count", "share", "flag")
_PREFIX = {"gmf": "GMF", "community": "ORG", "libraries": "BIB", "outreach": "HM"}
_SHARED = (
    "name", "site_id", "municipality", "mrc", "lat", "lon", "date", "source", "sector",
    "registration", "open_share", "days_per_week", "hours_per_week", "times_per_month",
    "service_area", "fte", *_FTE,
)  # fmt: skip


def gmf(filled: Filled, meta: SourceInfo) -> Reading:
    """Shape a filled template of family medicine groups."""
    rows = filled.frame
    _question_group(filled)
    chosen = {
        "registration": rows["registration"].fillna("required"),
        "sector": "public",
        "open_share": 1.0,
        **{column: rows[column] for column in (*_FTE, "fte")},
    }
    return _sites(filled, meta, "gmf", chosen)


def community(filled: Filled, meta: SourceInfo) -> Reading:
    """Shape a filled template of community groups."""
    rows = filled.frame
    share = open_share(filled)
    _count(filled, share.isna(), WHOLE_WEEK)
    chosen = {
        "registration": "open",
        "sector": rows["sector"].fillna("community"),
        "open_share": share.fillna(1.0),
        **{column: rows[column] for column in (*_FTE, "fte")},
    }
    return _sites(filled, meta, "community", chosen)


def library_workers(filled: Filled, meta: SourceInfo) -> Reading:
    """Shape a filled template of libraries: staff and days make the FTE that is not given."""
    rows = filled.frame
    share = open_share(filled)
    works = rows["worker"].map(lambda one: one is True).to_numpy(dtype=bool)
    no = rows["worker"].map(lambda one: one is False).to_numpy(dtype=bool)
    staffed = (rows["fte"].fillna(0) > 0) | (rows["staff"].fillna(0) > 0)
    for row in np.flatnonzero(no & staffed.to_numpy()):
        filled.fault(int(row), "worker", NO_BUT_STAFFED, YES_OR_NONE)
    derived = worked(rows["staff"].fillna(1.0), share)
    fte = rows["fte"].fillna(derived.where(works)).mask(no, 0.0)
    role = rows["role"].fillna("other")
    _count(filled, rows["role"].isna() & works, NO_ROLE)
    _count(filled, share.isna() & works, WHOLE_WEEK)
    chosen = {
        "registration": "open",
        "sector": "municipal",
        "open_share": share.fillna(1.0),
        "fte": fte,
        **{f"fte_{one}": fte.where((role == one).to_numpy(dtype=bool)) for one in ROLES},
    }
    return _sites(filled, meta, "library", chosen)


def outreach(filled: Filled, meta: SourceInfo) -> Reading:
    """Shape a filled template of outreach: the FTE is staff times share of the week, once."""
    rows = filled.frame
    share = open_share(filled)
    for row in np.flatnonzero(share.isna()):
        filled.fault(int(row), "days_per_week", NO_PRESENCE, SAY_PRESENCE)
    staff = {role: rows[f"staff_{role}"].astype(float) for role in ROLES}
    host = rows["host"].map(lambda one: f" — {one}" if isinstance(one, str) else "")
    chosen = {
        "name": pd.Series(
            [f"{name}{at}" for name, at in zip(rows["name"], host, strict=True)], dtype="object"
        ),
        "registration": "open",
        "sector": rows["sector"].fillna("unknown"),
        "open_share": share.fillna(0.0),
        "fte": np.nan,
        "staff": pd.DataFrame(staff).sum(axis=1, min_count=1),
        **{f"fte_{role}": worked(people, share) for role, people in staff.items()},
    }
    return _sites(filled, meta, "outreach", chosen)


READERS: Mapping[str, Callable[[Filled, SourceInfo], Reading]] = {
    "gmf": gmf,
    "community": community,
    "libraries": library_workers,
    "outreach": outreach,
}


def _count(filled: Filled, rows: Any, repair: str) -> None:
    """Count among the repairs the rows, usable so far, that something was assumed of."""
    found = int((np.asarray(rows, dtype=bool) & filled.usable()).sum())
    if found:
        filled.repairs[repair] = found


def _sites(filled: Filled, meta: SourceInfo, kind: str, chosen: Mapping[str, Any]) -> Reading:
    """Return the services table of a filled template, and its bookkeeping."""
    rows, index = filled.frame, filled.frame.index
    found = placed(filled)
    area = _areas(filled)
    names = pd.Series(chosen.get("name", rows["name"]), index=index)
    fte = pd.DataFrame({column: chosen[column] for column in _FTE}, index=index).astype(float)
    total = _total(filled, pd.Series(chosen["fte"], index=index, dtype=float), fte)
    ids = _identifiers(filled, names, found["municipality_id"])
    say_twice(filled, names, found)
    say_persons(filled)
    text = {
        "service_id": ids,
        "name": names,
        "kind": kind,
        "sector": chosen["sector"],
        "mode": "in_person",
        "registration": chosen["registration"],
        "address_precision": found["precision"],
        "municipality_id": found["municipality_id"],
        "source": rows["source"].fillna(meta.title),
        "vintage": rows["date"].fillna(meta.vintage),
    }
    more = {
        one.key: rows[one.key] if one.type in _NUMERIC else text_column(rows[one.key], index)
        for one in filled.template.fields
        if one.key not in _SHARED and one.key not in chosen
    }
    more |= {name: chosen[name] for name in chosen if name not in (*_SHARED, *text)}
    columns = {
        **{name: text_column(values, index) for name, values in text.items()},
        **{column: fte[column] for column in _FTE},
        "fte": total,
        "open_share": pd.Series(chosen["open_share"], index=index, dtype=float),
        **({"service_area": text_column(area, index)} if area.notna().any() else {}),
        **more,
    }
    points = gpd.points_from_xy(found["lon"], found["lat"])
    table = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(points, index=index, crs=GEOGRAPHIC))
    sieve = filled.sieve(filled.raw["name"].to_numpy(dtype=object))
    first = [name for name in SERVICES.columns if name != "geometry"]
    rest = [name for name in table.columns if name not in first and name != "geometry"]
    kept = table.loc[sieve.kept, [*first, *rest, "geometry"]].reset_index(drop=True)
    return sieve.reading(
        conform(gpd.GeoDataFrame(kept), SERVICES, filled.source),
        crs=GEOGRAPHIC,
        repairs=filled.repairs,
    )


def _total(filled: Filled, stated: pd.Series, roles: pd.DataFrame) -> pd.Series:
    """Return the total of each row: as stated, else the sum of the roles known."""
    summed = roles.sum(axis=1, min_count=1)
    if "fte" in filled.frame:
        apart = (stated - summed).abs() > 0.011  # noqa: PLR2004 - rounding of two decimals
        known = roles.notna().any(axis=1) & (filled.template.key != "libraries")
        for row in np.flatnonzero((apart & known).to_numpy()):
            shown = {"total": Amount(stated.iloc[row]), "sum": Amount(summed.iloc[row])}
            filled.fault(int(row), "fte", OTHER_TOTAL, ROLES_TAKEN, fatal=False, **shown)
    return stated.fillna(summed)


def _identifiers(filled: Filled, names: pd.Series, municipalities: pd.Series) -> pd.Series:
    """Return one identifier per row: the file's own, else from the name and the municipality."""
    prefix = _PREFIX[filled.template.key]
    given = filled.frame["site_id"].astype("object")
    kept = filled.usable()
    for row in np.flatnonzero(given.notna() & given[kept].duplicated().reindex(given.index)):
        filled.fault(int(row), "site_id", faults.DUPLICATE, faults.OTHER_ID, value=given.iloc[row])
    counts: Counter[str] = Counter()
    ids = []
    for own, name, town in zip(given, names, municipalities, strict=True):
        made = "-".join(part for part in (_slug(name), str(town or "")[4:]) if part)
        counts[made] += not isinstance(own, str)
        again = f"-{counts[made]}" if counts[made] > 1 else ""
        ids.append(f"{prefix}:{own}" if isinstance(own, str) else f"{prefix}:{made}{again}")
    return pd.Series(ids, index=given.index, dtype="object")


def _slug(name: object) -> str:
    """Return a name as part of an identifier.

    Examples
    --------
    >>> _slug("GMF des Érables (site 2)")
    'gmf-des-erables-site-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(str(name))).strip("-")[:60]


def _areas(filled: Filled) -> pd.Series:
    """Return the codes of the territories each row goes out to, separated by semicolons."""
    nothing = pd.Series(None, index=filled.frame.index, dtype="object")
    if "service_area" not in filled.frame:
        return nothing
    known = Territories()
    for row, text in enumerate(filled.frame["service_area"]):
        if not isinstance(text, str):
            continue
        found = [known.code(one.strip(), _level(one)) for one in text.split(";") if one.strip()]
        for one in found:
            if isinstance(one, Wrong):
                filled.fault(row, "service_area", one.what, one.todo, **one.values)
        nothing.iloc[row] = ";".join(one for one in found if isinstance(one, str))
    return nothing


def _level(text: str) -> str | None:
    """Return the level of one territory served: a name alone is a municipality's."""
    return None if re.match(r"\s*[A-Za-z]{2,4}\s*[: ]\s*\d", text) else "municipality"


def _question_group(filled: Filled) -> None:
    """Question the sites of one group that all carry the same FTE: perhaps the whole group's."""
    rows = filled.frame
    staffed = rows.loc[filled.usable() & rows["group"].notna().to_numpy()]
    staffed = staffed.loc[staffed[[*_FTE, "fte"]].notna().any(axis=1)]
    rows_of = staffed[["group", *_FTE, "fte"]].itertuples(index=False, name=None)
    keys = pd.Series([str(row) for row in rows_of], index=staffed.index, dtype="object")
    lines = pd.Series(filled.lines)[keys.index]
    first = dict(zip(reversed(keys.tolist()), reversed(lines.tolist()), strict=True))
    for row in keys.index[keys.duplicated()]:
        line = first[keys[row]]
        filled.fault(int(row), "group", SAME_STAFF, BY_SITE, fatal=False, line=line)
