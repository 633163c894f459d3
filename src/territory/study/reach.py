"""The travel steps of the walk: milieux, thresholds, costs to sites, nearest doors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from territory.costs import CostTable
from territory.errors import InputError
from territory.gaps import Norm, nearest_doors
from territory.places import bundled
from territory.sources._geo import read_layer
from territory.study.file import resolve
from territory.study.model import Study
from territory.study.roads import Roads, milieux
from territory.text import number
from territory.travel import (
    from_table,
    read_times,
    straight_line,
    within_road_network,
)
from territory.travel._points import earth_centred

FARTHEST_MINUTES = 1440.0
SERVICE_AREA = "service_area"
OFF_NETWORK = "off_network"


def unit_parameters(
    study: Study, norm: Norm, population: gpd.GeoDataFrame, registered: pd.Series
) -> pd.DataFrame:
    """Return what each unit brings to the judgement: milieu, threshold, speed, coarseness."""
    travel = study.file.travel
    milieu = milieux(study, population)
    threshold = milieu.map(norm.threshold_minutes.model_dump()).astype(float)
    speed = milieu.map(travel.speed_kmh.model_dump()).astype(float)
    located = population["lon"].notna() & population["lat"].notna()
    return pd.DataFrame(
        {
            "population": population["population"].to_numpy(dtype=float),
            "milieu": milieu.to_numpy(),
            "threshold": threshold.to_numpy(),
            "speed_kmh": speed.to_numpy(),
            "registered_share": registered.to_numpy(dtype=float),
            "declared_rate": (
                population["registered_share"].isna() & registered.notna()
            ).to_numpy(),
            "located": located.to_numpy(),
            "self_governed": population["self_governed"].to_numpy(dtype=bool),
            "coarse": coarse_units(study, population, threshold.to_numpy(), speed.to_numpy()),
            "road_link": (population["road_link"] != "no").to_numpy(),
            "municipality_id": population["municipality_id"].to_numpy(dtype=object),
            "lon": population["lon"].to_numpy(dtype=float),
            "lat": population["lat"].to_numpy(dtype=float),
        },
        index=pd.Index(population["unit_id"], name="unit_id"),
    )


def coarse_units(
    study: Study,
    population: gpd.GeoDataFrame,
    threshold: NDArray[Any],
    speed_kmh: NDArray[Any],
) -> NDArray[np.bool_]:
    """Return the units too wide for their threshold, or too crowded for the point they are."""
    radius = np.sqrt(population["area_km2"].to_numpy(dtype=float) / np.pi)
    crowded = population["population"] >= study.file.travel.coarse_point_people
    at_a_point = ~population.geometry.geom_type.isin(("Polygon", "MultiPolygon"))
    wide = radius > threshold * speed_kmh / 60 / 2
    return np.asarray(wide | (crowded & at_a_point).to_numpy(dtype=bool))


class Traveller:
    """Costs between units and places, as one study's ``[travel]`` section says."""

    def __init__(
        self,
        study: Study,
        units: pd.DataFrame,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self.rules = study.file.travel
        self.units = units.loc[units["located"]]
        if not len(self.units):
            raise InputError(
                "Aucune unité de population n'a de coordonnées; ajoutez « lon » et « lat », ou une "
                "géométrie."
            )
        self.barriers = _barriers(study)
        self.rows_ignored = 0
        self._table = None if self.rules.table is None else resolve(study, self.rules.table)
        self.roads = Roads(study, progress) if self.rules.method == "roads" else None
        self.located = self.units
        self.off_network = self.units.index[:0]
        if self.roads is not None:
            # Where a road leads but the network given has none, nothing is known of times; where
            # none leads, neighbours reach each other all the same.
            far = self.roads.too_far(self.units)
            linked = self.units["road_link"].to_numpy(bool)
            self.off_network = self.units.index[far & linked]
            self.units = self.units.assign(alone=far).loc[~(far & linked)]

    def to_sites(
        self, services: gpd.GeoDataFrame, counted: pd.Series, *, at_least: float
    ) -> CostTable:
        """Return minutes from every located unit to every counted site.

        The search goes as far as the study's limit, and never less than ``at_least``: the
        largest threshold tried.
        """
        ids = services.loc[counted.to_numpy(bool), "service_id"]
        if self._table is not None:
            return self._supplied(self._table, ids)
        places = self._places(services.loc[counted.to_numpy(bool)])
        return self._joined(self.units, places, max(self.rules.limit_minutes, at_least))

    def _supplied(self, path: Path, ids: pd.Series) -> CostTable:
        """Return the times of the table given; rows of other places are counted, not used."""
        rows = read_times(path)
        known = rows["from_id"].isin(self.units.index) & rows["to_id"].isin(set(ids))
        if not known.any():
            raise InputError(
                "La table de temps {path} ne joint aucune unité de l'étude à aucun de ses points : "
                "ses identifiants (« {given} ») ne sont pas ceux de l'étude (« {wanted} »).",
                path=path.name,
                given=rows["from_id"].iloc[0] if len(rows) else "—",
                wanted=self.units.index[0],
            )
        self.rows_ignored = int((~known).sum())
        return from_table(rows[known], origins=self.units.index, destinations=ids.to_list())

    def check_supplied(self, new: gpd.GeoDataFrame, known: gpd.GeoDataFrame) -> None:
        """Refuse new places when the times were given as a table that does not hold them.

        Raises
        ------
        InputError
            For a site that moved (the table tells of its old place), or without any time.
        """
        if self._table is None:
            return
        moved = new["service_id"].isin(known["service_id"]).to_numpy(dtype=bool)
        if moved.any():
            raise InputError(
                "« {name} » ({id}) change de place, et la table de temps {path} n'a que ses temps "
                "d'avant; ajoutez-y la nouvelle place sous un autre identifiant.",
                name=new["name"].iloc[int(np.argmax(moved))],
                id=new["service_id"].iloc[int(np.argmax(moved))],
                path=self._table.name,
            )
        absent = ~new["service_id"].isin(read_times(self._table)["to_id"]).to_numpy(dtype=bool)
        if absent.any():
            raise InputError(
                "La table de temps {path} n'a aucun temps vers « {name} » ({id}), à une place "
                "nouvelle; ajoutez-y ses temps.",
                path=self._table.name,
                name=new["name"].iloc[int(np.argmax(absent))],
                id=new["service_id"].iloc[int(np.argmax(absent))],
            )

    def to_doors(
        self, costs: CostTable, services: gpd.GeoDataFrame, sites: pd.DataFrame
    ) -> pd.DataFrame:
        """Return every located unit's nearest door, looked for farther where none is near."""
        nearest = nearest_doors(costs, sites)
        alone = nearest["nearest_cost"].isna()
        doors = services.loc[services["service_id"].isin(sites.index[sites["door"]])]
        if self._table is not None or not alone.any() or not len(doors):
            return nearest
        units = self.units.loc[nearest.index[alone]]
        if self.roads is not None:
            way = self.roads.nearest(units, self._places(doors), FARTHEST_MINUTES)
            nearest.loc[alone, "nearest_cost"] = way["cost"]
            nearest.loc[alone, "nearest_service_id"] = way["destination"]
            return nearest
        far = self._joined(units, self._places(doors), FARTHEST_MINUTES)
        found = nearest_doors(far, sites)
        nearest.loc[alone, "nearest_cost"] = found["nearest_cost"]
        nearest.loc[alone, "nearest_service_id"] = found["nearest_service_id"]
        return nearest

    def between_units(self, limit: float) -> CostTable:
        """Return minutes between located units, to know who is within range of whom."""
        return self._joined(self.units, self.units, limit)

    def _places(self, services: gpd.GeoDataFrame) -> pd.DataFrame:
        """Return sites with their coordinates and the road link of the unit nearest to them."""
        points = services.geometry
        places = pd.DataFrame(
            {"lon": points.x.to_numpy(), "lat": points.y.to_numpy()},
            index=pd.Index(services["service_id"]),
        )
        inhabited = earth_centred(self.units["lon"].to_numpy(), self.units["lat"].to_numpy())
        _, nearest = cKDTree(inhabited).query(
            earth_centred(places["lon"].to_numpy(), places["lat"].to_numpy())
        )
        places["road_link"] = self.units["road_link"].to_numpy()[nearest]
        places["municipality_id"] = self.units["municipality_id"].to_numpy()[nearest]
        return places

    def _joined(self, units: pd.DataFrame, places: pd.DataFrame, limit: float) -> CostTable:
        if self.roads is None:
            return self._straight(units, places, limit)
        costs = self.roads.times(units, places, limit)
        alone = units.loc[units["alone"].to_numpy(bool)]
        return costs.lowered(self._straight(alone, places, limit)) if len(alone) else costs

    def _straight(self, units: pd.DataFrame, places: pd.DataFrame, limit: float) -> CostTable:
        costs = straight_line(
            units,
            places,
            limit=limit,
            detour=self.rules.detour,
            speed_kmh=units["speed_kmh"].to_numpy(),
            barriers=self.barriers,
        )
        linked: NDArray[np.bool_] = units["road_link"].to_numpy(bool)
        if linked.all() and places["road_link"].all():
            return costs
        return within_road_network(
            costs,
            origin_linked=linked,
            destination_linked=places["road_link"].to_numpy(bool),
            origin_place=units["municipality_id"].to_numpy(),
            destination_place=places["municipality_id"].to_numpy(),
            local_limit=60.0 * self.rules.isolated_km / units["speed_kmh"].to_numpy(),
        )

    def label(self) -> dict[str, str]:
        """Return how times are to be called, in both languages."""
        if self._table is not None:
            return {"fr": "temps de déplacement fourni", "en": "travel time as supplied"}
        if self.roads is not None:
            return self.roads.label()
        detour = self.rules.detour
        return {
            "fr": f"temps estimé à vol d'oiseau × {number(detour, 'fr', digits=1)}",
            "en": f"time estimated as the crow flies × {number(detour, 'en', digits=1)}",
        }


def _barriers(study: Study) -> gpd.GeoDataFrame | None:
    given: Any = study.file.travel.barriers
    if given is None:
        return None
    path = bundled("data", "barriers.geojson") if given == "bundled" else resolve(study, given)
    return read_layer(path).frame


def over_service_areas(
    costs: CostTable, services: gpd.GeoDataFrame, membership: pd.DataFrame
) -> CostTable:
    """Return costs where a site reaches every unit of its declared service area at cost 0.

    Parameters
    ----------
    costs : CostTable
        Units to counted sites.
    services : geopandas.GeoDataFrame
        An optional column ``service_area`` lists territories, separated by semicolons; outreach
        goes to people where they are, so the way there is not theirs.
    membership : pandas.DataFrame
        A unit belongs to the area that holds most of it.
    """
    if SERVICE_AREA not in services:
        return costs
    areas = services.set_index("service_id")[SERVICE_AREA].dropna().str.split(";").explode()
    areas = areas.str.strip().loc[areas.index.isin(costs.destinations)]
    units = membership.loc[(membership["subject"] == "unit") & (membership["share"] > 0.5)]  # noqa: PLR2004
    units = units.loc[units["subject_id"].isin(costs.origins)]
    pairs = areas.rename("territory_id").reset_index().merge(units, on="territory_id")
    pairs = pairs.drop_duplicates(["subject_id", "service_id"])
    if not len(pairs):
        return costs
    return costs.lowered(
        CostTable.from_pairs(
            pairs["subject_id"],
            pairs["service_id"],
            np.zeros(len(pairs)),
            origins=costs.origins,
            destinations=costs.destinations,
        )
    )
