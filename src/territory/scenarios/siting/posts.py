"""Where posts serve a stated aim best, on the tables of a study."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.errors import InputError
from territory.gaps import judge_sites
from territory.scenarios.ground import with_fte
from territory.scenarios.model import Posts
from territory.scenarios.siting.access import by_territory, per_post
from territory.scenarios.siting.solver import Matrix, Vector
from territory.scenarios.siting.spread import Ground, people_reached, shortfall
from territory.scenarios.siting.worst_off import reachable, worst_off
from territory.study import Walk
from territory.tables import Tables
from territory.units import PER_PEOPLE


def optimal_posts(
    base: Walk,
    tables: Tables,
    change: Posts,
    candidates: pd.Index,
    territory: pd.Series,
    *,
    existing: pd.Series | None = None,
) -> tuple[pd.Series, dict[str, Any]]:
    """Return whole posts per candidate site that serve the aim of a change best.

    Parameters
    ----------
    base : Walk
        The study: its norm, thresholds, registration and costs.
    tables : Tables
        As the changes before this one left them.
    change : Posts
        ``count``, ``role``, ``level``, ``floor``, ``aim`` and ``seconds`` are read.
    candidates : pandas.Index
        ``service_id`` of the sites that may receive posts, rows of ``tables.services``.
    territory : pandas.Series
        Indexed by candidate: its territory at ``change.level``, missing where it has none.
    existing : pandas.Series, optional
        Indexed by territory: posts of the role already there, which count for the floor; those
        of the services by default.

    Returns
    -------
    posts : pandas.Series of int
        Indexed by candidate; they add up to ``change.count``.
    told : dict
        ``aim``, ``objective``, ``bound``, ``gap`` (share of the bound), ``optimal`` (bool),
        ``seconds``, ``method`` (French), ``unreached`` (territories no candidate raises) and
        ``floors_without_site`` (territories whose floor no candidate can fill).

    Raises
    ------
    InputError
        When the floor asks for more posts than there are, the norm gives no weight to the role,
        or there is no candidate.
    """
    if not len(candidates):
        raise InputError("Aucun point ne peut recevoir les postes; élargissez « at ».")
    picture = _picture(base, tables, change, pd.Index(candidates))
    ground, homeless = _ground(base, tables, change, picture, territory, existing)
    if change.aim == "worst_off":
        found = worst_off(ground, seconds=change.seconds)
    elif change.aim == "shortfall":
        found = shortfall(ground, seconds=change.seconds)
    else:
        reach, beyond = _beyond_reach(base, tables, picture)
        ground = replace(ground, reach=reach, beyond=beyond)
        found = people_reached(ground, seconds=change.seconds)
    posts = pd.Series(found.posts, index=pd.Index(candidates, name="service_id"), name="posts")
    return posts, {
        "aim": change.aim,
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "optimal": found.optimal,
        "seconds": found.seconds,
        "method": found.method,
        "unreached": list(picture.territories[~reachable(ground)]),
        "floors_without_site": homeless,
    }


@dataclass(frozen=True)
class _Picture:
    """Who a post at each candidate would serve.

    ``trial`` is the study with one post at each candidate; ``gain`` and ``before`` are those of
    `Ground`, on the territories with enough people to be ranked.
    """

    trial: Walk
    candidates: pd.Index
    territories: pd.Index
    people: Vector
    gain: Matrix
    before: Vector


def _picture(base: Walk, tables: Tables, change: Posts, candidates: pd.Index) -> _Picture:
    weight = float(getattr(base.norm.role_weights, change.role))
    if weight == 0:
        raise InputError(
            "La norme « {norm} » ne compte pas le rôle « {role} » : aucun poste n'y change "
            "l'accès; choisissez une norme qui le compte.",
            norm=base.norm.name,
            role=change.role,
        )
    one_each = pd.DataFrame({f"fte_{change.role}": 1.0}, index=candidates)
    trial = base.again(tables=replace(tables, services=with_fte(tables.services, one_each)))
    situation, norm = trial.situation, trial.norm
    here = situation.units.loc[situation.costs.origins]
    each = per_post(trial)
    now = judge_sites(tables.services, norm, without_gmf=trial.without_gmf)["supply"]
    supply = now.reindex(situation.costs.destinations).fillna(0.0).to_numpy()
    access = np.asarray(each @ supply) * PER_PEOPLE
    people, shares = by_territory(trial, tables, change.level, here.index)
    kept = people >= norm.minimum_population
    if not kept.any():
        raise InputError(
            "Aucun territoire du niveau « {level} » n'a assez de gens pour être classé.",
            level=change.level,
        )
    counted = trial.sites["counted"].reindex(candidates).to_numpy(dtype=bool)
    if not counted.any():
        raise InputError(
            "La norme « {norm} » ne compte aucun des points qui peuvent recevoir les postes : "
            "choisissez une autre sorte de points, ou une norme qui la compte.",
            norm=base.norm.name,
        )
    shares = sparse.csr_array(shares[kept])
    place = situation.costs.destinations.get_indexer(candidates)
    chosen = _columns(each, place)
    return _Picture(
        trial=trial,
        candidates=candidates,
        territories=pd.Index(tables.territories[change.level]["territory_id"])[kept],
        people=people[kept],
        gain=sparse.csr_array(shares @ chosen) * (weight * PER_PEOPLE),
        before=np.asarray(shares @ access),
    )


def _ground(
    base: Walk,
    tables: Tables,
    change: Posts,
    picture: _Picture,
    territory: pd.Series,
    existing: pd.Series | None,
) -> tuple[Ground, list[str]]:
    """Return the program, and the territories whose floor no candidate can fill."""
    table = tables.territories[change.level]
    codes = pd.Index(table.loc[~table["self_governed"].astype(bool), "territory_id"])
    own = territory.reindex(picture.candidates)
    owner = codes.get_indexer(pd.Index(own))
    have = _existing(tables, change) if existing is None else existing
    have = have.reindex(codes).fillna(0.0).astype(float)
    missing = np.ceil(np.maximum(change.floor - have.to_numpy() - 1e-9, 0.0)).astype(np.int64)
    homeless = (missing > 0) & ~np.isin(np.arange(len(codes)), owner)
    ground = Ground(
        gain=picture.gain,
        before=picture.before,
        people=picture.people,
        count=change.count,
        owner=owner.astype(np.int64),
        missing=np.where(homeless, 0, missing),
        norm=base.intensity_norm,
    )
    return ground, list(codes[homeless])


def _existing(tables: Tables, change: Posts) -> pd.Series:
    """Return the posts of the role that the services of each territory already have."""
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == "service") & (rows["level"] == change.level)]
    known = tables.services.set_index("service_id")[f"fte_{change.role}"].astype(float).fillna(0.0)
    return (rows["subject_id"].map(known) * rows["share"]).groupby(rows["territory_id"]).sum()


def _beyond_reach(base: Walk, tables: Tables, picture: _Picture) -> tuple[Matrix, Vector]:
    """Return, for each unit without a door within its threshold, the candidates that make one."""
    trial = picture.trial
    now = base.again(tables=tables)
    costs, units = trial.situation.costs, trial.situation.units
    here = units.loc[costs.origins]
    near = now.situation.door_costs["nearest_cost"].reindex(costs.origins).to_numpy()
    limits = here["threshold"].to_numpy(dtype=np.float64)
    public = ~here["self_governed"].to_numpy(dtype=bool) & (here["population"].to_numpy() > 0)
    public &= here.index.isin(tables.population["unit_id"])
    beyond = public & ~(near <= limits)
    door = trial.sites["door"].reindex(picture.candidates).to_numpy(dtype=bool)
    reach = _columns(costs.matrix, costs.destinations.get_indexer(picture.candidates))
    rows = np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))
    within = (reach.data <= limits[rows]) & door[reach.indices]
    pattern = sparse.csr_array(
        (np.ones(int(within.sum())), (rows[within], reach.indices[within])), shape=reach.shape
    )
    return sparse.csr_array(pattern[beyond]), here["population"].to_numpy(dtype=float)[beyond]


def _columns(matrix: Matrix, place: NDArray[np.intp]) -> Matrix:
    """Return some columns of a matrix; a column of -1 is blank. Costs of 0 are kept."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    target = np.full(matrix.shape[1] + 1, -1)
    target[place[place >= 0]] = np.flatnonzero(place >= 0)
    column = target[matrix.indices]
    kept = column >= 0
    counts = np.bincount(rows[kept], minlength=matrix.shape[0])
    indptr = np.concatenate([[0], np.cumsum(counts)])
    shape = (matrix.shape[0], len(place))
    picked = sparse.csr_array((matrix.data[kept], column[kept], indptr), shape=shape)
    picked.sort_indices()
    return picked
