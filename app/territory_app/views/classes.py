"""Which class each territory falls in, and what the legend says of each class.

One character per territory is all the browser needs to recolour the map. Bounds are rounded to
what the legend prints before anything is classed, so that the legend tells the truth; those of the
norm are kept exact, so that the map agrees with the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.text import NBSP
from territory_app.indicators import Indicator
from territory_app.views import palette
from territory_app.views.bivariate import Crossing, crossed_codes, crossed_entries
from territory_app.views.breaks import (
    CLASS_COUNT,
    at_least,
    natural_bounds,
    norm_bounds,
    upper_bounds,
)
from territory_app.views.entries import (
    CLASS_CODES,
    MISSING,
    NOT_APPLICABLE,
    SELF_GOVERNED,
    SMALL,
    UNREACHABLE,
    Entry,
    class_entries,
    held,
    judgement_codes,
    pattern_entries,
    verdict_codes,
    verdict_entries,
)
from territory_app.views.palette import Style
from territory_app.words import words

__all__ = [
    "CLASS_CODES",
    "MISSING",
    "NOT_APPLICABLE",
    "SELF_GOVERNED",
    "SMALL",
    "UNREACHABLE",
    "Breaks",
    "Classing",
    "Entry",
    "classify",
    "upper_bounds",
]
JUDGED = tuple(CLASS_CODES)


@dataclass(frozen=True)
class Breaks:
    """How classes are asked for.

    Attributes
    ----------
    method : str
        "quantiles", "jenks" or "norme".
    count : int
        How many, where the method does not decide.
    bounds : tuple of float
        Upper bounds kept from another view; empty when classes follow the values.
    """

    method: str = "quantiles"
    count: int = CLASS_COUNT
    bounds: tuple[float, ...] = ()


@dataclass(frozen=True)
class Classing:
    """Classes of one indicator at one level.

    Attributes
    ----------
    codes : str
        One character per territory, in the order of the table.
    entries : tuple of Entry
        Legend lines, in reading order; patterns last, those that hold nobody left out.
    bounds : tuple of float
        Upper bounds; empty where values are words. Two of need then two of access where crossed.
    method : str
        How the bounds were found; empty where values are words.
    frozen : bool
        Whether the bounds come from another view.
    at_least : bool
        Whether a value equal to a bound is in the class above it.
    over : int
        Territories above the last frozen bound, kept in the last class.
    crossing : Crossing, optional
        What is crossed, where two variables are.
    """

    codes: str
    entries: tuple[Entry, ...]
    bounds: tuple[float, ...]
    method: str = ""
    frozen: bool = False
    at_least: bool = False
    over: int = 0
    crossing: Crossing | None = None

    def styles(self) -> dict[str, Style]:
        """Return the paint of each code."""
        return {entry.code: entry.style for entry in self.entries}


def classify(
    table: pd.DataFrame,
    indicator: Indicator,
    language: str,
    *,
    minimum_population: float = 1000.0,
    bounds: tuple[float, ...] | None = None,
    served: str | None = None,
    breaks: Breaks | None = None,
    norm: Mapping[str, Any] | None = None,
    crossing: Crossing | None = None,
) -> Classing:
    """Class every territory of ``table`` for ``indicator``.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of one level's table.
    indicator : Indicator
        What is shown.
    language : str
        Language of the legend.
    minimum_population : float
        Covered population under which rates are withheld.
    bounds : tuple of float, optional
        Bounds of another level, to show this one on the same scale.
    served : str, optional
        What "served" reads under a norm that does not test intensity; such a norm has no
        underserved class.
    breaks : Breaks, optional
        How classes are asked for; quantiles, five of them, where not said.
    norm : Mapping[str, Any], optional
        Parameters of the norm, for the classes it fixes.
    crossing : Crossing, optional
        Need and access to cross.
    """
    if indicator.scale == "class":
        codes = judgement_codes(table)
        return Classing("".join(codes), tuple(class_entries(table, codes, served, language)), ())
    if indicator.scale == "test":
        codes = verdict_codes(table, indicator.column)
        entries = verdict_entries(table, codes, indicator.column, language)
        return Classing("".join(codes), tuple(entries), ())
    if indicator.scale == "crossed":
        return _crossed(table, crossing, minimum_population, bounds, language)
    return _numbers(
        table,
        indicator,
        language,
        minimum=minimum_population,
        breaks=breaks or Breaks(),
        given=bounds,
        norm=norm or {},
    )


def _crossed(
    table: pd.DataFrame,
    crossing: Crossing | None,
    minimum: float,
    bounds: tuple[float, ...] | None,
    language: str,
) -> Classing:
    codes = np.full(len(table), MISSING, dtype="<U1")
    found: tuple[float, ...] = ()
    if crossing is not None:
        codes, found = crossed_codes(table, crossing, bounds)
        reasons = _reason_codes(table, np.where(codes == "", np.nan, 0.0), "", minimum)
        codes = np.where(codes == "", reasons, codes)
        codes[table["class"].to_numpy() == "not_ranked"] = SELF_GOVERNED
    entries = crossed_entries(table, codes, crossing, language) if crossing is not None else []
    entries += pattern_entries(table, codes, language)
    return Classing("".join(codes), tuple(entries), found, crossing=crossing)


def _numbers(
    table: pd.DataFrame,
    indicator: Indicator,
    language: str,
    *,
    minimum: float,
    breaks: Breaks,
    given: tuple[float, ...] | None,
    norm: Mapping[str, Any],
) -> Classing:
    values = np.full(len(table), np.nan)
    if indicator.column in table:
        values = table[indicator.column].to_numpy(dtype=float)
    codes = _reason_codes(table, values, indicator.column, minimum)
    known = values[codes == ""]
    method, fixed = breaks.method, norm_bounds(indicator, norm, known)
    if method == "norme" and not fixed:
        method = "quantiles"
    exact = method == "norme"
    frozen = bool(breaks.bounds) and given is None
    if given is not None:
        uppers = given
    elif breaks.bounds:
        uppers = breaks.bounds
    elif exact:
        uppers = fixed if len(known) else ()
    else:
        find = natural_bounds if method == "jenks" else upper_bounds
        uppers = tuple(find(known, indicator.decimals, breaks.count)) if len(known) else ()
    rounded = known if exact else np.round(known, indicator.decimals)
    side = exact and at_least(indicator)
    if uppers:
        position = np.searchsorted(np.asarray(uppers), rounded, side="right" if side else "left")
        codes[codes == ""] = np.minimum(position, len(uppers) - 1).astype(str)
    lines = _Lines(indicator, uppers, language, frozen=frozen, exact=exact, at_least=side)
    entries = _number_entries(table, codes, np.round(values, indicator.decimals), lines)
    entries += _unreachable_entries(table, codes, language)
    entries += pattern_entries(table, codes, language)
    over = int((rounded > uppers[-1]).sum()) if frozen else 0
    return Classing(
        "".join(codes), tuple(entries), uppers, method, frozen, at_least=side, over=over
    )


def _reason_codes(
    table: pd.DataFrame, values: NDArray[np.float64], column: str, minimum: float
) -> NDArray[np.str_]:
    """Return why a value is absent, and an empty string where there is one."""
    absent = ~np.isfinite(values)
    covered = table["population_covered"].fillna(0).to_numpy(dtype=float)
    codes = np.where(absent, MISSING, "").astype("<U1")
    if not absent.all() or np.isinf(values).any():
        codes[absent & (covered > 0) & (covered < minimum)] = SMALL
    if column == "nearest_cost_median":
        judged = table["class"].isin(JUDGED).to_numpy()
        codes[absent & judged] = UNREACHABLE
    codes[np.isposinf(values)] = NOT_APPLICABLE
    codes[table["class"].to_numpy() == "not_ranked"] = SELF_GOVERNED
    return codes


@dataclass(frozen=True)
class _Lines:
    """What the labels of the classes depend on."""

    indicator: Indicator
    uppers: tuple[float, ...]
    language: str
    frozen: bool
    exact: bool
    at_least: bool


def _number_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], rounded: NDArray[np.float64], lines: _Lines
) -> list[Entry]:
    colours = palette.ramp(lines.indicator.ramp, max(1, len(lines.uppers)))
    entries = []
    for index in range(len(lines.uppers)):
        inside = rounded[codes == str(index)]
        label = _label(index, inside, lines)
        entries.append(
            Entry(str(index), Style(colours[index]), label, *held(table, codes, str(index)))
        )
    return entries


def _label(index: int, inside: NDArray[np.float64], lines: _Lines) -> str:
    """Write a class: the next value that can be printed follows the bound before."""
    uppers, last = lines.uppers, len(lines.uppers) - 1
    _ = words(lines.language)

    def write(value: float) -> str:
        return lines.indicator.write(value, lines.language)

    high = uppers[index]
    if lines.exact or lines.frozen:
        if index == 0:
            if high == 0 and not lines.at_least:
                return write(high)
            under = _("moins de {value}") if lines.at_least else _("jusqu'à {value}")
            return under.format(value=write(high))
        if index == last:
            more = _("{value} et plus") if lines.at_least else _("plus de {value}")
            return more.format(value=write(uppers[index - 1]))
    if lines.exact:
        between = _("{low} à moins de {high}") if lines.at_least else _("plus de {low} à {high}")
        first, second = _bare(write(uppers[index - 1]), write(high))
        return between.format(low=first, high=second)
    step = 10.0**-lines.indicator.decimals
    low = uppers[index - 1] + step if index else inside.min(initial=high)
    if len(inside) and not lines.frozen and inside.min() == inside.max() == high:
        low = high
    return _range(min(float(low), high), high, write, lines.language)


def _unreachable_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], language: str
) -> list[Entry]:
    territories, people = held(table, codes, UNREACHABLE)
    if not territories:
        return []
    _ = words(language)
    label = _("Aucune porte joignable pour la moitié des gens")
    return [Entry(UNREACHABLE, Style(palette.UNREACHABLE), label, territories, people)]


def _range(low: float, high: float, write: Callable[[float], str], language: str) -> str:
    first, last = write(low), write(high)
    if first == last:
        return last
    first, last = _bare(first, last)
    link = "to" if language == "en" else "à"
    return f"{first} {link} {last}"


def _bare(first: str, last: str) -> tuple[str, str]:
    """Return two written values, the per cent sign on the second alone."""
    if first.endswith("%") and last.endswith("%"):
        first = first.removesuffix("%").rstrip(NBSP)
    return first, last
