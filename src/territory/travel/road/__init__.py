"""Real road times: a network read once, places put on it, searches outward from providers."""

from territory.travel.road.network import RoadNetwork
from territory.travel.road.read import read_network
from territory.travel.road.search import nearest_by_road, roads
from territory.travel.road.snap import snap
from territory.travel.road.speeds import road_speeds

__all__ = ["RoadNetwork", "nearest_by_road", "read_network", "road_speeds", "roads", "snap"]
