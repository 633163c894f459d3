"""Before, after and their difference: for whom, by how much, and at whose expense."""

from __future__ import annotations

import pandas as pd

from territory.scenarios.outcome import Comparison
from territory.study import Walk


def compare(base: Walk, after: Walk) -> Comparison:
    """Return how a state compares with the base."""
    return Comparison(pd.DataFrame(), {}, pd.DataFrame(), {}, pd.DataFrame(), {"fr": "", "en": ""})
