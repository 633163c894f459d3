"""The result of one scenario as a page says it: the sentence first, losses as plain as gains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from territory.report.comparison.publics import notable_heads, notable_said
from territory.report.comparison.record import headed
from territory.tables.dictionary import GAPS_COLUMNS, column_named
from territory.tables.scenarios import GROUPINGS, PUBLICS
from territory.text import N_, number
from territory_app.catalogue import Catalogue, spoken
from territory_app.views.people import capital, counted, worded
from territory_app.views.provenance import cited_sources
from territory_app.views.scenario_allocation import allocation_lines, allocation_said
from territory_app.views.scenario_asked import CLASS, INDICATORS, Looked, read_looked
from territory_app.views.scenario_asked import PUBLICS as PUBLIC_KEYS
from territory_app.views.scenario_maps import frame_of_level, maps
from territory_app.views.scenario_record import ScenarioRecord, sentences
from territory_app.views.scenario_tables import (
    FEW,
    Bar,
    Grouping,
    TerritoryRow,
    equity_lines,
    groupings,
    publics,
    sort_words,
    territory_rows,
)
from territory_app.words import words

CONVENTION = N_(
    "« Désert » est une convention de la norme « {norm} », la même avant et après. Une autre "
    "norme donnerait d'autres déserts."
)
ECOLOGICAL = N_(
    "Les cinquièmes classent des lieux, non des personnes : rien ne permet d'en conclure que les "
    "personnes défavorisées gagnent ou perdent."
)


@dataclass(frozen=True)
class Choice:
    """One link of a choice."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Said:
    """What a variant comes to, in words.

    Attributes
    ----------
    title, headline, href : str
        Its title (empty where it is alone), its short sentence, and where it is shown.
    current : bool
        Whether it is the one shown.
    fiction : str
        What is said once of `details`, where data are made up; or empty.
    details, flips : tuple of str
        Sentences: the figures, then what does not hold under other settings.
    solid : str
        How many other settings were tried and give the same conclusion; empty where none was.
    """

    title: str
    headline: str
    href: str
    current: bool
    fiction: str
    details: tuple[str, ...]
    flips: tuple[str, ...]
    solid: str


@dataclass(frozen=True)
class ScenarioResult:
    """Everything the template shows of one scenario, worded.

    Attributes
    ----------
    title, variant_title, conservation, convention, caution, source : str
        Sentences; `variant_title` is empty where there is one variant.
    fiction : str
        What is said once of `assumptions` and `notes`, made up as the data are; or empty.
    notes, assumptions, said : tuple of str
        Sentences; `said` is the scenario's own note.
    levels, indicators, publics, table_publics, sorts : tuple of Choice
        Links that change one part of the view.
    variants : tuple of Said
        Every variant in order, the one shown and the others, so that no one is read alone.
    totals : tuple of (str, str, str)
        What is counted, before, after.
    drawn : Markup
        The maps.
    column : str
        Name of the indicator of the table.
    rows : tuple of TerritoryRow
        Territories shown.
    more : Choice or None
        Link to every row.
    everyone, parted : tuple
        People by public; people of the chosen public by group.
    notable : tuple of str
        Titles of the columns of those whose access changes notably.
    notable_said : str
        What that is.
    equity : tuple
        Index, before, after, difference.
    allocation : tuple of (headings, rows) or None
        First lines of who receives what.
    allocation_said : str
        How many posts in how many lines, and the cost.
    files : tuple of (str, str)
        Name and address of what can be taken away.
    """

    title: str
    variant_title: str
    conservation: str
    convention: str
    caution: str
    source: str
    fiction: str
    notes: tuple[str, ...]
    assumptions: tuple[str, ...]
    said: tuple[str, ...]
    levels: tuple[Choice, ...]
    indicators: tuple[Choice, ...]
    publics: tuple[Choice, ...]
    table_publics: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    variants: tuple[Said, ...]
    totals: tuple[tuple[str, str, str], ...]
    drawn: Markup
    column: str
    rows: tuple[TerritoryRow, ...]
    more: Choice | None
    everyone: tuple[Bar, ...]
    parted: tuple[Grouping, ...]
    notable: tuple[str, str]
    notable_said: str
    public: str
    equity: tuple[tuple[str, str, str, str], ...]
    allocation: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None
    allocation_said: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Around:
    """What a result is shown with.

    Attributes
    ----------
    catalogue, language
        Results shown, and the language.
    page : str
        Address of the page with its own query (``?s=…``); the view's is added to it.
    sheet, file : Callable
        Address of a territory's sheet, and of a file of a result, by the result's name.
    """

    catalogue: Catalogue
    language: str
    page: str
    sheet: Callable[[str], str]
    file: Callable[[str, str], str]

    def at(self, query: str, anchor: str = "") -> str:
        """Return the address of a view of this page."""
        joined = "&" if "?" in self.page else "?"
        return f"{self.page}{joined}{query}{anchor}"


def read_result(
    record: ScenarioRecord, given: Mapping[str, Sequence[str]], around: Around
) -> ScenarioResult | None:
    """Return what a scenario gave, worded; None where no level of these results was compared.

    Parameters
    ----------
    record : ScenarioRecord
        What its folder holds (`read_record`).
    given : Mapping
        The request's arguments, each with its values.
    around : Around
    """
    levels = record.levels(around.catalogue)
    if not levels:
        return None
    looked = read_looked(given, levels, INDICATORS, record.variants, record.main)
    return _worded(record, looked, levels, around)


def _worded(
    record: ScenarioRecord, looked: Looked, levels: tuple[str, ...], around: Around
) -> ScenarioResult:
    catalogue, language = around.catalogue, around.language
    _ = words(language)
    told, variant = record.told, record.variant(looked.variant)
    rows = record.difference(looked.level, looked.variant, catalogue)
    known = known_indicators([rows])
    looked = looked.among(known)
    level = catalogue.levels[looked.level]
    table = territory_rows(rows, looked, level, catalogue, language, around.sheet)
    parted = tuple(groupings(variant.get("people") or (), looked.public, catalogue, language))
    norm = spoken((told.get("norm") or {}).get("title"), language)
    convention = _(CONVENTION).format(norm=norm)
    source = source_line([record], around, norm)
    frame = frame_of_level(catalogue, looked.level)
    assumptions = sentences(told.get("assumptions"), language)
    fiction, supposed = headed([*assumptions, *sentences(variant.get("notes"), language)], language)
    return ScenarioResult(
        title=record.title(language),
        variant_title=spoken(variant.get("title"), language) if len(record.variants) > 1 else "",
        conservation=spoken((variant.get("conservation") or {}).get("sentence"), language),
        convention=convention,
        caution=_(ECOLOGICAL) if any(one.key not in GROUPINGS for one in parted) else "",
        source=source,
        fiction=fiction,
        notes=supposed[len(assumptions) :],
        assumptions=supposed[: len(assumptions)],
        said=tuple(sentences([told["scenario"].get("note")], language)),
        levels=level_choices(levels, looked, around),
        indicators=indicator_choices(known, looked, around),
        publics=choices("public", _publics(language), looked, around, "#gens"),
        table_publics=choices("public", _publics(language), looked, around, "#territoires"),
        sorts=choices("sort", sort_words(language), looked, around, "#territoires"),
        variants=tuple(_said(record, key, looked, around) for key in record.variants),
        totals=tuple(total_lines(variant, looked.level, around)),
        drawn=maps(catalogue, frame, rows, looked.indicator, language, source=source),
        column=_named("access_mean" if looked.indicator == CLASS else looked.indicator, language),
        rows=tuple(table if looked.whole else table[:FEW]),
        more=None
        if looked.whole or len(table) <= FEW
        else Choice(
            _("Voir les {count} rangées").format(count=number(len(table), language)),
            around.at(looked.query(whole=True), "#territoires"),
        ),
        everyone=tuple(publics(variant.get("people") or (), language)),
        parted=parted,
        notable=notable_heads(language),
        notable_said=notable_said(language),
        public=capital(worded(PUBLICS, looked.public, language)),
        equity=tuple(equity_lines(variant.get("equity") or (), looked.public, catalogue, language)),
        allocation=allocation_lines(record, looked.variant, language),
        allocation_said=allocation_said(record, language),
        files=tuple(
            (path.name, around.file(record.folder.name, path.name))
            for path in sorted(record.folder.iterdir())
            if path.suffix in (".csv", ".toml", ".json", ".html")
        ),
    )


def _said(record: ScenarioRecord, key: str, looked: Looked, around: Around) -> Said:
    variant, language = record.variant(key), around.language
    fiction, details = headed(sentences(variant.get("details"), language), language)
    return Said(
        title=spoken(variant.get("title"), language) if len(record.variants) > 1 else "",
        headline=spoken(variant.get("headline"), language),
        href=around.at(looked.query(variant=key)),
        current=key == looked.variant,
        fiction=fiction,
        details=details,
        flips=tuple(sentences(variant.get("flips"), language)),
        solid=_solid(record, key, language),
    )


def source_line(records: Sequence[ScenarioRecord], around: Around, norm: str) -> str:
    """Name the sources, the norm and the version under the maps."""
    catalogue, language = around.catalogue, around.language
    _ = words(language)
    pieces = [
        catalogue.banner(language),
        _("Scénario : {title}.").format(
            title="; ".join(record.title(language) for record in records)
        ),
        _("Norme : {norm}.").format(norm=norm) if norm else "",
        _("Sources : {sources}.").format(sources="; ".join(cited_sources(catalogue, language))),
        _("territory {version}, résultats {checksum}.").format(
            version=catalogue.record.get("territory_version", "?"), checksum=catalogue.version[:8]
        ),
    ]
    return " ".join(filter(None, pieces))


def choices(
    field: str,
    options: Sequence[tuple[str, str]],
    looked: Looked,
    around: Around,
    anchor: str = "",
) -> tuple[Choice, ...]:
    """Return links that change one part of the view."""
    now = getattr(looked, field)
    return tuple(
        Choice(label, around.at(looked.query(**{field: key}), anchor), key == now)
        for key, label in options
    )


def level_choices(levels: Sequence[str], looked: Looked, around: Around) -> tuple[Choice, ...]:
    """Return the links to each level."""
    known = around.catalogue.levels
    options = [(key, capital(known[key].plural[around.language])) for key in levels]
    return choices("level", options, looked, around, "#cartes")


def known_indicators(tables: Sequence[pd.DataFrame]) -> tuple[str, ...]:
    """Return the indicators a map may show: those some territory has a figure of."""
    return tuple(
        key
        for key in INDICATORS
        if key == CLASS or any(rows[f"{key}_after"].notna().any() for rows in tables)
    )


def indicator_choices(known: Sequence[str], looked: Looked, around: Around) -> tuple[Choice, ...]:
    """Return the links to each indicator a map shows."""
    options = [(key, _named(key, around.language)) for key in known]
    return choices("indicator", options, looked, around, "#cartes")


def _named(column: str, language: str) -> str:
    return column_named(column, GAPS_COLUMNS).label(language)


def _publics(language: str) -> list[tuple[str, str]]:
    return [(key, capital(worded(PUBLICS, key, language))) for key in PUBLIC_KEYS]


def total_lines(
    variant: Mapping[str, Any], level: str, around: Around
) -> list[tuple[str, str, str]]:
    """Return what is counted over the whole study: label, before, after."""
    language = around.language
    _ = words(language)
    totals = variant.get("totals") or {}
    deserts = [(totals.get(f"deserts_{state}") or {}).get(level) for state in ("before", "after")]
    plural = around.catalogue.levels[level].plural[language]
    lines = [
        (_("Personnes hors d'atteinte d'une porte"), "people_beyond_reach", 0),
        (_("ETC comptés"), "fte", 1),
    ]
    found = []
    for label, key, digits in lines:
        pair = [totals.get(f"{key}_{state}") for state in ("before", "after")]
        if any(one is not None for one in pair):
            before, after = (number(one, language, digits=digits) for one in pair)
            found.append((label, before, after))
    if any(one is not None for one in deserts):
        label = _("Déserts ({plural})").format(plural=plural)
        before, after = (number(one, language) for one in deserts)
        found.append((label, before, after))
    return found


def _solid(record: ScenarioRecord, variant: str, language: str) -> str:
    rows = [one for one in record.told.get("robustness") or () if one.get("variant") == variant]
    if not rows:
        return ""
    same = sum(bool(one.get("same")) for one in rows)
    _ = words(language)
    return _("Même conclusion sous {same} sur {count} essayés.").format(
        same=counted(same, N_("réglage"), N_("réglages"), language),
        count=number(len(rows), language),
    )
