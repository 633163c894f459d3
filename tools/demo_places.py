"""Population units of the demonstration: inhabited municipalities, ten of them in CLSC parts.

Everything here is real (names, codes, populations, places) except three conventions: the people
of ten cities are divided among their CLSC, 31 places without coordinates stand beside their
MRC's main town, and places that share one point are set apart.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from demo_draw import direction, largest_remainder

PLANE = "EPSG:6622"  # NAD83(CSRS) / Québec Lambert
BESIDE_KM = 3.0
APART_KM = 1.5
SHARED_M = 100.0
TOWARDS_FACILITY = 1 / 3
MONTREAL = "66023"
# Cities whose CLSC have their facilities in neighbouring cities: their parts stand a third of the
# way from the city's place to the facility.
FACILITY_ELSEWHERE = ("02005", "74005")
SELF_GOVERNED = {
    "mrc_id": ("MRC:992", "MRC:993"),
    "rss_id": ("RSS:17", "RSS:18"),
    "rts_id": ("RTS:170", "RTS:180"),
    "rls_id": ("RLS:1701", "RLS:1801", "RLS:0917"),
    "clsc_id": ("CLSC:17011", "CLSC:17012", "CLSC:18011", "CLSC:09171"),
}
# What institutions of each network call themselves; no file of names exists for this level.
RTS_NAMES = {
    "011": "RTS du Bas-Saint-Laurent",
    "021": "RTS du Saguenay–Lac-Saint-Jean",
    "031": "RTS de la Capitale-Nationale",
    "041": "RTS de la Mauricie-et-du-Centre-du-Québec",
    "051": "RTS de l'Estrie",
    "061": "RTS de l'Ouest-de-l'Île-de-Montréal",
    "062": "RTS du Centre-Ouest-de-l'Île-de-Montréal",
    "063": "RTS du Centre-Sud-de-l'Île-de-Montréal",
    "064": "RTS du Nord-de-l'Île-de-Montréal",
    "065": "RTS de l'Est-de-l'Île-de-Montréal",
    "071": "RTS de l'Outaouais",
    "081": "RTS de l'Abitibi-Témiscamingue",
    "091": "RTS de la Côte-Nord",
    "100": "Nord-du-Québec",
    "111": "RTS de la Gaspésie",
    "112": "RTS des Îles",
    "121": "RTS de Chaudière-Appalaches",
    "131": "RTS de Laval",
    "141": "RTS de Lanaudière",
    "151": "RTS des Laurentides",
    "161": "RTS de la Montérégie-Centre",
    "162": "RTS de la Montérégie-Est",
    "163": "RTS de la Montérégie-Ouest",
    "170": "Nunavik",
    "180": "Terres-Cries-de-la-Baie-James",
}


@dataclass(frozen=True)
class Facts:
    """The tables of facts, as text."""

    municipalities: pd.DataFrame
    clsc: pd.DataFrame
    mrc: pd.DataFrame
    rls: pd.DataFrame
    no_road: frozenset[str]
    folder: Path
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Gather every territory's name under its code."""
        mrc, clsc, rls, mun = self.mrc, self.clsc, self.rls, self.municipalities
        self.names.update(_names("REG:", mrc["region_code"], mrc["region"]))
        self.names.update(_names("MRC:", mrc["code_sda"], mrc["nom"]))
        self.names.update(_names("MUN:", mun["mun_code"], mun["name"]))
        self.names.update(_names("RSS:", clsc["rss_code"], clsc["rss_name"]))
        self.names.update({f"RTS:{code}": name for code, name in RTS_NAMES.items()})
        self.names.update(_names("RLS:", rls["RLS_code"], rls["RLS_nom"]))
        self.names.update(_names("CLSC:", clsc["clsc_code"], clsc["name"]))


def typography(name: str) -> str:
    """Write the dash between two names as Québec's toponymy does: « Sainte-Foy–Sillery »."""
    return re.sub(r"\s+-\s+|--", "–", " ".join(name.split()))


def _names(prefix: str, codes: pd.Series, names: pd.Series) -> dict[str, str]:
    pairs = zip(codes, names, strict=True)
    return {f"{prefix}{code}": typography(name) for code, name in pairs}


def read_facts(data: Path) -> Facts:
    """Read data/facts and the list of places without a road."""
    folder = data / "facts"
    tables = (
        pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("municipalities", "clsc_facts", "mrc_facts", "rls_facts")
    )
    with (data / "road_links.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["road_link"] == "no"]
    no_road = frozenset(row["municipality_id"] for row in rows)
    return Facts(*tables, no_road=no_road, folder=folder)


def units(facts: Facts) -> pd.DataFrame:
    """Return one row per population unit, in order of identifier, without geometry."""
    inhabited = facts.municipalities.astype({"population": int})
    inhabited = inhabited[inhabited["population"] > 0]
    rows: list[dict[str, object]] = []
    clsc = facts.clsc.set_index("clsc_code")
    left = _people_left(inhabited, clsc)
    for municipality in inhabited.to_dict("records"):
        codes = [code for code in str(municipality["clsc_codes"]).split(";") if code]
        rows += (
            _parts(municipality, codes, clsc, left)
            if len(codes) > 1
            else [_whole(municipality, codes)]
        )
    frame = pd.DataFrame(rows).sort_values("unit_id", ignore_index=True)
    return _placed(_with_levels(frame, facts), facts)


def _people_left(inhabited: pd.DataFrame, clsc: pd.DataFrame) -> pd.Series:
    """Return each CLSC's published population, less its municipalities that lie in it whole.

    Municipal populations are brought down to the year of the CLSC's; at least one person in a
    hundred is left to the city that shares the CLSC.
    """
    published = clsc["population_2021"].astype(float)
    whole = inhabited[~inhabited["clsc_codes"].str.contains(";")]
    inside = whole.groupby("clsc_codes")["population"].sum().reindex(clsc.index, fill_value=0)
    older = float(published.sum()) / float(inhabited["population"].sum())
    return (published - older * inside).clip(lower=0.01 * published)


def _whole(municipality: dict[str, object], codes: list[str]) -> dict[str, object]:
    return {
        "unit_id": f"MUN:{municipality['mun_code']}",
        "name": typography(str(municipality["name"])),
        "population": municipality["population"],
        "mun": municipality["mun_code"],
        "mrc": municipality["mrc_code"],
        "region": municipality["region_code"],
        "clsc": codes[0] if codes else "",
        "self_governed": municipality["first_nations_or_inuit"] == "yes",
        "lon": float(municipality["lon"] or "nan"),
        "lat": float(municipality["lat"] or "nan"),
        "facility": None,
    }


def _parts(
    municipality: dict[str, object], codes: list[str], clsc: pd.DataFrame, left: pd.Series
) -> list[dict[str, object]]:
    whole = _whole(municipality, codes)
    weights = [float(left.loc[code]) for code in codes]
    people = largest_remainder(int(whole["population"]), weights, codes)
    return [
        {
            **whole,
            "unit_id": f"{whole['unit_id']}/CLSC:{code}",
            "name": f"{whole['name']} ({typography(clsc.loc[code, 'name'])})",
            "population": part,
            "clsc": code,
            "facility": (
                float(clsc.loc[code, "facility_lon"]),
                float(clsc.loc[code, "facility_lat"]),
            ),
        }
        for code, part in zip(codes, people, strict=True)
    ]


def _with_levels(frame: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    municipality = "MUN:" + frame["mun"]
    frame["municipality_id"] = municipality
    frame["mrc_id"] = "MRC:" + frame["mrc"]
    frame["region_id"] = "REG:" + frame["region"]
    known = frame["clsc"] != ""
    widths = {"clsc": 5, "rls": 4, "rts": 3, "rss": 2}
    for level, width in widths.items():
        code = level.upper() + ":" + frame["clsc"].str[:width]
        frame[f"{level}_id"] = code.where(known, None)
    split = frame["unit_id"].str.contains("/")
    dense = split & (frame["mun"] == MONTREAL)
    frame["milieu"] = pd.Series(None, index=frame.index, dtype=object).mask(dense, "dense_urban")
    frame["road_link"] = np.where(municipality.isin(facts.no_road), "no", "yes")
    return frame


def _placed(frame: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Give every unit a place of its own, in degrees and in metres."""
    to_plane = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True)
    back = Transformer.from_crs(PLANE, "EPSG:4326", always_xy=True)
    missing = frame["lon"].isna()
    frame["precision"] = np.where(missing, "mrc", "place")
    towns = facts.mrc.set_index("code_sda")
    for row in np.flatnonzero(missing):
        town = towns.loc[frame.loc[row, "mrc"]]
        frame.loc[row, ["lon", "lat"]] = float(town["ville_lon"]), float(town["ville_lat"])
    own = np.column_stack(to_plane.transform(frame["lon"], frame["lat"]))
    places = own.copy()
    for row, facility in enumerate(frame["facility"]):
        if isinstance(facility, tuple):
            share = TOWARDS_FACILITY if frame.loc[row, "mun"] in FACILITY_ELSEWHERE else 1.0
            places[row] += share * (np.array(to_plane.transform(*facility)) - own[row])
    for row in np.flatnonzero(missing):
        placed = own[~missing & (frame["mrc"] == frame.loc[row, "mrc"])]
        way = placed.mean(axis=0) - own[row]
        places[row] += BESIDE_KM * 1000 * way / np.hypot(*way)
    for row in _sharing(places):
        step = APART_KM * 1000 * np.array(direction("apart", frame.loc[row, "unit_id"]))
        places[row] += step
    lon, lat = back.transform(places[:, 0], places[:, 1])
    frame["lon"], frame["lat"] = np.round(lon, 4), np.round(lat, 4)
    frame["x"], frame["y"] = to_plane.transform(frame["lon"], frame["lat"])
    return frame.drop(columns=["facility"])


def _sharing(places: NDArray[np.float64]) -> list[int]:
    """Return rows whose place is within 100 m of an earlier row's."""
    shared = []
    for row in range(1, len(places)):
        distance = np.hypot(*(places[:row] - places[row]).T)
        if distance.min() < SHARED_M:
            shared.append(row)
    return shared


def geodesic_area_km2(shape: object) -> float:
    """Return the area of a polygon in degrees, on the ellipsoid, to the hectare."""
    area, _ = Geod(ellps="GRS80").geometry_area_perimeter(shape)
    return round(abs(area) / 1e6, 2)
