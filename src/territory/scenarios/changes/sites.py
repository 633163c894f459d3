"""``ouvrir``, ``fermer``, ``deplacer`` and ``heures``: sites that open, close, move, or hours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point

from territory.errors import InputError
from territory.gaps.sites import judge_sites
from territory.scenarios.changes.moving import nearest_of
from territory.scenarios.changes.present import present
from territory.scenarios.changes.staff import moved_to, staff_of, without
from territory.scenarios.ground import Applied, known_territory, with_sites
from territory.scenarios.model import Closing, Hours, Moving, Opening
from territory.scenarios.placing import placed_by_point
from territory.study import Walk
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.tables.schemas import ROLES
from territory.text import N_

SECTORS = {
    "clsc": "public",
    "gmf": "public",
    "community": "community",
    "library": "municipal",
    "outreach": "community",
    "other": "public",
}
WGS84 = "EPSG:4326"
_HOURS = N_(
    "Les heures d'ouverture décident si un point est une porte (pour la norme, au moins {share:%} "
    "de la semaine); elles ne changent pas ses ETC."
)
_SAME_DOORS = N_("Aucun point ne devient une porte, aucun ne cesse d'en être une.")


def open_site(change: Opening, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Open a site.

    Raises
    ------
    InputError
        When the study has a site of that name already, or the point is outside its territories.
    """
    around = tables.surroundings
    taken = set(tables.services["service_id"]) | set(base.tables.services["service_id"])
    taken |= set() if around is None else set(around.services["service_id"])
    if change.id in taken:
        raise InputError(
            "Le point « {id} » est déjà dans l'étude; donnez un autre identifiant à celui que "
            "vous ouvrez.",
            id=change.id,
        )
    for code in change.service_area:
        known_territory(tables, code)
    new = _opened(change, tables)
    _inside(tables, new)
    _timed(base, new, moving=False)
    return Applied(with_sites(tables, new))


def _opened(change: Opening, tables: Tables) -> gpd.GeoDataFrame:
    given = {str(role): fte for role, fte in change.fte.items()}
    row: dict[str, Any] = {
        "service_id": change.id,
        "name": change.name,
        "kind": change.service_kind,
        "sector": SECTORS[change.service_kind],
        **{f"fte_{role}": given.get(role, np.nan) for role in ROLES},
        "fte": float(sum(given.values())) if given else np.nan,
        "mode": "in_person",
        "registration": change.registration,
        "open_share": change.open_share,
        "address_precision": "exact",
        "municipality_id": None,
        "source": "scénario",
        "vintage": "",
    }
    if change.service_area:
        row["service_area"] = ";".join(change.service_area)
    return gpd.GeoDataFrame(
        [row], geometry=_at(change.lon, change.lat, tables), crs=tables.services.crs
    )


def _at(lon: float, lat: float, tables: Tables) -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(lon, lat)], crs=WGS84).to_crs(tables.services.crs or WGS84)


def _inside(tables: Tables, site: gpd.GeoDataFrame) -> None:
    """Refuse a site that none of the territories drawn holds."""
    drawn = [table for table in tables.territories.values() if "geometry" in table]
    if drawn and not len(placed_by_point(tables, site)):
        raise InputError(
            "Le point « {id} » serait hors des territoires de l'étude; vérifiez sa longitude et "
            "sa latitude.",
            id=site["service_id"].iloc[0],
        )


def _timed(base: Walk, site: gpd.GeoDataFrame, *, moving: bool) -> None:
    """Refuse a place that the study's own table of times says nothing of."""
    if base.study.file.travel.method != "table":
        return
    here = site.geometry.iloc[0]
    if bool((base.services.geometry == here).any()):
        return
    if not moving:
        try:
            base.traveller.to_sites(site, pd.Series(data=True, index=site.index), at_least=0.0)
        except InputError:
            pass
        else:
            return
    raise InputError(
        "L'étude lit ses temps dans une table, qui ne dit rien de l'endroit du point « {id} »; "
        "prenez l'endroit d'un point qui y est, ou une étude à vol d'oiseau ou par la route.",
        id=site["service_id"].iloc[0],
    )


def close_sites(change: Closing, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Close sites; their staff leaves, or joins the nearest site of the same kind left.

    Raises
    ------
    InputError
        For a site named twice, closed before, or that the study does not have.
    """
    gone = present(tables, base, change.sites)
    staff = staff_of(tables.services).loc[gone]
    unknown = int(staff.isna().all(axis=1).sum())
    staff = staff.dropna(how="all")
    notes: list[Note] = []
    after = tables
    if change.staff == "nearest":
        where = _alike(tables, base, gone).reindex(staff.index).dropna()
        joining = staff.loc[where.index]
        after = moved_to(tables, joining, where)
        if len(joining):
            notes.append(
                note(
                    "{fte:1} ETC de {count} {count:point fermé|points fermés} rejoignent le point "
                    "de même sorte le plus proche.",
                    fte=float(joining.to_numpy().sum()),
                    count=len(joining),
                )
            )
        staff = staff.drop(where.index)
    lost = float(staff.to_numpy().sum())
    if lost > 0:
        notes.append(note("{fte:1} ETC disparaissent avec les points fermés.", fte=lost))
    if unknown:
        notes.append(
            note(
                "{count} {count:point fermé|points fermés} sans effectif connu : ce qui part "
                "avec {count:lui|eux} ne se compte pas.",
                count=unknown,
            )
        )
    return Applied(without(after, gone), notes=tuple(notes))


def _alike(tables: Tables, base: Walk, gone: pd.Index) -> pd.Series:
    """Return the nearest site left of the same kind, in person, for each site that closes."""
    services = tables.services.set_index("service_id")
    left = services.loc[(services["mode"] == "in_person") & ~services.index.isin(gone)]
    left = left.loc[~left["sector"].isin(base.norm.sectors_excluded)]
    kinds = services["kind"].reindex(gone)
    parts = [
        nearest_of(tables, base, gone[kinds == kind], left.index[left["kind"] == kind])
        for kind in kinds.unique()
    ]
    found: pd.Series = pd.concat(parts)
    return found


def move_site(change: Moving, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Move a site, with its staff.

    Raises
    ------
    InputError
        For a site closed before or that the study does not have, or a point outside its
        territories.
    """
    (one,) = present(tables, base, (change.site,))
    here = (tables.services["service_id"] == one).to_numpy()
    site = tables.services.loc[here].copy()
    site["geometry"] = _at(change.lon, change.lat, tables).to_numpy()
    site["address_precision"], site["municipality_id"] = "exact", None
    _inside(tables, site)
    _timed(base, site, moving=True)
    services = tables.services.copy()
    for column in ("geometry", "address_precision", "municipality_id"):
        services.loc[here, column] = site[column].to_numpy()
    left = without(tables, pd.Index([one])).membership
    membership = pd.concat([left, placed_by_point(tables, site)], ignore_index=True)
    return Applied(replace(tables, services=services, membership=membership))


def change_hours(change: Hours, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Change how much of the week sites are open; their full-time equivalents stay.

    Raises
    ------
    InputError
        For a site named twice, closed before, or that the study does not have.
    """
    ids = present(tables, base, change.sites)
    services = tables.services.copy()
    services.loc[services["service_id"].isin(ids), "open_share"] = change.open_share
    doors = [
        judge_sites(table, base.norm, without_gmf=base.without_gmf)["door"]
        for table in (tables.services, services)
    ]
    opened, closed = int((doors[1] & ~doors[0]).sum()), int((doors[0] & ~doors[1]).sum())
    notes = [note(_HOURS, share=base.norm.minimum_open_share)]
    if opened:
        notes.append(note("{count} {count:point devient une porte|points deviennent des portes}.",
                          count=opened))  # fmt: skip
    if closed:
        notes.append(
            note(
                "{count} {count:point n'est plus une porte|points ne sont plus des portes} : trop "
                "peu ouverts.",
                count=closed,
            )
        )
    if not opened and not closed:
        notes.append(note(_SAME_DOORS))
    return Applied(replace(tables, services=services), notes=tuple(notes))
