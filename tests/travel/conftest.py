"""A small town for the road tests: one-way streets, a motorway, a ferry, an island, a footway.

The same town is written as OpenStreetMap and as segments, so that readers can be compared.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import networkx as nx
import osmium
import pyproj
import pytest
import shapely
from osmium.osm.mutable import Node, Way

GEOD = pyproj.Geod(ellps="GRS80")
ORIGIN = (-71.2, 46.8)


@dataclass(frozen=True)
class Street:
    """One street: its corners, its class, and what its signs say."""

    corners: tuple[str, ...]
    kind: str
    oneway: str = "no"
    speed: str = ""
    minutes: str = ""
    tags: dict[str, str] = field(default_factory=dict)


# Corners of a grid 1 km apart: letter = column, digit = row; "i" corners are on an island.
CORNERS = {
    f"{column}{row}": (ORIGIN[0] + 0.013 * x, ORIGIN[1] + 0.009 * y)
    for x, column in enumerate("abcdefgh")
    for y, row in enumerate("12345")
} | {
    "i1": (ORIGIN[0] + 0.20, ORIGIN[1]),
    "i2": (ORIGIN[0] + 0.21, ORIGIN[1]),
    "i3": (ORIGIN[0] + 0.21, ORIGIN[1] + 0.01),
    "k1": (ORIGIN[0] + 0.50, ORIGIN[1]),
    "k2": (ORIGIN[0] + 0.52, ORIGIN[1]),
}

STREETS = (
    Street(("a1", "b1", "c1", "d1"), "primary", speed="70"),
    Street(("a2", "b2", "c2", "d2"), "residential", oneway="yes"),
    Street(("a3", "b3", "c3", "d3"), "residential", oneway="-1"),
    Street(("a4", "b4", "c4", "d4", "e4"), "secondary", speed="50"),
    Street(("a1", "a2", "a3", "a4"), "tertiary"),
    Street(("b1", "b2", "b3", "b4"), "residential", oneway="yes", speed="30"),
    Street(("c4", "c3", "c2", "c1"), "residential", oneway="yes"),
    Street(("d1", "d2", "d3", "d4"), "unclassified"),
    Street(("a5", "b5", "c5", "d5"), "motorway", oneway="yes", speed="100"),
    Street(("a4", "a5"), "motorway_link", oneway="yes"),
    Street(("d5", "d4"), "motorway_link", oneway="yes"),
    Street(("e4", "f4", "g4"), "service"),
    Street(("b2", "c3"), "footway"),
    Street(("g4", "h4", "h3"), "ferry", minutes="15"),
    Street(("h3", "i1", "i2", "i3", "i1"), "residential"),
    Street(("k1", "k2"), "residential"),
)


def km(one: str, other: str) -> float:
    """Geodesic distance between two corners."""
    return float(GEOD.inv(*CORNERS[one], *CORNERS[other])[2]) / 1000


def referee(speeds: dict[str, float], *, walk: bool = False) -> nx.DiGraph:
    """Write the town as a plain directed graph of minutes."""
    graph: nx.DiGraph = nx.DiGraph()
    for street in STREETS:
        speed = speeds.get(street.kind, 0.0)
        if street.speed and speed and not walk:
            speed = float(street.speed)
        if not speed:
            continue
        pairs = list(pairwise(street.corners))
        length = sum(km(*pair) for pair in pairs)
        for one, other in pairs:
            minutes = 60 * km(one, other) / speed
            if street.minutes:
                minutes = float(street.minutes) * km(one, other) / length
            if walk or street.oneway != "-1":
                join(graph, one, other, minutes)
            if walk or street.oneway != "yes":
                join(graph, other, one, minutes)
    return graph


def join(graph: nx.DiGraph, one: str, other: str, minutes: float) -> None:
    """Add an arc, the cheaper of two."""
    known = graph.edges[one, other]["minutes"] if graph.has_edge(one, other) else minutes
    graph.add_edge(one, other, minutes=min(known, minutes))


def write_pbf(path: Path, streets: tuple[Street, ...] = STREETS) -> Path:
    """Write the town as an OpenStreetMap extract."""
    number = {name: index + 1 for index, name in enumerate(CORNERS)}
    with osmium.SimpleWriter(str(path)) as writer:
        for name, place in CORNERS.items():
            writer.add_node(Node(id=number[name], location=place))
        for index, street in enumerate(streets):
            ferry = street.kind == "ferry"
            tags = {"route": "ferry"} if ferry else {"highway": street.kind}
            if street.oneway != "no":
                tags["oneway"] = street.oneway
            if street.speed:
                tags["maxspeed"] = street.speed
            if street.minutes:
                tags["duration"] = f"00:{int(street.minutes):02d}"
            writer.add_way(
                Way(
                    id=index + 1,
                    nodes=[number[name] for name in street.corners],
                    tags={**tags, **street.tags},
                )
            )
    return path


def segments(*, split: bool = True) -> gpd.GeoDataFrame:
    """Write the town as segments, one per block unless asked whole."""
    rows = []
    for street in STREETS:
        pairs = list(pairwise(street.corners))
        length = sum(km(*pair) for pair in pairs)
        for part in pairs if split else [street.corners]:
            share = sum(km(*pair) for pair in pairwise(part)) / length
            rows.append(
                {
                    "classe": street.kind,
                    "vitesse": float(street.speed) if street.speed else None,
                    "sens": {"no": "B", "yes": "FT", "-1": "TF"}[street.oneway],
                    "duree": float(street.minutes) * share if street.minutes else None,
                    "geometry": shapely.LineString([CORNERS[name] for name in part]),
                }
            )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


COLUMNS = {"class": "classe", "speed": "vitesse", "oneway": "sens", "minutes": "duree"}


@pytest.fixture(scope="session")
def town() -> ModuleType:
    """The small town: its streets, its referee, its files."""
    return sys.modules[__name__]
