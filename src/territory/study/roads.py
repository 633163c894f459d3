"""Times by road for one study: its networks, who drives and who walks, who is off the network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.costs import CostTable
from territory.errors import InputError
from territory.study.file import resolve
from territory.study.model import Study
from territory.text import N_, number, translator
from territory.travel import (
    RoadNetwork,
    derive_milieu,
    nearest_by_road,
    read_network,
    roads,
    snap,
)

Progress = Callable[[str, int, int], None]
CAR, WALK = "car", "walk"
TOO_FAR = "too_far"
MODE_WORDS = {CAR: N_("en voiture"), WALK: N_("à pied")}


def silent(_what: str, _done: int, _of: int) -> None:
    """Say nothing of the progress."""


class Roads:
    """The networks of a study and the times along them; people of some milieux may walk."""

    def __init__(self, study: Study, progress: Progress | None = None) -> None:
        self.rules = study.file.travel
        self.progress = progress or silent
        self.networks = {CAR: _network(study, self.rules.network or "", CAR, self.progress)}
        if self.rules.walk_milieux:
            name = self.rules.network_walk or self.rules.network or ""
            self.networks[WALK] = _network(study, name, WALK, self.progress)

    def times(self, units: pd.DataFrame, places: pd.DataFrame, limit: float) -> CostTable:
        """Return minutes from units to places within ``limit``.

        Parameters
        ----------
        units : pandas.DataFrame
            ``lon, lat, milieu``, indexed by unit.
        places : pandas.DataFrame
            ``lon, lat``, indexed by place.
        limit : float
            In minutes.
        """
        tables = [self._along(mode, some, places, limit) for mode, some in self._by_mode(units)]
        ids = tables[0].origins.append([table.origins for table in tables[1:]])
        matrix = sparse.vstack([table.matrix for table in tables], format="csr")
        order = ids.get_indexer(units.index)
        return replace(tables[0], origins=units.index, matrix=sparse.csr_array(matrix[order]))

    def nearest(self, units: pd.DataFrame, places: pd.DataFrame, limit: float) -> pd.DataFrame:
        """Return each unit's nearest place: ``destination`` and ``cost``."""
        found = [
            nearest_by_road(
                some[["lon", "lat"]],
                places[["lon", "lat"]],
                network=self.networks[mode],
                limit=limit,
                maximum_snap_km=self.rules.snap_km,
                allow_far=True,
            )
            for mode, some in self._by_mode(units)
            if len(some)
        ]
        return pd.concat(found).reindex(units.index)

    def too_far(self, units: pd.DataFrame) -> NDArray[np.bool_]:
        """Return which units are too far from a road of their network.

        Raises
        ------
        InputError
            When all of them are: the network is of another place.
        """
        parts = [
            snap(self.networks[mode], some[["lon", "lat"]], maximum_km=self.rules.snap_km)
            for mode, some in self._by_mode(units)
        ]
        far = (pd.concat(parts)["status"] == TOO_FAR).reindex(units.index).to_numpy(bool)
        if far.all():
            raise InputError(
                "travel : aucune unité de population n'est près d'une route de {path}; vérifiez "
                "que ce réseau couvre le territoire de l'étude.",
                path=self.networks[CAR].source,
            )
        return far

    def account(self, units: pd.DataFrame) -> list[dict[str, Any]]:
        """Return, per mode, the people too far from the network and off its largest part."""
        rows = []
        for mode, some in self._by_mode(units):
            network = self.networks[mode]
            told = snap(network, some[["lon", "lat"]], maximum_km=self.rules.snap_km)
            people = some["population"]
            far = told["status"] == TOO_FAR
            off = ~far & (told["component"] != 0)
            rows.append(
                {
                    "mode": mode,
                    "network": network.source,
                    "nodes": network.nodes,
                    "km": network.km,
                    "units": len(some),
                    "units_too_far": int(far.sum()),
                    "people_too_far": float(people[far].sum()),
                    "units_off_main": int(off.sum()),
                    "people_off_main": float(people[off].sum()),
                    "largest_snap_km": float(told["snap_km"].where(~far, 0.0).max())
                    if len(told)
                    else 0.0,
                }
            )
        return rows

    def label(self) -> dict[str, str]:
        """Return how times are to be called, in both languages."""
        if WALK in self.networks:
            return {
                "fr": "temps par la route, à pied ou en voiture selon le milieu",
                "en": "time by road, on foot or by car depending on the milieu",
            }
        return {"fr": "temps par la route", "en": "time by road"}

    def _by_mode(self, units: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
        if WALK not in self.networks:
            return [(CAR, units)]
        walks = units["milieu"].isin(self.rules.walk_milieux).to_numpy(bool)
        return [(CAR, units.loc[~walks]), (WALK, units.loc[walks])]

    def _along(
        self,
        mode: str,
        units: pd.DataFrame,
        places: pd.DataFrame,
        limit: float,
    ) -> CostTable:
        return roads(
            units[["lon", "lat"]],
            places[["lon", "lat"]],
            network=self.networks[mode],
            limit=limit,
            maximum_snap_km=self.rules.snap_km,
            allow_far=True,
            progress=self.progress,
        )


def _network(study: Study, name: str, mode: str, progress: Progress) -> RoadNetwork:
    """Read a study's network for one mode; one saved for another mode is refused."""
    path: Path = resolve(study, name)
    rules = study.file.travel
    network = read_network(
        path,
        mode=mode,
        columns=rules.network_columns or None,
        speeds=rules.road_speeds or None,
        progress=progress,
    )
    if network.mode != mode:
        raise InputError(
            "travel : {path} est un réseau enregistré pour un autre mode; lisez le fichier "
            'd\'origine avec read_network(..., mode="{mode}") et nommez-le dans la clé « {key} ».',
            path=path.name,
            mode=mode,
            key="network" if mode == CAR else "network_walk",
        )
    return network


def network_account(
    study: Study, population: gpd.GeoDataFrame, services: gpd.GeoDataFrame, language: str
) -> list[str]:
    """Return what `territory check` says of a study's roads, one line each.

    Parameters
    ----------
    study : Study
        Its method is "roads".
    population, services : geopandas.GeoDataFrame
        The tables of the study.
    language : str
        "fr" or "en".
    """
    found = Roads(study)
    _ = translator(language)
    lines = [
        line
        for network in found.networks.values()
        for line in network.summary(language).split("\n")
    ]
    located = population["lon"].notna() & population["lat"].notna()
    units = population.loc[located, ["lon", "lat", "population"]].assign(
        milieu=milieux(study, population)[located]
    )
    lines += [_told(row, _, language) for row in found.account(units)]
    for mode, network in found.networks.items():
        told = snap(network, services.geometry, maximum_km=study.file.travel.snap_km)
        lines.append(
            _("Points trop loin du réseau ({mode}) : {far}; hors du plus grand : {off}.").format(
                mode=_(MODE_WORDS[mode]),
                far=number(int((told["status"] == TOO_FAR).sum()), language),
                off=number(int((told["component"] > 0).sum()), language),
            )
        )
    return lines


def milieux(study: Study, population: gpd.GeoDataFrame) -> pd.Series:
    """Return the milieu of each unit, by the rule of the study."""
    travel = study.file.travel
    return derive_milieu(
        population,
        detour=travel.detour,
        dense_per_km2=travel.dense_per_km2,
        dense_municipality=travel.dense_municipality,
        urban_municipality=travel.urban_municipality,
        remote_km=travel.remote_km,
    )


def _told(row: dict[str, Any], _: Callable[[str], str], language: str) -> str:
    """Return the line of one mode: units placed, too far, off the largest network."""
    words = MODE_WORDS[row["mode"]]
    counts = ("units", "units_too_far", "people_too_far", "units_off_main", "people_off_main")
    return _(
        "Unités de population ({mode}) : {units}; trop loin d'une route : {units_too_far} "
        "(personnes : {people_too_far}); hors du plus grand réseau : {units_off_main} "
        "(personnes : {people_off_main})."
    ).format(mode=_(words), **{key: number(row[key], language) for key in counts})
