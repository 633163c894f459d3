"""Who can reach what, at what cost: every way of getting a CostTable."""

from territory.travel.engines import from_osrm, from_r5, from_valhalla
from territory.travel.isolation import within_road_network
from territory.travel.matrix import from_matrix, from_table, read_times
from territory.travel.milieu import derive_milieu
from territory.travel.modes import by_car_ownership, expected, fastest
from territory.travel.road import RoadNetwork, nearest_by_road, read_network, roads, snap
from territory.travel.straight import straight_line

__all__ = [
    "RoadNetwork",
    "by_car_ownership",
    "derive_milieu",
    "expected",
    "fastest",
    "from_matrix",
    "from_osrm",
    "from_r5",
    "from_table",
    "from_valhalla",
    "nearest_by_road",
    "read_network",
    "read_times",
    "roads",
    "snap",
    "straight_line",
    "within_road_network",
]
