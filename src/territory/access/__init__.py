"""Measures of spatial access, by the names and formulas of the literature.

Every function takes a `territory.costs.CostTable` first, then demand (aligned to its origins)
and supply (aligned to its destinations), and returns a Series indexed by the origins. Thresholds
are inclusive. A missing pair is out of reach; an explicit zero is a cost of zero.
"""

from territory.access import decay
from territory.access.catchment import (
    enhanced_two_step_fca,
    gravity,
    supply_ratios,
    two_step_fca,
)
from territory.access.nearest import (
    cumulative_opportunities,
    kth_nearest_cost,
    nearest_cost,
    nearest_destination,
)
from territory.access.publics import by_public
from territory.access.state import status
from territory.access.variants import (
    balanced_fca,
    inverted_two_step_fca,
    modified_two_step_fca,
    spatial_availability,
    three_step_fca,
)

__all__ = [
    "balanced_fca",
    "by_public",
    "cumulative_opportunities",
    "decay",
    "enhanced_two_step_fca",
    "gravity",
    "inverted_two_step_fca",
    "kth_nearest_cost",
    "modified_two_step_fca",
    "nearest_cost",
    "nearest_destination",
    "spatial_availability",
    "status",
    "supply_ratios",
    "three_step_fca",
    "two_step_fca",
]
