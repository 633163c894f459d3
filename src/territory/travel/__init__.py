"""Who can reach what, at what cost: every way of getting a CostTable."""

from territory.travel.isolation import within_road_network
from territory.travel.matrix import from_table, read_times
from territory.travel.milieu import derive_milieu
from territory.travel.straight import straight_line

__all__ = ["derive_milieu", "from_table", "read_times", "straight_line", "within_road_network"]
