"""Invented boundaries: cells of the places, cut to a hand-drawn outline, dissolved upward."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from demo_places import PLANE

OUTLINE_KM = 3.0
PLACE_KM = 4.0
GRID = 1e-4  # degrees
SIMPLIFY_M = 150.0
EDGE_KM = 20.0  # edges are cut this short before they are brought to degrees

Shapes = NDArray[np.object_]


def cells(places: pd.DataFrame, outline: Path) -> Shapes:
    """Return one cell per place: a coverage without gaps or overlaps, on a grid of 0.0001 degree.

    Cells are made in Québec Lambert. Their edges and the shore are then brought to degrees and
    noded together on the grid, and the faces between them given to the cell they lie in, so two
    neighbours always have the same vertices along their common edge.
    """
    to_degrees = Transformer.from_crs(PLANE, "EPSG:4326", always_xy=True)
    points = shapely.points(places["x"], places["y"])
    land = _degrees(_land(points, outline), to_degrees)
    voronoi = _degrees(_voronoi(points), to_degrees)
    lines = np.concatenate([shapely.boundary(voronoi), shapely.boundary([land])])
    noded = shapely.union_all(lines, grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inside = shapely.point_on_surface(faces)
    kept = shapely.contains(land, inside)
    faces, inside = faces[kept], inside[kept]
    face, cell = shapely.STRtree(voronoi).query(inside, predicate="within")
    owner = np.full(len(faces), -1)
    owner[face] = cell
    owner = _mainland(faces, owner, places)
    return _dissolve(faces, owner, len(places))


def dissolve(shapes: Shapes, groups: pd.Series) -> dict[str, shapely.Geometry]:
    """Merge a coverage by group; a missing group is left out."""
    labels = groups.to_numpy(dtype=object)
    known = pd.notna(labels)
    merged = {}
    for group in sorted(set(labels[known])):
        whole = shapely.normalize(shapely.coverage_union_all(shapes[known & (labels == group)]))
        merged[str(group)] = shapely.multipolygons(shapely.get_parts(whole))
    return merged


def _land(points: Shapes, outline: Path) -> shapely.Geometry:
    to_plane = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True)
    drawn = json.loads(outline.read_text(encoding="utf-8"))
    shapes = np.array([shapely.geometry.shape(f["geometry"]) for f in drawn["features"]])
    shapes = shapely.transform(shapes, lambda xy: np.column_stack(to_plane.transform(*xy.T)))
    wide = shapely.buffer(shapes, OUTLINE_KM * 1000, quad_segs=3)
    around = shapely.buffer(points, PLACE_KM * 1000, quad_segs=3)
    land = shapely.union_all(np.concatenate([wide, around]))
    return shapely.segmentize(shapely.simplify(land, SIMPLIFY_M), EDGE_KM * 1000)


def _voronoi(points: Shapes) -> Shapes:
    """Return the Voronoi cell of each point, in the order of the points."""
    west, south, east, north = shapely.total_bounds(points)
    frame = shapely.box(west - 4e5, south - 4e5, east + 4e5, north + 4e5)
    found = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame)
    )
    point, cell = shapely.STRtree(found).query(points, predicate="within")
    order = np.empty(len(points), dtype=int)
    order[point] = cell
    return shapely.segmentize(shapely.intersection(found[order], frame), EDGE_KM * 1000)


def _degrees(shapes: Shapes | shapely.Geometry, to_degrees: Transformer) -> Shapes:
    return shapely.transform(shapes, lambda xy: np.column_stack(to_degrees.transform(*xy.T)))


def _mainland(faces: Shapes, owner: NDArray[np.int_], places: pd.DataFrame) -> NDArray[np.int_]:
    """Give a piece cut off from its place by water to the neighbour it shares most edge with."""
    own_place = shapely.points(places["lon"], places["lat"])
    settled = shapely.contains(faces, own_place[owner])
    result = owner.copy()
    tree = shapely.STRtree(faces)
    moved = True
    while moved:
        moved = False
        for piece in np.flatnonzero(~settled):
            near = tree.query(faces[piece], predicate="touches")
            near = near[settled[near]]
            edges = shapely.length(shapely.intersection(faces[near], faces[piece]))
            if len(near) and edges.max() > GRID:
                result[piece] = result[near[int(np.argmax(edges))]]
                settled[piece] = moved = True
    return result


def _dissolve(faces: Shapes, owner: NDArray[np.int_], count: int) -> Shapes:
    merged = dissolve(faces, pd.Series(owner))
    return np.array([merged[str(cell)] for cell in range(count)], dtype=object)
