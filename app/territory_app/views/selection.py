"""The territories a view shows, in its order: what the plain table and every export are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_numeric_dtype

from territory.text import fold, number
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import INDICATORS, Indicator, indicator_named
from territory_app.view_state import ViewState
from territory_app.views.classes import Classing, Entry
from territory_app.views.panel import class_words
from territory_app.views.recolour import classing, classing_shown, minimum_population
from territory_app.views.shown import Shown, service_words, shown, with_need
from territory_app.views.titles import Titles, titles_shown
from territory_app.views.verdicts import severities, verdicts_shown
from territory_app.words import words

RANK, NAME, CLASS = "rank", "name", "class"
COUNTS = ("population", "people_beyond_reach")
SMALL_FLAG = "small_numbers"
_ORDER_OF_SIGNS = str.maketrans({" ": "\x01", "-": "\x02", "'": "\x03"})


@dataclass(frozen=True)
class Selection:
    """One view of one results folder: its classes, its filter and its order.

    Attributes
    ----------
    catalogue, view, language
        What is asked, and in which language it is said.
    shown : Shown
        The view resolved.
    classes, judged : Classing
        Classes of the indicator; classes of the norm.
    """

    catalogue: Catalogue
    view: ViewState
    language: str
    shown: Shown
    classes: Classing
    judged: Classing

    @property
    def level(self) -> Level:
        """The level, its table holding the figures of the kind of service told apart."""
        return self.shown.level

    @property
    def table(self) -> pd.DataFrame:
        """The rows of the level, in the order of the map."""
        return self.shown.level.table

    @property
    def indicator(self) -> Indicator:
        """What the map colours."""
        return self.shown.indicator

    @cached_property
    def titles(self) -> Titles:
        """Title and subtitle of the map."""
        return titles_shown(self.catalogue, self.shown, self.view.within, self.language)

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """Which territories are in the place the view is kept to."""
        if not self.view.within:
            return np.ones(self.level.count, dtype=bool)
        return self.catalogue.inside(self.level.key, self.view.within)

    @cached_property
    def isolated(self) -> Entry | None:
        """The class shown alone; None where all are, or where no class has this code."""
        found = (entry for entry in self.classes.entries if entry.code == self.view.isolated)
        return next(found, None)

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """Which territories are shown."""
        if self.isolated is None:
            return self.inside
        alone = np.array(list(self.classes.codes)) == self.isolated.code
        return np.asarray(self.inside & alone, dtype=np.bool_)

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Numbers of the territories shown, in the view's order."""
        key, down = self.sort
        known = (*self.numeric, *self.tests)
        column = next((one.column for one in known if one.key == key), key)
        table = self.table
        if any(one.key == key for one in self.tests):
            table = table.assign(**{column: severities(table, column)})
        order = ordered(table, self.judged.codes, column, down=down)
        return order[self.kept[order]]

    @property
    def sort(self) -> tuple[str, bool]:
        """Column the rows are sorted by, and whether from high to low."""
        key = self.view.sort.removeprefix("-")
        return (key, self.view.sort.startswith("-")) if key in self.sortable else (RANK, False)

    @property
    def sortable(self) -> tuple[str, ...]:
        """Columns the rows can be sorted by."""
        shown = (one.key for one in self.numeric)
        return (RANK, NAME, CLASS, *(one.key for one in self.tests), *COUNTS, *shown)

    @cached_property
    def tests(self) -> tuple[Indicator, ...]:
        """Tests of the norm that the results hold."""
        return verdicts_shown(self.table, self.catalogue.norm)

    @cached_property
    def numeric(self) -> tuple[Indicator, ...]:
        """Indicators that are numbers and have a value here; those of the need read come last."""
        found = [one for one in INDICATORS if _has_numbers(self.table, one)]
        need = with_need(indicator_named("besoin"), self.catalogue, self.shown.need, self.language)
        if self.shown.need and _has_numbers(self.table, need):
            found = [one for one in found if one.key != need.key]
            found.append(need)
        return tuple(found)

    @cached_property
    def small(self) -> NDArray[np.bool_]:
        """Which territories have too few people, or too few staff, for figures to be sure."""
        covered = self.table["population_covered"].fillna(0).to_numpy(dtype=float)
        flags = self.table["flags"].fillna("").astype(str)
        flagged = flags.str.contains(SMALL_FLAG, regex=False).to_numpy()
        return ((covered > 0) & (covered < minimum_population(self.catalogue))) | flagged

    @cached_property
    def judgements(self) -> list[str]:
        """Class of each territory under the norm, in words; worded once per distinct one."""
        judged = self.table.reindex(columns=["class", "desert_form"]).fillna("")
        said = {
            (row["class"], row["desert_form"]): class_words(row, self.catalogue.norm, self.language)
            for _index, row in judged.drop_duplicates().iterrows()
        }
        return [said[pair] for pair in zip(judged["class"], judged["desert_form"], strict=True)]

    @property
    def place(self) -> str:
        """Name of the place the view is kept to; empty for everywhere."""
        return self.catalogue.place_name(self.view.within) if self.view.within else ""

    @property
    def filters(self) -> list[str]:
        """What keeps some territories or some services out, in words."""
        _ = words(self.language)
        said = []
        if self.shown.service:
            kind = service_words(self.shown.service, self.language)
            said.append(_("Services : {kind} seulement").format(kind=kind))
        if self.place:
            said.append(_("Dans : {place}").format(place=self.place))
        if self.isolated is not None:
            said.append(_("Classe seule : {name}").format(name=self.isolated.label))
        return said


def select(catalogue: Catalogue, view: ViewState, language: str) -> Selection:
    """Return what a view shows.

    Parameters
    ----------
    catalogue : Catalogue
        The results.
    view : ViewState
        What is asked; every value of it is one the results know.
    language : str
        "fr" or "en".
    """
    asked = shown(catalogue, view, language)
    return Selection(
        catalogue=catalogue,
        view=view,
        language=language,
        shown=asked,
        classes=classing_shown(catalogue, asked, language),
        judged=classing(catalogue, asked.level, indicator_named("classe"), language),
    )


def collated(name: str) -> tuple[str, str]:
    """Return what sorts names as people expect: accents and case count only between equals.

    A space comes before a hyphen, a hyphen before an apostrophe, all before letters.

    Examples
    --------
    >>> sorted(["Évain", "Zec", "Estérel", "Esterel"], key=collated)
    ['Esterel', 'Estérel', 'Évain', 'Zec']
    """
    return fold(name).translate(_ORDER_OF_SIGNS), name


def ordered(table: pd.DataFrame, judgements: str, column: str, *, down: bool) -> NDArray[np.intp]:
    """Return row numbers sorted by a column; what is absent comes last both ways, ties by name.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of one level.
    judgements : str
        Class code of each row.
    column : str
        "name", "class", or a column of numbers.
    down : bool
        From high to low.

    Examples
    --------
    >>> rows = pd.DataFrame({"name": ["Zec", "Évain", "Alma"], "rank": [1.0, np.nan, 2.0]})
    >>> ordered(rows, "210", "rank", down=True).tolist()
    [2, 0, 1]
    """
    names = [collated(str(name)) for name in table["name"]]
    by_name = np.empty(len(table), dtype=np.intp)
    by_name[sorted(range(len(table)), key=names.__getitem__)] = np.arange(len(table))
    if column == NAME:
        values = by_name.astype(float)
    elif column == CLASS:
        values = np.array([ord(code) for code in judgements], dtype=float)
    else:
        values = table[column].to_numpy(dtype=float)
    absent = ~np.isfinite(values)
    sign = -1.0 if down else 1.0
    return np.lexsort((by_name, sign * np.where(absent, 0.0, values), absent))


def rank_interval(low: float, high: float, rank: float, language: str) -> str:
    """Write a rank as the interval it is known to be in; an em dash where there is none.

    Examples
    --------
    >>> rank_interval(3, 7, 5, "fr"), rank_interval(1, 1, 1, "fr")
    ('3 à 7', '1')
    """
    if np.isnan(rank):
        return "—"
    first, last = (rank if np.isnan(one) else one for one in (low, high))
    if first == last:
        return number(first, language)
    said = words(language)("{low} à {high}")
    return said.format(low=number(first, language), high=number(last, language))


def flag_words(values: Any, meanings: dict[str, str]) -> list[str]:
    """Write coded flags in words, several in one cell joined by semicolons.

    Examples
    --------
    >>> flag_words(["a;b", ""], {"a": "un", "b": "deux"})
    ['un; deux', '']
    """
    distinct = {
        code: "; ".join(meanings.get(one, one) for one in code.split(";") if one)
        for code in dict.fromkeys(values)
    }
    return [distinct[code] for code in values]


def _has_numbers(table: pd.DataFrame, indicator: Indicator) -> bool:
    column = indicator.column
    return (
        indicator.scale in {"share", "number"}
        and column in table
        and is_numeric_dtype(table[column])
        and bool(np.isfinite(table[column].to_numpy(dtype=float)).any())
    )
