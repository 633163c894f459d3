"""Class bounds of the maps: fixed where a figure has a meaning of its own, quantiles elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from territory.tables.palette import SEQUENTIAL
from territory.text import N_, number, percent, translator

FIXED: Mapping[str, tuple[float, ...]] = {
    "reach_share": (0.25, 0.5, 0.75, 0.9, 1.0),
    "nearest_cost_median": (5, 10, 15, 20, 30, 60),
}
"""Upper bounds, inclusive; half reached is the majority rule of the default norm."""

QUANTILES = 5
_FIRST, _NEXT = N_("jusqu'à {high}"), N_("plus de {low} à {high}")
SIGNIFICANT_DIGITS = 3


@dataclass(frozen=True)
class Breaks:
    """Bounds of an indicator's classes.

    Attributes
    ----------
    upper : tuple of float
        Upper bound of each class, inclusive, in ascending order.
    method : str
        "fixed" or "quantiles".
    """

    upper: tuple[float, ...]
    method: str

    def position(self, values: pd.Series) -> pd.Series:
        """Return the class of each value, from 0; -1 where the value is missing.

        Examples
        --------
        >>> Breaks((0.5, 1.0), "fixed").position(pd.Series([0.2, 0.5, 0.7, None])).tolist()
        [0, 0, 1, -1]
        """
        figures = pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan)
        places = np.searchsorted(np.asarray(self.upper), figures, side="left")
        inside = np.minimum(places, max(len(self.upper) - 1, 0))
        return pd.Series(np.where(np.isnan(figures), -1, inside), index=values.index)


def _rounded_up(value: float) -> float:
    """Round ``value`` up at its third significant digit, so that it stays an upper bound."""
    if value == 0:
        return 0.0
    step = 10.0 ** (np.floor(np.log10(value)) - SIGNIFICANT_DIGITS + 1)
    steps = np.ceil(np.round(value / step, 6))
    bound = float(f"{steps * step:.{SIGNIFICANT_DIGITS}g}")
    return bound if bound >= value else float(f"{(steps + 1) * step:.{SIGNIFICANT_DIGITS}g}")


def breaks_of(indicator: str, values: pd.Series) -> Breaks:
    """Return the bounds of an indicator's classes.

    Parameters
    ----------
    indicator : str
        Column of the gaps table.
    values : pandas.Series
        Its values; missing ones are set aside.

    Examples
    --------
    >>> breaks_of("access_mean", pd.Series([0.1, 1.0, 2.0, 3.0, 4.0, 9.94533])).upper
    (1.0, 2.0, 3.0, 4.0, 9.95)
    >>> breaks_of("reach_share", pd.Series([1.0])).method
    'fixed'
    """
    known = pd.to_numeric(values).dropna().to_numpy(dtype=np.float64)
    if indicator in FIXED:
        bounds = FIXED[indicator]
        if len(known) and known.max() > bounds[-1]:
            bounds = (*bounds, _rounded_up(float(known.max())))
        return Breaks(bounds, "fixed")
    if not len(known):
        return Breaks((), "quantiles")
    found = np.quantile(known, np.linspace(0, 1, QUANTILES + 1)[1:], method="inverted_cdf")
    return Breaks(tuple(sorted({_rounded_up(float(bound)) for bound in found})), "quantiles")


def shades(count: int) -> list[str]:
    """Return ``count`` colours from pale to dark, the darkest repeated past the palette's end.

    Examples
    --------
    >>> shades(2)
    ['#ffffcc', '#253494']
    """
    if count <= 1:
        return [SEQUENTIAL[-1]] * count
    last = len(SEQUENTIAL) - 1
    return [SEQUENTIAL[round(position * last / (count - 1))] for position in range(count)]


def interval_label(indicator: str, breaks: Breaks, position: int, language: str = "fr") -> str:
    """Return the words of one class of a graded figure.

    Examples
    --------
    >>> interval_label("nearest_cost_median", Breaks((5, 10), "fixed"), 1)
    'plus de 5 à 10'
    """
    bounds = [written_figure(indicator, bound, language) for bound in breaks.upper]
    _ = translator(language)
    if position == 0:
        return _(_FIRST).format(high=bounds[0])
    return _(_NEXT).format(low=bounds[position - 1], high=bounds[position])


def written_figure(indicator: str, value: float, language: str = "fr") -> str:
    """Write a bound: shares as percentages, whole numbers without decimals."""
    if indicator == "reach_share":
        return percent(value, language, digits=0)
    return number(value, language, digits=0 if float(value).is_integer() else 2)
