"""Where to put them: location models, exact with a proven bound where time allows."""

from territory.scenarios.siting.covering import max_min, p_center, set_covering
from territory.scenarios.siting.pareto import curve, pareto
from territory.scenarios.siting.problem import Location
from territory.scenarios.siting.program import Siting
from territory.scenarios.siting.serving import maximal_covering, p_median

__all__ = [
    "Location",
    "Siting",
    "curve",
    "max_min",
    "maximal_covering",
    "p_center",
    "p_median",
    "pareto",
    "set_covering",
]
