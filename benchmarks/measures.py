"""The rows of the comparison, and which tools have them."""

from __future__ import annotations

OURS, FLOOR = "territory", "scipy"
PEERS = ("access", "sdc-catchment", "aceso")
TOOLS = (OURS, FLOOR, *PEERS)
# The measures that `every_measure` gives at once, by the names of the rows.
TOGETHER = (
    "nearest_cost",
    "second_nearest_cost",
    "cumulative_opportunities",
    "two_step_fca",
    "gravity",
    "enhanced_two_step_fca",
    "three_step_fca",
    "modified_two_step_fca",
    "balanced_fca",
    "spatial_availability",
    "inverted_two_step_fca",
    "supply_ratio",
    "status",
)
ROWS = (
    "nearest_cost",
    "second_nearest_cost",
    "third_nearest_cost",
    "nearest_destination",
    "cumulative_opportunities",
    "cumulative_interval",
    "gravity",
    "provider_ratio",
    "one_step_fca",
    "two_step_fca",
    "enhanced_two_step_fca",
    "kernel_density_two_step_fca",
    "gaussian_two_step_fca",
    "three_step_fca",
    "modified_two_step_fca",
    "balanced_fca",
    "inverted_two_step_fca",
    "spatial_availability",
    "proximity_measure",
    "local_potential_access",
    "by_public",
    "supply_ratio",
    "status",
)
# Done at one size only: a table between 100,000 origins is no part of the measure.
MEDIUM_ONLY = ("one_step_fca",)
# What each peer offers of these rows.
OFFERED = {
    "access": (
        "cumulative_opportunities",
        "gravity",
        "two_step_fca",
        "enhanced_two_step_fca",
        "kernel_density_two_step_fca",
        "three_step_fca",
    ),
    "sdc-catchment": (
        "two_step_fca",
        "enhanced_two_step_fca",
        "three_step_fca",
        "modified_two_step_fca",
    ),
    "aceso": (
        "two_step_fca",
        "enhanced_two_step_fca",
        "kernel_density_two_step_fca",
        "three_step_fca",
        "modified_two_step_fca",
    ),
}
