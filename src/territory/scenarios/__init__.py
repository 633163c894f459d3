"""What if: the same walk with something changed, and what it changes for whom."""

from territory.scenarios.file import read_scenario, ready_made, write_scenario
from territory.scenarios.model import Scenario
from territory.scenarios.outcome import Comparison, Outcome
from territory.scenarios.run import run_scenario

__all__ = [
    "Comparison",
    "Outcome",
    "Scenario",
    "read_scenario",
    "ready_made",
    "run_scenario",
    "write_scenario",
]
