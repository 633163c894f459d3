"""What a view shows, once its choices are resolved against what the results hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from territory.tables.words import KIND_WORDS
from territory_app.catalogue import Catalogue, Level, spoken
from territory_app.frames import NEED
from territory_app.indicators import INDICATORS, Indicator, indicator_named
from territory_app.view_state import COUNT, METHODS, ViewState
from territory_app.views.bivariate import Crossing
from territory_app.views.breaks import norm_bounds
from territory_app.views.classes import Breaks
from territory_app.views.norm import has_intensity
from territory_app.views.people import worded
from territory_app.words import words

LESS_NEED = frozenset({"revenu plus élevé"})
"""What a study says of a high value where it is less need, not more."""


@dataclass(frozen=True)
class Shown:
    """One view, resolved.

    Attributes
    ----------
    level : Level
        Its table is that of the kind told apart, with shares and needs beside.
    indicator : Indicator
        The need it reads is in its words and its column.
    service, need : str
        Kind told apart and need read; empty where the indicator has none.
    breaks : Breaks
        How classes are asked for.
    crossing : Crossing, optional
        What is crossed.
    """

    level: Level
    indicator: Indicator
    service: str
    need: str
    breaks: Breaks
    crossing: Crossing | None = None


def settled(view: ViewState) -> ViewState:
    """Return ``view`` without the choices its indicator does not read: they change no colour."""
    indicator = indicator_named(view.indicator)
    kept = view if indicator.by_kind else replace(view, service="")
    kept = kept if indicator.reads_need else replace(kept, need="")
    if indicator.worded:
        return replace(kept, method=METHODS[0], count=COUNT, bounds=())
    return replace(kept, count=COUNT) if view.bounds else kept


def shown(catalogue: Catalogue, view: ViewState, language: str) -> Shown:
    """Resolve what a view shows."""
    view = settled(view)
    indicator = indicator_named(view.indicator)
    need = chosen_need(catalogue, view) if indicator.reads_need else ""
    level = framed(catalogue, view.level, view.service)
    if indicator.reads_need:
        indicator = with_need(indicator, catalogue, need, language)
    crossed = bool(need) and indicator.scale == "crossed"
    return Shown(
        level=level,
        indicator=indicator,
        service=view.service,
        need=need,
        breaks=Breaks(view.method, view.count, view.bounds),
        crossing=_crossing(catalogue, level, need, language) if crossed else None,
    )


def framed(catalogue: Catalogue, level: str, service: str = "") -> Level:
    """Return a level whose table is that of one kind, with shares and needs beside."""
    return replace(catalogue.levels[level], table=catalogue.frame(level, service))


def chosen_need(catalogue: Catalogue, view: ViewState) -> str:
    """Return the need a view reads: what it asks for, else the first there is."""
    return view.need if view.need in catalogue.needs else next(iter(catalogue.needs), "")


def with_need(indicator: Indicator, catalogue: Catalogue, need: str, language: str) -> Indicator:
    """Return ``indicator`` reading one need, named as the study names it."""
    if not need:
        return indicator
    label = need_label(catalogue, need, language)
    resolved = replace(indicator, column=NEED + need)
    if indicator.scale == "crossed":
        return resolved
    return replace(resolved, label=label, measure=label, short=label)


def need_label(catalogue: Catalogue, need: str, language: str) -> str:
    """Return what the study calls a need; its column's name where it calls it nothing."""
    return spoken((catalogue.needs.get(need) or {}).get("label"), language) or need


def higher_is(catalogue: Catalogue, need: str, language: str) -> str:
    """Return what a high value of a need says; empty where the study does not tell."""
    return spoken((catalogue.needs.get(need) or {}).get("higher_is"), language)


def service_words(service: str, language: str) -> str:
    """Return the kind told apart, in words; empty for all together."""
    return worded(KIND_WORDS, service, language) if service else ""


def breaks_fixed(catalogue: Catalogue, indicator: Indicator) -> bool:
    """Say whether the norm fixes classes for an indicator."""
    return bool(norm_bounds(indicator, catalogue.norm, np.array([])))


def absence(catalogue: Catalogue, indicator: Indicator, language: str) -> str:
    """Return why an indicator cannot be shown, in a few words; empty when it can.

    Read over every level: an indicator known somewhere can be chosen.
    """
    _ = words(language)
    if indicator.column == "intensity_test" and not has_intensity(catalogue.norm):
        return _("non mesurée par cette norme")
    absent = _("données absentes")
    if indicator.reads_need:
        return "" if _needs_known(catalogue) else absent
    for key in catalogue.levels:
        column = catalogue.frame(key, "").get(indicator.column)
        if column is not None and bool((column.notna() & (column != "")).any()):
            return ""
    return absent


def available(catalogue: Catalogue) -> tuple[Indicator, ...]:
    """Return the indicators the results can show."""
    return tuple(one for one in INDICATORS if not absence(catalogue, one, "fr"))


def _needs_known(catalogue: Catalogue) -> bool:
    columns = [NEED + key for key in catalogue.needs]
    return any(
        bool(np.isfinite(catalogue.frame(level, "")[columns].to_numpy(dtype=float)).any())
        for level in catalogue.levels
        if columns
    )


def _crossing(catalogue: Catalogue, level: Level, need: str, language: str) -> Crossing:
    known = bool(level.table["access_mean"].notna().any())
    return Crossing(
        need=NEED + need,
        need_label=need_label(catalogue, need, language),
        higher_is=higher_is(catalogue, need, language),
        access="access_mean" if known else "nearest_cost_median",
        falling=higher_is(catalogue, need, "fr") in LESS_NEED,
    )
