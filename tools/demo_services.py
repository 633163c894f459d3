"""Invented service points, staffing, registration and coverage of the demonstration.

Every figure is drawn from a code and a seed: nothing here says anything of a real place. No site
is ever invented on self-governed land.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from demo_draw import between, choose, direction, draw, largest_remainder

KINDS = ("clsc", "gmf", "community", "library", "outreach")
GMF_COUNT = 362
OC_POSTS = 500
# Situation of a CLSC territory: weight in the draw, staffing factor, share of community groups
# whose worker is known to be on site.
SITUATIONS: dict[str, tuple[float, tuple[float, float], float]] = {
    "without": (0.14, (0.0, 0.0), 0.0),
    "far": (0.08, (0.4, 0.9), 0.0),
    "thin": (0.28, (0.15, 0.5), 0.25),
    "plain": (0.32, (0.8, 1.2), 0.55),
    "rich": (0.18, (1.5, 2.3), 0.75),
}
CLSC_FTE_PER_10K = 3.6
PEOPLE_PER_CLSC_SITE = 25_000
PEOPLE_PER_GROUP = 9_000
PEOPLE_PER_LIBRARY = 45_000
SMALLEST_LIBRARY = 700
PEOPLE_PER_OUTREACH = 45_000
COVERAGE_DRAW = {"complete": 0.87, "absent": 0.05, "partial": 0.05, "unknown": 0.03}
WHOLE_WEEK = 0.6
REGISTRATION_UNSAID = 0.03
LIBRARY_WORKER = 0.05
OFFSET_KM = (0.2, 1.5)
_GEOD = Geod(ellps="GRS80")

Site = dict[str, object]


@dataclass(frozen=True)
class Area:
    """A CLSC territory of the demonstration: its units, its drawn situation."""

    code: str
    units: pd.DataFrame
    situation: str
    coverage: str
    factor: float
    worker_share: float

    @property
    def people(self) -> int:
        """Population where sites may be invented."""
        return int(self.units["population"].sum())

    def knows(self, kind: str) -> bool:
        """Tell whether sites of this kind are listed here at all."""
        return not (self.coverage == "absent" and kind in ("clsc", "community", "outreach"))


def areas(units: pd.DataFrame) -> list[Area]:
    """Return every CLSC territory where sites are invented, with its draws."""
    open_units = units[~units["self_governed"] & units["clsc_id"].notna()]
    return [_area(str(code), rows) for code, rows in open_units.groupby("clsc_id")]


def _area(clsc_id: str, rows: pd.DataFrame) -> Area:
    code = clsc_id.removeprefix("CLSC:")
    weights = {name: values[0] for name, values in SITUATIONS.items()}
    situation = choose(weights, "situation", code)
    _, (low, high), worker_share = SITUATIONS[situation]
    return Area(
        code,
        rows.sort_values(["population", "unit_id"], ascending=[False, True]),
        situation,
        choose(COVERAGE_DRAW, "coverage", code),
        between(low, high, "factor", code),
        worker_share,
    )


def services(units: pd.DataFrame, shapes: NDArray[np.object_]) -> pd.DataFrame:
    """Return the invented sites, in order of identifier."""
    found = areas(units)
    posts = _posts(found)
    gmf = largest_remainder(
        GMF_COUNT,
        [area.people * between(0.4, 1.6, "gmf", area.code) for area in found],
        [area.code for area in found],
    )
    sites: list[Site] = []
    for area, oc, count in zip(found, posts, gmf, strict=True):
        sites += _clsc(area, oc)
        sites += [_gmf(area, number) for number in range(1, count + 1)]
        sites += _community(area) + _libraries(area) + _outreach(area)
    sites += _virtual(units)
    frame = pd.DataFrame(sites).sort_values("service_id", ignore_index=True)
    return _placed(frame, units, shapes)


def _posts(found: list[Area]) -> list[int]:
    """Divide the 500 posts in community organising among the CLSC that have a site."""
    weights = [
        area.people * area.factor if area.situation != "without" and area.knows("clsc") else 0.0
        for area in found
    ]
    return largest_remainder(OC_POSTS, weights, [area.code for area in found])


def _site(kind: str, code: str, number: int, name: str, unit_id: object, **values: object) -> Site:
    return {
        "service_id": f"DEMO:{kind}:{code}-{number}",
        "name": name,
        "kind": kind,
        "sector": "public",
        "fte_ts": 0.0,
        "fte_tts": 0.0,
        "fte_oc": 0.0,
        "fte_other": 0.0,
        "mode": "in_person",
        "registration": "open",
        "open_share": 1.0,
        "unit_id": unit_id,
        **values,
    }


def _somewhere(area: Area, *parts: object) -> str:
    """Draw one of the area's units in proportion to its people."""
    people = dict(zip(area.units["unit_id"], area.units["population"].astype(float), strict=True))
    return choose(people, "where", area.code, *parts)


def _edge(area: Area) -> str:
    """Return the unit farthest from the area's main one."""
    first = area.units.iloc[0]
    away = np.hypot(area.units["x"] - first["x"], area.units["y"] - first["y"])
    return str(area.units.iloc[int(np.argmax(away.to_numpy()))]["unit_id"])


def _clsc(area: Area, oc: int) -> list[Site]:
    if area.situation == "without" or not area.knows("clsc"):
        return []
    count = 1
    if area.situation != "far":
        count = min(6, 1 + int(area.people / PEOPLE_PER_CLSC_SITE + len(area.units) / 12))
    total = max(0.6, area.people / 10_000 * CLSC_FTE_PER_10K * area.factor)
    sites = []
    for number in range(1, count + 1):
        share = 1.0 if count == 1 else 0.6 if number == 1 else 0.4 / (count - 1)
        fte = total * share
        unit = area.units.iloc[(number - 1) % len(area.units)]["unit_id"]
        whole_week = number == 1 or draw("week", area.code, number) < WHOLE_WEEK
        sites.append(
            _site(
                "clsc",
                area.code,
                number,
                f"CLSC fictif {area.code}-{number}",
                _edge(area) if area.situation == "far" else unit,
                fte_ts=round(0.65 * fte, 1),
                fte_tts=round(0.35 * fte, 1),
                fte_oc=float(oc if number == 1 else 0),
                open_share=1.0
                if whole_week
                else round(0.2 * (1 + int(4 * draw("days", area.code, number))), 1),
            )
        )
    return sites


def _gmf(area: Area, number: int) -> Site:
    unsure = draw("registration", area.code, number) < REGISTRATION_UNSAID
    return _site(
        "gmf",
        area.code,
        number,
        f"GMF fictif {area.code}-{number}",
        _somewhere(area, "gmf", number),
        fte_ts=round(between(0.4, 2.6, "gmf fte", area.code, number), 1),
        registration="unknown" if unsure else "required",
    )


def _community(area: Area) -> list[Site]:
    if not area.knows("community"):
        return []
    count = int(area.people / PEOPLE_PER_GROUP * between(0.4, 1.6, "groups", area.code) + 0.5)
    sites = []
    for number in range(1, count + 1):
        staffed = draw("group worker", area.code, number) < area.worker_share
        fte = 0.5 * (1 + int(5 * draw("group fte", area.code, number))) if staffed else 0.0
        name = f"Organisme communautaire fictif {area.code}-{number}"
        where = _somewhere(area, "community", number)
        sites.append(
            _site("community", area.code, number, name, where, sector="community", fte_other=fte)
        )
    return sites


def _libraries(area: Area) -> list[Site]:
    sites = []
    large = area.units[area.units["population"] >= SMALLEST_LIBRARY]
    for unit in large.to_dict("records"):
        for _ in range(1 + int(float(unit["population"]) / PEOPLE_PER_LIBRARY)):
            number = len(sites) + 1
            worker = (
                area.worker_share > 0 and draw("library worker", area.code, number) < LIBRARY_WORKER
            )
            days = 1 + int(3 * draw("library days", area.code, number))
            name = f"Bibliothèque fictive {area.code}-{number}"
            values = {"fte_ts": 0.2 * days, "open_share": 0.2 * days} if worker else {}
            rounded = {key: round(value, 1) for key, value in values.items()}
            sites.append(
                _site(
                    "library",
                    area.code,
                    number,
                    name,
                    unit["unit_id"],
                    **{"sector": "municipal", **rounded},
                )
            )
    return sites


def _outreach(area: Area) -> list[Site]:
    if area.worker_share == 0 or not area.knows("outreach"):
        return []
    count = int(area.people / PEOPLE_PER_OUTREACH + between(0, 1, "outreach", area.code))
    return [
        _site(
            "outreach",
            area.code,
            number,
            f"Travail de milieu fictif {area.code}-{number}",
            _somewhere(area, "outreach", number),
            sector="community",
            fte_other=round(between(0.4, 2.0, "outreach fte", area.code, number), 1),
            open_share=round(0.1 * (1 + int(6 * draw("outreach days", area.code, number))), 1),
        )
        for number in range(1, count + 1)
    ]


def _virtual(units: pd.DataFrame) -> list[Site]:
    """Return one virtual service in about two networks of three, in its largest unit."""
    sites = []
    open_units = units[~units["self_governed"]].sort_values(
        ["population", "unit_id"], ascending=[False, True]
    )
    for rts_id, rows in open_units.groupby("rts_id"):
        code = str(rts_id).removeprefix("RTS:")
        if draw("virtual", code) < 2 / 3:
            fte = round(between(1.0, 5.0, "virtual fte", code), 1)
            site = _site(
                "clsc",
                f"virtuel-{code}",
                1,
                f"Service virtuel fictif {code}",
                rows.iloc[0]["unit_id"],
                fte_ts=fte,
                mode="virtual",
            )
            sites.append(site)
    return sites


def _placed(frame: pd.DataFrame, units: pd.DataFrame, shapes: NDArray[np.object_]) -> pd.DataFrame:
    """Stand each site within 1.5 km of its unit's place, inside the unit's cell."""
    row_of = {unit: row for row, unit in enumerate(units["unit_id"])}
    lon, lat = [], []
    for site in frame.to_dict("records"):
        row = row_of[str(site["unit_id"])]
        place = float(units.loc[row, "lon"]), float(units.loc[row, "lat"])
        x, y = _beside(place, str(site["service_id"]), shapes[row])
        lon.append(x)
        lat.append(y)
    frame["lon"], frame["lat"] = lon, lat
    frame["municipality_id"] = frame["unit_id"].str.partition("/")[0]
    roles = ["fte_ts", "fte_tts", "fte_oc", "fte_other"]
    frame["fte"] = frame[roles].sum(axis=1).round(1)
    frame["address_precision"] = "municipality"
    frame["source"] = "points fictifs"
    frame["vintage"] = "démonstration"
    first = ["service_id", "name", "kind", "sector", *roles, "fte", "mode", "registration"]
    last = ["open_share", "address_precision", "municipality_id", "source", "vintage"]
    return frame[[*first, *last, "lon", "lat"]]


def _beside(place: tuple[float, float], site: str, cell: shapely.Geometry) -> tuple[float, float]:
    east, north = direction(site)
    azimuth = float(np.degrees(np.arctan2(east, north)))
    km = between(*OFFSET_KM, "offset", site)
    for shrink in (1.0, 0.5, 0.25, 0.1, 0.05):
        lon, lat, _ = _GEOD.fwd(*place, azimuth, km * 1000 * shrink)
        lon, lat = round(lon, 5), round(lat, 5)
        if shapely.contains_xy(cell, lon, lat):
            return lon, lat
    return place


def coverage(units: pd.DataFrame) -> pd.DataFrame:
    """Return what is said to be known of each kind in each CLSC territory."""
    rows = []
    drawn = {f"CLSC:{area.code}": area for area in areas(units)}
    for territory in sorted(units["clsc_id"].dropna().unique()):
        for kind in KINDS:
            area = drawn.get(territory)
            rows.append((territory, kind, _status(area, kind), _reason(area)))
    # Two municipalities whose CLSC is not known: what is listed around them is complete.
    alone = units.loc[units["clsc_id"].isna(), "municipality_id"]
    rows += [(place, kind, "complete", "état inventé") for place in alone for kind in KINDS]
    columns = ["territory_id", "kind", "status", "source"]
    return pd.DataFrame(rows, columns=columns)


def _status(area: Area | None, kind: str) -> str:
    if area is None:
        return "absent"
    if area.coverage == "absent":
        return "complete" if area.knows(kind) else "absent"
    if area.coverage == "partial":
        return "partial" if kind == "community" else "complete"
    return "unknown" if area.coverage == "unknown" and kind == "outreach" else "complete"


def _reason(area: Area | None) -> str:
    if area is None:
        return "territoire autogouverné : aucun point n'y est inventé"
    return "état inventé"


def registered_share(units: pd.DataFrame) -> pd.Series:
    """Return the invented registration rate of each unit: 0.58 to 0.94, by CLSC then by unit."""
    groups = units["clsc_id"].fillna(units["mrc_id"])
    rates = [
        between(0.62, 0.90, "registered", group) + between(-0.04, 0.04, "registered", unit)
        for group, unit in zip(groups, units["unit_id"], strict=True)
    ]
    return pd.Series(np.round(rates, 3), index=units.index)
