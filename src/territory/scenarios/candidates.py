"""Where sites may open: places of the study, or those of a file."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.scenarios.ground import known_site, sites_in
from territory.scenarios.model_siting import Siting
from territory.scenarios.receiving import SECTORS
from territory.sources._tabular import read_csv_text, require_columns, to_number
from territory.study import Walk
from territory.study.file import resolve
from territory.tables import Tables
from territory.tables.schemas import ROLES

SUFFIX = "~emplacement"
WGS84 = "EPSG:4326"


def candidates(
    change: Siting, tables: Tables, base: Walk
) -> tuple[gpd.GeoDataFrame, pd.Series, pd.Series]:
    """Return what may open.

    Places without coordinates, virtual or in a self-governed territory are none.

    Returns
    -------
    new : geopandas.GeoDataFrame
        Rows of the services table, ``<id>~emplacement``, each with the staff of the change.
    like : pandas.Series
        Indexed by new id: the site of the study at the same place; those of a file have none.
    costs : pandas.Series
        Indexed by new id: what each costs, missing where it is not told.

    Raises
    ------
    InputError
        When nothing is a candidate, a site is not in the study, a row of the file is wrong, or a
        budget is given and a cost is not.
    """
    for site in change.sites:
        known_site(tables.services, site)
    services = tables.services
    mine = services["service_id"].isin(change.sites)
    if change.at is not None:
        mine |= services["kind"] == change.at
    mine &= (services["mode"] == "in_person") & services.geometry.notna()
    mine &= ~services.geometry.is_empty & ~services["service_id"].isin(_self_governed(tables))
    hosts = services.loc[mine]
    places = gpd.GeoDataFrame(
        {
            "id": hosts["service_id"].to_numpy(),
            "name": hosts["name"].to_numpy(),
            "cost": np.nan,
            "municipality_id": hosts["municipality_id"].to_numpy(),
            "like": hosts["service_id"].to_numpy(),
        },
        geometry=hosts.geometry.to_numpy(),
        crs=services.crs,
    )
    if change.path is not None:
        told = _from_file(change.path, base, services)
        places = gpd.GeoDataFrame(pd.concat([places, told], ignore_index=True), crs=services.crs)
    if not len(places):
        raise InputError("Aucun lieu n'est candidat; élargissez « at », « sites » ou « path ».")
    return _rows(change, tables, places)


def _rows(
    change: Siting, tables: Tables, places: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, pd.Series, pd.Series]:
    ids = pd.Index(places["id"] + SUFFIX, name="service_id")
    taken = ids[ids.isin(tables.services["service_id"]) | ids.duplicated()]
    if len(taken):
        raise InputError(
            "Le lieu candidat « {id} » est donné deux fois, ou a déjà un emplacement.",
            id=taken[0].removesuffix(SUFFIX),
        )
    costs = places["cost"].astype(float)
    if change.site_cost is not None:
        costs = costs.fillna(change.site_cost)
    if change.budget is not None and costs.isna().any():
        raise InputError(
            "Le lieu candidat « {id} » n'a pas de coût, et un budget est donné; ajoutez « cost » "
            "au fichier, ou site_cost.",
            id=places["id"].loc[costs.isna()].iloc[0],
        )
    told: dict[str, float] = {str(role): amount for role, amount in change.fte.items()}
    new = gpd.GeoDataFrame(
        {
            "service_id": ids,
            "name": (places["name"] + " (emplacement)").to_numpy(),
            "kind": change.service_kind,
            "sector": SECTORS.get(change.service_kind, "community"),
            **{f"fte_{role}": told.get(role, np.nan) for role in ROLES},
            "fte": float(sum(change.fte.values())) if change.fte else np.nan,
            "mode": "in_person",
            "registration": "open",
            "open_share": change.open_share,
            "address_precision": "exact",
            "municipality_id": places["municipality_id"].to_numpy(),
            "source": "scénario",
            "vintage": "",
        },
        geometry=places.geometry.to_numpy(),
        crs=tables.services.crs,
    )
    beside = pd.Series(places["like"].to_numpy(), index=ids, dtype=object).dropna()
    return new, beside, pd.Series(costs.to_numpy(dtype=float), index=ids)


def _from_file(path: str, base: Walk, services: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places of a CSV of ``id, lon, lat, name`` and, at need, ``cost``."""
    found = resolve(base.study, path)
    frame = read_csv_text(found).frame
    require_columns(frame.columns, ("id", "lon", "lat", "name"), found.name)
    figures = {}
    for column, low, high in (("lon", -180.0, 180.0), ("lat", -90.0, 90.0), ("cost", 0.0, np.inf)):
        if column not in frame:
            figures[column] = pd.Series(np.nan, index=frame.index)
            continue
        values, wrong = to_number(frame[column])
        wrong |= (values < low) | (values > high)
        if column != "cost":
            wrong |= values.isna()
        _refuse(frame, column, wrong, found.name)
        figures[column] = values
    _refuse(frame, "id", frame["id"].isna() | frame["id"].duplicated(), found.name)
    points = gpd.GeoSeries(gpd.points_from_xy(figures["lon"], figures["lat"]), crs=WGS84)
    return gpd.GeoDataFrame(
        {
            "id": frame["id"].astype(object).to_numpy(),
            "name": frame["name"].fillna(frame["id"]).astype(object).to_numpy(),
            "cost": figures["cost"].to_numpy(dtype=float),
            "municipality_id": None,
            "like": None,
        },
        geometry=points.to_crs(services.crs or WGS84).to_numpy(),
        crs=services.crs,
    )


def _refuse(frame: pd.DataFrame, column: str, wrong: pd.Series, name: str) -> None:
    if not wrong.any():
        return
    first = int(np.argmax(wrong.to_numpy(dtype=bool)))
    given = frame[column].iloc[first]
    raise InputError(
        "{name}, ligne {line} : « {column} » vaut « {value} », ce qui ne convient pas; "
        "corrigez-le.",
        name=name,
        line=first + 2,
        column=column,
        value="" if pd.isna(given) else given,
    )


def _self_governed(tables: Tables) -> pd.Index:
    own = [
        code
        for table in tables.territories.values()
        for code in table.loc[table["self_governed"].astype(bool), "territory_id"]
    ]
    return sites_in(tables, own)
