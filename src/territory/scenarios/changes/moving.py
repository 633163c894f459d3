"""Where staff that moves can go: CLSC doors, their parts, the nearest; the lines that say so."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from territory.costs import CostTable
from territory.gaps.sites import judge_sites
from territory.scenarios.ground import site_territory
from territory.study import Walk
from territory.tables import Tables
from territory.tables.dictionary import names
from territory.tables.scenarios import ALLOCATION_COLUMNS
from territory.tables.schemas import KINDS
from territory.travel._points import earth_centred

KNOWN_PARTS, EQUAL = "fte", "equal"


def one_territory(tables: Tables, level: str) -> pd.Series:
    """Return the territory of each site at a level; none where the study lacks the level."""
    if level not in tables.territories:
        return pd.Series(dtype=object)
    found: pd.Series = site_territory(tables, level)
    return found.loc[~found.index.duplicated()]


def in_study(tables: Tables) -> pd.Index:
    """Return the sites that a territory of the study holds, of whatever level."""
    rows = tables.membership
    held: pd.Index = pd.Index(rows.loc[rows["subject"] == "service", "subject_id"].unique())
    return held


def clsc_doors(tables: Tables, base: Walk) -> pd.DataFrame:
    """Return the study's CLSC doors: ``fte`` (the norm's), ``territory_id`` (of CLSC)."""
    everything = base.norm.model_copy(update={"basket": KINDS})
    sites = judge_sites(tables.services, everything)
    doors = sites.loc[sites["door"] & (sites["kind"] == "clsc")]
    doors = doors.loc[doors.index.isin(in_study(tables))]
    home = one_territory(tables, "clsc").reindex(doors.index)
    return pd.DataFrame({"fte": doors["supply"], "territory_id": home}, index=doors.index)


def in_parts(home: pd.Series, doors: pd.DataFrame) -> pd.DataFrame:
    """Return the part that goes to each door of the territory something comes from.

    Parameters
    ----------
    home : pandas.Series
        Indexed by where it comes from: a territory.
    doors : pandas.DataFrame
        Indexed by ``service_id``: ``fte``, ``territory_id``.

    Returns
    -------
    pandas.DataFrame
        ``from_service_id, service_id, part`` (1 in all from each), ``by`` ("fte", "equal").
    """
    wanted = home.rename("territory_id").rename_axis("from_service_id").reset_index()
    there = doors.rename_axis("service_id").reset_index()
    pairs = wanted.dropna().merge(there.dropna(subset="territory_id"), on="territory_id")
    known = pairs["fte"].fillna(0.0)
    total = known.groupby(pairs["from_service_id"]).transform("sum")
    count = pairs.groupby("from_service_id")["service_id"].transform("size")
    weighed = (known / total.where(total > 0)).fillna(1.0 / count)
    part = weighed.where(total > 0, 1.0 / count)
    by = np.where(total > 0, KNOWN_PARTS, EQUAL)
    pairs = pairs.assign(part=part, by=by)
    return pairs.loc[pairs["part"] > 0, ["from_service_id", "service_id", "part", "by"]]


def nearest_of(tables: Tables, base: Walk, sites: pd.Index, doors: pd.Index) -> pd.Series:
    """Return the door nearest to each site, by the cost for the people who live beside it.

    Those people are the located unit nearest to the site as the crow flies. Missing where no
    door can be reached, or the site has no place.

    Parameters
    ----------
    tables : Tables
    base : Walk
    sites, doors : pandas.Index
        By ``service_id``; a site that is a door itself never is its own nearest.
    """
    found = pd.Series(None, index=sites, dtype=object)
    points = tables.services.set_index("service_id").geometry.reindex(sites)
    placed = points.index[~(points.isna() | points.is_empty)]
    if not len(placed) or not len(doors):
        return found
    walk = base if tables is base.tables else base.again(tables=tables)
    homes = _beside(walk, gpd.GeoSeries(points.loc[placed]))
    judged = walk.sites.assign(door=walk.sites.index.isin(doors))
    costs = _from(walk.times, pd.Index(homes.unique()))
    for one in placed.intersection(doors):
        others = judged.assign(door=judged["door"] & (judged.index != one))
        near = walk.traveller.to_doors(_row(costs, homes[one]), walk.services, others)
        found[one] = near["nearest_service_id"].iloc[0]
    rest = placed.difference(doors)
    every = walk.traveller.to_doors(costs, walk.services, judged)["nearest_service_id"]
    found.loc[rest] = homes.loc[rest].map(every).to_numpy()
    return found


def _row(costs: CostTable, unit: str) -> CostTable:
    return _from(costs, pd.Index([unit]))


def _from(costs: CostTable, units: pd.Index) -> CostTable:
    """Return the costs from some units only."""
    rows = costs.origins.get_indexer(units)
    return CostTable.from_csr(
        costs.matrix[rows], units, costs.destinations, unit=costs.unit, limit=costs.limit
    )


def _beside(walk: Walk, points: gpd.GeoSeries) -> pd.Series:
    """Return the located unit nearest to each point, as the crow flies."""
    units = walk.units.loc[walk.times.origins]
    tree = cKDTree(earth_centred(units["lon"].to_numpy(), units["lat"].to_numpy()))
    _, nearest = tree.query(earth_centred(points.x.to_numpy(), points.y.to_numpy()))
    return pd.Series(units.index.to_numpy()[nearest], index=points.index)


def lines(rows: pd.DataFrame, tables: Tables, *, rule: str, role: str) -> pd.DataFrame:
    """Return the lines of the allocation: where each part comes from, where it goes and why.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``from_service_id, service_id, posts, reason``.
    tables : Tables
        Where the sites are; a line is about the CLSC territory of the site that receives, or of
        the one that keeps.
    rule, role : str
    """
    level = "clsc" if "clsc" in tables.territories else next(iter(tables.territories))
    home = one_territory(tables, level)
    called = tables.territories[level].set_index("territory_id")["name"]
    place = rows["service_id"].map(home).fillna(rows["from_service_id"].map(home))
    named = rows.assign(territory_id=place, name=place.map(called), role=role, rule=rule, year=0)
    return named.reindex(columns=[one for one in names(ALLOCATION_COLUMNS) if one in named])
