"""The three tests of a territory and the class they give (definitions, section 4).

Each test passes, fails or is unknown: known sites may prove a pass, only complete data a fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.gaps.aggregate import Flags, People
from territory.gaps.norm import Norm

TOLERANCE = 1e-9
Columns = dict[str, NDArray[Any]]


def judge(
    placed: People,
    judged: pd.DataFrame,
    known: pd.DataFrame,
    territories: pd.DataFrame,
    norm: Norm,
    intensity_norm: float | None,
) -> pd.DataFrame:
    """Return tests and class of every territory of one level.

    Parameters
    ----------
    placed : People
        Who is in each of the ``territories``.
    judged : pandas.DataFrame
        Indexed by unit: ``reached, access, access_nonregistered, unknown_supply``.
    known : pandas.DataFrame
        Indexed by unit: ``doors_known, basket_known``.
    territories : pandas.DataFrame
        Indexed by ``territory_id``: ``self_governed`` and ``presence`` (doors inside).
    norm : Norm
    intensity_norm : float or None
        FTE per 10,000; None when the norm has no intensity test.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``territories``: ``population, population_covered, beyond, reach_share,
        reach_low, reach_high, access_mean, access_nonregistered, reach_test, intensity_test,
        presence_test, class, class_reason, class_nonregistered, desert_form``.
    """
    (columns,) = judge_each(placed, [judged], known, territories, norm, intensity_norm)
    return pd.DataFrame(columns, index=territories.index)


def judge_each(
    placed: People,
    evaluations: Sequence[pd.DataFrame],
    known: pd.DataFrame,
    territories: pd.DataFrame,
    norm: Norm,
    intensity_norm: float | None,
) -> list[Columns]:
    """Return what `judge` gives for several evaluations of the same people, as arrays."""
    public, count = placed.public, len(evaluations)
    people = public.people
    covered = np.where(public.located, people, 0.0)
    met = [covered * np.nan_to_num(public.at(units, "reached")) for units in evaluations]
    access = [
        public.at(units, name)
        for name in ("access", "access_nonregistered")
        for units in evaluations
    ]
    cov, everyone, *reached = public.groups.sums(np.column_stack([covered, people, *met])).T
    means = public.groups.mean(np.column_stack(access), covered).T
    population = placed.groups.sums(placed.people)
    doors_known = _everywhere(public, known, "doors_known")
    basket_known = _everywhere(public, known, "basket_known")
    judged = []
    for rank, units in enumerate(evaluations):
        told = ~public.at(units, "unknown_supply").astype(bool)
        certain = basket_known & public.groups.all(told, people > 0)
        beyond = cov - reached[rank]
        found: Columns = {
            "population": population,
            "population_covered": cov,
            "beyond": beyond,
            "reach_share": _over(reached[rank], cov),
            "reach_low": _over(reached[rank], everyone),
            "reach_high": _over(everyone - beyond, everyone),
            "access_mean": means[rank],
            "access_nonregistered_mean": means[count + rank],
        }
        found["reach_test"] = _reach_test(found, doors_known, norm)
        intensity, other = (
            _intensity_test(cov, found[name], certain, norm, intensity_norm)
            for name in ("access_mean", "access_nonregistered_mean")
        )
        found["intensity_test"] = intensity
        judged.append({**found, **_classes(found, territories, intensity, other)})
    return judged


def _classes(
    found: Columns, territories: pd.DataFrame, intensity: NDArray[Any], other: NDArray[Any]
) -> Columns:
    """Return the class of each territory, for everyone and for people not registered, and why."""
    own = territories["presence"].to_numpy() > 0
    hidden = territories["self_governed"].to_numpy(dtype=bool)
    population, reach = found["population"], found["reach_test"]
    judged = _class(population, reach, hidden, intensity)
    desert = judged == "desert"
    return {
        "presence_test": np.select(
            [own, reach == "pass", reach == "fail"], ["own", "served", "none"], "unknown"
        ),
        "class": judged,
        "class_reason": _class_reason(judged, population, reach),
        "class_nonregistered": _class(population, reach, hidden, other),
        "desert_form": np.select([desert & own, desert], ["remote", "absent"], ""),
    }


def _over(above: NDArray[Any], below: NDArray[Any]) -> NDArray[Any]:
    """Return ``above / below``, missing where ``below`` is 0."""
    share = np.full(len(below), np.nan)
    np.divide(above, below, out=share, where=below > 0)
    return share


def _everywhere(public: People, known: pd.DataFrame, column: str) -> Flags:
    """Return the territories where ``column`` holds for every inhabited unit with a place.

    What surrounds a unit without coordinates cannot be asked; its people are already counted as
    reached in the upper bound, so they never help prove a fail.
    """
    return public.groups.all(public.at(known, column), (public.people > 0) & public.located)


def _reach_test(found: Columns, doors_known: Flags, norm: Norm) -> NDArray[Any]:
    passed = found["reach_low"] >= norm.reach_share - TOLERANCE
    failed = (found["reach_high"] < norm.reach_share - TOLERANCE) & doors_known
    return np.select([passed, failed], ["pass", "fail"], "unknown")


def _intensity_test(
    covered: NDArray[Any],
    access: NDArray[Any],
    certain: Flags,
    norm: Norm,
    intensity_norm: float | None,
) -> NDArray[Any]:
    if intensity_norm is None:
        return np.full(len(covered), "")
    enough = covered >= norm.minimum_population
    passed = enough & (access >= intensity_norm - TOLERANCE)
    failed = enough & (access < intensity_norm - TOLERANCE) & certain
    return np.select([passed, failed], ["pass", "fail"], "unknown")


def _class(
    population: NDArray[Any], reach: NDArray[Any], hidden: Flags, intensity: NDArray[Any]
) -> NDArray[Any]:
    return np.select(
        [
            hidden,
            population == 0,
            reach == "unknown",
            reach == "fail",
            intensity == "unknown",
            intensity == "fail",
        ],
        [
            "not_ranked",
            "insufficient_data",
            "insufficient_data",
            "desert",
            "insufficient_data",
            "underserved",
        ],
        "served",
    )


def _class_reason(
    judged: NDArray[Any], population: NDArray[Any], reach: NDArray[Any]
) -> NDArray[Any]:
    """Return why a territory has no class: "" where it has one."""
    insufficient = judged == "insufficient_data"
    return np.select(
        [
            judged == "not_ranked",
            insufficient & (population == 0),
            insufficient & (reach == "unknown"),
            insufficient,
        ],
        ["self_governed", "no_population", "reach_unknown", "intensity_unknown"],
        "",
    )
