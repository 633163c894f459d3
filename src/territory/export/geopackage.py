"""study.gpkg: one layer per level, the services and the population, with QGIS styles inside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from territory.export.layout import (
    Table,
    gaps_table,
    marked,
    marked_columns,
    service_table,
    unit_table,
)
from territory.export.styles import Style, level_styles, service_style, unit_style
from territory.study.result import Result
from territory.tables.banner import banner
from territory.tables.words import Column

LAYER_CRS = "EPSG:32198"
"""NAD83 / Québec Lambert: Québec keeps its shape when QGIS opens the file."""

_DATE_OPTION = "OGR_CURRENT_DATE"
_STYLE_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256),
    f_table_schema TEXT(256),
    f_table_name TEXT(256),
    f_geometry_column TEXT(256),
    styleName TEXT(30),
    styleQML TEXT,
    styleSLD TEXT,
    useAsDefault BOOLEAN,
    description TEXT,
    owner TEXT(30),
    ui TEXT(30),
    update_time DATETIME DEFAULT CURRENT_TIMESTAMP
)
"""
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})


def write_geopackage(result: Result, path: Path, *, created: datetime) -> None:
    """Write the layers of a study and their styles.

    Parameters
    ----------
    result : Result
        One walk of a study.
    path : Path
        A file that does not exist yet.
    created : datetime
        Time noted in the file, in UTC.
    """
    demonstration = result.study.demonstration
    styles: list[Style] = []
    with _dated(created):
        for level in result.gaps:
            table = gaps_table(result, level)
            columns = marked_columns(table.columns, demonstration=demonstration)
            layer = _level_layer(result, level)
            _write_layer(path, level, layer, table, columns, demonstration=demonstration)
            styles += level_styles(level, result.gaps[level], columns)
        styles += _write_points(result, path, demonstration=demonstration)
    _write_styles(path, styles, created)


def _write_points(result: Result, path: Path, *, demonstration: bool) -> list[Style]:
    sites = service_table(result)
    site_columns = marked_columns(sites.columns, demonstration=demonstration)
    _write_layer(
        path, "services", result.services, sites, site_columns, demonstration=demonstration
    )
    units = unit_table(result)
    unit_columns = marked_columns(units.columns, demonstration=demonstration)
    layer, geometry = _unit_layer(result.units)
    _write_layer(path, "population", layer, units, unit_columns, demonstration=demonstration)
    return [
        service_style("services", site_columns),
        unit_style("population", unit_columns, geometry),
    ]


def _level_layer(result: Result, level: str) -> gpd.GeoDataFrame:
    """Return one level's rows, in file order, with the geometry of each territory."""
    territories = result.tables.territories[level]
    rows = result.gaps[level]
    shapes = territories.set_index("territory_id").geometry.reindex(rows["territory_id"])
    return gpd.GeoDataFrame(
        rows, geometry=gpd.GeoSeries(shapes.to_numpy(), index=rows.index, crs=territories.crs)
    )


def _unit_layer(units: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, str]:
    """Return the units as polygons where all are, else as their representative points."""
    kinds = set(units.geometry.dropna().geom_type.unique())
    if kinds and kinds <= _POLYGONS:
        return units, "polygon"
    points = gpd.points_from_xy(units["lon"], units["lat"], crs="EPSG:4326")
    known = units["lon"].notna().to_numpy()
    placed = gpd.GeoSeries(points, index=units.index, crs="EPSG:4326").where(known)
    return units.set_geometry(placed), "point"


def _write_layer(
    path: Path,
    name: str,
    layer: gpd.GeoDataFrame,
    table: Table,
    columns: tuple[Column, ...],
    *,
    demonstration: bool,
) -> None:
    """Write one layer with the columns of its table, typed."""
    rows = marked(
        pd.DataFrame(layer.drop(columns=layer.geometry.name)), demonstration=demonstration
    )
    typed = pd.DataFrame({c.name: _typed(rows, c) for c in columns}, index=rows.index)
    shapes = layer.geometry
    if shapes.crs is not None and shapes.crs != LAYER_CRS:
        shapes = shapes.to_crs(LAYER_CRS)
    kinds = set(shapes.dropna().geom_type.unique())
    pyogrio.write_dataframe(
        gpd.GeoDataFrame(typed, geometry=shapes),
        path,
        layer=name,
        driver="GPKG",
        append=path.exists(),
        geometry_type="MultiPolygon" if kinds and kinds <= _POLYGONS else "Point",
        promote_to_multi=bool(kinds) and kinds <= _POLYGONS,
        layer_options={
            "IDENTIFIER": name,
            "DESCRIPTION": f"{table.title} / {table.title_en}"
            + (f". {banner('fr')} {banner('en')}" if demonstration else ""),
            "GEOMETRY_NAME": "geom",
            "FID": "fid",
        },
    )


def _typed(rows: pd.DataFrame, column: Column) -> pd.Series:
    """Return a column in the type its description states; a missing one is blank."""
    if column.name not in rows:
        dtype = {"string": "string", "boolean": "boolean"}.get(column.kind, "Float64")
        return pd.Series(pd.NA, index=rows.index, dtype=dtype)
    values = rows[column.name]
    if column.kind == "string":
        return values.astype("string").astype(object).where(values.notna(), None)
    if column.kind == "boolean":
        return values.astype("boolean")
    figures = pd.to_numeric(values).astype("float64").replace([np.inf, -np.inf], np.nan)
    return figures.round().astype("Int64") if column.kind == "integer" else figures


@contextmanager
def _dated(created: datetime) -> Iterator[None]:
    """Have GDAL note ``created`` instead of the clock's time, so that files can be compared."""
    before = pyogrio.get_gdal_config_option(_DATE_OPTION)
    pyogrio.set_gdal_config_options({_DATE_OPTION: _stamp(created)})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_DATE_OPTION: before})


def _stamp(created: datetime) -> str:
    return created.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _write_styles(path: Path, styles: list[Style], created: datetime) -> None:
    """Add the table QGIS looks for when it opens a layer."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_STYLE_TABLE)
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description,"
            " last_change, srs_id) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
            (_stamp(created),),
        )
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
            " owner, ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', ?, '', '', NULL, ?)",
            [
                (style.layer, style.name, style.qml, style.default, _stamp(created))
                for style in styles
            ],
        )
