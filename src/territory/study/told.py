"""The tables of units and of sites, as a run writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.gaps import Situation
from territory.study.reach import OFF_NETWORK
from territory.tables import Tables
from territory.tables.dictionary import ORIGIN_COLUMNS, names
from territory.tables.needs import Need


def unit_table(
    tables: Tables,
    situation: Situation,
    base: pd.DataFrame,
    more: pd.DataFrame,
    needs: Sequence[Need],
) -> gpd.GeoDataFrame:
    """Return the units as access_units.csv tells them; self-governed ones are left out."""
    population = tables.population.set_index("unit_id")
    here, base = situation.units.loc[population.index], base.loc[population.index]
    frame = pd.DataFrame(
        {
            "name": population["name"],
            "population": here["population"],
            "milieu": here["milieu"],
            "lon": population["lon"],
            "lat": population["lat"],
            "nearest_cost": base["nearest_cost"],
            "nearest_service_id": base["nearest_service_id"],
            "reached": base["reached"].map({1.0: True, 0.0: False}).astype("object"),
            "access_registered": base["access_registered"],
            "access_nonregistered": base["access_nonregistered"],
            "access": base["access"],
            "status": base["status"].mask(here[OFF_NETWORK], OFF_NETWORK),
        }
    )
    for level, places in _places(tables.membership).items():
        frame[f"{level}_id"] = places.reindex(frame.index)
    kept = [*names(ORIGIN_COLUMNS), *(need.key for need in needs)]
    frame = frame.join(more).join(population[[name for name in kept if name in population]])
    frame["geometry"] = population.geometry
    frame = frame.loc[~here["self_governed"].to_numpy(bool)]
    return gpd.GeoDataFrame(
        frame.rename_axis("unit_id").reset_index(), geometry="geometry", crs=population.crs
    )


def _places(membership: pd.DataFrame) -> Mapping[str, pd.Series]:
    """Return per level the territories of each unit, largest share first, joined by ';'."""
    units = membership.loc[membership["subject"] == "unit"]
    units = units.sort_values(["share", "territory_id"], ascending=[False, True])
    return {
        str(level): rows.groupby("subject_id")["territory_id"].agg(";".join)
        for level, rows in units.groupby("level", sort=False)
    }


def services_table(services: gpd.GeoDataFrame, sites: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return every site with what it is to the three tests."""
    judged = sites.loc[services["service_id"]]
    return services.assign(
        door=judged["door"].to_numpy(),
        supply=judged["supply"].to_numpy(dtype=np.float64),
        excluded=judged["excluded"].to_numpy(),
    )
