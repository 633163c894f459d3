"""One kind of service at a time: where it is, who reaches it, what its staff gives to whom.

The costs, the thresholds, the weights and the demand are the study's own; what changes is which
sites are looked at. As supply adds up, the access of every kind of the basket adds up to the
access of the tables of gaps.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.access import enhanced_two_step_fca, nearest_cost
from territory.costs import CostTable
from territory.gaps.aggregate import Groups, People, numbered, placed_people
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
    index, sites = inputs.territories.index, evidence.sites
    placed = placed_people(inputs.unit_shares, situation.units, index)
    public = placed.public.only(placed.public.located)
    population = placed.groups.sums(placed.people)
    covered = public.groups.sums(public.people)
    status = completeness.pivot_table(
        "status", index="territory_id", columns="kind", aggfunc="first"
    ).reindex(index=index, columns=kinds)
    located = _located(inputs.site_shares, sites, kinds, index)
    reached = _reached(public, evidence, covered)
    parts = []
    for kind, here, reach in zip(kinds, located, reached, strict=True):
        part = pd.DataFrame({"kind": kind, **here, **reach}, index=index)
        part["fte_per_10k"] = part["fte"] / np.where(population > 0, population, np.nan)
        part["fte_per_10k"] *= PER_PEOPLE
        part["status"] = status[kind].to_numpy()
        own = sites["kind"] == kind
        known_nowhere = not bool((own & sites["target"]).any())
        untold = bool((own & sites["untold"]).any())
        lost = here["untold"] & ~(reach["people_beyond_reach"] < covered)
        parts.append(_without_reach(part, lost | (known_nowhere and untold)))
    frame = pd.concat(parts)
    frame["small"] = np.tile(covered < norm.minimum_population, len(kinds))
    for column in ("name", "self_governed"):
        frame[column] = inputs.territories[column].reindex(frame.index)
    return _finished(_suppressed(frame.rename_axis("territory_id").reset_index()))


def _located(
    site_shares: pd.DataFrame, sites: pd.DataFrame, kinds: Sequence[str], index: pd.Index
) -> list[dict[str, NDArray[Any]]]:
    """Return what is located in each territory, kind after kind: sites, doors, staff."""
    place, groups, _ = numbered(site_shares, sites.index, index)
    kind = pd.Index(kinds).get_indexer(pd.Index(sites["kind"]))[place]
    asked, count = kind >= 0, len(index)
    here = sites.iloc[place[asked]]
    of_kind = Groups(kind[asked] * count + groups.codes[asked], len(kinds) * count)
    supply, virtual = (here[name].to_numpy(dtype=float) for name in ("supply", "virtual_fte"))
    counted, required, door, hidden = (
        here[name].to_numpy(dtype=bool) for name in ("counted", "required", "door", "untold")
    )
    given = np.where(counted, np.nan_to_num(supply), np.nan)
    behind = np.where(counted & ~required, 0.0, given)
    number, doors, fte, gated, afar = of_kind.sums(
        np.column_stack([np.ones(len(here)), door, given, behind, np.nan_to_num(virtual)])
    ).T
    untold = of_kind.any(hidden)
    some_known = bool(sites["supply"].notna().any())
    some_told = some_known or bool((sites["virtual_fte"] > 0).any())
    # A library without known staff is not counted; where no other is, its staff is unknown.
    hole = of_kind.any(counted & np.isnan(supply)) | (untold & (fte == 0)) | (not some_told)
    silent = of_kind.any(np.isnan(virtual))
    columns = {
        "sites": number,
        "doors": doors,
        "fte": np.where(hole, np.nan, fte),
        "fte_registration": np.where(hole, np.nan, gated),
        "fte_virtual": np.where(silent | (not some_told), np.nan, afar),
        "untold": untold,
    }
    return [
        {name: values[rank * count : (rank + 1) * count] for name, values in columns.items()}
        for rank in range(len(kinds))
    ]


def _reached(
    public: People, evidence: KindEvidence, covered: NDArray[np.float64]
) -> list[dict[str, NDArray[Any]]]:
    """Return who reaches each kind, how far its nearest is and the access it gives."""
    groups, people = public.groups, public.people
    cost = evidence.cost.reindex(public.units.index).to_numpy(dtype=float)[public.unit]
    access = evidence.access.reindex(public.units.index).to_numpy(dtype=float)[public.unit]
    cost = np.where(np.isnan(cost), np.inf, cost)
    far = cost > public.of("threshold").astype(float)[:, np.newaxis]
    beyond = groups.sums(np.where(far, people[:, np.newaxis], 0.0))
    means = groups.mean(access, people)
    some = np.where(covered > 0, covered, np.nan)
    found = []
    for rank in range(cost.shape[1]):
        median = groups.quantiles(cost[:, rank], people, [0.5])[:, 0]
        found.append(
            {
                "reach_share": 1 - beyond[:, rank] / some,
                "people_beyond_reach": np.where(covered > 0, beyond[:, rank], np.nan),
                "nearest_cost_median": np.where(np.isfinite(median), median, np.nan),
                "access_mean": means[:, rank],
            }
        )
    return found


def _without_reach(part: pd.DataFrame, lost: NDArray[np.bool_]) -> pd.DataFrame:
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
