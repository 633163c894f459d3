"""Measures of spatial access, by the names and formulas of the literature.

Every function takes a `territory.costs.CostTable` first, then demand (aligned to its origins)
and supply (aligned to its destinations), and returns a Series indexed by the origins. Thresholds
are inclusive. A missing pair is out of reach; an explicit zero is a cost of zero.
"""

from territory.access import decay
from territory.access.catchment import (
    enhanced_two_step_fca,
    gaussian_two_step_fca,
    gravity,
    kernel_density_two_step_fca,
    supply_ratio,
    two_step_fca,
)
from territory.access.congestion import raam
from territory.access.container import one_step_fca, provider_ratio
from territory.access.nearest import (
    cumulative_opportunities,
    kth_nearest_cost,
    nearest_cost,
    nearest_destination,
)
from territory.access.need import local_potential_access, need_weighted, standardised_need
from territory.access.proximity import proximity_measure
from territory.access.publics import by_public
from territory.access.state import status
from territory.access.together import MEASURES, Measures, every_measure
from territory.access.variants import (
    balanced_fca,
    inverted_two_step_fca,
    modified_two_step_fca,
    spatial_availability,
    three_step_fca,
)
from territory.access.weights import Weights, weigh

__all__ = [
    "MEASURES",
    "Measures",
    "Weights",
    "balanced_fca",
    "by_public",
    "cumulative_opportunities",
    "decay",
    "enhanced_two_step_fca",
    "every_measure",
    "gaussian_two_step_fca",
    "gravity",
    "inverted_two_step_fca",
    "kernel_density_two_step_fca",
    "kth_nearest_cost",
    "local_potential_access",
    "modified_two_step_fca",
    "nearest_cost",
    "nearest_destination",
    "need_weighted",
    "one_step_fca",
    "provider_ratio",
    "proximity_measure",
    "raam",
    "spatial_availability",
    "standardised_need",
    "status",
    "supply_ratio",
    "three_step_fca",
    "two_step_fca",
    "weigh",
]
