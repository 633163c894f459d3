"""``emplacements``: sites that open, and doors that close for them, chosen by a location model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.scenarios.candidates import candidates
from territory.scenarios.changes.sites import close_sites
from territory.scenarios.ground import Applied, known_level, people_in, site_territory, with_sites
from territory.scenarios.model import Closing
from territory.scenarios.model_siting import Siting as Change
from territory.scenarios.siting import (
    Location,
    Siting,
    max_min,
    maximal_covering,
    p_center,
    p_median,
    set_covering,
)
from territory.scenarios.siting.access import by_territory, per_post
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_
from territory.units import PER_PEOPLE

_FOUND = {
    "p_median": N_(
        "{minutes:1} minutes en moyenne jusqu'à la porte la plus proche, {reach:0} comptées pour "
        "qui n'en a aucune aussi près"
    ),
    "maximal_covering": N_("{objective} personnes à portée d'une porte"),
    "set_covering": N_("tout le monde à portée, avec {count} {count:point|points} de plus"),
    "p_center": N_("la personne la plus éloignée est à {objective:1} minutes d'une porte"),
    "max_min": N_(
        "le territoire le moins bien desservi a {share:%} de ses gens à portée d'une porte"
    ),
}
_SOUGHT = {
    "p_median": N_("le moins de temps en tout"),
    "maximal_covering": N_("le plus de gens à portée"),
    "set_covering": N_("tout le monde à portée au moindre coût"),
    "p_center": N_("la personne la plus éloignée le moins loin possible"),
    "max_min": N_("le territoire le moins bien desservi d'abord"),
}
_PROVEN = N_("aucun choix n'est meilleur, c'est prouvé")
_APART = N_("au plus à {gap:%} du mieux possible")
_UNTOLD = N_("sans que l'on sache à quelle distance du mieux possible")
_OPENS = N_("{model} : {what}; {proof}")
_CLOSES = N_("{model} : ferme pour que d'autres ouvrent")


@dataclass(frozen=True)
class _Setting:
    """The tables with every candidate open, and the problem on them."""

    trial: Walk
    new: gpd.GeoDataFrame
    problem: Location


def choose_sites(change: Change, tables: Tables, base: Walk, variant: str) -> Applied:
    """Open the sites that a location model chooses among candidates; close those it lets go.

    Every door that stands stays open unless its kind is among ``may_close``. A site that opens is
    a row of its own at the very place of its candidate (``<id>~emplacement``), with the staff the
    change gives it. The staff of a door that closes leaves with it.

    Parameters
    ----------
    change : territory.scenarios.model_siting.Siting
    tables : Tables
    base : Walk
    variant : str
        Any: the choice is the same in every variant.

    Returns
    -------
    Applied
        One line per site that opens or closes; ``rule`` is the model.

    Raises
    ------
    InputError
        When nothing is a candidate, what opens would not be a door, or no choice is allowed.
    """
    known_level(tables, change.level)
    new, like, costs = candidates(change, tables, base)
    setting = _setting(change, tables, base, new, like, costs)
    found = _solved(change, setting)
    opened = new.loc[new["service_id"].isin(found.chosen)]
    after = with_sites(tables, opened, like=like.reindex(opened["service_id"]).dropna())
    notes = [_told(change, setting, found), *_unserved(found)]
    staff = after.services.set_index("service_id")["fte"].astype(float)
    if len(found.closed):
        closing = Closing(kind="fermer", sites=tuple(found.closed))
        closed = close_sites(closing, after, base, variant)
        after, notes = closed.tables, [*notes, *closed.notes]
    lines = _lines(change, setting, found, tables, base, staff, costs)
    return Applied(after, lines, tuple(notes))


def _setting(
    change: Change,
    tables: Tables,
    base: Walk,
    new: gpd.GeoDataFrame,
    like: pd.Series,
    costs: pd.Series,
) -> _Setting:
    trial = base.again(tables=with_sites(tables, new, like=like))
    doors = trial.sites["door"]
    if not doors.reindex(new["service_id"]).any():
        raise InputError(
            "Ce qui ouvrirait ne serait pas une porte pour la norme « {norm} » : donnez-lui du "
            "personnel (fte), une autre sorte (service_kind) ou plus d'ouverture.",
            norm=base.norm.name,
        )
    every = trial.every_cost
    place = doors.reindex(every.destinations).fillna(value=False).to_numpy(dtype=bool)
    table = every.select_destinations(place)
    here = trial.units.loc[table.origins]
    inside = here.index.isin(tables.population["unit_id"])
    people = here["population"].where(inside & ~here["self_governed"].astype(bool), 0.0)
    sites = trial.sites.loc[table.destinations]
    fresh = table.destinations.isin(new["service_id"])
    movable = sites["kind"].isin(change.may_close).to_numpy(dtype=bool) & ~fresh
    movable &= table.destinations.isin(tables.services["service_id"])
    _, shares = by_territory(trial, tables, change.level, table.origins, relative=False)
    prices = np.where(fresh, costs.reindex(table.destinations).to_numpy(dtype=float), 0.0)
    problem = Location.of(
        table,
        people,
        thresholds=here["threshold"].to_numpy(),
        count=change.count,
        budget=change.budget,
        prices=np.nan_to_num(prices) if change.budget is not None else None,
        fixed=~fresh & ~movable,
        standing=~fresh,
        capacity=None if change.capacity is None else np.full(len(sites), change.capacity),
        shares=shares,
        territories=pd.Index(tables.territories[change.level]["territory_id"]),
        access=_access(trial, tables, change.level, table.destinations)
        if change.no_one_loses
        else None,
        no_one_loses=change.no_one_loses,
        closings=np.inf if change.closings is None else change.closings,
    )
    return _Setting(trial, new, problem)


def _access(trial: Walk, tables: Tables, level: str, doors: pd.Index) -> Any:
    """Return the mean access each door gives each territory with the staff it has."""
    costs = trial.situation.costs
    _, shares = by_territory(trial, tables, level, costs.origins)
    supply = trial.sites["supply"].reindex(costs.destinations).fillna(0.0).to_numpy(dtype=float)
    gain = (shares @ per_post(trial)).multiply(supply[None, :]) * PER_PEOPLE
    return gain.tocsc()[:, costs.destinations.get_indexer(doors)].tocsr()


def _solved(change: Change, setting: _Setting) -> Siting:
    problem, seconds = setting.problem, change.seconds
    if change.model == "p_median":
        return p_median(problem, beyond=setting.trial.reach, seconds=seconds)
    if change.model == "maximal_covering":
        return maximal_covering(problem, seconds=seconds)
    if change.model == "set_covering":
        return set_covering(problem, partial=True, seconds=seconds)
    solve = p_center if change.model == "p_center" else max_min
    return solve(problem, seconds=seconds)


def _what(change: Change, setting: _Setting, found: Siting) -> Note:
    people = max(float(setting.problem.demand.sum()) - found.unreachable, 1.0)
    return note(
        _FOUND[change.model],
        objective=found.objective,
        count=len(found.chosen),
        share=found.objective,
        minutes=found.objective / people,
        reach=setting.trial.reach,
    )


def _proof(found: Siting) -> Note:
    if found.optimal:
        return note(_PROVEN)
    return note(_APART, gap=found.gap) if np.isfinite(found.gap) else note(_UNTOLD)


def _told(change: Change, setting: _Setting, found: Siting) -> Note:
    return note(
        "{count} {count:point ouvre|points ouvrent} parmi {among} candidats (objectif : {model}) : "
        "{what}; {proof}.",
        count=len(found.chosen),
        among=len(setting.new),
        model=note(_SOUGHT[change.model]),
        what=_what(change, setting, found),
        proof=_proof(found),
    )


def _unserved(found: Siting) -> list[Note]:
    if not found.unreachable:
        return []
    return [
        note(
            "{people} personnes n'ont aucun point possible à leur portée : aucun choix ne les "
            "rejoint.",
            people=round(found.unreachable),
        )
    ]


def _lines(
    change: Change,
    setting: _Setting,
    found: Siting,
    tables: Tables,
    base: Walk,
    staff: pd.Series,
    costs: pd.Series,
) -> pd.DataFrame:
    """Return one line per site that opens or closes."""
    ids = found.chosen.append(found.closed)
    opens = np.arange(len(ids)) < len(found.chosen)
    territory = ids.to_series().map(site_territory(setting.trial.tables, change.level))
    names = tables.territories[change.level].set_index("territory_id")["name"]
    fte = staff.reindex(ids).fillna(0.0).to_numpy(dtype=float)
    sought = note(_SOUGHT[change.model])
    why = note(_OPENS, model=sought, what=_what(change, setting, found), proof=_proof(found))
    gone = note(_CLOSES, model=sought)
    told = [role for role, amount in change.fte.items() if amount > 0]
    return pd.DataFrame(
        {
            "rule": change.model,
            "territory_id": territory.to_numpy(),
            "name": territory.map(names).astype(object).to_numpy(),
            "service_id": ids.to_numpy(),
            "role": np.where(opens, told[0] if len(told) == 1 else "", ""),
            "population": territory.map(people_in(base, tables, change.level)).to_numpy(float),
            "posts": np.where(opens, fte, -fte),
            "year": 0,
            "cost": np.where(opens, costs.reindex(ids).to_numpy(dtype=float), np.nan),
            "reason": pd.Series([why if new else gone for new in opens], dtype=object),
        }
    )
