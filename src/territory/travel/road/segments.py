"""Roads given as segments: a GeoPackage, a shapefile, a GeoParquet, columns mapped by name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from territory.errors import InputError
from territory.text import N_
from territory.travel._points import earth_centred
from territory.travel.road.lines import Lines
from territory.travel.road.speeds import (
    DIRECTIONS,
    parse_direction,
    parse_speed,
    parsed,
    refuse_unknown,
)

KEYS = ("class", "speed", "speed_back", "oneway", "length_km", "length_m", "minutes")
NO_LINE = N_("sans ligne")
CLASS = N_("classe sans vitesse dans ce mode, et aucune vitesse inscrite")
NO_TIME = N_("durée d'au plus 0 ou infinie")
SHUT = N_("fermés dans les deux sens")
MERGED = N_("bouts de segments réunis à un voisin")
GRID_DEGREES = 1e-7

Numbers = NDArray[np.float64]


def read_segments(
    path: Path,
    *,
    mode: str,
    columns: Mapping[str, str],
    speeds: Mapping[str, float],
    changed: object,
    directions: Mapping[Any, str] | None,
    missing: Sequence[Any],
    layer: str | None,
    crs: str | int | None,
    tolerance_m: float,
) -> Lines:
    """Return the segments of a layer of lines; the arguments are those of `read_network`.

    ``changed`` is what its caller gave as speeds, to refuse a class nobody knows.

    Segments meet at their ends; an end that falls on a vertex of another segment is a junction
    too. Two segments that only cross (an overpass) do not meet.

    Raises
    ------
    InputError
        Naming the file, the column and the row.
    """
    frame = _layer(path, layer, crs)
    _need_keys(path, mode, columns)
    for column in columns.values():
        if column not in frame:
            raise InputError(
                "{path} n'a pas la colonne « {column} »; colonnes : {known}.",
                path=path.name,
                column=column,
                known=", ".join(str(name) for name in frame.columns if name != frame.geometry.name),
            )
    table = _Columns(path, frame, columns, missing)
    met = table.texts.get("class", pd.Series(dtype=object)).dropna().str.lower().unique()
    refuse_unknown(changed, mode, met)
    forward, backward = _speeds(table, mode, speeds, directions)
    geometry = shapely.line_merge(shapely.force_2d(frame.geometry.to_numpy()), directed=True)
    linear = np.isin(shapely.get_type_id(geometry), (1, 5)) & ~shapely.is_empty(geometry)
    no_speed = np.isnan(forward) | np.isnan(backward)
    shut = ~no_speed & (forward == 0) & (backward == 0)
    stated = table.minutes()
    untimed = ~np.isnan(stated) & ~((stated > 0) & np.isfinite(stated))
    why = (NO_LINE, CLASS, SHUT, NO_TIME)
    reasons = np.select([~linear, no_speed, shut, untimed], why, "")
    keep = np.flatnonzero(reasons == "")
    parts, row = shapely.get_parts(geometry[keep], return_index=True)
    share = _shares(parts, row, len(keep))
    counts = {str(reason): int((reasons == reason).sum()) for reason in why}
    rejected = {reason: count for reason, count in counts.items() if count}
    row = keep[row]
    km, minutes = table.km()[row] * share, stated[row] * share
    values = (forward[row], backward[row], km, minutes)
    return _lines(path, frame.crs, parts, tolerance_m, values, len(frame), rejected)


def _need_keys(path: Path, mode: str, columns: Mapping[str, str]) -> None:
    for key in columns:
        if key not in KEYS:
            raise InputError(
                "columns : « {key} » n'est pas une clé connue; clés : {known}.",
                key=key,
                known=", ".join(KEYS),
            )
    if mode == "car" and not {"class", "speed"} & set(columns):
        raise InputError(
            "{path} : dites quelle colonne donne la vitesse ou la classe des routes, par exemple "
            'columns={{"speed": "VITESSE"}} ou columns={{"class": "CLASSE"}}.',
            path=path.name,
        )


def _layer(path: Path, layer: str | None, crs: str | int | None) -> gpd.GeoDataFrame:
    try:
        if path.suffix.lower() in (".parquet", ".geoparquet"):
            frame = gpd.read_parquet(path)
        else:
            names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
            if layer is None and len(names) > 1:
                raise InputError(
                    "{path} contient plusieurs couches ({names}); indiquez laquelle (layer).",
                    path=path.name,
                    names=", ".join(names),
                )
            frame = pyogrio.read_dataframe(path, layer=layer)
    except (DataSourceError, DataLayerError, ValueError, OSError) as fault:
        raise InputError(
            "{path} ne se lit pas comme une couche de segments ({fault}).",
            path=path.name,
            fault=" ".join(str(fault).split()).rstrip("."),
        ) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(
            "{path} n'a pas de géométrie; il faut une couche de lignes.", path=path.name
        )
    if frame.empty:
        raise InputError(
            "La couche {path} ne contient aucun élément; vérifiez l'exportation.", path=path.name
        )
    if crs is not None:
        try:
            frame = frame.set_crs(crs, allow_override=True)
        except (pyproj.exceptions.CRSError, TypeError, ValueError):
            raise InputError(
                "crs : « {crs} » n'est pas un système de coordonnées connu; donnez par exemple "
                "« EPSG:4269 ».",
                crs=crs,
            ) from None
    if frame.crs is None:
        raise InputError(
            "La couche {source} ne dit pas son système de coordonnées; ajoutez le fichier .prj "
            "ou indiquez-le (option crs, par exemple « EPSG:4269 »).",
            source=path.name,
        )
    if set(frame.geom_type.dropna()) <= {"Polygon", "MultiPolygon"}:
        raise InputError(
            "La couche {path} contient des polygones; il faut une couche de lignes.",
            path=path.name,
        )
    return frame.reset_index(drop=True)


class _Columns:
    """The mapped columns of a layer, as numbers."""

    def __init__(
        self,
        path: Path,
        frame: gpd.GeoDataFrame,
        columns: Mapping[str, str],
        missing: Sequence[Any],
    ) -> None:
        self.path, self.columns, self.rows = path, columns, len(frame)
        unknown = {_text(value) for value in missing} | {""}
        self.texts: dict[str, pd.Series] = {}
        for key, column in columns.items():
            codes, cells = pd.factorize(frame[column])
            words = [_text(cell) for cell in cells]
            said = np.array([None if word in unknown else word for word in words] + [None], object)
            self.texts[key] = pd.Series(said[codes], index=frame.index, dtype=object)

    def positive(self, key: str) -> Numbers:
        """Return a column's numbers, missing where blank; all missing where not mapped."""
        if key not in self.texts:
            return np.full(self.rows, math.nan)
        return self._read(key, 0.0)

    def _read(self, key: str, least: float) -> Numbers:
        text = self.texts[key]
        parse = parse_speed if key.startswith("speed") else _number
        values = parsed(text, parse)
        wrong = text.notna().to_numpy() & ~(values >= least)
        if wrong.any():
            row = int(wrong.argmax())
            raise InputError(
                "{path}, rangée {row} : « {value} » dans la colonne « {column} » n'est pas un "
                "nombre permis; corrigez-le, ou dites qu'il signifie « non connu » "
                "(option missing).",
                path=self.path.name,
                row=row + 1,
                value=text.iloc[row],
                column=self.columns[key],
            )
        return values

    def minutes(self) -> Numbers:
        """Return stated minutes as written, missing where none; what is no number is refused."""
        if "minutes" not in self.texts:
            return np.full(self.rows, math.nan)
        return self._read("minutes", -math.inf)

    def km(self) -> Numbers:
        """Return stated lengths in km, missing where none."""
        metres = self.positive("length_m") / 1000.0
        return np.where(np.isnan(metres), self.positive("length_km"), metres)

    def directions(self, given: Mapping[Any, str] | None) -> NDArray[np.object_]:
        """Return "both", "forward", "backward" or "closed" for every row."""
        if "oneway" not in self.texts:
            return np.full(self.rows, "both", dtype=object)
        words = {_text(word).lower(): said for word, said in (given or {}).items()}
        for word, said in words.items():
            if said not in DIRECTIONS:
                raise InputError(
                    "directions : « {word} » ne peut vouloir dire « {said} »; sens possibles : "
                    "{known}.",
                    word=word,
                    said=said,
                    known=", ".join(DIRECTIONS),
                )
        text = self.texts["oneway"].fillna("").str.lower()
        read = {word: words.get(word, parse_direction(word)) for word in text.unique()}
        unknown = [word for word, said in read.items() if not said]
        if unknown:
            raise InputError(
                "{path} : la valeur « {value} » de la colonne « {column} » ne dit pas un sens de "
                'circulation; précisez-la, par exemple directions={{"{value}": "forward"}}.',
                path=self.path.name,
                value=unknown[0],
                column=self.columns["oneway"],
            )
        return np.asarray(text.map(read), dtype=object)


def _text(value: Any) -> str:
    """Return a cell as text; a whole number without its decimals, nothing as "".

    Examples
    --------
    >>> _text(50.0), _text(None), _text(" FT ")
    ('50', '', 'FT')
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def _speeds(
    table: _Columns,
    mode: str,
    speeds: Mapping[str, float],
    directions: Mapping[Any, str] | None,
) -> tuple[Numbers, Numbers]:
    """Return km/h along and against each row: 0 where closed, missing where nothing says it."""
    if mode == "walk" and "class" not in table.texts:
        pace = np.full(table.rows, speeds["residential"])
        return pace, pace.copy()
    by_class = np.full(table.rows, math.nan)
    if "class" in table.texts:
        by_class = table.texts["class"].str.lower().map(dict(speeds)).to_numpy(dtype=np.float64)
    if mode == "walk":
        return by_class, by_class.copy()
    stated, back = table.positive("speed"), table.positive("speed_back")
    closed = by_class == 0
    minutes = table.minutes()
    usual = np.where(np.isnan(by_class) & np.isfinite(minutes), 1.0, by_class)
    forward = np.where(np.isnan(stated) | closed, usual, stated)
    backward = np.where(np.isnan(back) | closed, forward, back)
    sense = table.directions(directions)
    return (
        np.where((sense == "backward") | (sense == "closed"), 0.0, forward),
        np.where((sense == "forward") | (sense == "closed"), 0.0, backward),
    )


def _shares(parts: NDArray[np.object_], row: NDArray[np.int64], rows: int) -> Numbers:
    """Return each part's share of its row's length."""
    length = shapely.length(parts)
    total = np.bincount(row, weights=length, minlength=rows)[row]
    return np.asarray(np.divide(length, total, out=np.ones(len(parts)), where=total > 0))


def _lines(
    path: Path,
    crs: pyproj.CRS,
    parts: NDArray[np.object_],
    tolerance_m: float,
    values: tuple[Numbers, Numbers, Numbers, Numbers],
    read: int,
    rejected: Mapping[str, int],
) -> Lines:
    degrees = gpd.GeoSeries(parts, crs=crs).to_crs(4326).to_numpy()
    xy, line = shapely.get_coordinates(degrees, return_index=True)
    wrong = ~((np.abs(xy[:, 0]) <= 180) & (np.abs(xy[:, 1]) <= 90))  # noqa: PLR2004
    if wrong.any():
        raise InputError(
            "{path} : une ligne passe par ({lon}, {lat}), hors des longitudes et des latitudes; "
            "vérifiez son système de coordonnées (option crs).",
            path=path.name,
            lon=xy[wrong][0, 0],
            lat=xy[wrong][0, 1],
        )
    start = np.searchsorted(line, np.arange(len(parts) + 1))
    cell = np.round(xy / GRID_DEGREES).astype(np.int64)
    _, node = np.unique(cell[:, 0] * 4_000_000_000 + cell[:, 1], return_inverse=True)
    at_end = np.zeros(len(xy), dtype=bool)
    at_end[start[:-1]] = True
    at_end[start[1:] - 1] = True
    node, merged = _joined_ends(xy, node.astype(np.int64), at_end, tolerance_m / 1000.0)
    ends = np.zeros(int(node.max(initial=0)) + 1, dtype=bool)
    ends[node[at_end]] = True
    return Lines(
        xy[:, 0], xy[:, 1], node, start, ends[node], *values, read, rejected,
        {MERGED: merged} if merged else {},
    )  # fmt: skip


def _joined_ends(
    xy: Numbers, node: NDArray[np.int64], at_end: NDArray[np.bool_], tolerance_km: float
) -> tuple[NDArray[np.int64], int]:
    """Give one number to ends nearer than the tolerance; return how many were renumbered."""
    ends, first = np.unique(node[at_end], return_index=True)
    where = np.flatnonzero(at_end)[first]
    tree = cKDTree(earth_centred(xy[where, 0], xy[where, 1]))
    pairs = tree.query_pairs(tolerance_km, output_type="ndarray")
    if not len(pairs):
        return node, 0
    near = sparse.coo_array(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(ends),) * 2
    )
    count, label = connected_components(near, directed=False)
    least = np.full(count, len(node), dtype=np.int64)
    np.minimum.at(least, label, ends)
    renamed = np.arange(int(node.max()) + 1, dtype=np.int64)
    renamed[ends] = least[label]
    return renamed[node], len(ends) - count
