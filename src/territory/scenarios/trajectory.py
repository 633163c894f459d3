"""The FTE missing to reach a norm, year by year."""

from __future__ import annotations

import pandas as pd

from territory.scenarios.model import Scenario
from territory.study import Walk


def trajectory(scenario: Scenario, base: Walk, after: Walk) -> pd.DataFrame:
    """Return the FTE missing per territory and year, public and community apart."""
    return pd.DataFrame()
