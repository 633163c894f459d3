"""The five tables of one study, together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True)
class Surroundings:
    """What a band around the study holds: it takes part, and belongs to no territory.

    Attributes
    ----------
    km : float
        Width of the band.
    population, services : geopandas.GeoDataFrame
        Rows of the same shape as the study's tables; never in its totals or its residual.
    """

    km: float
    population: gpd.GeoDataFrame
    services: gpd.GeoDataFrame


@dataclass(frozen=True)
class Tables:
    """The five tables a study rests on; never changed in place.

    Attributes
    ----------
    territories : Mapping[str, geopandas.GeoDataFrame]
        One per level key (``"mrc"``, ``"clsc"`` ...), see `schemas.TERRITORIES`.
    population : geopandas.GeoDataFrame
        One row per population unit, see `schemas.POPULATION`; the active geometry is the unit
        itself (point or polygon), ``lon`` and ``lat`` its representative point (NaN: unknown).
    services : geopandas.GeoDataFrame
        One row per site, see `schemas.SERVICES`.
    membership : pandas.DataFrame
        Which unit and which site is in which territory, and by what share.
    coverage : pandas.DataFrame
        What is known of each kind of service in each territory.
    surroundings : Surroundings or None
        People and sites of the band around the study, where it takes one.
    """

    territories: Mapping[str, gpd.GeoDataFrame]
    population: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    membership: pd.DataFrame
    coverage: pd.DataFrame
    surroundings: Surroundings | None = None
