"""A small results folder, as a run writes one: thirty territories, every class, hostile names.

Figures are invented; what matters is that each situation a real folder may hold is there:
every class and flag, values withheld, a self-governed territory, a site nobody is near, a name
that tries to run a script.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

HOSTILE = (
    "<img src=x onerror=\"window.__xss='name'\">",
    "</script><script>window.__xss='script'</script>",
    "`${window.__xss='template'}` & «Île»",
)
BANNER = {
    "fr": "Démonstration. Noms, codes et populations réels; limites, points de service, effectifs "
    "et inscription inventés. Aucun classement ne décrit un territoire réel. Ne pas citer.",
    "en": "Demonstration. Real names, codes and populations; boundaries, service points, staffing "
    "and registration are invented. No ranking describes a real place. Do not cite.",
}
COLUMNS, ROWS = 6, 5
WEST, SOUTH, STEP_X, STEP_Y = -74.0, 45.2, 0.5, 0.35
NU = 2.33
KINDS = ("clsc", "gmf", "community", "library", "outreach")
NEED = "situational_vulnerability"
CLASSES = ("desert", "underserved", "served", "insufficient_data", "not_ranked")
TAIL = (
    "reach_test", "intensity_test", "class_nonregistered", "desert_form", "completeness",
    "class_reason",
)  # fmt: skip
ORDER = (
    "territory_id", "name", "population", "population_covered", "class", "presence",
    "presence_test", "reach_share", "reach_low", "reach_high", "people_beyond_reach",
    "nearest_cost_median", "fte", "fte_per_10k", "access_mean", "access_p10", "access_p90",
    "access_registered", "access_nonregistered", "rank", "rank_low", "rank_high",
    "fte_shortfall", "fte_shortfall_floor", "flags", "norm", *TAIL,
)  # fmt: skip


def write_results(folder: Path, *, demonstration: bool) -> Path:
    """Write a results folder; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "_demo" if demonstration else ""
    fine = _fine_level()
    levels = {"mrc": fine, "rls": _coarse_level(fine)}
    units = _units(fine)
    services = _services()
    package = folder / f"study{suffix}.gpkg"
    for key, frame in levels.items():
        table = pd.DataFrame(frame.drop(columns="geometry"))
        _write_csv(table[list(ORDER)], folder / f"gaps_{key}{suffix}.csv", demonstration)
        _write_csv(kind_rows(table), folder / f"kinds_{key}{suffix}.csv", demonstration)
        _write_csv(need_rows(table), folder / f"needs_{key}{suffix}.csv", demonstration)
        frame.to_file(package, layer=key, driver="GPKG")
    _write_csv(units, folder / f"access_units{suffix}.csv", demonstration)
    services.to_file(package, layer="services", driver="GPKG")
    record = _record(levels, units, services, demonstration=demonstration)
    (folder / "run.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return folder


def _fine_level() -> gpd.GeoDataFrame:
    rows = []
    shapes = []
    random = np.random.default_rng(2)
    for position in range(COLUMNS * ROWS):
        column, line = position % COLUMNS, position // COLUMNS
        west, south = WEST + column * STEP_X, SOUTH + line * STEP_Y
        shapes.append(shapely.box(west, south, west + STEP_X, south + STEP_Y))
        rows.append(_row(position, random))
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=4326)
    return _ranked(frame)


def _row(position: int, random: np.random.Generator) -> dict[str, object]:
    judged = CLASSES[2 if position >= 10 else position % 5]
    if position >= 10:
        judged = CLASSES[position % 3]
    name = HOSTILE[position] if position < len(HOSTILE) else f"Territoire d'Évain n° {position}"
    population = float(2000 + 1500 * position)
    row: dict[str, object] = dict.fromkeys(ORDER, np.nan)
    row |= {
        "territory_id": f"MRC:{position + 10}",
        "name": name,
        "population": population,
        "population_covered": population - (200 if position == 7 else 0),
        "class": judged,
        "flags": "",
        "norm": "essai",
        "desert_form": "",
        "presence_test": "",
        "reach_test": "",
        "intensity_test": "",
        "class_nonregistered": "",
        "class_reason": {
            "not_ranked": "self_governed", "insufficient_data": "reach_unknown",
        }.get(judged, ""),
    }  # fmt: skip
    if judged == "not_ranked":
        return row
    reach = {"desert": 0.2, "underserved": 0.7, "served": 0.95}.get(judged, np.nan)
    reach = float(np.clip(reach + random.uniform(-0.05, 0.05), 0, 1))
    access = {"desert": 0.8, "underserved": 1.6, "served": 4.5}.get(judged, np.nan)
    access = float(access + random.uniform(0, 0.5))
    row |= {
        "presence": int(judged != "desert") * (1 + position % 4),
        "presence_test": {"desert": "none", "insufficient_data": "unknown"}.get(judged, "own"),
        "reach_test": {"desert": "fail", "insufficient_data": "unknown"}.get(judged, "pass"),
        "intensity_test": {"underserved": "fail", "served": "pass"}.get(judged, "unknown"),
        "class_nonregistered": judged,
        "desert_form": "absent" if judged == "desert" else "",
        "completeness": 0.0 if judged == "insufficient_data" else 1.0,
    }
    if judged == "insufficient_data":
        row["population_covered"] = 400.0 if position == 8 else population
        return row
    covered = float(row["population_covered"])  # type: ignore[arg-type]
    row |= {
        "reach_share": reach,
        "reach_low": reach * covered / population,
        "reach_high": (reach * covered + population - covered) / population,
        "people_beyond_reach": round((1 - reach) * covered, 1),
        "nearest_cost_median": np.nan if position == 0 else 4.0 + position,
        "fte": 3.0 + position,
        "fte_per_10k": (3.0 + position) / population * 10_000,
        "access_mean": access,
        "access_p10": access / 2,
        "access_p90": access * 2,
        "access_registered": access * 1.1,
        "access_nonregistered": access * 0.8,
        "fte_shortfall": max(0.0, NU - access) * covered / 10_000,
        "fte_shortfall_floor": max(0.0, NU - access) * covered / 9_000,
        "flags": "pocket;no_own_door" if position % 6 == 1 else "",
    }
    return row


def _ranked(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    severity = frame["class"].map({"desert": 0, "underserved": 1, "served": 2})
    order = pd.DataFrame({"severity": severity, "access": frame["access_mean"]})
    rank = order[severity.notna()].apply(tuple, axis=1).rank(method="min")
    return frame.assign(
        rank=rank,
        rank_low=(rank - 2).clip(lower=1).where(rank > 3, rank),
        rank_high=rank.where(rank <= 3, rank + 1),
    )


def _coarse_level(fine: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    group = pd.Series(np.arange(len(fine)) // COLUMNS)
    shapes = [shapely.union_all(fine.geometry[group == one].to_numpy()) for one in range(ROWS)]
    table = pd.DataFrame(fine.drop(columns="geometry"))[group.duplicated(keep="last").eq(False)]
    table = table.assign(
        territory_id=[f"RLS:01{one:02d}" for one in range(ROWS)],
        name=[f"Réseau {one}" for one in range(ROWS)],
    )
    return _ranked(gpd.GeoDataFrame(table.reset_index(drop=True), geometry=shapes, crs=4326))


def kind_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of kinds_<level>.csv; outreach is nowhere listed, GMF partly."""
    statuses = {"gmf": "partial", "outreach": "absent"}
    parts = []
    for place, kind in enumerate(KINDS):
        status = statuses.get(kind, "complete")
        known = (table["class"] != "not_ranked") & (status != "absent")
        fte = (table["fte"] / (place + 2)).where(known)
        rows = pd.DataFrame(
            {
                "territory_id": table["territory_id"],
                "name": table["name"],
                "kind": kind,
                "sites": (table["presence"] + place).where(known),
                "doors": (table["presence"] if kind != "gmf" else 0.0 * table["presence"]),
                "fte": fte,
                "fte_per_10k": fte / table["population"] * 10_000,
                "fte_registration": fte if kind == "gmf" else 0 * fte,
                "fte_virtual": 0.25 * fte,
                "reach_share": table["reach_share"].where(known),
                "people_beyond_reach": table["people_beyond_reach"].where(known),
                "nearest_cost_median": (table["nearest_cost_median"] + place).where(known),
                "access_mean": (table["access_mean"] / 4).where(known),
                "status": np.where(table["class"] != "not_ranked", status, ""),
            }
        )
        parts.append(rows.assign(doors=rows["doors"].where(known)))
    return pd.concat(parts, ignore_index=True).sort_values("territory_id", kind="stable")


def need_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of needs_<level>.csv: one score, known of most people."""
    known = (table["class"] != "not_ranked") & (table["population_covered"] >= 1000)
    place = np.arange(len(table), dtype=float)
    return pd.DataFrame(
        {
            "territory_id": table["territory_id"],
            "name": table["name"],
            NEED: pd.Series(np.sin(place), index=table.index).where(known),
            f"{NEED}_people": (table["population_covered"] * 0.9).where(
                table["class"] != "not_ranked"
            ),
        }
    )


def _units(fine: gpd.GeoDataFrame) -> pd.DataFrame:
    kept = fine[fine["class"] != "not_ranked"]
    centres = kept.geometry.representative_point()
    cost = kept["nearest_cost_median"].to_numpy()
    half = pd.DataFrame(
        {
            "unit_id": kept["territory_id"].str.replace("MRC:", "U"),
            "name": kept["name"],
            "population": kept["population"] / 2,
            "milieu": "rural",
            "lon": centres.x,
            "lat": centres.y,
            "nearest_cost": cost,
            "nearest_service_id": np.where(np.isnan(cost), None, "S0"),
            "reached": True,
            "access_registered": 1.0,
            "access_nonregistered": 1.0,
            "access": 1.0,
            "status": "served",
            "mrc_id": kept["territory_id"] + ";MRC:99",
            "rls_id": "RLS:0100",
            NEED: np.sin(np.arange(len(kept), dtype=float)),
        }
    )
    other = half.assign(unit_id=half["unit_id"] + "b", nearest_service_id="S1", nearest_cost=12.0)
    return pd.concat([half, other], ignore_index=True)


def _services() -> gpd.GeoDataFrame:
    kinds = KINDS
    count = 20
    table = pd.DataFrame(
        {
            "service_id": [f"S{one}" for one in range(count)],
            "name": [HOSTILE[0] if one == 1 else f"Point n° {one}" for one in range(count)],
            "kind": [kinds[one % 5] for one in range(count)],
            "sector": "public",
            "fte": 2.0,
            "mode": "in_person",
            "registration": ["required" if one % 5 == 1 else "open" for one in range(count)],
            "open_share": 1.0,
            "address_precision": "exact",
            "source": "essai",
            "vintage": "2024",
            "door": [one % 5 != 1 for one in range(count)],
            "supply": 2.0,
            "excluded": "",
        }
    )
    longitudes = WEST + 0.07 + 0.145 * np.arange(count)
    latitudes = SOUTH + 0.05 + 0.08 * np.arange(count)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(longitudes, latitudes), crs=4326)


def _record(
    levels: dict[str, gpd.GeoDataFrame],
    units: pd.DataFrame,
    services: gpd.GeoDataFrame,
    *,
    demonstration: bool,
) -> dict[str, object]:
    labels = {
        "mrc": {"fr": "MRC ou territoire équivalent", "en": "MRC or equivalent territory"},
        "rls": {"fr": "réseau local (RLS)", "en": "local network (RLS)"},
    }
    plurals = {
        "mrc": {"fr": "MRC et équivalents", "en": "MRCs and equivalents"},
        "rls": {"fr": "réseaux locaux (RLS)", "en": "local networks (RLS)"},
    }
    suffix = "_demo" if demonstration else ""
    return {
        "territory_version": "0.1.0",
        "results_format": 2,
        "needs": [
            {
                "key": NEED,
                "label": {"fr": "Vulnérabilité situationnelle", "en": "Situational vulnerability"},
                "higher_is": {"fr": "défavorisation plus grande", "en": "more deprivation"},
                "source": "scores.csv",
            }
        ],
        "demonstration": demonstration,
        "banner": BANNER,
        "study": {
            "name": "essai",
            "title": {"fr": "Pays d'essai", "en": "Trial land"},
            "note": {"fr": "Un pays pour les essais.", "en": "A land for trials."},
        },
        "norm": {
            "name": "essai",
            "title_fr": "Norme d'essai",
            "title_en": "Trial norm",
            "tests": ["presence", "reach", "intensity"],
            "basket": ["clsc", "community", "library"],
            "threshold_minutes": {"dense_urban": 15, "urban": 20, "rural": 30, "remote": 40},
            "reach_share": 0.5,
            "intensity_relative": 0.5,
            "minimum_population": 1000,
            "intensity_norm": NU,
        },
        "travel": {
            "method": "straight_line",
            "detour": 1.3,
            "speed_kmh": {"dense_urban": 12, "urban": 30, "rural": 60, "remote": 60},
            "limit_minutes": 60,
            "label": {
                "fr": "temps estimé à vol d'oiseau × 1,3",
                "en": "time estimated as the crow flies × 1.3",
            },
        },
        "inputs": [
            {
                "table": "population", "source": "population.csv", "title": "Recensement",
                "publisher": "Statistique Canada", "licence": "Licence ouverte",
                "vintage": "2021", "obtain": "fetch", "read": 100, "kept": 98, "rejected": 2,
            },
            {
                "table": "services", "source": "sites.csv", "title": HOSTILE[0],
                "publisher": "MSSS", "licence": "CC BY 4.0", "vintage": "2022",
                "obtain": "fetch", "read": 20, "kept": 20, "rejected": 0,
            },
        ],
        "levels": [
            {
                "key": key,
                "label": labels[key],
                "plural": plurals[key],
                "count": len(frame),
                "file": f"gaps_{key}{suffix}.csv",
                "layer": key,
                "unassigned_population": 0,
            }
            for key, frame in levels.items()
        ],
        "counts": {"units": len(units), "services": len(services)},
    }  # fmt: skip


def _write_csv(table: pd.DataFrame, path: Path, demonstration: bool) -> None:
    if demonstration:
        table = table.copy()
        table.insert(0, "avertissement", BANNER["fr"])
    table.to_csv(path, index=False, encoding="utf-8-sig")
