"""What the adapters of routing engines share: places, imports, answers put into a table."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import DTypeLike, NDArray

from territory._costs_build import Numbering, chunks, float_dtype
from territory.costs import CostTable, from_positions
from territory.errors import InputError
from territory.travel._points import Coordinates, coordinates

CELLS_AT_ONCE = 300_000


@dataclass(frozen=True)
class Ends:
    """The places asked about."""

    lon: tuple[Coordinates, Coordinates]
    lat: tuple[Coordinates, Coordinates]
    ids: tuple[pd.Index, pd.Index]

    @classmethod
    def of(cls, origins: Any, destinations: Any) -> Ends:
        """Read origins and destinations in any usual form."""
        here = coordinates(origins, "origins")
        there = coordinates(destinations, "destinations")
        return cls((here[0], there[0]), (here[1], there[1]), (here[2], there[2]))


# Seconds or km from some origins to every destination, NaN where out of reach.
Answer = Callable[[NDArray[np.intp]], NDArray[np.float64]]


def imported(module: str, package: str, extra: str) -> Any:
    """Import an engine, or say what to install."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as fault:
        if fault.name != module:
            raise _does_not_start(package, fault) from None
        raise InputError(
            "Le moteur {package} n'est pas installé; installez-le avec "
            "pip install 'territory[{extra}]' (OSRM et Valhalla demandent Python 3.12 ou plus "
            "récent, R5 demande Java 21).",
            package=package,
            extra=extra,
        ) from None
    except (ImportError, OSError, RuntimeError, ValueError) as fault:
        raise _does_not_start(package, fault) from None


def _does_not_start(package: str, fault: Exception) -> InputError:
    return InputError(
        "Le moteur {package} est installé mais ne démarre pas : {fault}.",
        package=package,
        fault=" ".join(str(fault).split()).rstrip(".")[:200],
    )


def unknown_unit(unit: str) -> InputError:
    """Return what to say of a unit engines do not answer in."""
    return InputError(
        "unit : « {unit} » n'est pas une unité connue; attendues : {expected}.",
        unit=unit,
        expected="min, km",
    )


def asked(
    answer: Answer,
    ends: Ends,
    snap: tuple[NDArray[np.float64], NDArray[np.float64]],
    divisor: float,
    unit: str,
    limit: float | None,
    maximum_snap_km: float,
    dtype: DTypeLike,
    told: Mapping[str, Any],
) -> CostTable:
    """Return the table of an engine's answers, asked for some origins at a time."""
    wanted = float_dtype(dtype)
    ids = (Numbering(ends.ids[0], "origins").ids, Numbering(ends.ids[1], "destinations").ids)
    rows, columns, costs = [], [], []
    at_once = max(CELLS_AT_ONCE // max(len(ids[1]), 1), 1)
    for part in chunks(len(ids[0]) if len(ids[1]) else 0, at_once):
        some = np.arange(part.start, part.stop)
        cost = answer(some) / divisor
        near = snap[0][some, np.newaxis] <= maximum_snap_km
        near = near & (snap[1] <= maximum_snap_km) & ~np.isnan(cost)
        row, column = np.nonzero(near if limit is None else near & (cost <= limit))
        rows.append((row + part.start).astype(np.int32))
        columns.append(column.astype(np.int32))
        costs.append(cost[row, column].astype(wanted))
    account = {
        f"{name}_too_far": int((far > maximum_snap_km).sum())
        for name, far in zip(("origins", "destinations"), snap, strict=True)
    }
    package = {"osrm": "osrm-bindings", "valhalla": "pyvalhalla"}[told["method"]]
    version = {"version": importlib.metadata.version(package)}
    return from_positions(
        np.concatenate([np.empty(0, np.int32), *rows]),
        np.concatenate([np.empty(0, np.int32), *columns]),
        np.concatenate([np.empty(0, wanted), *costs]),
        origins=ids[0],
        destinations=ids[1],
        unit=unit,
        limit=limit,
        provenance={**told, **version, "maximum_snap_km": maximum_snap_km, **account},
        dtype=wanted,
    )
