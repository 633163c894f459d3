"""Who, here, can reach front-line social services in Québec, and who cannot.

The public face: `read_study` and `run` walk a study; `CostTable`, `access`, `travel`, `equity`
hold the parts a researcher uses on their own.
"""

from territory import access, equity, travel
from territory.costs import CostTable
from territory.errors import InputError, TerritoryError
from territory.study import Result, Study, read_study, run

__all__ = [
    "CostTable",
    "InputError",
    "Result",
    "Study",
    "TerritoryError",
    "access",
    "equity",
    "read_study",
    "run",
    "travel",
]
