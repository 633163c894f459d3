"""What every reader does with its rows: set some aside with a reason, shape the others.

Nothing here knows a particular layout; the readers beside it do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from territory.sources._geo import GEOGRAPHIC, OUTSIDE, outside_quebec, refuse_misplaced
from territory.sources.catalogue import SourceInfo
from territory.tables import (
    POPULATION,
    SERVICES,
    TERRITORIES,
    Reading,
    conform,
    rejections,
    with_origin,
)
from territory.tables.reading import REJECTED_COLUMNS, SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS, Frame
from territory.tables.schemas import ROLES
from territory.text import N_

# Inner points and distances of one place to another: NAD83 / Québec Lambert, in metres.
METRES = "EPSG:32198"
# Areas: an equal-area projection centred on Québec.
EQUAL_AREA = "+proj=laea +lat_0=52 +lon_0=-70 +ellps=GRS80 +units=m"
NO_COORDINATES = N_("sans coordonnées")
# Place of a row among those kept, while a table is being put in order.
_PLACE = "_place"
DUPLICATE = N_("identifiant déjà lu : rangée en double")
NOT_A_NUMBER = N_("« {value} » n'est pas un nombre ({column})")


@dataclass
class Sieve:
    """The rows of one file, from which a reader sets some aside, each once and with a reason.

    Attributes
    ----------
    source : str
        Name of the file.
    lines : numpy.ndarray of int, shape (rows,)
        Where each row is in the file.
    ids : numpy.ndarray of object, shape (rows,)
        What each row calls itself.
    kept : numpy.ndarray of bool, shape (rows,)
        The rows not set aside so far.
    """

    source: str
    lines: NDArray[np.int64]
    ids: NDArray[Any]
    kept: NDArray[np.bool_] = field(init=False)
    _parts: list[pd.DataFrame] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Start with every row kept."""
        self.ids = pd.Series(self.ids, dtype="object").fillna("").to_numpy(dtype=object)
        self.kept = np.ones(len(self.lines), dtype=bool)

    def reject(
        self, rows: ArrayLike, reason: str, *, english: ArrayLike | None = None, **values: Any
    ) -> int:
        """Set ``rows`` (a mask over the whole file) aside, unless already so; return how many.

        ``values`` fill the reason's fields: scalars, or one value per row of the file.
        ``english`` replaces the catalogue's translation, one text per row of the file.
        """
        wrong = np.asarray(rows, dtype=bool) & self.kept
        if not wrong.any():
            return 0
        here = {
            name: np.broadcast_to(np.asarray(value, dtype=object), wrong.shape)[wrong]
            for name, value in values.items()
        }
        part = rejections(self.source, self.lines[wrong], self.ids[wrong], reason, **here)
        if english is not None:
            part["reason_en"] = np.asarray(english, dtype=object)[wrong]
        self._parts.append(part)
        self.kept = self.kept & ~wrong
        return int(wrong.sum())

    def reject_duplicates(self, keys: pd.Series) -> int:
        """Set aside the rows whose key was already seen among the rows kept."""
        again = np.zeros(len(self.kept), dtype=bool)
        again[self.kept] = keys[self.kept].duplicated().to_numpy()
        return self.reject(again, DUPLICATE)

    def reject_misplaced(
        self, lon: pd.Series, lat: pd.Series, *, keep_nowhere: bool = False, margin: float = 0.0
    ) -> None:
        """Set aside rows at 0,0, outside Québec or, unless kept, without coordinates.

        Up to ``margin`` degrees outside its bounds are let in. A file whose coordinates are
        swapped or in metres is refused as a whole.
        """
        refuse_misplaced(lon[self.kept], lat[self.kept], self.source)
        if not keep_nowhere:
            self.reject(~(np.isfinite(lon) & np.isfinite(lat)), NO_COORDINATES)
        shown = {"lon": lon.round(6).to_numpy(), "lat": lat.round(6).to_numpy()}
        self.reject(outside_quebec(lon, lat, margin=margin), OUTSIDE, **shown)

    def rejected(self) -> pd.DataFrame:
        """Return the rows set aside, in file order."""
        if not self._parts:
            return pd.DataFrame(columns=list(REJECTED_COLUMNS))
        return pd.concat(self._parts).sort_values("line", kind="stable").reset_index(drop=True)

    def reading(
        self,
        table: pd.DataFrame,
        *,
        crs: str | None = None,
        repairs: Mapping[str, int] | None = None,
        notes: Sequence[str] = (),
    ) -> Reading:
        """Return the reading of the file: ``table`` and the bookkeeping.

        Where the table has one row for each row kept, each gets its place in the file; where
        rows were put together or divided the reader says it (column ``source_row``).
        """
        return Reading(
            table=self._placed(table),
            source=self.source,
            read=len(self.kept),
            kept=int(self.kept.sum()),
            rejected=self.rejected(),
            crs=crs,
            repairs={name: count for name, count in (repairs or {}).items() if count},
            notes=tuple(notes),
        )

    def _placed(self, table: pd.DataFrame) -> pd.DataFrame:
        place = table[_PLACE] if _PLACE in table else np.arange(len(table))
        table = table.drop(columns=_PLACE, errors="ignore")
        if SOURCE_ROW in table:
            file = table.get(SOURCE_FILE, self.source)
            return with_origin(table, file, table[SOURCE_ROW], several=table.get(SOURCE_ROWS))
        kept = self.lines[self.kept]
        rows = kept[np.asarray(place)] if len(kept) == len(table) else pd.NA
        return with_origin(table, self.source, rows)


def _in_order(frame: Frame) -> Frame:
    """Note the place of each row, unless it is known which row of a file it is."""
    return frame if SOURCE_ROW in frame else frame.assign(**{_PLACE: np.arange(len(frame))})


def text_column(values: Any, index: pd.Index) -> pd.Series:
    """Return a column of the schemas' text type; missing values stay missing."""
    column = values if isinstance(values, pd.Series) else pd.Series(values, index=index)
    return column.astype("object").where(column.notna(), None).astype("str")


def territory_table(
    frame: gpd.GeoDataFrame, *, level: str, meta: SourceInfo, source: str
) -> gpd.GeoDataFrame:
    """Return territories that fit the schema from ``territory_id, name, parent_id, geometry``.

    Extra columns are kept; the table is sorted by id, and `Sieve.reading` knows from which row of
    the file each one comes.
    """
    table = _in_order(frame).assign(
        territory_id=text_column(frame["territory_id"], frame.index),
        name=text_column(frame["name"], frame.index),
        parent_id=text_column(frame["parent_id"], frame.index),
        level=text_column(level, frame.index),
        self_governed=False,
        vintage=text_column(meta.vintage, frame.index),
        source=text_column(meta.title, frame.index),
    )
    table = table.sort_values("territory_id", kind="stable").reset_index(drop=True)
    first = [name for name in TERRITORIES.columns if name != "geometry"]
    rest = [name for name in table.columns if name not in first and name != "geometry"]
    return conform(table[[*first, *rest, "geometry"]], TERRITORIES, source)


def population_table(frame: gpd.GeoDataFrame, *, meta: SourceInfo, source: str) -> gpd.GeoDataFrame:
    """Return population units that fit the schema.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        ``unit_id, name, population`` and geometry in longitude and latitude (points, polygons
        or none); ``municipality_id``, ``area_km2``, ``precision`` and codes where known.
    meta : SourceInfo
        Where the counts come from; kept in columns ``source`` and ``vintage``.
    source : str
        Name of the file, for the sentence.
    """
    table = frame.reset_index(drop=True)
    lon, lat = inner_points(table.geometry)
    nothing = pd.Series(np.nan, index=table.index)
    table = table.assign(
        unit_id=text_column(table["unit_id"], table.index),
        name=text_column(table["name"], table.index),
        population=table["population"].astype(float),
        municipality_id=text_column(table.get("municipality_id", nothing), table.index),
        area_km2=table.get("area_km2", nothing).astype(float),
        milieu=text_column(nothing, table.index),
        road_link=text_column("unknown", table.index),
        precision=text_column(table.get("precision", "unknown"), table.index),
        registered_share=nothing,
        self_governed=False,
        lon=lon,
        lat=lat,
        source=text_column(meta.title, table.index),
        vintage=text_column(meta.vintage, table.index),
    )
    for column in [name for name in table.columns if name.endswith("_id")]:
        table[column] = text_column(table[column], table.index)
    first = [name for name in POPULATION.columns if name != "geometry"]
    rest = [name for name in table.columns if name not in first and name != "geometry"]
    return conform(table[[*first, *rest, "geometry"]], POPULATION, source)


def service_table(
    frame: pd.DataFrame,
    *,
    meta: SourceInfo,
    source: str,
    registration: str = "open",
    sector: str = "unknown",
    address_precision: str = "address",
) -> gpd.GeoDataFrame:
    """Return sites that fit the schema; full-time equivalents are unknown, presence whole.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``service_id, name, kind, lon, lat``; ``sector``, ``address_precision``,
        ``municipality_id`` and ``stated_*_id`` where known.
    meta, source : SourceInfo, str
        Where the rows come from.
    registration, sector, address_precision : str
        What holds for every site where the frame does not say.
    """
    table = frame.reset_index(drop=True)
    index = table.index
    nothing = pd.Series(np.nan, index=index)
    text = {
        "service_id": table["service_id"],
        "name": table["name"],
        "kind": table["kind"],
        "sector": table.get("sector", sector),
        "mode": "in_person",
        "registration": registration,
        "address_precision": table.get("address_precision", address_precision),
        "municipality_id": table.get("municipality_id", nothing),
        "source": meta.title,
        "vintage": meta.vintage,
    }
    stated = {name: table[name] for name in table.columns if name.startswith("stated_")}
    points = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"]), crs=GEOGRAPHIC)
    extra = [n for n in table.columns if n not in (*text, *stated, "lon", "lat")]
    shaped = gpd.GeoDataFrame(
        {
            **{name: text_column(values, index) for name, values in text.items()},
            **dict.fromkeys((*(f"fte_{role}" for role in ROLES), "fte"), nothing),
            "open_share": 1.0,
            **{name: text_column(values, index) for name, values in stated.items()},
            **{name: table[name] for name in extra},
        },
        geometry=points,
    )
    first = [name for name in SERVICES.columns if name != "geometry"]
    rest = [name for name in shaped.columns if name not in first and name != "geometry"]
    return conform(shaped[[*first, *rest, "geometry"]], SERVICES, source)


def inner_points(geometry: gpd.GeoSeries) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude of a point inside each geometry; NaN where there is none.

    The point is sought in a metric projection, where an inner point of a long territory is
    nearer its middle than in degrees.
    """
    shapes = geometry.to_numpy()
    if (shapely.get_dimensions(shapes) <= 0).all():
        return shapely.get_x(shapes), shapely.get_y(shapes)
    inner = geometry.to_crs(METRES).representative_point().to_crs(geometry.crs).to_numpy()
    astray = ~(shapely.intersects(shapes, inner) | shapely.is_missing(shapes))
    astray &= shapely.get_dimensions(shapes) > 0
    inner[astray] = shapely.point_on_surface(shapes[astray])
    points = np.where(shapely.get_dimensions(shapes) == 0, shapes, inner)
    return shapely.get_x(points), shapely.get_y(points)


def areas_km2(geometry: gpd.GeoSeries) -> NDArray[np.float64]:
    """Return the area of each geometry, in km², from an equal-area projection."""
    return np.asarray(geometry.to_crs(EQUAL_AREA).area.to_numpy() / 1e6, dtype=np.float64)
