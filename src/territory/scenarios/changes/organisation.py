"""``organisation``: the same staff, pooled at another level, at its seat or by population."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from territory.codes import level_named
from territory.scenarios.changes.moving import one_territory
from territory.scenarios.changes.staff import staff_of
from territory.scenarios.ground import Applied, known_level, with_fte
from territory.scenarios.model import Organisation
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_

_POOLED = N_(
    "Personnel mis en commun ({level}) : {fte:1} ETC sur {all:1} changent de point, dans {count} "
    "{count:territoire|territoires}."
)
_EMPTIED = N_(
    "{count} {count:point n'a plus personne : il est fermé|points n'ont plus personne : ils sont "
    "fermés}."
)
_UNKNOWN = N_("{count} {count:point|points} sans effectif connu : rien n'y est mis en commun.")
_BARE = N_(
    "{count} de ces points sans effectif connu {count:reçoit|reçoivent} des ETC : seul ce "
    "{count:qu'il reçoit|qu'ils reçoivent} est compté."
)
_ALONE = N_(
    "{count} {count:point qui n'est le plus près de personne garde son|points qui ne sont les plus "
    "près de personne gardent leur} personnel."
)
_OUTSIDE = N_("{count} {count:point n'est|points ne sont} dans aucun territoire de ce niveau.")
_ROUNDING = 1e-12


def organise(change: Organisation, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Organise the same staff at another level; no FTE is added or lost.

    Each kind of site is pooled apart, among its sites in person: staff of a GMF does not become
    that of a CLSC. A site left without anybody is closed (``open_share`` 0).

    Parameters
    ----------
    change : Organisation
        At the "seat", the staff of each territory goes to the site that has most of it (the
        first by code of two alike). By "population", it is shared among the territory's sites
        in proportion to the people of the territory for whom each is the nearest; one that is
        nobody's nearest keeps its own.
    tables : Tables
    base : Walk
        Its costs say which site is nearest.

    Raises
    ------
    InputError
        When the level is not one of the study.
    """
    known_level(tables, change.level)
    services = tables.services.set_index("service_id")
    mine = services["kind"].isin(change.kinds) & (services["mode"] == "in_person")
    mine &= ~services["sector"].isin(base.norm.sectors_excluded)
    staff = staff_of(tables.services).loc[mine.to_numpy(bool)]
    home = one_territory(tables, change.level).reindex(staff.index)
    placed = staff.loc[home.notna()].sort_index()
    group = home.loc[placed.index].astype(str) + "|" + services["kind"].reindex(placed.index)
    weight = _weights(change, tables, base, placed, group, home)
    apart = weight.index[(weight == 0) & (change.at == "population")]
    alone = placed.loc[apart].dropna(how="all")
    placed, group, weight = placed.drop(apart), group.drop(apart), weight.drop(apart)
    pools = placed.groupby(group).sum()
    shared = pools.loc[pools.sum(axis=1) > 0]
    here = group.index[group.isin(shared.index)]
    parts = weight / weight.groupby(group).transform("sum")
    after = shared.loc[group.loc[here]].set_axis(here).mul(parts.loc[here], axis=0)
    before = placed.loc[here]
    added = after.sub(before.fillna(0.0))
    table = with_fte(tables.services, added.where(added.abs() > _ROUNDING, 0.0))
    emptied = here[((after.sum(axis=1) == 0) & (before.sum(axis=1) > 0)).to_numpy(bool)]
    table.loc[table["service_id"].isin(emptied), "open_share"] = 0.0
    received = added.loc[before.isna().all(axis=1) & (after.sum(axis=1) > 0)]
    notes = [
        _pooled(change, placed, added, home),
        *_counted(_EMPTIED, len(emptied)),
        *_counted(_UNKNOWN, int(placed.isna().all(axis=1).sum())),
        *_counted(_BARE, len(received)),
        *_counted(_ALONE, len(alone)),
        *_counted(_OUTSIDE, int(home.isna().sum())),
    ]
    return Applied(replace(tables, services=table), notes=tuple(notes))


def _counted(template: str, count: int) -> list[Note]:
    return [note(template, count=count)] if count else []


def _pooled(
    change: Organisation, placed: pd.DataFrame, added: pd.DataFrame, home: pd.Series
) -> Note:
    leaving = added.clip(upper=0.0).sum(axis=1)
    gone = leaving.loc[leaving < -_ROUNDING]
    return note(
        _POOLED,
        level=note(level_named(change.level).plural),
        fte=-float(gone.sum()),
        all=float(placed.sum().sum()),
        count=int(home.loc[gone.index].nunique()),
    )


def _weights(
    change: Organisation,
    tables: Tables,
    base: Walk,
    placed: pd.DataFrame,
    group: pd.Series,
    home: pd.Series,
) -> pd.Series:
    """Return what each site weighs in the sharing of its group's staff."""
    if change.at == "population":
        return _nearest_people(change, tables, base, group, home)
    seats = placed.sum(axis=1).groupby(group).idxmax()
    return pd.Series(placed.index.isin(seats), index=placed.index).astype(float)


def _nearest_people(
    change: Organisation, tables: Tables, base: Walk, group: pd.Series, home: pd.Series
) -> pd.Series:
    """Return the people of each site's own territory for whom it is the nearest of its kind."""
    walk = base if tables is base.tables else base.again(tables=tables)
    costs = walk.times
    pairs = costs.select_destinations(costs.destinations.isin(group.index)).to_frame()
    pairs = pairs.assign(
        territory_id=pairs["to_id"].map(home).astype(object), group=pairs["to_id"].map(group)
    )
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == "unit") & (rows["level"] == change.level)]
    mine = rows[["subject_id", "territory_id", "share"]].rename(columns={"subject_id": "from_id"})
    inside = pairs.merge(mine.astype({"territory_id": object}), on=["from_id", "territory_id"])
    nearest = inside.sort_values(["cost", "to_id"]).drop_duplicates(["from_id", "group"])
    units = tables.population.set_index("unit_id")["population"]
    counted = nearest["share"] * nearest["from_id"].map(units)
    return counted.groupby(nearest["to_id"]).sum().reindex(group.index, fill_value=0.0)
