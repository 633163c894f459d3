"""Sites that receive posts: those of a kind in each territory, else a new one where most live."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.gaps.sites import weighted_fte
from territory.scenarios.apportion import in_proportion
from territory.scenarios.ground import site_territory
from territory.study import Walk
from territory.tables import Tables
from territory.tables.schemas import ROLES

NEW = "~postes"
SECTORS = {"clsc": "public", "gmf": "public", "library": "municipal", "other": "public"}


def receiving(tables: Tables, base: Walk, kind: str, level: str) -> pd.DataFrame:
    """Return the sites that can receive posts, with what each weighs in its territory.

    In person, of the kind, with a place, and of a sector the norm does not leave aside.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``service_id``: ``territory_id``; ``weight``, the full-time equivalents of the
        base's norm, the same for all the sites of a territory where they are not all known or
        are all 0.
    """
    services = tables.services
    fit = (services["kind"] == kind) & (services["mode"] == "in_person")
    fit &= ~services["sector"].isin(base.norm.sectors_excluded)
    fit &= services.geometry.notna() & ~services.geometry.is_empty
    sites = services.loc[fit]
    frame = pd.DataFrame(
        {
            "territory_id": sites["service_id"].map(site_territory(tables, level)).to_numpy(),
            "weight": weighted_fte(sites, base.norm).to_numpy(),
        },
        index=pd.Index(sites["service_id"], name="service_id"),
    ).dropna(subset=["territory_id"])
    by = frame.groupby("territory_id")["weight"]
    known = (by.transform("count") == by.transform("size")) & (by.transform("sum") > 0)
    return frame.assign(weight=frame["weight"].where(known, 1.0))


def new_sites(tables: Tables, codes: pd.Index, kind: str, level: str) -> gpd.GeoDataFrame:
    """Return one new site per territory, at its most populous located unit.

    Parameters
    ----------
    tables : Tables
    codes : pandas.Index
        Territories without a site of the kind; one where nobody has a place gets none.
    kind, level : str

    Returns
    -------
    geopandas.GeoDataFrame
        Rows of the services table, ``<territory>~postes``, without staff; ``unit_id`` is the
        unit each stands in.
    """
    units = tables.population.set_index("unit_id")
    units = units.loc[units["lon"].notna() & ~units["self_governed"].astype(bool)]
    rows = tables.membership
    rows = rows.loc[
        (rows["subject"] == "unit")
        & rows["territory_id"].isin(codes)
        & rows["subject_id"].isin(units.index)
    ]
    people = rows["share"] * rows["subject_id"].map(units["population"]).astype(float)
    most = rows.assign(people=people).sort_values(
        ["territory_id", "people", "subject_id"], ascending=[True, False, True]
    )
    most = most.drop_duplicates("territory_id")
    place = units.loc[most["subject_id"]]
    names = tables.territories[level].set_index("territory_id")["name"]
    rest: dict[str, object] = {
        "kind": kind,
        "sector": SECTORS.get(kind, "community"),
        **{f"fte_{role}": 0.0 for role in ROLES},
        "fte": 0.0,
        "mode": "in_person",
        "registration": "required" if kind == "gmf" else "open",
        "open_share": 1.0,
        "address_precision": "municipality",
        "source": "scénario",
        "vintage": "",
    }
    return gpd.GeoDataFrame(
        {
            "service_id": (most["territory_id"] + NEW).to_numpy(),
            "name": (most["territory_id"].map(names) + " (postes ajoutés)").to_numpy(),
            **rest,
            "municipality_id": place["municipality_id"].to_numpy(),
            "unit_id": most["subject_id"].to_numpy(),
            "territory_id": most["territory_id"].to_numpy(),
        },
        geometry=gpd.points_from_xy(place["lon"], place["lat"]),
        crs=tables.services.crs,
    )


def with_new_sites(tables: Tables, new: gpd.GeoDataFrame) -> Tables:
    """Return the tables with these sites, each where its unit is and in its own territory.

    A site takes the territory that holds most of its unit, at every level but the one it was
    made for.
    """
    if not len(new):
        return tables
    level_of = {
        code: level for level, table in tables.territories.items() for code in table["territory_id"]
    }
    rows = tables.membership.loc[tables.membership["subject"] == "unit"]
    held = new[["service_id", "unit_id", "territory_id"]].merge(
        rows[["subject_id", "territory_id", "level", "share"]],
        left_on="unit_id",
        right_on="subject_id",
        suffixes=("_own", ""),
    )
    other = held["level"] != held["territory_id_own"].map(level_of)
    own = held["territory_id"] == held["territory_id_own"]
    held = held.loc[own | other].sort_values(["share", "territory_id"], ascending=[False, True])
    held = held.drop_duplicates(["service_id", "level"])
    placed = pd.DataFrame(
        {
            "subject": "service",
            "subject_id": held["service_id"],
            "territory_id": held["territory_id"],
            "level": held["level"],
            "share": 1.0,
            "method": "within",
        }
    )
    services = gpd.GeoDataFrame(
        pd.concat(
            [tables.services, new.drop(columns=["unit_id", "territory_id"])], ignore_index=True
        ),
        geometry="geometry",
        crs=tables.services.crs,
    )
    membership = pd.concat([tables.membership, placed], ignore_index=True)
    return replace(tables, services=services, membership=membership)


def among_sites(posts: pd.Series, sites: pd.DataFrame) -> pd.Series:
    """Share each territory's posts among its sites, whole, in proportion to their weight.

    Parameters
    ----------
    posts : pandas.Series of int
        Indexed by ``territory_id``.
    sites : pandas.DataFrame
        As `receiving` returns.

    Returns
    -------
    pandas.Series of int
        Indexed by ``service_id``; posts of a territory without a site are in none.

    Examples
    --------
    >>> sites = pd.DataFrame({"territory_id": ["T", "T"], "weight": [2.0, 1.0]}, index=["a", "b"])
    >>> among_sites(pd.Series({"T": 3}), sites).to_dict()
    {'a': 2, 'b': 1}
    """
    table = sites[["territory_id", "weight"]].rename_axis("service_id").reset_index()
    shared = np.zeros(len(table), dtype=np.int64)
    ids, weight = table["service_id"].to_numpy(), table["weight"].to_numpy(dtype=np.float64)
    for code, rows in table.groupby("territory_id").indices.items():
        count = int(posts.get(code, 0))
        shared[rows] = in_proportion(count, weight[rows], list(ids[rows])) if count else 0
    given = shared > 0
    return pd.Series(shared[given], index=pd.Index(ids[given], name="service_id"))
