"""Levels a study does not read but obtains: by merging a finer level, or from its units."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from territory.codes import NESTED_WIDTHS, ancestor, level_named
from territory.errors import InputError
from territory.tables.reading import SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS

_ORIGIN = (SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS)
EDITION = "codes_vintage"
_COLUMNS = (
    "territory_id", "name", "level", "parent_id", "self_governed", "vintage", "source",
    EDITION, *_ORIGIN, "geometry",
)  # fmt: skip


def derived_level(lower: gpd.GeoDataFrame, lower_level: str, level: str) -> gpd.GeoDataFrame:
    """Return the territories of ``level`` as the union of those of a finer level.

    Sociosanitary levels merge by code prefix, others by the column ``<level>_id`` or
    ``parent_id``; names come from a column ``<level>_name`` where the source has one.

    Raises
    ------
    InputError
        When nothing says which territory is in which.
    """
    known = level_named(level)
    if f"{level}_id" in lower:
        above = lower[f"{level}_id"]
    elif lower_level in NESTED_WIDTHS and level in NESTED_WIDTHS:
        above = ancestor(lower["territory_id"], level)
    else:
        above = lower["parent_id"]
        if not above.astype("string").str.startswith(f"{known.prefix}:").fillna(value=False).all():
            raise InputError(
                "Le niveau « {level} » ne se déduit pas de « {lower} » : aucun code ne les relie.",
                level=level,
                lower=lower_level,
            )
    groups = lower.assign(territory_id=above.astype("object"))
    groups = groups.loc[groups["territory_id"].notna()]
    name_column = f"{level}_name"
    merged = groups.groupby("territory_id", sort=True)
    table = pd.DataFrame(
        {
            "name": merged[name_column].first() if name_column in lower else merged.size(),
            "self_governed": merged["self_governed"].all(),
            "vintage": merged["vintage"].first(),
            "source": merged["source"].first(),
            **({EDITION: merged[EDITION].first()} if EDITION in lower else {}),
            **_merged_origin(lower, merged),
        }
    )
    if name_column not in lower:
        table["name"] = table.index
    # The two sides of a shared border may differ by a hair after repair: merge on a fine grid.
    shapes = [
        shapely.unary_union(shapely.set_precision(part.geometry.to_numpy(), 1e-6))
        for _, part in merged
    ]
    frame = table.reset_index().assign(level=level, parent_id=None)
    frame["geometry"] = np.array(shapes, dtype=object)
    known_columns = [name for name in _COLUMNS if name in frame]
    return gpd.GeoDataFrame(frame.loc[:, known_columns], geometry="geometry", crs=lower.crs)


def _merged_origin(lower: gpd.GeoDataFrame, merged: Any) -> dict[str, pd.Series]:
    """Return the file, the first row and the number of rows of each merged territory."""
    if SOURCE_ROW not in lower:
        return {}
    return {
        SOURCE_FILE: merged[SOURCE_FILE].first(),
        SOURCE_ROW: merged[SOURCE_ROW].min(),
        SOURCE_ROWS: merged.size().astype("Int64"),
    }


def levels_from_population(population: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """Return the population units themselves as the territories of a level."""
    known = level_named(level)
    units = population.loc[population["unit_id"].str.startswith(f"{known.prefix}:")]
    areas = units.loc[~(units.geometry.isna() | units.geometry.is_empty)]
    areas = areas.loc[areas.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    if not len(areas):
        raise InputError(
            "Aucune unité de population n'est de niveau « {level} » avec un polygone.", level=level
        )
    frame = pd.DataFrame(
        {
            "territory_id": areas["unit_id"],
            "name": areas["name"],
            "level": level,
            "parent_id": None,
            "self_governed": areas["self_governed"],
            "vintage": areas.get("vintage", ""),
            "source": areas.get("source", "population"),
            **{
                name: areas[name]
                for name in (SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS)
                if name in areas
            },
            "geometry": areas.geometry,
        }
    )
    return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry="geometry", crs=population.crs)
