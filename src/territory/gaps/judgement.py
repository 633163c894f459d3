"""The three tests of a territory and the class they give (definitions, section 4).

Each test passes, fails or is unknown: known sites may prove a pass, only complete data a fail.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.gaps.aggregate import Flags, People
from territory.gaps.norm import Norm

TOLERANCE = 1e-9


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
    public, index = placed.public, territories.index
    covered = np.where(public.located, public.people, 0.0)
    met = covered * np.nan_to_num(public.at(judged, "reached").astype(float))
    population = placed.groups.sums(placed.people)
    cov, everyone, reached = public.groups.sums(np.column_stack([covered, public.people, met])).T
    frame = pd.DataFrame({"population": population, "population_covered": cov}, index=index)
    beyond = cov - reached
    frame["beyond"] = beyond
    frame["reach_share"] = _over(reached, cov)
    frame["reach_low"] = _over(reached, everyone)
    frame["reach_high"] = _over(everyone - beyond, everyone)
    frame["reach_test"] = _reach_test(frame, public, known, norm)
    access = np.column_stack(
        [public.at(judged, name) for name in ("access", "access_nonregistered")]
    )
    means = public.groups.mean(access, covered)
    frame["access_mean"], frame["access_nonregistered_mean"] = means.T
    intensity = [
        _intensity_test(cov, mean, public, judged, known, norm, intensity_norm) for mean in means.T
    ]
    frame["intensity_test"] = intensity[0]
    own = territories["presence"].to_numpy() > 0
    reach = frame["reach_test"].to_numpy()
    frame["presence_test"] = np.select(
        [own, reach == "pass", reach == "fail"], ["own", "served", "none"], "unknown"
    )
    hidden = territories["self_governed"].to_numpy(dtype=bool)
    frame["class"] = _class(population, reach, hidden, intensity[0])
    frame["class_reason"] = _class_reason(frame)
    frame["class_nonregistered"] = _class(population, reach, hidden, intensity[1])
    desert = frame["class"].to_numpy() == "desert"
    frame["desert_form"] = np.select([desert & own, desert], ["remote", "absent"], "")
    return frame


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
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


def _reach_test(frame: pd.DataFrame, public: People, known: pd.DataFrame, norm: Norm) -> np.ndarray:
    passed = frame["reach_low"].to_numpy() >= norm.reach_share - TOLERANCE
    failed = frame["reach_high"].to_numpy() < norm.reach_share - TOLERANCE
    failed &= _everywhere(public, known, "doors_known")
    return np.select([passed, failed], ["pass", "fail"], "unknown")


def _intensity_test(
    covered: np.ndarray,
    access: np.ndarray,
    public: People,
    judged: pd.DataFrame,
    known: pd.DataFrame,
    norm: Norm,
    intensity_norm: float | None,
) -> np.ndarray:
    if intensity_norm is None:
        return np.full(len(covered), "")
    enough = covered >= norm.minimum_population
    passed = enough & (access >= intensity_norm - TOLERANCE)
    told = ~public.at(judged, "unknown_supply").astype(bool)
    certain = _everywhere(public, known, "basket_known")
    certain &= public.groups.all(told, public.people > 0)
    failed = enough & (access < intensity_norm - TOLERANCE) & certain
    return np.select([passed, failed], ["pass", "fail"], "unknown")


def _class(
    population: np.ndarray, reach: np.ndarray, hidden: np.ndarray, intensity: np.ndarray
) -> np.ndarray:
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


def _class_reason(frame: pd.DataFrame) -> np.ndarray:
    """Return why a territory has no class: "" where it has one."""
    judged = frame["class"].to_numpy()
    insufficient = judged == "insufficient_data"
    return np.select(
        [
            judged == "not_ranked",
            insufficient & (frame["population"].to_numpy() == 0),
            insufficient & (frame["reach_test"].to_numpy() == "unknown"),
            insufficient,
        ],
        ["self_governed", "no_population", "reach_unknown", "intensity_unknown"],
        "",
    )
