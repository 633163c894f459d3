"""A scenario's conclusions under the other reasonable thresholds, decays and norms."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from territory.scenarios.outcome import Comparison
from territory.study import Walk


def robustness(
    base: Walk, walks: Mapping[str, Walk], comparisons: Mapping[str, Comparison]
) -> pd.DataFrame:
    """Return each conclusion under each other setting, and whether it flips."""
    return pd.DataFrame()
