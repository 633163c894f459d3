"""Which class each territory falls in, and what the legend says of each class.

One character per territory is all the browser needs to recolour the map. Bounds are rounded to
what the legend prints before anything is classed, so that the legend tells the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.tables.words import CLASSES
from territory.text import NBSP
from territory_app.indicators import Indicator
from territory_app.views import palette
from territory_app.views.palette import Style
from territory_app.views.people import capital, worded
from territory_app.words import words

MISSING, SMALL, SELF_GOVERNED, UNREACHABLE = "m", "p", "s", "x"
CLASS_CODES = {"desert": "0", "underserved": "1", "served": "2"}
JUDGED = tuple(CLASS_CODES)
CLASS_COUNT = 5


@dataclass(frozen=True)
class Entry:
    """One line of the legend: its code on the map, its paint, its words and what it holds."""

    code: str
    style: Style
    label: str
    territories: int
    people: float


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
        Upper bounds, inclusive; empty for the class indicator.
    """

    codes: str
    entries: tuple[Entry, ...]
    bounds: tuple[float, ...]

    def styles(self) -> dict[str, Style]:
        """Return the paint of each code."""
        return {entry.code: entry.style for entry in self.entries}


def upper_bounds(values: NDArray[np.float64], digits: int, count: int = CLASS_COUNT) -> list[float]:
    """Return quantile bounds rounded to ``digits`` decimals, the last one covering.

    A lowest or highest value that alone would fill a class has its own (nobody beyond reach,
    everybody reached); the quantiles are those of the rest. No class is empty.

    Examples
    --------
    >>> upper_bounds(np.array([0.0, 0, 0, 0, 0.2, 0.3, 0.5, 0.6]), 1, 3)
    [0.0, 0.4, 0.6]
    """
    rounded = np.round(values, digits)
    distinct = np.unique(rounded)
    if len(distinct) <= count:
        return [float(bound) for bound in distinct]
    lowest, highest = distinct[0], distinct[-1]
    heavy_low = np.mean(rounded == lowest) >= 1 / count
    heavy_high = np.mean(rounded == highest) >= 1 / count
    rest = rounded[~((heavy_low & (rounded == lowest)) | (heavy_high & (rounded == highest)))]
    left = min(count - int(heavy_low) - int(heavy_high), len(np.unique(rest)))
    # The same bounds as mapclassify.Quantiles (a test compares them), which takes seconds to load.
    bins = np.round(np.quantile(rest, np.arange(1, left + 1) / left), digits)
    bounds = np.unique([*([lowest] if heavy_low else []), *bins, highest])
    position = np.searchsorted(bounds, rounded, side="left")
    return [float(bound) for bound in bounds[np.unique(position)]]


def classify(
    table: pd.DataFrame,
    indicator: Indicator,
    language: str,
    *,
    minimum_population: float = 1000.0,
    bounds: tuple[float, ...] | None = None,
    served: str | None = None,
) -> Classing:
    """Class every territory of ``table`` for ``indicator``.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of one level's gaps table.
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
    """
    if indicator.scale == "class":
        codes = _judgement_codes(table)
        entries = _class_entries(table, codes, served, language)
        return Classing("".join(codes), tuple(entries), ())
    values = table[indicator.column].to_numpy(dtype=float)
    codes = _reason_codes(table, values, indicator, minimum_population)
    digits = indicator.digits + (2 if indicator.scale == "share" else 0)
    known = values[codes == ""]
    uppers = tuple(upper_bounds(known, digits)) if bounds is None else bounds
    if uppers:
        position = np.searchsorted(np.asarray(uppers), np.round(known, digits), side="left")
        codes[codes == ""] = np.minimum(position, len(uppers) - 1).astype(str)
    entries = _number_entries(table, codes, np.round(values, digits), indicator, uppers, language)
    entries += _unreachable_entries(table, codes, language)
    entries += _pattern_entries(table, codes, language)
    return Classing("".join(codes), tuple(entries), uppers)


def _judgement_codes(table: pd.DataFrame) -> NDArray[np.str_]:
    codes = table["class"].map(CLASS_CODES).fillna(MISSING).to_numpy(dtype="<U1")
    codes[table["class"].to_numpy() == "not_ranked"] = SELF_GOVERNED
    return codes


def _reason_codes(
    table: pd.DataFrame, values: NDArray[np.float64], indicator: Indicator, minimum: float
) -> NDArray[np.str_]:
    """Return why a value is absent, and an empty string where there is one."""
    absent = np.isnan(values)
    covered = table["population_covered"].fillna(0).to_numpy(dtype=float)
    codes = np.where(absent, MISSING, "").astype("<U1")
    codes[absent & (covered > 0) & (covered < minimum)] = SMALL
    if indicator.column == "nearest_cost_median":
        judged = table["class"].isin(JUDGED).to_numpy()
        codes[absent & judged] = UNREACHABLE
    codes[table["class"].to_numpy() == "not_ranked"] = SELF_GOVERNED
    return codes


def _count(table: pd.DataFrame, codes: NDArray[np.str_], code: str) -> tuple[int, float]:
    held = codes == code
    return int(held.sum()), float(table["population"].to_numpy(dtype=float)[held].sum())


def _class_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], served: str | None, language: str
) -> list[Entry]:
    entries = []
    for name, code in CLASS_CODES.items():
        word = capital(worded(CLASSES, name, language))
        if name == "served" and served:
            word = served
        if name == "underserved" and served and not (codes == code).any():
            continue
        style = palette.CLASS_STYLES[name]
        entries.append(Entry(code, style, word, *_count(table, codes, code)))
    return entries + _pattern_entries(table, codes, language)


def _number_entries(
    table: pd.DataFrame,
    codes: NDArray[np.str_],
    rounded: NDArray[np.float64],
    indicator: Indicator,
    uppers: tuple[float, ...],
    language: str,
) -> list[Entry]:
    colours = palette.ramp(indicator.ramp, max(1, len(uppers)))
    entries = []
    for index, high in enumerate(uppers):
        held = rounded[codes == str(index)]
        one_value = len(held) > 0 and held.min() == held.max() == high
        lower = uppers[index - 1] if index else float(held.min(initial=high))
        low = high if one_value else lower
        label = _range(low, high, lambda value: indicator.write(value, language), language)
        style = Style(colours[index])
        entries.append(Entry(str(index), style, label, *_count(table, codes, str(index))))
    return entries


def _unreachable_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], language: str
) -> list[Entry]:
    territories, people = _count(table, codes, UNREACHABLE)
    if not territories:
        return []
    _ = words(language)
    label = _("Aucune porte joignable pour la moitié")
    return [Entry(UNREACHABLE, Style(palette.UNREACHABLE), label, territories, people)]


def _pattern_entries(table: pd.DataFrame, codes: NDArray[np.str_], language: str) -> list[Entry]:
    _ = words(language)
    lines = (
        (MISSING, palette.MISSING, _("Données insuffisantes")),
        (SMALL, palette.SMALL, _("Petits nombres : valeur retirée")),
        (SELF_GOVERNED, palette.SELF_GOVERNED, _("Autogouvernance — classement sur adhésion")),
    )
    entries = (
        Entry(code, style, label, *_count(table, codes, code)) for code, style, label in lines
    )
    return [entry for entry in entries if entry.territories]


def _range(low: float, high: float, write: Callable[[float], str], language: str) -> str:
    first, last = write(low), write(high)
    if first == last:
        return last
    if first.endswith("%") and last.endswith("%"):
        first = first.removesuffix("%").rstrip(NBSP)
    link = "to" if language == "en" else "à"
    return f"{first} {link} {last}"
