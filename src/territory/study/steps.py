"""The steps of the walk that are judgement: norm, variants, what is known, what a level needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from territory.access.weights import Weights
from territory.gaps import (
    DOOR_KINDS,
    LevelInputs,
    Norm,
    Situation,
    complete_within_range,
    evaluate,
    weights_in_range,
)
from territory.study.completeness import coverage_by_unit
from territory.study.model import Study
from territory.study.reach import Traveller
from territory.study.sovereignty import SMALL_AREAS
from territory.study.surroundings import IN_BUFFER, around_rates
from territory.tables import Tables

Zones = tuple[float, float, float]


def registration_of(tables: Tables, norm: Norm, declared: float | None) -> tuple[pd.Series, bool]:
    """Return each unit's registration rate, and whether GMF are left out of the computation.

    Where a unit's rate is not known the declared rate stands in; where people with a place have
    none, sites that require registration leave the computation. Self-governed units without a
    rate are read as not registered.
    """
    population = tables.population
    registered = population["registered_share"].astype(float)
    if declared is not None:
        registered = registered.fillna(declared)
    asked = population["lon"].notna() & (population["population"] > 0)
    asked &= ~population["self_governed"]
    without_gmf = bool((registered.isna() & asked).any()) and "gmf" in norm.basket
    return around_rates(tables, registered, declared), without_gmf


# Beyond this many pairs within reach, weights are worked out again rather than kept.
PAIRS_KEPT = 20_000_000


def settings_of(norm: Norm) -> dict[str, tuple[float, Zones]]:
    """Return the base and the variants that give ranks their interval, by name.

    Each is a factor on every threshold, and weights at each third of it.
    """
    asked = {"base": (1.0, norm.zone_weights)}
    for factor in norm.fragile_threshold_factors:
        asked[f"threshold x {factor:g}"] = (factor, norm.zone_weights)
    asked["fast decay"] = (1.0, norm.fragile_zone_weights)
    return asked


def evaluations_of(
    situation: Situation, norm: Norm, weights: Mapping[str, Weights] | None = None
) -> dict[str, pd.DataFrame]:
    """Return the base and the variants that give ranks their interval.

    ``weights`` are those of `weights_of`, where another walk already has them.
    """
    known = weights or {}
    return {
        name: evaluate(
            situation,
            norm,
            threshold_factor=factor,
            zone_weights=zones,
            weights=known.get(name),
        )
        for name, (factor, zones) in settings_of(norm).items()
    }


def weights_of(situation: Situation, norm: Norm) -> dict[str, Weights]:
    """Return the weights of every setting; none where there are too many pairs to keep."""
    if situation.costs.matrix.nnz > PAIRS_KEPT:
        return {}
    return {
        name: weights_in_range(situation, factor, zones)
        for name, (factor, zones) in settings_of(norm).items()
    }


def intensity_norm_of(norm: Norm, situation: Situation, units: pd.DataFrame) -> float | None:
    """Return the intensity norm per 10,000: absolute, or a share of the covered mean."""
    if "intensity" not in norm.tests:
        return None
    if norm.intensity_per_10k is not None:
        return norm.intensity_per_10k
    public = situation.units["located"] & ~situation.units["self_governed"]
    public &= units["access"].notna() & ~situation.units[IN_BUFFER]
    people = situation.units["population"].where(public, 0.0)
    if not people.sum() > 0:
        return float("nan")
    return float(
        norm.intensity_relative * (units["access"].fillna(0) * people).sum() / people.sum()
    )


def known_of(
    study: Study,
    tables: Tables,
    counted: list[str],
    situation: Situation,
    traveller: Traveller,
    listed_around: Collection[str],
) -> pd.DataFrame:
    """Return, per unit, whether the kinds counted are completely listed within its threshold."""
    status = coverage_by_unit(study, tables, situation.units.index, counted)
    around = situation.units[IN_BUFFER].to_numpy(bool)
    for kind in counted:
        status.loc[around, kind] = "complete" if kind in listed_around else "unknown"
    complete = status == "complete"
    own = pd.DataFrame(
        {
            "doors_known": complete[[k for k in counted if k in DOOR_KINDS]].all(axis=1),
            "basket_known": complete.all(axis=1),
        }
    )
    if not own.any(axis=None) or own.all(axis=None):
        return own
    located = situation.costs.origins
    thresholds = situation.units.loc[located, "threshold"].to_numpy()
    neighbours = traveller.between_units(float(thresholds.max(initial=0.0)))
    for column in own.columns:
        own.loc[located, column] = complete_within_range(
            own.loc[located, column].to_numpy(bool), neighbours, thresholds
        )
    return own


def level_inputs(tables: Tables, level: str, known: pd.DataFrame) -> LevelInputs:
    """Return what the tables of one level are made of."""
    rows = tables.membership.loc[tables.membership["level"] == level]
    columns = ["subject_id", "territory_id", "share", "method"]
    territories = tables.territories[level].set_index("territory_id")
    return LevelInputs(
        territories=pd.DataFrame(territories[["name", "self_governed", "opted_in"]]),
        unit_shares=rows.loc[rows["subject"] == "unit", columns],
        site_shares=rows.loc[rows["subject"] == "service", columns],
        known=known,
        small_area=level in SMALL_AREAS,
    )
