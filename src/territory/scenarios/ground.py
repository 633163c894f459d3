"""What a change works on: the base walk, the tables so far, and what is said of it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from territory.errors import InputError
from territory.gaps.faults import nearest
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note
from territory.tables.schemas import ROLES


@dataclass(frozen=True)
class Applied:
    """The tables once a change is made.

    Attributes
    ----------
    tables : Tables
        New tables; those given are not touched.
    allocation : pandas.DataFrame
        Who got what and why, columns of `territory.tables.allocation.ALLOCATION_COLUMNS`; empty
        where the change gives no post.
    notes : tuple of Note
        What is to be said of it: posts that could not move, an assumption made.
    """

    tables: Tables
    allocation: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[Note, ...] = ()


def site_territory(tables: Tables, level: str) -> pd.Series:
    """Return the territory of each site at a level, indexed by ``service_id``."""
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == "service") & (rows["level"] == level)]
    return rows.set_index("subject_id")["territory_id"]


def sites_in(tables: Tables, territories: Sequence[str]) -> pd.Index:
    """Return the sites located in any of these territories, of whatever level."""
    rows = tables.membership
    here = (rows["subject"] == "service") & rows["territory_id"].isin(list(territories))
    found: pd.Index = pd.Index(rows.loc[here, "subject_id"].unique(), name="service_id")
    return found


def people_in(walk: Walk, tables: Tables, level: str) -> pd.Series:
    """Return the people of each territory of a level, located or not, self-governed left out.

    Indexed by ``territory_id`` in the order of the territories table, 0 where nobody lives.
    """
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == "unit") & (rows["level"] == level)]
    units = tables.population.set_index("unit_id")
    own = units["population"].where(~units["self_governed"].astype(bool), 0.0)
    people = (rows["share"] * rows["subject_id"].map(own).fillna(0.0)).groupby(rows["territory_id"])
    codes = pd.Index(walk.tables.territories[level]["territory_id"])
    return people.sum().reindex(codes, fill_value=0.0)


def known_site(services: pd.DataFrame, service_id: str) -> None:
    """Refuse a site the study does not have, naming the nearest."""
    known = services["service_id"]
    if service_id not in set(known):
        raise InputError(
            "Le point « {id} » n'est pas dans l'étude{hint}.",
            id=service_id,
            hint=nearest(service_id, list(known)),
        )


def known_territory(tables: Tables, code: str) -> str:
    """Return the level of a territory; one the study does not have is refused."""
    for level, table in tables.territories.items():
        if code in set(table["territory_id"]):
            return level
    known = [c for table in tables.territories.values() for c in table["territory_id"]]
    raise InputError(
        "Le territoire « {code} » n'est pas dans l'étude{hint}.",
        code=code,
        hint=nearest(code, known),
    )


def known_level(tables: Tables, level: str) -> None:
    """Refuse a level the study does not have."""
    if level not in tables.territories:
        raise InputError(
            "Le niveau « {level} » n'est pas dans l'étude; ses niveaux sont : {known}.",
            level=level,
            known=", ".join(tables.territories),
        )


def with_fte(services: gpd.GeoDataFrame, changed: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the services with other full-time equivalents at some sites.

    ``fte`` follows. Where a site has a total and no role, its roles stay unknown and what is
    added to a role is added to the total, which counts as it is.

    Parameters
    ----------
    services : geopandas.GeoDataFrame
    changed : pandas.DataFrame
        Indexed by ``service_id``; columns among ``fte_ts, fte_tts, fte_oc, fte_other``: what is
        added (or taken, where negative) to each role.
    """
    table = services.copy()
    place = pd.Index(table["service_id"])
    roles = [f"fte_{role}" for role in ROLES]
    added = changed.reindex(columns=roles).fillna(0.0).reindex(place, fill_value=0.0)
    before = table[roles].astype(float).set_axis(place)
    total = table["fte"].astype(float).set_axis(place)
    touched = (added != 0).any(axis=1)
    in_all = touched & total.notna() & before.isna().all(axis=1)
    after = before.fillna(0.0).add(added).where(before.notna() | (added != 0))
    after = after.mask(in_all)
    table[roles] = after.to_numpy()
    total = total.fillna(0.0).add(added.sum(axis=1)).clip(lower=0).where(touched, total)
    table["fte"] = total.to_numpy()
    return table


def with_sites(tables: Tables, new: gpd.GeoDataFrame, like: pd.Series | None = None) -> Tables:
    """Return the tables with sites added, placed in the territories that hold them.

    Parameters
    ----------
    tables : Tables
    new : geopandas.GeoDataFrame
        Rows of the services table; columns it lacks are blank.
    like : pandas.Series, optional
        Indexed by new ``service_id``, the site at the same place whose territories it takes;
        the others are placed by their point.
    """
    from dataclasses import replace  # noqa: PLC0415

    from territory.scenarios.placing import placed_by_point, placed_like  # noqa: PLC0415

    services = gpd.GeoDataFrame(
        pd.concat([tables.services, new], ignore_index=True),
        geometry="geometry",
        crs=tables.services.crs,
    )
    copied = placed_like(tables.membership, like)
    others = new.loc[~new["service_id"].isin([] if like is None else like.index)]
    points = placed_by_point(tables, others)
    membership = pd.concat([tables.membership, copied, points], ignore_index=True)
    return replace(tables, services=services, membership=membership)
