"""One kind of service at a time: where it is, who reaches it, what its staff gives to whom.

The costs, the thresholds, the weights and the demand are the study's own; what changes is which
sites are looked at. As supply adds up, the access of every kind of the basket adds up to the
access of the tables of gaps.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.access import enhanced_two_step_fca, nearest_cost
from territory.costs import CostTable
from territory.gaps.aggregate import placed_people, sums, weighted_mean, weighted_quantile
from territory.gaps.norm import Norm
from territory.gaps.sites import WORKER_KNOWN, judge_sites
from territory.gaps.table import LevelInputs
from territory.gaps.units import Situation, slow_steps
from territory.tables.dictionary import names
from territory.tables.kinds import KIND_COLUMNS
from territory.tables.schemas import KINDS
from territory.units import PER_PEOPLE

THIRDS = 3
ABSENT, COMPLETE = "absent", "complete"
_RATES = ("fte_per_10k", "reach_share", "access_mean")
_COUNTS = ("sites", "doors", "fte", "fte_registration", "fte_virtual")
_KEYS = ("territory_id", "name", "kind")


def kind_sites(services: pd.DataFrame, norm: Norm, *, without_gmf: bool = False) -> pd.DataFrame:
    """Return what each site is to its own kind, whatever the basket of the norm.

    Parameters
    ----------
    services : pandas.DataFrame
        The services table.
    norm : Norm
    without_gmf : bool
        Whether sites that require registration give no access, when no rate is known.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``service_id``: what `judge_sites` says when every kind is asked for, and
        ``target`` (what the nearest is looked for among: the doors; for GMF, every site),
        ``shared`` (its supply enters access), ``untold`` (a door, were its staff known).
    """
    everything = norm.model_copy(update={"basket": KINDS})
    judged = judge_sites(services, everything)
    staffed = judged["kind"].isin(WORKER_KNOWN)
    here = (services["mode"] == "in_person") & ~services["sector"].isin(norm.sectors_excluded)
    fte_unknown = services[[name for name in services if str(name).startswith("fte")]].isna()
    judged["target"] = judged["door"] | ((judged["kind"] == "gmf") & judged["counted"])
    judged["shared"] = judged["counted"] & ~(judged["required"] & without_gmf)
    judged["untold"] = (
        staffed & here.to_numpy(dtype=bool) & fte_unknown.all(axis=1).to_numpy(dtype=bool)
    )
    return judged


def sought(sites: pd.DataFrame) -> pd.Series:
    """Return the sites that a kind of its own looks for: costs are needed to these."""
    return sites["target"] | (sites["shared"] & sites["supply"].notna())


@dataclass(frozen=True)
class KindEvidence:
    """Each unit's cost to the nearest of each kind, and the access each kind gives it.

    Attributes
    ----------
    sites : pandas.DataFrame
        What `kind_sites` returned.
    cost : pandas.DataFrame
        Minutes, indexed by unit, one column per kind; missing where none is within the search.
    access : pandas.DataFrame
        FTE per 10,000 people; missing where the supply of the kind in range is unknown.
    """

    sites: pd.DataFrame
    cost: pd.DataFrame
    access: pd.DataFrame


def kind_evidence(
    situation: Situation,
    costs: CostTable,
    sites: pd.DataFrame,
    norm: Norm,
    kinds: Sequence[str],
) -> KindEvidence:
    """Return, unit by unit, what each kind alone gives.

    Parameters
    ----------
    situation : Situation
        The study's; its units and its nearest doors.
    costs : CostTable
        Minutes from the located units to the sites of `sought`, and maybe to others.
    sites : pandas.DataFrame
        What `kind_sites` returned.
    norm : Norm
    kinds : sequence of str
    """
    index = situation.units.index
    judged = sites.reindex(costs.destinations)
    cost = pd.DataFrame(
        {kind: _nearest(situation, costs, judged, kind, sites) for kind in kinds},
        index=costs.origins,
        dtype=float,
    )
    present = set(sites.loc[sites["counted"] | sites["untold"], "kind"])
    access = _access(situation, costs, judged, norm, kinds, present)
    return KindEvidence(sites, cost.reindex(index), access.reindex(index))


def _nearest(
    situation: Situation, costs: CostTable, judged: pd.DataFrame, kind: str, sites: pd.DataFrame
) -> pd.Series:
    """Return each unit's cost to the nearest of ``kind``, the study's farther search included."""
    mine = (judged["kind"] == kind) & judged["target"].astype(bool)
    found = nearest_cost(costs.select_destinations(mine.to_numpy(dtype=bool)))
    doors = situation.door_costs.reindex(costs.origins)
    own = doors["nearest_service_id"].map(sites["kind"]) == kind
    return found.fillna(doors["nearest_cost"].where(own))


def _access(
    situation: Situation,
    costs: CostTable,
    judged: pd.DataFrame,
    norm: Norm,
    kinds: Sequence[str],
    present: Collection[str],
) -> pd.DataFrame:
    here = situation.units.loc[costs.origins]
    zones = costs.relative_to(here["threshold"].to_numpy(), zones=THIRDS)
    zones = zones.where(zones.matrix.data <= THIRDS)
    shared = judged["shared"].to_numpy(dtype=bool)
    supply = judged["supply"].to_numpy(dtype=float)
    of_kind = judged["kind"].to_numpy(dtype=object)[:, None] == np.array(list(kinds), dtype=object)
    known, unknown = shared & ~np.isnan(supply), shared & np.isnan(supply)
    amounts = np.where(of_kind & known[:, None], np.nan_to_num(supply)[:, None], 0.0)
    access = enhanced_two_step_fca(
        zones,
        here["population"],
        pd.DataFrame(amounts, index=zones.destinations, columns=list(kinds)),
        slow_steps(norm.zone_weights),
        eligibility=_eligibility(
            zones, here["registered_share"].fillna(0.0), judged["required"].to_numpy(dtype=bool)
        ),
    )
    some_known = _in_range(zones, of_kind & known[:, None])
    blank = _in_range(zones, of_kind & unknown[:, None]) & ~some_known
    # A kind of which no staff is known anywhere gives no figure; one without any site gives 0.
    told = (of_kind & known[:, None]).any(axis=0)
    silent = ~told & np.array([kind in present for kind in kinds])
    blank = blank | silent[None, :] | (not known.any())
    rates: pd.DataFrame = access * PER_PEOPLE
    return rates.mask(blank)


def _in_range(zones: CostTable, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return, per origin and column of ``wanted``, whether one of its sites is in range."""
    pattern = zones.matrix.copy()
    pattern.data = np.ones(len(pattern.data))
    return np.asarray(pattern @ wanted.astype(np.float64) > 0)


def _eligibility(
    zones: CostTable, registered: pd.Series, required: NDArray[np.bool_]
) -> sparse.csr_array:
    """Return, on the pattern of the costs, the share of each unit that each site receives."""
    shares = zones.matrix.copy()
    rates = registered.to_numpy(dtype=np.float64)
    shares.data = np.where(required[shares.indices], rates[zones.rows()], 1.0)
    return shares


def kind_table(
    inputs: LevelInputs,
    situation: Situation,
    evidence: KindEvidence,
    completeness: pd.DataFrame,
    norm: Norm,
) -> pd.DataFrame:
    """Return one row per territory and kind of service, for one level.

    Parameters
    ----------
    inputs : LevelInputs
    situation : Situation
    evidence : KindEvidence
    completeness : pandas.DataFrame
        What `gaps.completeness` gave for the level: the status of each kind, territory by
        territory.

    Returns
    -------
    pandas.DataFrame
        The columns of `territory.tables.kinds.KIND_COLUMNS`. A count of 0 is told only where
        the kind is completely listed; where its data are absent nothing is computed; of a
        self-governed territory nothing is told; rates are blank under the norm's minimum
        population.
    """
    kinds = list(evidence.cost.columns)
    index = inputs.territories.index
    placed = placed_people(inputs.unit_shares, situation.units)
    public = placed.loc[~placed["self_governed"] & placed["located"]]
    population = pd.Series(sums(placed["territory_id"], placed["people"], index), index=index)
    covered = pd.Series(sums(public["territory_id"], public["people"], index), index=index)
    status = completeness.pivot_table(
        "status", index="territory_id", columns="kind", aggfunc="first"
    ).reindex(index=index, columns=kinds)
    inside = inputs.site_shares.join(evidence.sites, on="subject_id", how="inner")
    some_told = bool(evidence.sites["supply"].notna().any())
    some_told = some_told or bool((evidence.sites["virtual_fte"] > 0).any())
    parts = []
    for kind in kinds:
        own = inside.loc[inside["kind"] == kind]
        part = _located(own, index, some_told=some_told).join(
            _reached(public, evidence, kind, index, covered)
        )
        part["fte_per_10k"] = part["fte"] / population.where(population > 0) * PER_PEOPLE
        part.insert(0, "kind", kind)
        part["status"] = status[kind].to_numpy()
        known_nowhere = not bool(
            ((evidence.sites["kind"] == kind) & evidence.sites["target"]).any()
        )
        untold = (evidence.sites["kind"] == kind) & evidence.sites["untold"]
        lost = part["untold"] & ~(part["people_beyond_reach"] < covered)
        part = _without_reach(part, lost | (known_nowhere and bool(untold.any())))
        parts.append(part)
    frame = pd.concat(parts)
    frame["small"] = (covered < norm.minimum_population).reindex(frame.index).to_numpy(dtype=bool)
    for column in ("name", "self_governed"):
        frame[column] = inputs.territories[column].reindex(frame.index)
    return _finished(_suppressed(frame.rename_axis("territory_id").reset_index()))


def _located(own: pd.DataFrame, index: pd.Index, *, some_told: bool) -> pd.DataFrame:
    """Return what is located in each territory of one kind: sites, doors, staff."""
    group = own["territory_id"]
    counted = own.loc[own["counted"]]
    fte = sums(counted["territory_id"], counted["supply"].fillna(0.0), index)
    hole = sums(counted["territory_id"], counted["supply"].isna().astype(float), index) > 0
    required = counted["supply"].where(counted["required"], 0.0).fillna(0.0)
    untold = sums(group, own["untold"].astype(float), index) > 0
    # A library without known staff is not counted; where no other is, its staff is unknown.
    hole = hole | (untold & (fte == 0)) | (not some_told)
    virtual = sums(group, own["virtual_fte"].fillna(0.0), index)
    silent = sums(group, own["virtual_fte"].isna().astype(float), index) > 0
    return pd.DataFrame(
        {
            "sites": sums(group, pd.Series(1.0, index=own.index), index),
            "doors": sums(group, own["door"].astype(float), index),
            "fte": np.where(hole, np.nan, fte),
            "fte_registration": np.where(
                hole, np.nan, sums(counted["territory_id"], required, index)
            ),
            "fte_virtual": np.where(silent | (not some_told), np.nan, virtual),
            "untold": untold,
        },
        index=index,
    )


def _reached(
    public: pd.DataFrame,
    evidence: KindEvidence,
    kind: str,
    index: pd.Index,
    covered: pd.Series,
) -> pd.DataFrame:
    """Return who reaches one kind, how far its nearest is and the access it gives."""
    group, people = public["territory_id"], public["people"]
    cost = public["unit_id"].map(evidence.cost[kind]).astype(float).fillna(np.inf)
    access = public["unit_id"].map(evidence.access[kind]).astype(float)
    beyond = pd.Series(sums(group, people.where(cost > public["threshold"], 0.0), index), index)
    median = weighted_quantile(group, cost, people, 0.5, index)
    some = covered > 0
    return pd.DataFrame(
        {
            "reach_share": 1 - beyond / covered.where(some),
            "people_beyond_reach": beyond.where(some),
            "nearest_cost_median": median.where(np.isfinite(median)),
            "access_mean": weighted_mean(group, access, people, index),
        },
        index=index,
    )


def _without_reach(part: pd.DataFrame, lost: pd.Series) -> pd.DataFrame:
    for column in ("reach_share", "people_beyond_reach", "nearest_cost_median"):
        part[column] = part[column].mask(lost)
    return part


def _suppressed(frame: pd.DataFrame) -> pd.DataFrame:
    """Blank what incomplete data, few people or self-government do not let be told."""
    hidden = frame["self_governed"].to_numpy(dtype=bool)
    incomplete = (frame["status"] != COMPLETE).to_numpy(dtype=bool)
    absent = (frame["status"] == ABSENT).to_numpy(dtype=bool)
    for column in _COUNTS:
        frame[column] = frame[column].mask(incomplete & (frame[column] == 0))
    for column in ("reach_share", "people_beyond_reach", "nearest_cost_median", "access_mean"):
        frame[column] = frame[column].mask(absent)
    for column in _RATES:
        frame[column] = frame[column].mask(frame["small"])
    for column in names(KIND_COLUMNS):
        if column not in _KEYS:
            blank = np.nan if frame[column].dtype.kind in "fiub" else ""
            frame[column] = frame[column].mask(hidden, blank)
    return frame


def _finished(frame: pd.DataFrame) -> pd.DataFrame:
    order = frame["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    frame = frame.assign(order=order).sort_values(["territory_id", "order"], ignore_index=True)
    return frame.loc[:, names(KIND_COLUMNS)]
