"""Several scenarios side by side: their sentences, their figures, and what each changes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from territory.report.comparison.publics import notable_heads
from territory.report.comparison_figures import side_by_side
from territory.report.comparison_map import CLASS, comparison_maps
from territory.report.diverging import diverging
from territory.tables.scenarios import EQUITY_INDICES, PUBLICS
from territory.text import N_, number
from territory_app.catalogue import spoken
from territory_app.views.people import capital, worded
from territory_app.views.recolour import minimum_population
from territory_app.views.scenario_asked import INDICATORS, Looked, read_looked
from territory_app.views.scenario_asked import PUBLICS as PUBLIC_KEYS
from territory_app.views.scenario_maps import frame_of_level
from territory_app.views.scenario_record import ScenarioRecord
from territory_app.views.scenario_result import (
    CONVENTION,
    Around,
    Choice,
    indicator_choices,
    known_indicators,
    level_choices,
    source_line,
    total_lines,
)
from territory_app.views.scenario_tables import NOTABLE_PARTS, index_written
from territory_app.words import words

SEVERAL_NORMS = N_(
    "Ces scénarios ne sont pas tous jugés par la même norme : leurs déserts, leurs ETC et leurs "
    "accès ne se comparent pas d'une colonne à l'autre, seulement avant et après dans chacune."
)
INDICES = ("lowest_tenth", "gini", "below_norm_people")


@dataclass(frozen=True)
class Head:
    """One scenario of the table."""

    title: str
    variant: str
    headline: str


@dataclass(frozen=True)
class Lines:
    """Lines of the table that go together: each a label and one cell per scenario."""

    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ScenariosBeside:
    """Everything the template shows of several scenarios, worded."""

    heads: tuple[Head, ...]
    groups: tuple[Lines, ...]
    levels: tuple[Choice, ...]
    indicators: tuple[Choice, ...]
    drawn: Markup
    convention: str
    source: str


def beside(
    records: Sequence[ScenarioRecord], given: Mapping[str, Sequence[str]], around: Around
) -> ScenariosBeside | None:
    """Return several results side by side; None where they have no level in common.

    Parameters
    ----------
    records : sequence of ScenarioRecord
        Two to six.
    given : Mapping
        The request's arguments, each with its values.
    around : Around
    """
    catalogue, language = around.catalogue, around.language
    common = [set(record.levels(catalogue)) for record in records]
    levels = tuple(one for one in catalogue.levels if all(one in held for held in common))
    if not levels:
        return None
    looked = read_looked(given, levels, INDICATORS, (), "")
    tables = [record.difference(looked.level, record.main, catalogue) for record in records]
    known = known_indicators(tables)
    looked = looked.among(known)
    variants = [record.variant(record.main) for record in records]
    norms = {spoken((one.told.get("norm") or {}).get("title"), language) for one in records}
    norm = "; ".join(sorted(norms))
    return ScenariosBeside(
        heads=tuple(
            Head(
                record.title(language),
                spoken(variant.get("title"), language) if len(record.variants) > 1 else "",
                spoken(variant.get("headline"), language),
            )
            for record, variant in zip(records, variants, strict=True)
        ),
        groups=tuple(_groups(records, variants, looked, around)),
        levels=level_choices(levels, looked, around),
        indicators=indicator_choices(known, looked, around),
        drawn=_drawn(records, tables, looked, around, norm),
        convention=words(language)(CONVENTION if len(norms) == 1 else SEVERAL_NORMS).format(
            norm=norm
        ),
        source=source_line(records, around, norm),
    )


def _groups(
    records: Sequence[ScenarioRecord],
    variants: Sequence[Mapping[str, Any]],
    looked: Looked,
    around: Around,
) -> list[Lines]:
    language = around.language
    _ = words(language)
    whole = [
        {label: f"{before} → {after}" for label, before, after in totals}
        for totals in (total_lines(one, looked.level, around) for one in variants)
    ]
    labels = list(dict.fromkeys(label for one in whole for label in one))
    norms = tuple(spoken((one.told.get("norm") or {}).get("title"), language) for one in records)
    found = [
        Lines(_("Norme"), ((_("Norme des deux états"), norms),)),
        Lines(
            _("Ensemble de l'étude"),
            tuple((label, tuple(one.get(label, "—") for one in whole)) for label in labels),
        ),
    ]
    for part, title in (
        ("gain", N_("Personnes qui gagnent")),
        ("lose", N_("Personnes qui perdent")),
    ):
        rows = tuple(
            (
                capital(worded(PUBLICS, public, language)),
                tuple(_people(one, public, part, language) for one in variants),
            )
            for public in PUBLIC_KEYS
        )
        found.append(Lines(_(title), rows))
    for part, title in zip(NOTABLE_PARTS, notable_heads(language), strict=True):
        rows = tuple(
            (
                capital(worded(PUBLICS, public, language)),
                tuple(_people(one, public, part, language) for one in variants),
            )
            for public in PUBLIC_KEYS
            if public != "reach"
        )
        found.append(Lines(title, rows))
    found.append(
        Lines(
            _("Équité de l'accès moyen, avant → après"),
            tuple(
                (
                    worded(EQUITY_INDICES, index, language),
                    tuple(_equity(one, index, language) for one in variants),
                )
                for index in INDICES
            ),
        )
    )
    given = [record.told.get("allocation") or {} for record in records]
    if any(one.get("lines") for one in given):
        found.append(
            Lines(
                _("Moyens"),
                (
                    (
                        _("Postes ou ETC donnés"),
                        tuple(number(one.get("posts"), language, digits=1) for one in given),
                    ),
                    (
                        _("Coût annuel, en dollars"),
                        tuple(number(one.get("cost"), language) for one in given),
                    ),
                ),
            )
        )
    return found


def _people(variant: Mapping[str, Any], public: str, part: str, language: str) -> str:
    for row in variant.get("people") or ():
        if row["public"] == public and row["by"] == "everyone":
            return number(row.get(part), language)
    return "—"


def _equity(variant: Mapping[str, Any], index: str, language: str) -> str:
    for row in variant.get("equity") or ():
        if row["index"] == index and row["public"] == "average":
            states = (row.get(state) for state in ("before", "after"))
            return " → ".join(index_written(index, one, language) for one in states)
    return "—"


def _drawn(
    records: Sequence[ScenarioRecord],
    tables: Sequence[pd.DataFrame],
    looked: Looked,
    around: Around,
    norm: str,
) -> Markup:
    """Draw the difference of each scenario, all at one scale."""
    catalogue, language = around.catalogue, around.language
    column = looked.indicator
    scale = None
    if column != CLASS:
        scale = diverging(column, [rows[f"{column}_difference"] for rows in tables])
    frame = frame_of_level(catalogue, looked.level)
    drawn = [
        comparison_maps(
            frame,
            rows,
            column,
            language=language,
            name=f"cartes-{place}",
            shapes="cartes-0" if place else None,
            scale=scale,
            minimum_population=minimum_population(catalogue),
        )
        for place, rows in enumerate(tables)
    ]
    titles = [record.title(language) for record in records]
    return Markup(side_by_side(drawn, titles, source=source_line(records, around, norm), heading=4))  # noqa: S704 - escapes every word
