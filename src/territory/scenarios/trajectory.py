"""The FTE missing to reach a norm, year by year, in the public network and in the community."""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.scenarios.model import Posts, Scenario
from territory.study import Walk
from territory.tables.dictionary import names
from territory.tables.scenarios import TRAJECTORY_COLUMNS

YEARS = 5
PUBLIC, COMMUNITY = "public", "community"
SECTOR_OF = {
    "clsc": PUBLIC,
    "gmf": PUBLIC,
    "other": PUBLIC,
    "community": COMMUNITY,
    "outreach": COMMUNITY,
    "library": COMMUNITY,
}


def trajectory(scenario: Scenario, base: Walk, after: Walk) -> pd.DataFrame:
    """Return the FTE missing per territory and year, public and community apart.

    What a territory lacks to reach the norm (``fte_shortfall``: FTE as felt by residents, a
    lower bound on FTE to place) is filled evenly: after *y* of *Y* years, ``y / Y`` of it is in
    place and ``1 - y / Y`` is missing. *Before* starts from the study as it is, *after* from the
    study with the whole scenario made: what one has less than the other is the scenario's doing.
    Each is split by the territory's present mix of FTE under the norm, public (CLSC, GMF) and
    community (groups, outreach, libraries); a territory without any takes the mix of the study.

    Parameters
    ----------
    scenario : Scenario
        *Y* is the longest of its posts' ``years``, 5 where none has a calendar; the cost of a
        post is theirs, their mean by post where there are several.
    base, after : Walk

    Returns
    -------
    pandas.DataFrame
        Columns of `territory.tables.scenarios.TRAJECTORY_COLUMNS`, one row per territory,
        sector and year, from year 0; at the MRC level, else that of CLSC, else the first.
        Empty where the norm has no intensity.
    """
    level = next((key for key in ("mrc", "clsc") if key in base.levels), base.levels[0])
    tables = [walk.gaps(level).set_index("territory_id") for walk in (base, after)]
    lack = pd.DataFrame(
        {
            "name": tables[0]["name"],
            "before": tables[0]["fte_shortfall"],
            "after": tables[1]["fte_shortfall"].reindex(tables[0].index),
        }
    ).dropna(subset=["before", "after"])
    columns = names(TRAJECTORY_COLUMNS)
    if not len(lack):
        return pd.DataFrame(columns=columns)
    years = _years(scenario)
    mix = _mix(base, level).reindex(lack.index)
    shares = pd.concat([mix.rename(PUBLIC), (1 - mix).rename(COMMUNITY)], axis=1)
    count = 2 * (years + 1)
    rows = lack.loc[lack.index.repeat(count)].rename_axis("territory_id").reset_index()
    rows["sector"] = np.tile(np.repeat([PUBLIC, COMMUNITY], years + 1), len(lack))
    rows["year"] = np.tile(np.arange(years + 1), 2 * len(lack))
    rows["share"] = np.repeat(shares.to_numpy().ravel(), years + 1)
    done = rows["year"] / years
    cost = _unit_cost(scenario)
    for state in ("before", "after"):
        own = rows[state] * rows["share"]
        rows[f"missing_{state}"] = own * (1 - done)
        rows[f"added_{state}"] = own * done
        rows[f"cost_{state}"] = np.nan if cost is None else own * done * cost
    rows["level"], rows["norm"] = level, base.norm.name
    return rows.reindex(columns=columns)


def _posts(scenario: Scenario) -> list[Posts]:
    return [change for change in scenario.change if isinstance(change, Posts)]


def _years(scenario: Scenario) -> int:
    longest = max((change.years for change in _posts(scenario)), default=1)
    return longest if longest > 1 else YEARS


def _unit_cost(scenario: Scenario) -> float | None:
    """Return the mean cost of a post, by post; None where none is given."""
    known = [(one.count, one.unit_cost) for one in _posts(scenario) if one.unit_cost is not None]
    if not known:
        return None
    return sum(count * cost for count, cost in known) / sum(count for count, _ in known)


def _mix(base: Walk, level: str) -> pd.Series:
    """Return the public share of each territory's FTE under the norm, the study's by default."""
    sites = base.sites.loc[base.sites["counted"].astype(bool) & (base.sites["supply"] > 0)]
    public = sites["supply"].where(sites["kind"].map(SECTOR_OF) == PUBLIC, 0.0)
    everywhere = float(public.sum() / sites["supply"].sum()) if len(sites) else 1.0
    rows = base.tables.membership
    rows = rows.loc[(rows["subject"] == "service") & (rows["level"] == level)]
    where = rows.set_index("subject_id")["territory_id"].reindex(sites.index)
    total = sites["supply"].groupby(where).sum()
    own = public.groupby(where).sum() / total
    codes = pd.Index(base.tables.territories[level]["territory_id"])
    return own.reindex(codes).fillna(everywhere)
