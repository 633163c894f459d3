"""What a run remembers of itself: inputs, counts, versions, timings."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.membership import residual
from territory.study.model import Study
from territory.study.populations import coarse_units, named_basis, population_record
from territory.study.reach import OFF_NETWORK, Traveller
from territory.study.sovereignty import opt_ins
from territory.tables import Surroundings, Tables
from territory.tables.notes import tell

PACKAGES = ("territory", "geopandas", "shapely", "pyogrio", "pyproj", "numpy", "scipy", "pandas")


def make_record(
    study: Study,
    inputs: Sequence[Mapping[str, Any]],
    tables: Tables,
    units: gpd.GeoDataFrame,
    sites: pd.DataFrame,
    traveller: Traveller,
    populations: pd.DataFrame,
    timings: Mapping[str, float],
) -> dict[str, Any]:
    """Return what run.json says of the walk; no absolute path is in it."""
    population = tables.population
    around = tables.surroundings
    own = sites.loc[tables.services["service_id"]]
    public = units.loc[~units["status"].isin(["no_coordinates", OFF_NETWORK])]
    beyond = public.loc[public["reached"] == False, "population"].sum()  # noqa: E712 - object column
    unassigned = {
        level: float(residual(population, tables.membership, level)["people_left_out"].sum())
        for level in tables.territories
    }
    return {
        "inputs": [_in_both(account) for account in inputs],
        "counts": {
            "units": len(population),
            "units_without_coordinates": int(population["lon"].isna().sum()),
            "units_self_governed": int(population["self_governed"].sum()),
            "population": float(population["population"].sum()),
            "population_self_governed": float(
                population.loc[population["self_governed"], "population"].sum()
            ),
            "population_covered": float(public["population"].sum()),
            "people_beyond_reach": float(beyond),
            "services": len(tables.services),
            "services_counted": int(own["counted"].sum()),
            "doors": int(own["door"].sum()),
            **_unknown_registration(tables.services),
            "territories": {level: len(table) for level, table in tables.territories.items()},
        },
        "unassigned": unassigned,
        "population": population_record(
            named_basis(study),
            populations,
            coarse_units(
                traveller.located.loc[traveller.located.index.isin(population["unit_id"])]
            ),
        ),
        "self_governed": {
            "territories": {
                level: int(table["self_governed"].sum())
                for level, table in tables.territories.items()
            },
            "opt_in": opt_ins(study),
        },
        "buffer": None if around is None else _buffer(around, sites),
        "travel": {
            **study.file.travel.model_dump(mode="json"),
            "label": traveller.label(),
            "rows_ignored": traveller.rows_ignored,
            "roads": None
            if traveller.roads is None
            else traveller.roads.account(traveller.located),
        },
        "versions": {
            "python": platform.python_version(),
            "system": platform.system(),
            **{name: version(name) for name in PACKAGES},
        },
        "timings": dict(timings),
        "peak_memory_mb": peak_memory_mb(),
    }


def _buffer(around: Surroundings, sites: pd.DataFrame) -> dict[str, Any]:
    """Return what was taken around the study, in none of its counts."""
    judged = sites.loc[around.services["service_id"]] if len(around.services) else sites.head(0)
    people = around.population["population"] if len(around.population) else pd.Series(dtype=float)
    return {
        "km": around.km,
        "units": len(people),
        "population": float(people.sum()),
        "services": len(judged),
        "services_counted": int(judged["counted"].sum()),
        "doors": int(judged["door"].sum()),
    }


def _unknown_registration(services: pd.DataFrame) -> dict[str, int]:
    """Return how many sites do not say whether one must be registered, by how they are read."""
    unknown = services["registration"] == "unknown"
    gmf = services["kind"] == "gmf"
    return {
        "registration_unknown_read_as_required": int((unknown & gmf).sum()),
        "registration_unknown_read_as_open": int((unknown & ~gmf).sum()),
    }


def peak_memory_mb() -> float | None:
    """Return the largest memory this process held, in MB; None where the system cannot tell."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024), 1)


def _in_both(account: Mapping[str, Any]) -> dict[str, Any]:
    """Return the account of a file with its notes in French and in English."""
    notes = account["notes"]
    return {
        **account,
        "notes": [tell(one, "fr") for one in notes],
        "notes_en": [tell(one, "en") for one in notes],
    }
