"""Territories at the study's edge: their access depends on what lies beyond its border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.gaps.aggregate import People
from territory.gaps.judgement import TOLERANCE
from territory.gaps.norm import Norm


@dataclass(frozen=True)
class EdgeEvidence:
    """What a study knows of its own border; nothing is flagged without it.

    Attributes
    ----------
    alone : pandas.DataFrame or None
        What `gaps.units.evaluate` returns once the people and sites around the study are taken
        away; None where the study takes nothing around it.
    near_border : pandas.Series of bool, or None
        Indexed by unit: whether an open border is closer than the unit's own threshold; None
        where the study has no open border.
    """

    alone: pd.DataFrame | None = None
    near_border: pd.Series | None = None


def depends_on_surroundings(judged: pd.DataFrame, alone: pd.DataFrame, norm: Norm) -> pd.Series:
    """Return the territories that would be told otherwise without what surrounds the study.

    Their class changes, or their share reached by more than ``norm.edge_reach_change``, or their
    mean access by more than ``norm.edge_access_change`` of itself.

    Parameters
    ----------
    judged, alone : pandas.DataFrame
        What `gaps.judgement.judge` returned with the surroundings and without, the intensity
        norm being the same.
    norm : Norm

    Examples
    --------
    >>> norm = Norm(name="n", title_fr="n", title_en="n")
    >>> told = pd.DataFrame({"class": "served", "reach_share": [0.9, 0.9], "access_mean": 2.0})
    >>> less = told.assign(reach_share=[0.9, 0.88])
    >>> depends_on_surroundings(told, less, norm).tolist()
    [False, True]
    """
    reach = (judged["reach_share"] - alone["reach_share"]).abs()
    access = (judged["access_mean"] - alone["access_mean"]).abs()
    known = judged["access_mean"].notna() == alone["access_mean"].notna()
    return (
        (judged["class"] != alone["class"])
        | (reach > norm.edge_reach_change + TOLERANCE)
        | (access > norm.edge_access_change * judged["access_mean"] + TOLERANCE)
        | ~known
    )


def beside_open_border(placed: People, near_border: pd.Series, norm: Norm) -> NDArray[np.bool_]:
    """Return the territories where too many people live closer to an open border than to θ.

    Parameters
    ----------
    placed : People
        Who is in each territory.
    near_border : pandas.Series of bool
        Indexed by unit.
    norm : Norm
        More than ``edge_people_share`` of the people with a place must be concerned.
    """
    near = near_border.reindex(placed.units.index).to_numpy(dtype=bool)[placed.unit]
    people = np.where(placed.located, placed.people, 0.0)
    covered, beside = placed.groups.sums(np.column_stack([people, np.where(near, people, 0.0)])).T
    share = np.divide(beside, covered, out=np.zeros(len(covered)), where=covered > 0)
    near_enough: NDArray[np.bool_] = share > norm.edge_people_share + TOLERANCE
    return near_enough
