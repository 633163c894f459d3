"""``hors-murs``: a periodic presence where people already are."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.gaps import judge_sites
from territory.scenarios.changes.uncounted import ROLE_UNCOUNTED, weightless
from territory.scenarios.ground import (
    Applied,
    known_level,
    known_site,
    known_territory,
    people_in,
    site_territory,
    sites_in,
    with_sites,
)
from territory.scenarios.model import Outreach
from territory.study import Walk
from territory.study.reach import SERVICE_AREA
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.tables.schemas import ROLES
from territory.text import N_, Amount

RULE = "hors-murs"
SUFFIX = "~permanence"
WEEK = 5
_WHY = N_("{workers} × {days} ÷ 5 (personnes × jours par semaine), à {host}")


def go_outside(change: Outreach, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Open a periodic presence at libraries, community groups or sites named.

    Each is a site of its own, of kind outreach, at the very point of its host
    (``<id>~permanence``): ``open_share = days / 5``, and the time actually worked there,
    ``fte = workers × days / 5``, which is not multiplied by the opening again. No registration.

    Parameters
    ----------
    change : Outreach
        ``in_class`` reads the class of the host's territory at ``level``, at the base; it and
        ``in_territories`` hold for the sites named too.
    tables : Tables
    base : Walk
    variant : str
        Any: the presence is the same in every variant.

    Returns
    -------
    Applied
        One line per presence; where no site fits, none, and a note says so. Nothing is opened
        in a self-governed territory.

    Raises
    ------
    InputError
        When a site, a territory or a level is not in the study, or a service area is
        self-governed.
    """
    level = _level(change, tables)
    for site in change.sites:
        known_site(tables.services, site)
    _refuse_areas(change, tables)
    asked = _asked(change, tables)
    fit, apart = _fit(asked, change, tables, base, level)
    notes = _left_out(len(asked), len(fit), apart)
    if not len(fit):
        return Applied(tables, notes=(*notes, note("Aucun lieu ne convient : rien n'est ouvert.")))
    new, hosts = _presences(fit, change, tables)
    if change.service_area and SERVICE_AREA not in tables.services:
        services = tables.services.assign(**{SERVICE_AREA: None})
        tables = replace(tables, services=services)
    after = with_sites(tables, new, like=hosts)
    lines = _lines(new, fit, change, after, base, level)
    where = int(lines["territory_id"].nunique())
    return Applied(after, lines, (*notes, *_told(new, change, base, where)))


def _level(change: Outreach, tables: Tables) -> str:
    """Return the level classes are read and lines are told at; any will do without a class."""
    if change.in_class is not None or change.level in tables.territories:
        known_level(tables, change.level)
        return change.level
    return next(iter(tables.territories))


def _refuse_areas(change: Outreach, tables: Tables) -> None:
    own = _self_governed(tables)
    for code in (*change.in_territories, *change.service_area):
        known_territory(tables, code)
    for code in change.service_area:
        if code in own:
            raise InputError(
                "« service_area » nomme « {code} », un territoire autogouverné : aller vers ses "
                "gens se décide avec eux; ôtez-le.",
                code=code,
            )


def _self_governed(tables: Tables) -> set[str]:
    return {
        code
        for table in tables.territories.values()
        for code in table.loc[table["self_governed"].astype(bool), "territory_id"]
    }


def _asked(change: Outreach, tables: Tables) -> gpd.GeoDataFrame:
    """Return the sites named and those of the kind, each once."""
    services = tables.services
    mine = services["service_id"].isin(change.sites)
    if change.at is not None:
        mine |= services["kind"] == change.at
    return services.loc[mine]


def _fit(
    asked: gpd.GeoDataFrame, change: Outreach, tables: Tables, base: Walk, level: str
) -> tuple[gpd.GeoDataFrame, tuple[int, int]]:
    """Return the hosts, and how many were left out: self-governed, without a place or virtual."""
    ids = asked["service_id"]
    if change.in_territories:
        ids = ids.loc[ids.isin(sites_in(tables, change.in_territories))]
    if change.in_class is not None:
        classes = base.gaps(level).set_index("territory_id")["class"]
        where = ids.map(site_territory(tables, level)).map(classes)
        ids = ids.loc[where == change.in_class]
    fit = asked.loc[ids.index]
    own = fit["service_id"].isin(sites_in(tables, list(_self_governed(tables))))
    nowhere = fit.geometry.isna() | fit.geometry.is_empty | (fit["mode"] != "in_person")
    apart = (int(own.sum()), int((nowhere & ~own).sum()))
    return fit.loc[~own & ~nowhere], apart


def _presences(
    hosts: gpd.GeoDataFrame, change: Outreach, tables: Tables
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Return the new rows, and the host of each."""
    taken = set(tables.services["service_id"])
    ids = [_free(f"{host}{SUFFIX}", taken) for host in hosts["service_id"]]
    share = change.days_per_week / WEEK
    fte = change.workers * share
    staff = {f"fte_{role}": fte if role == change.role else 0.0 for role in ROLES}
    rows = {
        "service_id": ids,
        "name": (hosts["name"] + " (permanence)").to_numpy(),
        "kind": "outreach",
        "sector": hosts["sector"].to_numpy(),
        **staff,
        "fte": fte,
        "mode": "in_person",
        "registration": "open",
        "open_share": share,
        "address_precision": hosts["address_precision"].to_numpy(),
        "municipality_id": hosts["municipality_id"].to_numpy(),
        "source": "scénario",
        "vintage": hosts["vintage"].to_numpy(),
    }
    if change.service_area:
        rows[SERVICE_AREA] = ";".join(change.service_area)
    new = gpd.GeoDataFrame(rows, geometry=hosts.geometry.to_numpy(), crs=tables.services.crs)
    return new, pd.Series(hosts["service_id"].to_numpy(), index=pd.Index(ids, dtype="str"))


def _free(wanted: str, taken: set[str]) -> str:
    """Return an id no site has: a second presence at the same place is numbered."""
    found, rank = wanted, 2
    while found in taken:
        found, rank = f"{wanted}-{rank}", rank + 1
    taken.add(found)
    return found


def _lines(
    new: gpd.GeoDataFrame,
    hosts: gpd.GeoDataFrame,
    change: Outreach,
    tables: Tables,
    base: Walk,
    level: str,
) -> pd.DataFrame:
    """Return one line per presence."""
    where = new["service_id"].map(site_territory(tables, level))
    names = tables.territories[level].set_index("territory_id")["name"]
    told = [
        note(_WHY, days=Amount(change.days_per_week), workers=Amount(change.workers), host=host)
        for host in hosts["name"]
    ]
    return pd.DataFrame(
        {
            "rule": RULE,
            "territory_id": where.to_numpy(),
            "name": where.map(names).astype(object).to_numpy(),
            "service_id": new["service_id"].to_numpy(),
            "role": change.role,
            "population": where.map(people_in(base, tables, level)).to_numpy(dtype=np.float64),
            "posts": new["fte"].to_numpy(dtype=np.float64),
            "year": 0,
            "reason": pd.Series(told, dtype=object),
        }
    )


def _left_out(asked: int, fit: int, apart: tuple[int, int]) -> tuple[Note, ...]:
    """Return what is to be said of the places asked that host nothing."""
    own, nowhere = apart
    told = []
    if own:
        told.append(
            note(
                "{count} {count:lieu|lieux} en territoire autogouverné : rien n'y est ouvert; à la "
                "communauté d'en décider.",
                count=own,
            )
        )
    if nowhere:
        told.append(
            note(
                "{count} {count:lieu|lieux} sans coordonnées ou en virtuel : rien n'y est ouvert.",
                count=nowhere,
            )
        )
    if fit:
        told.append(
            note("{fit} {fit:lieu retenu|lieux retenus} sur {asked}.", fit=fit, asked=asked)
        )
    return tuple(told)


def _told(new: gpd.GeoDataFrame, change: Outreach, base: Walk, territories: int) -> list[Note]:
    """Return what is to be said of the presences opened, and where the norm does not count them."""
    told = [
        note(
            "{count} {count:permanence|permanences}, dans {territories} "
            "{territories:territoire|territoires}, jours par semaine à chacune : {days}. En tout "
            "{fte:1} ETC du rôle « {role} ».",
            count=len(new),
            days=Amount(change.days_per_week),
            territories=territories,
            fte=float(new["fte"].sum()),
            role=change.role,
        )
    ]
    judged = judge_sites(new, base.norm, without_gmf=base.without_gmf)
    if weightless(change.role, base):
        told.append(note(ROLE_UNCOUNTED, norm=base.norm.name, role=change.role))
    if not judged["counted"].any():
        told.append(
            note(
                "La norme « {norm} » ne compte pas ces permanences : son panier, ou les secteurs "
                "qu'elle retient, les laisse de côté; l'accès ne change pas.",
                norm=base.norm.name,
            )
        )
    elif not judged["door"].any():
        told.append(
            note(
                "Ces permanences ne sont pas des portes pour la norme « {norm} » : moins d'un "
                "jour par semaine, ou un rôle qu'elle ne compte pas.",
                norm=base.norm.name,
            )
        )
    if change.service_area and judged["door"].any():
        told.append(
            note(
                "Le personnel va vers les gens de {areas} : ils sont atteints là où ils sont.",
                areas=list(change.service_area),
            )
        )
    return told
