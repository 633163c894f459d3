"""The three tests of a territory and the class they give (definitions, section 4).

Each test passes, fails or is unknown: known sites may prove a pass, only complete data a fail.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.gaps.aggregate import sums, weighted_mean
from territory.gaps.norm import Norm

TOLERANCE = 1e-9


def judge(
    placed: pd.DataFrame,
    territories: pd.DataFrame,
    norm: Norm,
    intensity_norm: float | None,
) -> pd.DataFrame:
    """Return tests and class of every territory of one level.

    Parameters
    ----------
    placed : pandas.DataFrame
        One row per (territory, unit): ``territory_id, people, located, self_governed, reached,
        access, access_nonregistered, unknown_supply, doors_known, basket_known``.
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
    index = territories.index
    public = placed.loc[~placed["self_governed"]]
    group = public["territory_id"]
    covered = public["people"].where(public["located"], 0.0)
    met = covered * public["reached"].fillna(0.0)
    reached = pd.Series(sums(group, met, index), index=index)
    frame = pd.DataFrame(
        {
            "population": sums(placed["territory_id"], placed["people"], index),
            "population_covered": sums(group, covered, index),
        },
        index=index,
    )
    cov = frame["population_covered"]
    everyone = pd.Series(sums(group, public["people"], index), index=index)
    frame["beyond"] = cov - reached
    frame["reach_share"] = (reached / cov).where(cov > 0)
    frame["reach_low"] = (reached / everyone).where(everyone > 0)
    frame["reach_high"] = ((everyone - frame["beyond"]) / everyone).where(everyone > 0)
    frame["reach_test"] = _reach_test(frame, public, norm)
    for column in ("access", "access_nonregistered"):
        frame[f"{column}_mean"] = weighted_mean(group, public[column], covered, index)
    frame["intensity_test"] = _intensity_test(
        frame, public, norm, intensity_norm, frame["access_mean"]
    )
    nonregistered = _intensity_test(
        frame, public, norm, intensity_norm, frame["access_nonregistered_mean"]
    )
    own = territories["presence"] > 0
    frame["presence_test"] = np.select(
        [own, frame["reach_test"] == "pass", frame["reach_test"] == "fail"],
        ["own", "served", "none"],
        "unknown",
    )
    hidden = territories["self_governed"].to_numpy(dtype=bool)
    frame["class"] = _class(frame, hidden, frame["intensity_test"])
    frame["class_reason"] = _class_reason(frame)
    frame["class_nonregistered"] = _class(frame, hidden, nonregistered)
    desert = frame["class"] == "desert"
    frame["desert_form"] = np.select([desert & own, desert], ["remote", "absent"], "")
    return frame


def _everywhere(public: pd.DataFrame, column: str, index: pd.Index) -> pd.Series:
    """Return the territories where ``column`` holds for every inhabited unit with a place.

    What surrounds a unit without coordinates cannot be asked; its people are already counted as
    reached in the upper bound, so they never help prove a fail.
    """
    inhabited = public.loc[(public["people"] > 0) & public["located"]]
    holds = inhabited[column].groupby(inhabited["territory_id"]).all()
    return holds.reindex(index, fill_value=False).astype(bool)


def _reach_test(frame: pd.DataFrame, public: pd.DataFrame, norm: Norm) -> np.ndarray:
    passed = frame["reach_low"] >= norm.reach_share - TOLERANCE
    failed = frame["reach_high"] < norm.reach_share - TOLERANCE
    failed &= _everywhere(public, "doors_known", frame.index)
    return np.select([passed, failed], ["pass", "fail"], "unknown")


def _intensity_test(
    frame: pd.DataFrame,
    public: pd.DataFrame,
    norm: Norm,
    intensity_norm: float | None,
    access: pd.Series,
) -> np.ndarray:
    if intensity_norm is None:
        return np.full(len(frame), "")
    enough = frame["population_covered"] >= norm.minimum_population
    passed = enough & (access >= intensity_norm - TOLERANCE)
    known = _everywhere(public, "basket_known", frame.index)
    known &= ~public.loc[public["people"] > 0].groupby("territory_id")[
        "unknown_supply"
    ].any().reindex(frame.index, fill_value=True).astype(bool)
    failed = enough & (access < intensity_norm - TOLERANCE) & known
    return np.select([passed, failed], ["pass", "fail"], "unknown")


def _class(
    frame: pd.DataFrame, hidden: np.ndarray, intensity: np.ndarray | pd.Series
) -> np.ndarray:
    reach = frame["reach_test"]
    return np.select(
        [
            hidden,
            frame["population"] == 0,
            reach == "unknown",
            reach == "fail",
            np.asarray(intensity) == "unknown",
            np.asarray(intensity) == "fail",
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
    judged = frame["class"]
    insufficient = judged == "insufficient_data"
    return np.select(
        [
            judged == "not_ranked",
            insufficient & (frame["population"] == 0),
            insufficient & (frame["reach_test"] == "unknown"),
            insufficient,
        ],
        ["self_governed", "no_population", "reach_unknown", "intensity_unknown"],
        "",
    )
