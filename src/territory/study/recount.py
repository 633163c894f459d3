"""A second count, from the rows of the evidence, of what the gaps tables say.

Nothing here calls the functions that made the tables: sums are done again, tests are decided
again, one territory at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.gaps import Norm
from territory.study.evidence import ALONE, APART, BASE, ESTIMATED, Evidence, step_weights, variants
from territory.study.surroundings import IN_BUFFER
from territory.units import PER_PEOPLE

TOLERANCE = 1e-9
ORDER = {"desert": 0, "underserved": 1, "served": 2}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Recount:
    """Access of every unit under one variant.

    Attributes
    ----------
    weights : numpy.ndarray, shape (pairs,)
        0 beyond the threshold.
    demand, ratio : numpy.ndarray, shape (sites,)
        People in the catchment, weighted; FTE per person.
    registered, nonregistered, access : numpy.ndarray, shape (units,)
        Per 10,000 people; missing where every supply in range is unknown.
    unknown_supply : numpy.ndarray of bool, shape (units,)
    reached : numpy.ndarray of bool, shape (units,)
    """

    weights: Floats
    demand: Floats
    ratio: Floats
    registered: Floats
    nonregistered: Floats
    access: Floats
    unknown_supply: NDArray[np.bool_]
    reached: NDArray[np.bool_]


def recount(evidence: Evidence, variant: str = BASE) -> Recount:
    """Return the access of every unit, from the pairs.

    ``D_j = sum_k P_k e_kj w_kj``; ``R_j = S_j / D_j``; ``A_i = sum_j R_j w_ij e_ij``.
    """
    units, sites, pairs = evidence.units, evidence.sites, evidence.pairs
    alone = variant == ALONE
    factor, steps = variants(evidence.norm)[BASE if alone else variant]
    unit, site = pairs["unit"].to_numpy(), pairs["site"].to_numpy()
    threshold = units["threshold"].to_numpy(dtype=float) * factor
    weights = step_weights(pairs["cost"].to_numpy(), threshold[unit], steps).astype(float)
    counted = sites["counted"].to_numpy(dtype=bool)
    people = units["population"].to_numpy(dtype=float)
    if alone:
        counted = counted & ~sites[IN_BUFFER].to_numpy(dtype=bool)
        people = np.where(units[IN_BUFFER].to_numpy(dtype=bool), 0.0, people)
    weights = np.where(counted[site], weights, 0.0)
    rates = units["registered_share"].fillna(0.0).to_numpy(dtype=float)
    required = sites["required"].to_numpy(dtype=bool)[site]
    supply = sites["supply"].to_numpy(dtype=float)
    told = counted & ~np.isnan(supply)
    count, places = len(units), len(sites)
    eligible = people[unit] * np.where(required, rates[unit], 1.0) * weights
    demand = np.bincount(site, weights=eligible, minlength=places)
    demand = demand + sites[APART + variant].to_numpy(dtype=float)
    ratio = np.divide(np.where(told, supply, 0.0), demand, out=np.zeros(places), where=demand > 0)
    part = ratio[site] * weights * PER_PEOPLE
    registered = np.bincount(unit, weights=part, minlength=count)
    nonregistered = np.bincount(unit, weights=np.where(required, 0.0, part), minlength=count)
    access = np.bincount(unit, weights=np.where(required, rates[unit], 1.0) * part, minlength=count)
    inside = _in_range(pairs, threshold) & counted[site]
    some_told = np.bincount(unit, weights=inside & told[site], minlength=count) > 0
    untold = np.bincount(unit, weights=inside & ~told[site], minlength=count) > 0
    located = units["located"].to_numpy(dtype=bool)
    blank = ~located | ((untold & ~some_told) if told.any() else True)
    near = units["nearest_alone" if alone else "nearest_cost"].to_numpy(dtype=float)
    return Recount(
        weights,
        demand,
        ratio,
        np.where(blank, np.nan, registered),
        np.where(blank, np.nan, nonregistered),
        np.where(blank, np.nan, access),
        untold & located,
        located & (near <= threshold),
    )


def _in_range(pairs: pd.DataFrame, threshold: Floats) -> NDArray[np.bool_]:
    one = step_weights(
        pairs["cost"].to_numpy(), threshold[pairs["unit"].to_numpy()], (1.0, 1.0, 1.0)
    )
    return np.asarray(one > 0, dtype=bool)


def added(group: NDArray[np.intp], values: Any, size: int) -> Floats:
    """Return the sum of ``values`` per group, 0 for a group without any."""
    found = np.bincount(group, weights=np.asarray(values, dtype=float), minlength=size)
    return found.astype(np.float64, copy=False)


class Step(NamedTuple):
    """One question of a decision: what was compared, with what, and the answer."""

    question: str
    value: float | str | bool | None
    threshold: float | str | None
    answer: str


@dataclass(frozen=True)
class Decision:
    """The tests of one territory, its class, and the path that led there."""

    reach_test: str
    intensity_test: str
    nonregistered_test: str
    presence_test: str
    judged: str
    judged_nonregistered: str
    path: dict[str, tuple[Step, ...]]


def level_figures(evidence: Evidence, level: str, count: Recount) -> pd.DataFrame:
    """Return the figures that decide the class of each territory of a level.

    Returns
    -------
    pandas.DataFrame
        Indexed by territory: ``population, everyone, covered, reached, access_mean,
        nonregistered_mean, presence, fte, virtual_fte, coarse, doors_known, basket_known,
        unknown_supply, near_border, placed (people with a place, self-governed ones
        included), estimated, self_governed``.
    """
    territories = evidence.territories
    territories = territories.loc[territories["level"] == level].set_index("territory_id")
    shares = evidence.unit_shares
    shares = shares.loc[shares["level"] == level]
    group = territories.index.get_indexer(pd.Index(shares["territory_id"]))
    unit = evidence.units.index.get_indexer(pd.Index(shares["unit_id"]))
    units, size = evidence.units, len(territories)

    def add(values: Any) -> Floats:
        return added(group, values, size)

    people = shares["share"].to_numpy() * units["population"].to_numpy(dtype=float)[unit]
    located = units["located"].to_numpy(dtype=bool)[unit]
    covered = np.where(located, people, 0.0)
    lives = covered > 0
    cov = add(covered)
    frame = pd.DataFrame(index=territories.index)
    frame["self_governed"] = territories["self_governed"].astype(bool)
    frame["everyone"] = add(people)
    frame["population"] = frame["everyone"] + territories["apart_people"]
    frame["covered"] = cov
    frame["reached"] = add(np.where(count.reached[unit], covered, 0.0))
    frame["coarse"] = add(np.where(units["coarse"].to_numpy(dtype=bool)[unit], covered, 0.0))
    for name, values in (("access", count.access), ("nonregistered", count.nonregistered)):
        product = np.where(lives, values[unit] * covered, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            frame[f"{name}_mean"] = np.where(cov > 0, add(product) / cov, np.nan)
    for column in ("doors_known", "basket_known"):
        holes = add(lives & ~units[column].to_numpy(dtype=bool)[unit])
        frame[column] = (add(lives) > 0) & (holes == 0)
    inhabited = people > 0
    frame["unknown_supply"] = (add(inhabited) == 0) | (
        add(inhabited & count.unknown_supply[unit]) > 0
    )
    border = units["near_border"] if "near_border" in units else pd.Series(0.0, index=units.index)
    frame["near_border"] = add(np.where(border.to_numpy(dtype=bool)[unit], covered, 0.0))
    frame["near_border"] += territories["apart_near_border"]
    frame["placed"] = cov + territories["apart_located"]
    cut = shares["method"].isin(ESTIMATED).to_numpy()
    declared = units["declared_rate"].to_numpy(dtype=bool)[unit] & inhabited
    frame["estimated"] = (add(cut | declared) > 0) | territories["apart_estimated"].to_numpy(bool)
    frame["estimated"] |= territories["apart_declared"].to_numpy(dtype=bool)
    return frame.join(_staff(evidence, level, frame.index))


def _staff(evidence: Evidence, level: str, index: pd.Index) -> pd.DataFrame:
    """Return doors and FTE located in each territory."""
    rows = evidence.site_shares
    rows = rows.loc[rows["level"] == level]
    sites = evidence.sites.reindex(rows["service_id"])
    group = index.get_indexer(pd.Index(rows["territory_id"]))
    supply, virtual = (sites[name].to_numpy(dtype=float) for name in ("supply", "virtual_fte"))
    counted = sites["counted"].to_numpy(dtype=bool)

    def add(values: Any) -> Floats:
        return added(group, values, len(index))

    hole = add(counted & np.isnan(supply)) > 0
    told = evidence.sites["supply"].notna().any()
    some_virtual = told or bool((evidence.sites["virtual_fte"] > 0).any())
    untold = add(np.isnan(virtual)) > 0
    somewhere = add(np.nan_to_num(virtual))
    inside = add(np.where(counted, np.nan_to_num(supply), 0.0))
    return pd.DataFrame(
        {
            "presence": add(sites["door"].to_numpy(dtype=bool)),
            "fte": np.where(hole | (not told), np.nan, inside),
            "virtual_fte": somewhere,
            "fte_virtual": np.where(untold | (not some_virtual), np.nan, somewhere),
        },
        index=index,
    )


def decide(row: Any, norm: Norm, intensity: float | None) -> Decision:
    """Decide the tests and the class of one territory, three-valued, question by question."""
    reach, reach_path = _reach(row, norm)
    tests = {}
    for name in ("access", "nonregistered"):
        tests[name] = _intensity(row, norm, intensity, float(row[f"{name}_mean"]))
    own = Step("presence", float(row["presence"]), 1.0, "yes" if row["presence"] > 0 else "no")
    presence = "own" if row["presence"] > 0 else {"pass": "served", "fail": "none"}.get(reach)
    judged = {}
    for name, (answer, path) in tests.items():
        judged[name] = _class(row, reach, answer, (*reach_path, *path))
    return Decision(
        reach,
        tests["access"][0],
        tests["nonregistered"][0],
        presence or "unknown",
        judged["access"][0],
        judged["nonregistered"][0],
        {
            "reach_test": reach_path,
            "intensity_test": tests["access"][1],
            "presence_test": (own, *reach_path),
            "class": judged["access"][1],
            "class_nonregistered": judged["nonregistered"][1],
            "desert_form": (*judged["access"][1], own),
        },
    )


def _reach(row: Any, norm: Norm) -> tuple[str, tuple[Step, ...]]:
    everyone = float(row["everyone"])
    if not everyone > 0:
        return "unknown", (Step("everyone", everyone, 0.0, "no"),)
    low = float(row["reached"]) / everyone
    high = (everyone - (float(row["covered"]) - float(row["reached"]))) / everyone
    enough = low >= norm.reach_share - TOLERANCE
    steps = [Step("reach_low", low, norm.reach_share, "yes" if enough else "no")]
    if enough:
        return "pass", tuple(steps)
    below = high < norm.reach_share - TOLERANCE
    steps.append(Step("reach_high", high, norm.reach_share, "below" if below else "not below"))
    if not below:
        return "unknown", tuple(steps)
    known = bool(row["doors_known"])
    steps.append(Step("doors_known", known, "complete", "yes" if known else "no"))
    return ("fail" if known else "unknown"), tuple(steps)


def _intensity(
    row: Any, norm: Norm, intensity: float | None, mean: float
) -> tuple[str, tuple[Step, ...]]:
    if intensity is None:
        return "", (Step("intensity", None, None, "not in the norm"),)
    enough = float(row["covered"]) >= norm.minimum_population
    steps = [
        Step("covered", float(row["covered"]), norm.minimum_population, "yes" if enough else "no")
    ]
    if not enough:
        return "unknown", tuple(steps)
    if np.isnan(mean) or np.isnan(intensity):
        return "unknown", (*steps, Step("access", None, intensity, "unknown"))
    meets = mean >= intensity - TOLERANCE
    steps.append(Step("access", mean, intensity, "yes" if meets else "no"))
    if meets:
        return "pass", tuple(steps)
    for name, known in (
        ("basket_known", bool(row["basket_known"])),
        ("supply_known", not bool(row["unknown_supply"])),
    ):
        steps.append(Step(name, known, "complete", "yes" if known else "no"))
        if not known:
            return "unknown", tuple(steps)
    return "fail", tuple(steps)


def _class(
    row: Any, reach: str, intensity: str, path: tuple[Step, ...]
) -> tuple[str, tuple[Step, ...]]:
    if bool(row["self_governed"]):
        return "not_ranked", (Step("self_governed", True, None, "yes"),)
    if not float(row["population"]) > 0:
        return "insufficient_data", (Step("population", float(row["population"]), 0.0, "no"),)
    if reach != "pass":
        steps = tuple(step for step in path if step.question in _OF_REACH)
        return ("desert" if reach == "fail" else "insufficient_data"), steps
    return {"fail": "underserved", "unknown": "insufficient_data"}.get(intensity, "served"), path


_OF_REACH = ("everyone", "reach_low", "reach_high", "doors_known")


def ranking(figures: pd.DataFrame, classes: pd.Series, norm: Norm, *, two_tests: bool) -> pd.Series:
    """Return the ranks of a level, by sorting its territories one against the other."""
    rows = []
    for (code, row), judged in zip(figures.iterrows(), classes, strict=True):
        covered = float(row["covered"])
        share = float(row["reached"]) / covered if covered > 0 else np.nan
        value = share if two_tests or judged == "desert" else float(row["access_mean"])
        if judged in ORDER and not np.isnan(value) and covered >= norm.minimum_population:
            rows.append((ORDER[judged], value, code))
    ranks: dict[Any, float] = {}
    before: tuple[int, float] | None = None
    place = 0
    for position, (group, value, code) in enumerate(sorted(rows, key=lambda r: r[:2]), start=1):
        if before is None or group != before[0] or value - before[1] > TOLERANCE:
            place = position
        before = (group, value)
        ranks[code] = float(place)
    return pd.Series(ranks, dtype=float).reindex(figures.index)
