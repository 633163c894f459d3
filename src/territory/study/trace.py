"""What stands behind one figure of a gaps table: rows that add up to it, and the formula."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.gaps.faults import nearest
from territory.gaps.table import RATES
from territory.study.evidence import Evidence
from territory.study.subject import Counts, Subject, subject
from territory.study.trace_columns import ANSWERS, CONTRIBUTION, RULE, SUM, SUM_OR_ZERO, Answer
from territory.study.trace_words import FORMULAS, WHY
from territory.tables.dictionary import GAPS_COLUMNS, column_named
from territory.tables.words import Column
from territory.text import translator

CLOSE = 1e-12
SELF_GOVERNED, SMALL = "self_governed", "small"
_OF_RATES = ("fte_shortfall", "fte_shortfall_floor")
_RATE_QUESTIONS = ("reach_low", "reach_high", "access", "edge")
_EVEN_SELF_GOVERNED = (
    "territory_id", "name", "population", "class", "class_nonregistered", "class_reason", "norm",
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """A figure counted again, beside the table's.

    Attributes
    ----------
    value, recomputed : float, str or None
        What the table says, and what the rows give; None where there is no figure.
    exact : bool
        Whether they are the same to the last bit.
    equal : bool
        Whether they are the same, or differ by no more than 1e-12 of the sizes added up.
    gap : float
        The difference, relative to those sizes.
    """

    value: Any
    recomputed: Any
    exact: bool
    equal: bool
    gap: float


@dataclass(frozen=True)
class Trace:
    """The rows and the formula behind one figure.

    Attributes
    ----------
    territory_id, name, level, column : str
    value : float, str or None
        The figure of the table; None where it is blank.
    formula : str
        In symbols.
    kind : str
        How rows give the figure: "sum", "sum_or_zero", "quantile", "rule" or "order".
    reason : str
        Why there is no figure, or nothing to show: "self_governed", "small" or "blank"; empty
        otherwise.
    lines : pandas.DataFrame
        The rows that give the figure; where it is a sum, their column ``contribution`` adds up
        to it (with ``apart``).
    apart : float
        What people of self-governed units bring to that sum: one figure, never row by row.
    units, sites, pairs, demand : pandas.DataFrame
        Units of the territory; sites in their range or in the territory, with the demand on each
        and the FTE per 10,000 people it comes to; pairs of both; and who makes that demand, in
        the territory or not. Units and sites tell the file and row they come from.
    parameters : Mapping[str, Any]
        The norm's figures that enter the formula.
    """

    territory_id: str
    name: str
    level: str
    column: str
    value: Any
    formula: str
    kind: str
    reason: str
    lines: pd.DataFrame
    apart: float
    units: pd.DataFrame
    sites: pd.DataFrame
    pairs: pd.DataFrame
    demand: pd.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)
    recomputed: Any = None

    @property
    def described(self) -> Column:
        """The column as people read it."""
        return column_named(self.column)

    def symbols(self, language: str = "fr") -> str:
        """Return the formula in symbols, its words in ``language``."""
        return translator(language)(self.formula)

    def words(self, language: str = "fr") -> str:
        """Return the formula in words."""
        return translator(language)(FORMULAS[self.column][1])

    def why(self, language: str = "fr") -> str:
        """Return in one sentence why there is no figure; nothing where there is one."""
        return translator(language)(WHY[self.reason]) if self.reason else ""

    def check(self) -> Check:
        """Add the rows up again and compare with the table.

        Sums of whole numbers are the same to the last bit; other figures may differ by the
        rounding of the last, 1e-12 of the sizes added up at most.
        """
        told, found = self.value, self.recomputed
        if self.kind in (SUM, SUM_OR_ZERO) and CONTRIBUTION in self.lines and told is not None:
            found = math.fsum([*self.lines[CONTRIBUTION], self.apart])
            found = max(0.0, found) if self.kind == SUM_OR_ZERO else found
        if told is None or found is None or isinstance(told, str):
            same = told == found
            return Check(told, found, same, same, 0.0 if same else math.inf)
        sizes = [abs(float(told))]
        if CONTRIBUTION in self.lines:
            sizes.append(math.fsum(self.lines[CONTRIBUTION].abs()))
        scale = max(sizes)
        gap = abs(float(told) - float(found)) / scale if scale else abs(float(found))
        return Check(told, found, float(told) == float(found), gap <= CLOSE, gap)


def trace(counts: Counts | Evidence, territory_id: str, column: str) -> Trace:
    """Return what stands behind one figure of a run.

    Parameters
    ----------
    counts : Counts or Evidence
        The rows of the run; with `Counts`, several traces share their second counts.
    territory_id : str
        Of any level of the run.
    column : str
        Of ``gaps_<level>.csv``.

    Raises
    ------
    InputError
        When no table has that territory or that column.
    """
    if column not in ANSWERS:
        raise InputError(
            "La colonne « {column} » n'est pas de celles d'un tableau d'écarts{hint}; voir "
            "docs/data-dictionary.md.",
            column=column,
            hint=nearest(column, ANSWERS),
        )
    shared = counts if isinstance(counts, Counts) else Counts(counts)
    place = subject(shared, territory_id)
    value = _plain(place.row[column]) if column in place.row else None
    reason = _reason(place, column)
    if reason:
        answer, value = Answer(RULE, None), value or None
        if place.hidden and column in _EVEN_SELF_GOVERNED:
            answer = _bare(place, column, value)
    else:
        answer = ANSWERS[column](place)
        reason = "blank" if value is None and answer.value is None else ""
    found = _told(place, column, value, reason, answer)
    return _without_rates(found) if not place.hidden and _few(place) else found


def _told(place: Subject, column: str, value: Any, reason: str, answer: Answer) -> Trace:
    norm = place.evidence.norm
    return Trace(
        territory_id=place.territory_id,
        name=str(place.place["name"]),
        level=place.level,
        column=column,
        value=value,
        formula=FORMULAS[column][0],
        kind=answer.kind,
        reason=reason,
        lines=answer.lines,
        apart=answer.apart,
        units=answer.units,
        sites=answer.sites,
        pairs=answer.pairs,
        demand=answer.demand,
        parameters={
            **answer.parameters,
            "norm": norm.name,
            "zone_weights": norm.zone_weights,
            "minimum_population": norm.minimum_population,
        },
        recomputed=_plain(answer.value),
    )


def _reason(place: Subject, column: str) -> str:
    """Return why nothing is to be shown of a figure, whatever its rows are."""
    if place.hidden:
        return SELF_GOVERNED
    return SMALL if column in RATES and _few(place) else ""


def _few(place: Subject) -> bool:
    """Return whether too few people have a place for a rate to be told."""
    return float(place.figures["covered"]) < place.evidence.norm.minimum_population


def _without_rates(found: Trace) -> Trace:
    """Return the trace of a count or a class on few people, without the rates it went through."""
    if found.column in _OF_RATES and not found.reason:
        same = found.check().equal
        nothing = pd.DataFrame()
        return replace(
            found, reason=SMALL, kind=RULE, recomputed=found.value if same else found.recomputed,
            lines=nothing, units=nothing, sites=nothing, pairs=nothing, demand=nothing,
            parameters={"norm": found.parameters["norm"]},
        )  # fmt: skip
    if "question" not in found.lines:
        return found
    lines = found.lines.copy()
    lines["value"] = lines["value"].astype(object)
    lines.loc[lines["question"].isin(_RATE_QUESTIONS), "value"] = None
    return replace(found, lines=lines)


def _bare(place: Subject, column: str, value: Any) -> Answer:
    """Return the little that is told of a self-governed territory: its class, its population.

    The population is the table's, without the units it is made of.
    """
    if column == "population":
        return Answer(RULE, value)
    return Answer(RULE, ANSWERS[column](place).value)


def _plain(value: Any) -> Any:
    """Return a cell as Python's own: None where it is blank."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, np.integer, np.floating)):
        return float(value) if math.isfinite(float(value)) else None
    return str(value)


assert set(ANSWERS) == {column.name for column in GAPS_COLUMNS}, "a column has no trace"  # noqa: S101
