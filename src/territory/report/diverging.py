"""Classes of a difference: symmetrical about no change, gains told apart from losses.

A gain is what is good for people: more access, fewer minutes, fewer people beyond reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from territory.text import N_, NBSP, number, percent, translator

LESS_IS_BETTER = frozenset({"people_beyond_reach", "nearest_cost_median", "fte_shortfall"})
SHARES = frozenset({"reach_share"})
MAPPED = (
    "reach_share", "nearest_cost_median", "access_mean", "access_registered",
    "access_nonregistered", "access_p10", "fte_per_10k",
)  # fmt: skip
"""Rates a map may colour; counts are told in tables."""
DIGITS = {"presence": 0, "people_beyond_reach": 0, "rank": 0, "nearest_cost_median": 1,
          "fte": 1, "fte_shortfall": 1, "reach_share": 1}  # fmt: skip
STEPS = 3
GAINS = ("#d5d3e8", "#9b8fc7", "#4f2c83")
LOSSES = ("#fbd49a", "#ee9a3a", "#a84f06")
UNCHANGED = "#fbfbf9"
LOSS_INK = "#5c2a00"
"""Losses are also lined in ink, so that they stay apart from gains without colours."""

_MINUTES = N_("{value} min")
_POINTS, _POINT = N_("{value} points"), N_("{value} point")
_TOP, _NEXT, _FIRST = N_("plus de {low}"), N_("plus de {low} à {high}"), N_("jusqu'à {high}")
_GAIN, _LOSS = N_("Gain : {size}"), N_("Perte : {size}")


@dataclass(frozen=True)
class Diverging:
    """Bounds of the sizes of gains and losses.

    Attributes
    ----------
    column : str
        Column of the gaps table they are about.
    upper : tuple of float
        Upper bounds of sizes, ascending, the last one open; the same for gains and losses.
    """

    column: str
    upper: tuple[float, ...]

    @property
    def least(self) -> float:
        """Smallest size that is a change: less prints as zero."""
        return 0.5 * 10.0 ** -_stored_digits(self.column)

    def position(self, difference: pd.Series) -> pd.Series:
        """Return the class of each difference: 0 unchanged, 1 and up gains, -1 and down losses.

        A missing difference is missing.

        Examples
        --------
        >>> minutes = Diverging("nearest_cost_median", (2.0, 5.0, 10.0))
        >>> minutes.position(pd.Series([-12.0, -1.0, 0.0, 3.0, None])).tolist()
        [3, 1, 0, -2, <NA>]
        """
        good = gains(self.column, difference).to_numpy(dtype=np.float64, na_value=np.nan)
        size = np.abs(np.nan_to_num(good))
        place = np.searchsorted(np.asarray(self.upper), size, side="left")
        place = np.minimum(place, max(len(self.upper) - 1, 0)) + 1
        signed = np.where(size < self.least, 0, np.sign(np.nan_to_num(good)) * place)
        found = pd.Series(signed, index=difference.index).astype("Int64")
        return found.mask(np.isnan(good))

    def colour(self, position: int) -> str:
        """Return the colour of a class, the strongest change being always the darkest."""
        if not position:
            return UNCHANGED
        ramp = GAINS if position > 0 else LOSSES
        return ramp[STEPS - len(self.upper) + abs(position) - 1]

    def label(self, position: int, language: str = "fr") -> str:
        r"""Return the words of a class.

        Examples
        --------
        >>> Diverging("nearest_cost_median", (2.0, 5.0)).label(2, "en")
        'Gain: over 2\xa0min'
        >>> Diverging("access_mean", ()).label(0), Diverging("reach_share", ()).label(0)
        ('Aucun changement (moins de 0,005)', 'Aucun changement (moins de 0,05\xa0point)')
        """
        _ = translator(language)
        if not position:
            least = _least(self.column, self.least, language)
            return _(N_("Aucun changement (moins de {least})")).format(least=least)
        step = abs(position)
        last = step == len(self.upper)
        low = _bound(self.column, self.upper[step - 2], language) if step > 1 else ""
        high = _bound(self.column, self.upper[step - 1], language)
        if step == 1:
            size = _(_FIRST).format(high=high)
        else:
            size = _(_TOP if last else _NEXT).format(low=low, high=high)
        return _(_GAIN if position > 0 else _LOSS).format(size=size)


def gains(column: str, difference: pd.Series) -> pd.Series:
    """Return differences counted as gains: positive where the change is good for people.

    Examples
    --------
    >>> gains("nearest_cost_median", pd.Series([-4.0, 2.0])).tolist()
    [4.0, -2.0]
    """
    figures = pd.to_numeric(difference).astype("float64")
    return -figures if column in LESS_IS_BETTER else figures


def diverging(column: str, differences: Iterable[pd.Series]) -> Diverging:
    """Return the classes of one or several differences, all drawn at one scale.

    Bounds are thirds of the sizes that are a change, rounded up to 1, 2 or 5 times a power of
    ten; those who move less than what is printed are unchanged.

    Examples
    --------
    >>> diverging("nearest_cost_median", [pd.Series([0.0, -1.8, 4.4, -9.0])]).upper
    (2.0, 5.0, 10.0)
    >>> diverging("access_mean", [pd.Series([0.0, None])]).upper
    ()
    """
    known = [pd.to_numeric(one).astype("float64").dropna().abs() for one in differences]
    sizes = np.concatenate([np.zeros(0), *(one.to_numpy() for one in known)])
    sizes = sizes[sizes >= Diverging(column, ()).least]
    if not len(sizes):
        return Diverging(column, ())
    thirds = np.quantile(sizes, np.arange(1, STEPS + 1) / STEPS, method="inverted_cdf")
    smallest = 10.0 ** -_stored_digits(column)
    return Diverging(column, tuple(sorted({_rounded(float(one), smallest) for one in thirds})))


def written(column: str, value: float | None, language: str = "fr") -> str:
    r"""Write a value of a column with its unit where it is short; a missing one is a dash.

    Examples
    --------
    >>> written("nearest_cost_median", 12.04, "en"), written("access_mean", 1.234)
    ('12.0\xa0min', '1,23')
    """
    if value is None or not np.isfinite(value):
        return "—"
    if column in SHARES:
        return percent(value, language, digits=DIGITS[column])
    text = number(value, language, digits=DIGITS.get(column, 2))
    return _in_minutes(text, language) if column == "nearest_cost_median" else text


def written_change(column: str, difference: float | None, language: str = "fr") -> str:
    r"""Write a difference with its sign; shares differ by percentage points.

    Examples
    --------
    >>> written_change("reach_share", -0.123, "en"), written_change("access_mean", 0.5)
    ('−12.3\xa0points', '+0,50')
    """
    if difference is None or not np.isfinite(difference):
        return "—"
    in_points = column in SHARES
    text = _points(difference, language) if in_points else written(column, difference, language)
    moved = abs(difference) >= Diverging(column, ()).least
    return f"+{text}" if difference > 0 and moved else text


def _bound(column: str, size: float, language: str) -> str:
    """Write a bound, without decimals where it is whole."""
    if column in SHARES:
        return _points(size, language, digits=0 if float(f"{100 * size:.6g}").is_integer() else 1)
    digits = 0 if size.is_integer() else DIGITS.get(column, 2)
    text = number(size, language, digits=digits)
    return _in_minutes(text, language) if column == "nearest_cost_median" else text


def _least(column: str, size: float, language: str) -> str:
    """Write the smallest change, which has one decimal more than what is printed."""
    digits = DIGITS.get(column, 2) + 1
    if column in SHARES:
        return _points(size, language, digits=digits)
    text = number(size, language, digits=digits)
    return _in_minutes(text, language) if column == "nearest_cost_median" else text


def _in_minutes(text: str, language: str) -> str:
    return translator(language)(_MINUTES).format(value=text).replace(" ", NBSP)


def _points(share: float, language: str, digits: int = 1) -> str:
    text = number(100 * share, language, digits=digits)
    form = _POINT if abs(100 * share) < (2 if language == "fr" else 0) else _POINTS
    return translator(language)(form).format(value=text).replace(" ", NBSP)


def _stored_digits(column: str) -> int:
    return DIGITS.get(column, 2) + (2 if column in SHARES else 0)


def _rounded(size: float, smallest: float) -> float:
    """Round a size up to 1, 2 or 5 times a power of ten, at least what is printed."""
    power = 10.0 ** np.floor(np.log10(size) + 1e-12)
    step = next(one for one in (1, 2, 5, 10) if one * power >= size * (1 - 1e-9))
    return max(float(f"{step * power:.6g}"), smallest)
