"""What comparison.html says, in one language: every word chosen, every figure written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from territory.codes import level_named
from territory.report.comparison import posts, publics, solidity, territories
from territory.report.comparison.grid import Grid
from territory.report.comparison.maps import Drawn, MapPiece
from territory.report.comparison.record import headed
from territory.report.provenance import source_line
from territory.scenarios import Outcome
from territory.tables.banner import banner, fictional
from territory.text import N_, number, translator

_CONVENTION = N_("Une norme est une convention déclarée, pas une règle officielle.")
_SELF_GOVERNED = N_(
    "Rien n'est calculé pour un territoire autogouverné, avant comme après, à moins que sa "
    "communauté en décide ainsi."
)
_TWO_VARIANTS = N_(
    "Sur place : les mêmes postes, au même endroit, sans que l'inscription soit requise. Déplacé : "
    "les postes vont aux portes des CLSC. L'écart entre les deux est l'effet du lieu : ouvrir une "
    "porte et en vider une autre peut être la même décision."
)
_INTENSITY = N_(
    "Intensité de la norme : {figure} ETC par 10 000 personnes, la même avant et après."
)


@dataclass(frozen=True)
class VariantView:
    """One variant, as a page shows it."""

    key: str
    title: str
    headline: str
    details_head: str
    details: tuple[str, ...]
    flips: tuple[str, ...]
    holds: str
    notes_head: str
    notes: tuple[str, ...]
    maps: tuple[MapPiece, ...]
    public: Grid
    groups: Grid
    territories: tuple[Grid, ...]
    supply_said: str
    supply: Grid | None
    equity: Grid | None
    robustness: Grid | None
    allocation: Grid | None


@dataclass(frozen=True)
class PageView:
    """A scenario, as a page shows it in one language."""

    language: str
    title: str
    study: str
    note: str
    banner: str
    fictional: str
    assumed_head: str
    assumptions: tuple[str, ...]
    two_variants: str
    variants: tuple[VariantView, ...]
    map_title: str
    classes: Grid | None
    allocated: str
    trajectory: Grid | None
    method: tuple[str, ...]
    source: str
    files: tuple[str, ...]
    toml: str


def page_view(
    outcome: Outcome, record: Mapping[str, Any], drawn: Drawn | None, language: str
) -> PageView:
    """Return the view of a scenario in a language.

    Parameters
    ----------
    outcome : Outcome
    record : Mapping
        What `comparison_record` returned of it.
    drawn : Drawn or None
        Its maps.
    language : str
    """
    _ = translator(language)
    variants = tuple(_variant(outcome, record, drawn, key, language) for key in outcome.comparisons)
    norm = _(N_("Norme : {norm}.")).format(norm=record["norm"]["title"][language])
    intensity = record["intensity_norm"]
    method = [norm, _(_CONVENTION)]
    if intensity is not None and intensity == intensity:  # noqa: PLR0124 - NaN
        method.append(_(_INTENSITY).format(figure=number(intensity, language, digits=2)))
    method.append(_(_SELF_GOVERNED))
    fiction = record["demonstration"]
    head, assumptions = headed([one[language] for one in record["assumptions"]], language)
    return PageView(
        language=language,
        title=record["scenario"]["title"][language],
        study=record["study"]["title"][language],
        note=record["scenario"]["note"][language],
        banner=banner(language) if fiction else "",
        fictional=fictional(language) if fiction else "",
        assumed_head=head,
        assumptions=assumptions,
        two_variants=_(_TWO_VARIANTS) if len(variants) > 1 else "",
        variants=variants,
        map_title=_map_title(drawn, language),
        classes=territories.classes(outcome, language),
        allocated=_allocated(record, language),
        trajectory=posts.trajectory(outcome, language),
        method=tuple(method),
        source=source_line(outcome.base, language),
        files=tuple(name for name in record["files"] if name.endswith((".csv", ".toml"))),
        toml=record["scenario"]["toml"],
    )


def _map_title(drawn: Drawn | None, language: str) -> str:
    if drawn is None:
        return ""
    _ = translator(language)
    return _(N_("Cartes : {level}")).format(level=_(level_named(drawn.level).plural))


def _allocated(record: Mapping[str, Any], language: str) -> str:
    """Return how many posts are given, and what they cost where it is known."""
    told = record["allocation"]
    if not told["posts"]:
        return ""
    _ = translator(language)
    whole = float(told["posts"]).is_integer()
    given = number(told["posts"], language, digits=0 if whole else 2)
    if told["cost"]:
        return _(N_("{posts} ETC en {lines} lignes; {cost} $ par année.")).format(
            posts=given,
            lines=number(told["lines"], language),
            cost=number(told["cost"], language),
        )
    return _(N_("{posts} ETC en {lines} lignes; aucun coût unitaire n'est donné.")).format(
        posts=given, lines=number(told["lines"], language)
    )


def _variant(
    outcome: Outcome, record: Mapping[str, Any], drawn: Drawn | None, key: str, language: str
) -> VariantView:
    _ = translator(language)
    told = next(one for one in record["variants"] if one["key"] == key)
    needs = {need["key"]: need["label"] for need in record["needs"]}
    level = territories.shown_level(outcome)
    details_head, details = headed([one[language] for one in told.get("details") or ()], language)
    head, notes = headed([one[language] for one in told["notes"]], language)
    robustness: Sequence[Mapping[str, Any]] = record["robustness"]
    return VariantView(
        key=key,
        title=told["title"][language],
        headline=told["headline"].get(language, ""),
        details_head=details_head,
        details=details,
        flips=tuple(one[language] for one in told["flips"]),
        holds=solidity.holds(robustness, key, language),
        notes_head=head,
        notes=notes,
        maps=tuple(drawn.pieces[language][key]) if drawn else (),
        public=publics.by_public(told["people"], language),
        groups=publics.by_group(told["people"], needs, language),
        territories=territories.winners_and_losers(outcome, key, level, language),
        supply_said=told["conservation"].get("sentence", {}).get(language, ""),
        supply=publics.supply(told["conservation"], language),
        equity=publics.equity(told["equity"], needs, language),
        robustness=solidity.robustness(robustness, key, language),
        allocation=posts.allocation(outcome, key, language),
    )
