"""Several scenarios side by side: their sentences, their figures, and what each changes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from territory.report.comparison.publics import notable_heads
from territory.report.comparison.record import SHORT_TITLES, headed
from territory.report.comparison_figures import side_by_side
from territory.report.comparison_map import CLASS, comparison_maps
from territory.report.diverging import diverging
from territory.tables.scenarios import EQUITY_INDICES, PUBLICS
from territory.text import N_, number, translator
from territory_app.catalogue import spoken
from territory_app.views.people import capital, worded
from territory_app.views.recolour import minimum_population
from territory_app.views.scenario_asked import INDICATORS, Looked, read_looked
from territory_app.views.scenario_asked import PUBLICS as PUBLIC_KEYS
from territory_app.views.scenario_maps import frame_of_level
from territory_app.views.scenario_record import ScenarioRecord, sentences
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
ONE_SCALE = N_("Où : la différence de chacun, à la même échelle")
SCALE_BY_NORM = N_("Où : la différence de chacun, à une échelle par norme")
MAPS_BY_NORM = N_(
    "Les cartes sont groupées par norme, et chaque groupe a son échelle : une même couleur ne dit "
    "pas la même chose d'une norme à l'autre."
)
INDICES = ("lowest_tenth", "gini", "below_norm_people")


@dataclass(frozen=True)
class Head:
    """One column of the table: a scenario, or one of its variants."""

    title: str
    variant: str
    headline: str
    fiction: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """What one column is about: a variant of a scenario, and its differences."""

    record: ScenarioRecord
    key: str
    rows: pd.DataFrame

    @property
    def variant(self) -> Mapping[str, Any]:
        """What is told of the variant."""
        return self.record.variant(self.key)

    def norm(self, language: str) -> str:
        """Return the title of the norm of both states."""
        return spoken((self.record.told.get("norm") or {}).get("title"), language)

    def title(self, language: str) -> str:
        """Return the title of the scenario, with the variant where there are several."""
        title = self.record.title(language)
        if len(self.record.variants) == 1:
            return title
        short = SHORT_TITLES.get(self.key, self.key)
        return f"{title} ({translator(language)(short)})"


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
    maps_title: str
    maps_said: str
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
    columns = [
        Column(record, key, record.difference(looked.level, key, catalogue))
        for record in records
        for key in record.variants
    ]
    known = known_indicators([one.rows for one in columns])
    looked = looked.among(known)
    norms = {one.norm(language) for one in columns}
    norm = "; ".join(sorted(norms))
    _ = words(language)
    return ScenariosBeside(
        heads=tuple(
            Head(
                one.record.title(language),
                spoken(one.variant.get("title"), language) if len(one.record.variants) > 1 else "",
                spoken(one.variant.get("headline"), language),
                *headed(sentences(one.variant.get("details"), language), language),
            )
            for one in columns
        ),
        groups=tuple(_groups(columns, looked, around)),
        levels=level_choices(levels, looked, around),
        indicators=indicator_choices(known, looked, around),
        maps_title=_(ONE_SCALE if len(norms) == 1 else SCALE_BY_NORM),
        maps_said="" if len(norms) == 1 else _(MAPS_BY_NORM),
        drawn=_drawn(columns, looked, around),
        convention=_(CONVENTION if len(norms) == 1 else SEVERAL_NORMS).format(norm=norm),
        source=source_line(records, around, norm),
    )


def _groups(
    columns: Sequence[Column],
    looked: Looked,
    around: Around,
) -> list[Lines]:
    language = around.language
    _ = words(language)
    variants = [one.variant for one in columns]
    whole = [
        {label: f"{before} → {after}" for label, before, after in totals}
        for totals in (total_lines(one, looked.level, around) for one in variants)
    ]
    labels = list(dict.fromkeys(label for one in whole for label in one))
    norms = tuple(one.norm(language) for one in columns)
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
    given = [one.record.told.get("allocation") or {} for one in columns]
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


def _drawn(columns: Sequence[Column], looked: Looked, around: Around) -> Markup:
    """Draw the difference of each column; those judged by one norm are at one scale."""
    language = around.language
    norms = list(dict.fromkeys(one.norm(language) for one in columns))
    pieces = []
    first = 0
    for norm in norms:
        mine = [one for one in columns if one.norm(language) == norm]
        heading = Markup("<h4>{}</h4>").format(words(language)("Norme : {norm}.").format(norm=norm))
        pieces.append(heading if len(norms) > 1 else Markup())
        pieces.append(_of_norm(mine, first, looked, around, norm, 5 if len(norms) > 1 else 4))
        first += len(mine)
    return Markup().join(pieces)


def _of_norm(
    columns: Sequence[Column], first: int, looked: Looked, around: Around, norm: str, heading: int
) -> Markup:
    """Draw those of one norm; the first of the page holds the outlines of all."""
    catalogue, language, column = around.catalogue, around.language, looked.indicator
    scale = None
    if column != CLASS:
        scale = diverging(column, [one.rows[f"{column}_difference"] for one in columns])
    frame = frame_of_level(catalogue, looked.level)
    drawn = [
        comparison_maps(
            frame,
            one.rows,
            column,
            language=language,
            name=f"cartes-{place}",
            shapes="cartes-0" if place else None,
            scale=scale,
            minimum_population=minimum_population(catalogue),
        )
        for place, one in enumerate(columns, first)
    ]
    titles = [one.title(language) for one in columns]
    records = list({one.record.folder: one.record for one in columns}.values())
    source = source_line(records, around, norm)
    return Markup(side_by_side(drawn, titles, source=source, heading=heading))  # noqa: S704 - escapes every word
