"""A city divided among the CLSC territories it spans, where nothing finer counts its people."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._geo import GEOGRAPHIC
from territory.sources._tabular import read_csv_text, to_number
from territory.tables.notes import note

_CLSC = ("clsc_code", "name", "population_2021", "facility_lon", "facility_lat")
# At least one person in a hundred of a CLSC is left to the city that shares it.
_LEAST = 0.01


def divide(
    table: gpd.GeoDataFrame,
    divided: list[str],
    *,
    people: pd.Series,
    clsc_codes: pd.Series,
    facts: Path | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Replace municipalities by their parts, one in each CLSC territory they span.

    People are shared in proportion to the published population of each CLSC of 2021, less that
    of the municipalities lying in it whole, in whole numbers whose sum is the municipality's.
    A part is placed at a facility of its CLSC: its people seem nearer to a CLSC than they are.
    Its land is its share of the municipality's, as if density were even.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Municipalities kept, as `read_municipalities` shapes them.
    divided : list of str
        Codes of the municipalities to divide ("81017").
    people, clsc_codes : pandas.Series
        Population of every municipality of the directory, and its CLSC ("07141;07142").
    facts : Path, optional
        ``clsc_code, name, population_2021, facility_lon, facility_lat``; the bundled facts by
        default.

    Returns
    -------
    tuple of geopandas.GeoDataFrame and of str
        The table, with ``unit_id`` "MUN:81017/CLSC:07141" for the parts, and the notes.

    Raises
    ------
    InputError
        When one of ``divided`` is not in the table, spans a single CLSC, or one without facts.
    """
    spans = _spans(clsc_codes)
    wanted = codes.repair(pd.Series(divided, dtype="string"), "municipality")[0].unique()
    clsc = _facts(facts)
    left = _people_left(people, clsc_codes, clsc["population"])
    parts: list[pd.DataFrame] = []
    notes: list[str] = []
    for unit in wanted:
        row = table[table["unit_id"] == unit]
        inside = str(spans.get(unit, default="")).split(";")
        _refuse(unit, row, inside, clsc)
        parts.append(_parts(row.iloc[0], inside, clsc, left))
        notes.append(
            note(
                "{name} ({people} personnes) : répartie entre {count} CLSC ({names}) selon leur "
                "population publiée de 2021, chaque part au point d'une installation de son CLSC; "
                "l'accès à un CLSC y paraît meilleur qu'il n'est.",
                name=str(row["name"].iloc[0]),
                people=float(row["population"].iloc[0]),
                count=len(inside),
                names=[str(clsc.loc[code, "name"]) for code in inside],
            )
        )
    rest = table[~table["unit_id"].isin(wanted)]
    result = gpd.GeoDataFrame(pd.concat([rest, *parts], ignore_index=True), crs=table.crs)
    return result, tuple(notes)


def whole_note(table: gpd.GeoDataFrame, clsc_codes: pd.Series) -> tuple[str, ...]:
    """Say which municipalities of the table stay at one point though they span several CLSC."""
    spans = _spans(clsc_codes)
    several = table[table["unit_id"].isin(spans.index[spans.str.contains(";")])]
    if several.empty:
        return ()
    told = [
        note("{name} ({people})", name=str(name), people=people)
        for name, people in zip(several["name"], several["population"].astype(float), strict=True)
    ]
    return (
        note(
            "Gardées entières en un point, bien qu'à cheval sur plusieurs CLSC : {names}; leur "
            "CLSC est celui où tombe ce point.",
            names=told,
        ),
    )


def whole_parts(total: float, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide ``total`` into whole parts in proportion to ``weights``, by largest remainder.

    Examples
    --------
    >>> whole_parts(10, np.array([1.0, 1.0, 1.0]))
    array([4., 3., 3.])
    """
    quotas = total * weights / weights.sum()
    parts = np.floor(quotas)
    last = np.argsort(parts - quotas, kind="stable")[: round(total - parts.sum())]
    parts[last] += 1
    return np.asarray(parts, dtype=np.float64)


def _spans(clsc_codes: pd.Series) -> pd.Series:
    known = clsc_codes[~clsc_codes.index.duplicated()].fillna("")
    return known.set_axis("MUN:" + known.index.astype("string").astype(object))


def _facts(path: Path | None) -> pd.DataFrame:
    file = path or bundled("data", "facts", "clsc_facts.csv")
    frame = read_csv_text(file, columns=list(_CLSC)).frame
    return pd.DataFrame(
        {
            "name": frame["name"].str.replace(" - ", "–", regex=False),
            "population": to_number(frame["population_2021"], whole=True)[0],
            "lon": to_number(frame["facility_lon"])[0],
            "lat": to_number(frame["facility_lat"])[0],
        }
    ).set_axis(codes.repair(frame["clsc_code"], "clsc")[0].str[5:].astype(object))


def _people_left(people: pd.Series, clsc_codes: pd.Series, published: pd.Series) -> pd.Series:
    """Return the population of each CLSC less its municipalities that lie in it whole.

    Municipal populations are brought down to the year of the CLSC's.
    """
    once = ~people.index.duplicated()
    counted, inside = people[once].fillna(0.0), clsc_codes[once]
    older = published.sum() / counted.sum()
    whole = counted.groupby(inside.to_numpy(dtype=object)).sum().reindex(published.index)
    return (published - older * whole.fillna(0.0)).clip(lower=_LEAST * published)


def _refuse(unit: str, row: gpd.GeoDataFrame, inside: list[str], clsc: pd.DataFrame) -> None:
    if row.empty:
        raise InputError(
            "La municipalité {unit} est à répartir (option divided), mais n'est pas de celles "
            "comptées ici; retirez-la de l'option ou vérifiez son code.",
            unit=unit,
        )
    unknown = [code for code in inside if code not in clsc.index]
    if len(inside) == 1 or unknown:
        raise InputError(
            "La municipalité {unit} ne peut être répartie (option divided) : elle n'est pas "
            "à cheval sur plusieurs CLSC connus; retirez-la de l'option.",
            unit=unit,
        )


def _parts(
    municipality: pd.Series, inside: list[str], clsc: pd.DataFrame, left: pd.Series
) -> gpd.GeoDataFrame:
    people = whole_parts(float(municipality["population"]), left[inside].to_numpy(dtype=float))
    here = clsc.loc[inside]
    code = pd.Series(["CLSC:" + one for one in inside], dtype="string")
    name = str(municipality["name"])
    same = pd.DataFrame([municipality.drop("geometry")] * len(inside)).reset_index(drop=True)
    return gpd.GeoDataFrame(
        same.assign(
            unit_id=str(municipality["unit_id"]) + "/" + code,
            name=[f"{name} ({part})" for part in here["name"]],
            population=people,
            area_km2=float(municipality["area_km2"]) * people / people.sum(),
            precision="municipality",
            clsc_id=code,
            **{f"{level}_id": codes.ancestor(code, level) for level in ("rls", "rts", "rss")},
        ),
        geometry=gpd.points_from_xy(here["lon"], here["lat"]),
        crs=GEOGRAPHIC,
    )
