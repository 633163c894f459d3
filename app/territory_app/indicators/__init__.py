"""What the map can show: each indicator, its unit, its denominator, its scale and its limits.

Counts are never coloured: people beyond reach are drawn as circles over the share they are of
the population. Warm ramps say "more is a greater lack", cool ramps "more is more service".
"""

from __future__ import annotations

from territory_app.indicators.model import GROUPS, PEOPLE_COVERED, PER_10K, Indicator
from territory_app.indicators.supply import COMBIEN
from territory_app.indicators.together import ENSEMBLE, LOIN
from territory_app.indicators.whom import POUR_QUI

__all__ = [
    "GROUPS",
    "INDICATORS",
    "INDICATOR_KEYS",
    "PEOPLE_COVERED",
    "PER_10K",
    "Indicator",
    "indicator_named",
]

INDICATORS: tuple[Indicator, ...] = (*ENSEMBLE, *LOIN, *COMBIEN, *POUR_QUI)
INDICATOR_KEYS: tuple[str, ...] = tuple(indicator.key for indicator in INDICATORS)


def indicator_named(key: str) -> Indicator:
    """Return the indicator called ``key``.

    Raises
    ------
    KeyError
        When there is none.
    """
    for indicator in INDICATORS:
        if indicator.key == key:
            return indicator
    raise KeyError(key)
